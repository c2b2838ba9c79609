// The rows that an association table links with one row, as a list of ticks: genres of a book. A tick is an
// edit of the connection's pending set; nothing is stored before the commit.
//
// GUI thread only; rows are read on the connection's lane.
#pragma once

#include "core/editing/association.h"
#include "ui/editing/pending_edits.h"

#include <QAbstractListModel>
#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <memory>

class QLabel;
class QLineEdit;
class QListView;
class QStackedWidget;

namespace relata {

class StateView;
class TaskRunner;
class Theme;

// A row of a grid that others belong to: as it was loaded, or new.
struct ParentRow
{
    RowValues values; // empty for a new row
    EditId newRow = 0; // 0: stored

    // What a column of the row holds, or will hold once it is stored. Nothing: NULL, or not loaded.
    std::optional<PendingValue> key(const std::string& column) const;
    bool operator==(const ParentRow&) const = default;
};

class TickModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    TickModel(const Theme& theme, PendingEdits& edits, AssociationLink link, QObject* parent);

    void setRows(std::shared_ptr<const ParentRow> parent, AssociationRows rows);
    const AssociationLink& link() const { return m_link; }
    bool hasMore() const { return m_rows.more; }
    int ticked() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

signals:
    void refused(const relata::Error& error);

private:
    bool isTicked(const AssociationChoice& choice) const;
    bool isChanged(const AssociationChoice& choice) const; // against what is stored
    EditId newLink(const AssociationChoice& choice) const; // 0: none is pending
    std::optional<PendingCells> nearKey() const;

    const Theme& m_theme;
    PendingEdits& m_edits;
    AssociationLink m_link;
    std::shared_ptr<const ParentRow> m_parent;
    AssociationRows m_rows;
};

class TickList final : public QWidget
{
    Q_OBJECT

public:
    TickList(Theme& theme, TaskRunner& tasks, PendingEdits& edits, AssociationLink link, QWidget* parent);

    void setParentRow(std::shared_ptr<const ParentRow> parent); // reads anew
    void refresh();
    bool isSettled() const { return !m_reading && !m_searchDelay.isActive(); }
    QListView* list() const { return m_list; }
    QLineEdit* searchField() const { return m_search; }
    TickModel* model() const { return m_model; }

signals:
    void refused(const relata::Error& error); // a tick that the pending set does not take
    void countChanged();

private:
    void updateNote();

    TaskRunner& m_tasks;
    PendingEdits& m_edits;
    std::shared_ptr<const ParentRow> m_parent;
    TickModel* m_model;
    QLineEdit* m_search;
    QLabel* m_note;
    QListView* m_list;
    QStackedWidget* m_pages;
    StateView* m_state;
    QTimer m_searchDelay;
    quint64 m_task = 0;
    quint64 m_generation = 0;
    bool m_reading = false;
};

} // namespace relata
