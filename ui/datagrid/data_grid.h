// The Data tab: the rows of a table or view, with filters, sorting, the value of the current cell, copying,
// and ways along foreign keys.
#pragma once

#include "ui/datagrid/table_links.h"
#include "ui/grid/edited_source.h"
#include "ui/grid/selection_job.h"
#include "ui/shell/panel.h"
#include "ui/transfer/export_subject.h"
#include "ui/transfer/row_import.h"

#include <QHash>
#include <QPointer>
#include <QTimer>

class QLabel;
class QLineEdit;
class QMenu;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace relata {

class CellViewer;
class FilterRow;
class ForeignLabels;
class GridView;
class PanelRegistry;
class RelatedPane;
class StateView;
class TransposedSource;
class WhereBar;
class Workbench;

class DataGrid final : public Document
{
    Q_OBJECT

public:
    enum class Place
    {
        Tab,
        Embedded, // part of another grid: without bars, and with the rows of setScope() alone
    };
    DataGrid(Workbench& workbench, const DocumentRequest& request, QWidget* parent, Place place = Place::Tab);
    ~DataGrid() override;

    DocumentRequest request() const override { return m_request; }
    QString title() const override;
    QString description() const override;
    QString iconName() const override;
    QString statusText() const override;
    bool canRefresh() const override { return true; }
    void refresh() override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;
    bool isSettled() const override;

    void copySelection(CopyFormat format);
    // What is shown, for a file; nothing before it is there.
    std::optional<ExportSubject> exportSubject() const;
    void exportRows(); // shows the export dialog
    // Where rows of a file would go; nothing for what cannot be written.
    std::optional<ImportTarget> importTarget() const;
    void importRows(const QString& file = {}); // shows the import dialog
    void setFiltersVisible(bool visible);
    bool filtersVisible() const;
    // Which rows are shown: those that meet the filter row, the condition and the search.
    void setWhere(const std::string& condition); // checked (core/editing/where_text.h); empty: any
    void focusSearch();
    void focusWhere();
    void showLabels(bool shown); // what people call the rows that foreign keys refer to
    bool labelsShown() const;
    void setValueVisible(bool visible);
    bool valueVisible() const;
    void stop();
    bool canGoBack() const { return m_trail.size() > 1; }
    void goBack();
    // Along the foreign key of the current cell.
    void followCurrent();
    bool canFollowCurrent() const;

    // Shows only rows whose columns have these values, and gives them to new rows. The key of a row that is
    // not stored yet is such a value: then only new rows are shown.
    void setScope(PendingCells scope);
    // What belongs to the current row, below the grid.
    void setRelatedVisible(bool visible);
    bool relatedVisible() const;
    RelatedPane* related() const { return m_related; } // null before it was first shown
    // The current row, or those that are selected, as a form beside the grid.
    void setFormVisible(bool visible);
    bool formVisible() const;
    GridView* form() const { return m_form; } // null before it was first shown
    // The grid that the keyboard is in: this one, or the one that is part of it.
    DataGrid* focusedGrid();

    // Editing. Nothing is stored before the connection's pending changes are committed.
    bool canEdit() const { return whyReadOnly().isEmpty(); }
    QString whyReadOnly() const; // why no row can be edited here; empty if rows can
    void insertRow();
    void duplicateRows(); // those that are selected
    void deleteRows(); // likewise; those that are to be deleted already are kept after all
    void setSelection(const PendingValue& value); // of the selected cells: NULL, the default
    void fillSelection(); // asks for one value for all selected cells, in the cell that is current
    void pasteText(const QString& text); // a block of tab-separated cells, from the current cell on

    GridView* view() const { return m_view; }
    TableSource* source() const { return m_source; } // null before the table is known
    EditedSource* rows() const { return m_rows; } // what the view shows: source() with the edits over it
    StateView* stateView() const { return m_state; }
    CellViewer* valuePane() const { return m_viewer; }
    FilterRow* filterRow() const { return m_filters; }
    WhereBar* whereBar() const { return m_where; }
    QLineEdit* searchField() const { return m_search; }
    StateView* emptyView() const { return m_empty; }
    QString selectionText() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    // One station of a walk along foreign keys; the last one is shown.
    struct Station
    {
        std::string schema;
        std::string name;
        RowFilters filters;
        std::vector<RowSort> sort;
        qint64 row = 0;
        QString label; // "authors", "books where author_id = 7"
    };

    void buildWidgets();
    QWidget* buildBar();
    QWidget* buildStrip();
    void adoptConnection();
    void showStation();
    void noteMetadata();
    void openTarget(const MetaData& metadata);
    void follow(const TableLink& link);
    void updateState();
    void updateTexts();
    void updateTrail();
    void updateEmpty();
    void updateFormEmpty();
    void scheduleStatistics();
    void computeStatistics();
    void showStatistics(const ValueStatistics& statistics);
    void showCurrentValue();
    void showValueEdit(qint64 row, int column);
    void fetchWholeValue(std::size_t maxBytes);
    // data_grid_related.cpp
    void applyScope();
    void showRelated();
    // data_grid_form.cpp
    void makeForm();
    void showForm();
    // data_grid_editing.cpp
    void editCell(const QString& typed);
    // Opens an editor over the current cell of `view`, which shows this cell.
    void editCellIn(GridView& view, qint64 row, int column, const QString& typed);
    void setCell(qint64 row, int column, const PendingValue& value);
    void setSelection(const std::function<Result<PendingValue>(const Column&)>& valueOf);
    Result<void> putValue(PendingSet& set, qint64 row, std::size_t column, const PendingValue& value);
    void goToEdit(EditId id);
    void noteSaved(const FlushReport& report);
    void addEditActions(QMenu& menu);
    void addVersionAction(QMenu& menu, int section);
    void showEditError(const Error& error);
    std::vector<qint64> selectedRows() const;
    std::vector<SelectedBlock> selectedBlocks() const;
    ShownEdits shownEdits() const;
    void showCellMenu(const QPoint& at);
    void showColumnMenu(int section, const QPoint& at);
    void addFilterActions(QMenu& menu);
    void addLinkActions(QMenu& menu);
    void filterBy(RowCondition condition);
    // data_grid_browse.cpp
    void pickValues(int section);
    void noteRejected(const Error& error, const RowFilters& tried);
    void clearFilters();
    void setFilters(RowFilters filters);
    void showFilters(const RowFilters& filters); // in their fields
    void applyFilters(RowFilters filters); // from the first row on
    void search();
    ObjectRef shownObject() const; // of the last station
    void showSavedFilters();
    void askForFilterName();
    void applySavedFilter(const QString& name);
    void setConditions(std::vector<RowCondition> conditions);
    void setSort(int section, std::optional<bool> descending);
    std::optional<Value> currentValue(int column) const; // whole; nothing if it is not loaded or cut
    const Table* table() const;
    QString objectName(const std::string& schema, const std::string& name) const;

    Workbench& m_workbench;
    DocumentRequest m_request;
    const Place m_place;
    PendingCells m_scope;
    QPointer<DatabaseConnection> m_connection;
    std::shared_ptr<const MetaData> m_metadata; // of what is shown
    QList<Station> m_trail;
    TableSource* m_source = nullptr;
    EditedSource* m_rows = nullptr;
    QPointer<PendingEdits> m_edits;
    QStackedWidget* m_pages = nullptr;
    StateView* m_state = nullptr;
    QWidget* m_content = nullptr;
    QSplitter* m_splitter = nullptr;
    GridView* m_view = nullptr;
    FilterRow* m_filters = nullptr;
    WhereBar* m_where = nullptr;
    QLineEdit* m_search = nullptr;
    ForeignLabels* m_labels = nullptr; // the source's child
    QSplitter* m_stack = nullptr; // the grid, and what belongs to its row
    RelatedPane* m_related = nullptr;
    CellViewer* m_viewer = nullptr;
    GridView* m_form = nullptr;
    TransposedSource* m_formRows = nullptr;
    StateView* m_formEmpty = nullptr; // over the form where there is no row
    StateView* m_empty = nullptr;
    QWidget* m_trailRow = nullptr;
    QToolButton* m_back = nullptr;
    QToolButton* m_refresh = nullptr;
    QToolButton* m_stop = nullptr;
    QToolButton* m_clearFilters = nullptr;
    QToolButton* m_filterToggle = nullptr;
    QToolButton* m_valueToggle = nullptr;
    QToolButton* m_relatedToggle = nullptr;
    QToolButton* m_formToggle = nullptr;
    QLabel* m_rowsLabel = nullptr;
    QLabel* m_selectionLabel = nullptr;
    QLabel* m_hintLabel = nullptr;
    QTimer m_loadingDelay;
    QTimer m_statisticsDelay;
    QTimer m_valueDelay;
    QTimer m_relatedDelay;
    quint64 m_valueTask = 0;
    quint64 m_statisticsTask = 0;
    quint64 m_copyTask = 0;
    QJsonObject m_stateToRestore;
    qint64 m_topToRestore = 0;
    bool m_valueFetching = false;
};

// The Data tab, its actions and its place in the program.
void registerDataGrid(PanelRegistry& registry);

} // namespace relata
