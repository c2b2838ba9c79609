// Rows that somebody else changed since they were loaded: for each column what was loaded, what is in the
// database now and what was edited here, and whose value is to be stored.
#pragma once

#include "ui/editing/pending_edits.h"

#include <QDialog>
#include <QPointer>

class QLabel;
class QListWidget;
class QPushButton;
class QTableWidget;

namespace relata {

class Theme;

class MergeDialog final : public QDialog
{
    Q_OBJECT

public:
    MergeDialog(Theme& theme, PendingEdits& edits, QWidget* parent);

private:
    void showConflict(int index);
    void take(Take side); // all columns
    void apply();
    void keepChoices();

    Theme& m_theme;
    QPointer<PendingEdits> m_edits;
    std::vector<Conflict> m_conflicts;
    std::vector<std::map<std::string, Take>> m_choices; // of each conflict
    QListWidget* m_rows = nullptr;
    QLabel* m_words = nullptr;
    QTableWidget* m_columns = nullptr;
    QPushButton* m_apply = nullptr;
    int m_shown = -1;
};

} // namespace relata
