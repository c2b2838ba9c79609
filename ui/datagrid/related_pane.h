// What belongs to the current row of a grid, below it: rows of other tables that refer to it, each kind in a
// grid of its own that can be edited, and what association tables link it with, as lists of ticks. All of it
// goes into the same pending changes, so that a new row and what belongs to it are stored together.
//
// GUI thread only.
#pragma once

#include "ui/datagrid/table_links.h"
#include "ui/datagrid/tick_list.h"

class QTabBar;
class QToolButton;

namespace relata {

class DataGrid;
class Workbench;

class RelatedPane final : public QWidget
{
    Q_OBJECT

public:
    RelatedPane(Workbench& workbench, PendingEdits& edits, QWidget* parent);

    // Whose rows are shown. A page is made when it is first looked at.
    void setTable(const Table* table, std::shared_ptr<const MetaData> metadata);
    // Null: no row is current, or it is not here yet.
    void setRow(std::shared_ptr<const ParentRow> row);

    QTabBar* tabs() const { return m_tabs; }
    // Of the page that is shown; at most one of them is not null.
    DataGrid* grid() const;
    TickList* ticks() const;
    bool isSettled() const;
    void refresh();

signals:
    void closeRequested();

private:
    struct Page
    {
        std::optional<TableLink> link; // else `association`
        std::optional<AssociationLink> association;
        QWidget* widget = nullptr; // null: not looked at yet
        bool current = false; // shows the row
    };
    void makePage(Page& page);
    void showPage(int index);
    void placeRow(Page& page);

    Workbench& m_workbench;
    PendingEdits& m_edits;
    QTabBar* m_tabs;
    QToolButton* m_close;
    QStackedWidget* m_pages;
    StateView* m_state;
    std::shared_ptr<const MetaData> m_metadata;
    std::string m_schema;
    std::string m_name;
    std::shared_ptr<const ParentRow> m_row;
    std::vector<Page> m_all;
};

} // namespace relata
