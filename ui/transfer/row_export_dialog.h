// Asks which rows go to which file, in which format, and shows the beginning of that file.
#pragma once

#include "ui/transfer/export_choice.h"
#include "ui/transfer/export_subject.h"

#include <QDialog>
#include <QTimer>

class QComboBox;
class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace relata {

class ExportFormatPage;
class Workbench;

class RowExportDialog final : public QDialog
{
    Q_OBJECT

public:
    RowExportDialog(Workbench& workbench, ExportSubject subject, QWidget* parent);

    ExportChoice choice() const;
    QString previewText() const;
    QString problemText() const; // why it cannot be done yet; empty if nothing is wrong
    bool isPreviewReady() const { return !m_reading; }

signals:
    void exportStarted(quint64 task);

private:
    void accept() override;
    QWidget* buildChoices();
    QWidget* buildPreview();
    void fillScopes();
    void formatChanged();
    void readPreview();
    void showPreview();
    void browse();
    void showProblem(const QString& text);

    Workbench& m_workbench;
    ExportSubject m_subject;
    QComboBox* m_scope = nullptr;
    QCheckBox* m_visibleOnly = nullptr;
    QComboBox* m_format = nullptr;
    ExportFormatPage* m_page = nullptr;
    QPlainTextEdit* m_preview = nullptr;
    QLabel* m_previewNote = nullptr;
    QLineEdit* m_file = nullptr;
    QLabel* m_problem = nullptr;
    QPushButton* m_export = nullptr;
    QTimer m_previewDelay;
    std::vector<ResultColumn> m_columns; // of m_rows
    RowChunkPtr m_rows; // the first ones; long values cut
    QString m_previewError;
    quint64 m_generation = 0; // of readPreview(); an older answer is dropped
    bool m_reading = false;
    QString m_replace; // the existing file that may be written over
};

} // namespace relata
