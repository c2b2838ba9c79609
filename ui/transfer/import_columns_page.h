// Into which table the rows go, which column gets what, and what becomes of rows that are refused.
#pragma once

#include "ui/transfer/import_file_page.h"
#include "ui/transfer/row_import.h"

class QSpinBox;

namespace relata {

class ImportColumnModel;

class ImportColumnsPage final : public QWidget
{
    Q_OBJECT

public:
    ImportColumnsPage(Workbench& workbench, ImportTarget target, const ImportFilePage& file, QWidget* parent);
    ~ImportColumnsPage() override;

    // What is chosen; the file must have a sample.
    ImportPlan plan() const;
    QString problemText() const { return m_problem; } // why it cannot be imported; "" if it can
    bool isChecking() const { return m_checking || m_delay.isActive(); }
    ImportColumnModel* columns() const { return m_columns; }
    QString findingText() const;

    // Another file, or the same read in another way: keeps what was chosen where columns are the same.
    void fileChanged();

signals:
    void changed();

private:
    QWidget* buildTarget();
    QWidget* buildOptions();
    void fillTables();
    void adoptTarget();
    void fillModes();
    void planChanged();
    void check();
    QString rejectedFile() const;

    Workbench& m_workbench;
    ImportTarget m_target;
    const ImportFilePage& m_file;
    QComboBox* m_into = nullptr; // a table that exists, or a new one
    QComboBox* m_table = nullptr;
    QComboBox* m_schema = nullptr;
    QLineEdit* m_name = nullptr;
    QTableView* m_view = nullptr;
    ImportColumnModel* m_columns = nullptr;
    QComboBox* m_mode = nullptr;
    QComboBox* m_commit = nullptr;
    QSpinBox* m_batch = nullptr;
    QComboBox* m_onRefused = nullptr;
    QLineEdit* m_rejected = nullptr;
    QLabel* m_findings = nullptr;
    QTimer m_delay;
    QString m_problem;
    QString m_typeProblem;
    std::shared_ptr<const ImportSample> m_sample; // that the columns were filled from
    std::vector<std::vector<std::string>> m_keys; // of the modes
    quint64 m_generation = 0;
    bool m_checking = false;
};

} // namespace relata
