// Pending changes: the edits of a connection that are not stored yet, as the statements that storing them
// sends, in that order. Commits them, takes them back one by one or all, and says what the database answered.
#pragma once

#include "ui/editing/pending_edits.h"
#include "ui/shell/panel.h"

#include <QPointer>

class QLabel;
class QPushButton;
class QStackedWidget;
class QToolButton;
class QTreeView;

namespace relata {

class ChangeModel;
class DatabaseConnection;
class PanelRegistry;
class SqlView;
class StateView;
class Workbench;

class ChangesPanel final : public Panel
{
    Q_OBJECT

public:
    ChangesPanel(Workbench& workbench, QWidget* parent);

    bool isSettled() const override;

    PendingEdits* edits() const { return m_edits; } // null: no connection has any
    void commit(); // with what is being typed
    void commitAndKeepEditing();
    void dropSelected();
    void discardAll(); // asks first
    void copyScript();

private:
    void buildBar();
    void watch(DatabaseConnection& connection);
    void follow();
    void setEdits(PendingEdits* edits);
    void update();
    void updateState();
    void showSelected();
    void openSelected();
    void settleConflicts();
    void showEffects();

    Workbench& m_workbench;
    QPointer<PendingEdits> m_edits;
    QWidget* m_bar = nullptr;
    QPushButton* m_commit = nullptr;
    QPushButton* m_commitAndKeep = nullptr;
    QPushButton* m_stop = nullptr;
    QToolButton* m_undo = nullptr;
    QToolButton* m_redo = nullptr;
    QToolButton* m_drop = nullptr;
    QToolButton* m_copy = nullptr;
    QPushButton* m_discard = nullptr;
    QWidget* m_note = nullptr;
    QLabel* m_noteText = nullptr;
    QPushButton* m_noteAction = nullptr;
    QWidget* m_effects = nullptr;
    QLabel* m_effectsText = nullptr;
    QLabel* m_count = nullptr;
    QStackedWidget* m_pages = nullptr;
    StateView* m_empty = nullptr;
    QWidget* m_content = nullptr;
    QTreeView* m_list = nullptr;
    ChangeModel* m_model = nullptr;
    SqlView* m_sql = nullptr;
    quint64 m_revision = 0; // of the preview that was asked for last
    bool m_previewing = false;
};

// What becomes of a value that is being typed when the others are stored.
enum class WhatIsTyped
{
    IsCommitted, // with them; where it cannot be a value, nothing is stored
    Stays, // in its editor, which stays open
};

// Stores the changes; asks first where deletions reach rows of other tables.
void commitEdits(Workbench& workbench, PendingEdits& edits, WhatIsTyped typed);

// The panel, and the actions of committing, undo and redo.
void registerChanges(PanelRegistry& registry);

} // namespace relata
