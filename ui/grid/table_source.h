// The rows of a table or view of an open database, fetched block by block on the connection's lane.
//
// One task at a time: what the screen lacks comes first, else a slice of sampling. A fetch for rows that have
// been scrolled away is stopped. Everything a task touches it shares with no one (RowWindow) or got by value.
#pragma once

#include "core/editing/row_cache.h"
#include "core/editing/row_identity.h"
#include "ui/connections/database_connection.h"
#include "ui/grid/grid_source.h"
#include "ui/tasks/task_runner.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

#include <optional>

namespace relata {

class TableSource final : public GridSource
{
    Q_OBJECT

public:
    enum class State
    {
        Loading, // nothing to show yet
        Ready,
        Failed, // nothing to show; error()
    };

    TableSource(DatabaseConnection& connection, TaskRunner& tasks, QObject* parent);
    ~TableSource() override;

    // What to browse; starts anew. `sort` and conditions refer to the target's columns.
    void open(BrowseTarget target, QList<GridColumn> columns, std::vector<RowSort> sort = {},
        RowFilters filters = {});
    // Other rows. Until they arrive the former ones are shown; where the server refuses, or the reading is
    // stopped, the former ones are back and sortRejected() or filtersRejected() says so.
    void setSort(std::vector<RowSort> sort);
    void setFilters(RowFilters filters);
    void setConditions(std::vector<RowCondition> conditions); // the other filters stay
    // What every row must meet besides the filters, which a person changes. Does not start by itself.
    void setScope(std::vector<RowCondition> scope) { m_scope = std::move(scope); }
    void refresh(); // the same rows anew; "today" is what it is by then
    void stop(); // what is running for this source; rows that are here stay

    State state() const { return m_state; }
    const Error& error() const { return m_error; }
    const BrowseTarget& target() const { return m_target; }
    const std::vector<RowCondition>& conditions() const { return m_filters.conditions; }
    const RowFilters& filters() const { return m_filters; }
    bool isBusy() const; // rows for the screen are on their way
    bool isSampling() const { return m_state == State::Ready && !m_samplingComplete && !m_stopped; }
    bool slowOrder() const { return m_slowOrder; }
    qint64 lastFetchMs() const { return m_lastFetchMs; }
    std::size_t cachedBytes() const { return m_cache.byteSize(); }
    // The window for work of the caller's own on the lane (a whole cell, a copy); only the lane may use it,
    // except for select(), which never changes.
    std::shared_ptr<RowWindow> window() const { return m_window; }
    RowPlace placeOf(qint64 row) const; // empty if the row is not loaded or has none
    // The values of a loaded row by the columns' names, without those of which only a prefix is here, and
    // with the server's hidden row identity where rows are found by it. Nothing while the row is not loaded
    // or being read anew.
    std::optional<RowValues> loadedValues(qint64 row) const;
    RowVersion loadedVersion(qint64 row) const; // of such a row; empty where the server keeps none
    DatabaseConnection& connection() const { return *m_connection; }
    bool hasConnection() const { return !m_connection.isNull(); }

    const QList<GridColumn>& columns() const override { return m_columns; }
    RowTotals totals() const override { return m_totals; }
    const std::vector<RowSort>& sort() const override { return m_sort; }
    Cell cell(qint64 row, int column) override;
    bool isExact(qint64 row) override;
    void want(qint64 first, qint64 last) override;

signals:
    void stateChanged();
    void busyChanged();
    void fetchFailed(const relata::Error& error); // while rows are shown
    void sortRejected(const relata::Error& error); // the former sort is back
    // The former filters are back; ErrorKind::Cancelled where the reading was stopped.
    void filtersRejected(const relata::Error& error, const relata::RowFilters& tried);

private:
    struct Fetched
    {
        RowBlock block;
        RowTotals totals;
        qint64 milliseconds = 0;
    };
    struct Sampled
    {
        RowTotals totals;
        bool complete = false;
        bool slowOrder = false;
        std::optional<qint64> movedTo; // of the row that was at the top of the screen
    };
    enum class Running
    {
        Nothing,
        Fetch,
        Sample,
    };

    // What was shown before other rows were asked for.
    struct Former
    {
        std::vector<RowSort> sort;
        RowFilters filters;
        std::shared_ptr<RowWindow> window; // null: nothing was
        bool samplingComplete = false;
        bool slowOrder = false;
    };

    void change(std::vector<RowSort> sort, RowFilters filters);
    void begin();
    bool goBack(const Error& error);
    void schedule();
    std::optional<qint64> missingBlock() const;
    bool isWanted(qint64 block) const;
    void fetchBlock(qint64 block);
    void sampleSlice();
    void fetched(quint64 generation, qint64 block, Result<Fetched> result);
    void sampled(quint64 generation, Result<Sampled> result);
    void setTotals(const RowTotals& totals);
    void setState(State state);

    QPointer<DatabaseConnection> m_connection;
    TaskRunner& m_tasks;
    BrowseTarget m_target;
    QList<GridColumn> m_columns;
    std::vector<RowSort> m_sort;
    RowFilters m_filters;
    std::vector<RowCondition> m_scope;
    Former m_former;
    std::shared_ptr<RowWindow> m_window;
    RowCache m_cache;
    RowTotals m_totals;
    State m_state = State::Loading;
    Error m_error;
    quint64 m_generation = 0; // results of an older one are dropped
    Running m_running = Running::Nothing;
    quint64 m_task = 0;
    qint64 m_runningBlock = 0;
    QElapsedTimer m_runningSince;
    QTimer m_impatience; // stops a long slice of sampling that the screen waits for
    qint64 m_wantFirst = 0;
    qint64 m_wantLast = 63;
    bool m_movingDown = true;
    bool m_cacheIsOld = false; // rows of the former sort, shown until the new ones arrive
    bool m_samplingComplete = false;
    bool m_slowOrder = false;
    bool m_stopped = false;
    bool m_fetchFailed = false; // no further tries until asked
    qint64 m_lastFetchMs = 0;
};

} // namespace relata
