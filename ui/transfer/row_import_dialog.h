// Rows of a file into a table, in three steps: the file and how it is read, the columns and what becomes of
// refused rows, the import itself with what came of it.
//
// Closing the dialog while rows are being stored leaves the import to the status bar; Stop ends it.
#pragma once

#include "ui/transfer/row_import.h"

#include <QDialog>

class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace relata {

class IconLabel;
class ImportColumnsPage;
class ImportFilePage;

class RowImportDialog final : public QDialog
{
    Q_OBJECT

public:
    enum class Step
    {
        File,
        Columns,
        Run,
    };

    RowImportDialog(Workbench& workbench, ImportTarget target, const QString& file, QWidget* parent);
    ~RowImportDialog() override;

    Step step() const;
    ImportFilePage* filePage() const { return m_filePage; }
    ImportColumnsPage* columnsPage() const { return m_columnsPage; }
    QString problemText() const; // why the next step cannot be taken; "" if it can
    bool isSettled() const; // nothing is being read or checked
    // Of the last run; nothing while there is none.
    const std::optional<ImportOutcome>& outcome() const { return m_outcome; }
    quint64 task() const { return m_task; } // of the run; 0 = none

private:
    QWidget* buildRun();
    void goTo(Step step);
    void next();
    void update();
    void start();
    void showProgress(quint64 task);
    void showOutcome(const ImportOutcome& outcome);
    void reject() override;

    Workbench& m_workbench;
    ImportTarget m_target;
    QLabel* m_heading = nullptr;
    QStackedWidget* m_pages = nullptr;
    ImportFilePage* m_filePage = nullptr;
    ImportColumnsPage* m_columnsPage = nullptr;
    IconLabel* m_icon = nullptr;
    QLabel* m_title = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_text = nullptr;
    QPlainTextEdit* m_details = nullptr;
    QPushButton* m_openRefused = nullptr;
    QPushButton* m_openTable = nullptr;
    QLabel* m_problem = nullptr;
    QPushButton* m_back = nullptr;
    QPushButton* m_next = nullptr;
    QPushButton* m_cancel = nullptr;
    std::optional<ImportOutcome> m_outcome;
    ObjectRef m_object; // the table that was imported into
    quint64 m_task = 0;
};

} // namespace relata
