#include "ui/grid/table_source.h"

#include "core/editing/row_filter.h"
#include "ui/tasks/task_context.h"

#include <algorithm>

namespace relata {
namespace {

constexpr auto sampleBudget = std::chrono::milliseconds(30);
constexpr int patienceMs = 60;
constexpr std::size_t longestPrefix = 1024; // characters
constexpr std::size_t shortestPrefix = 128;
constexpr std::size_t prefixesPerRow = 16384; // characters of all long columns together

bool mayBeLong(const Column& column)
{
    switch (column.type.kind) {
    case TypeKind::String:
        return !column.type.length || *column.type.length > 1024;
    case TypeKind::Unknown:
    case TypeKind::Text:
    case TypeKind::LargeBinary:
    case TypeKind::Json:
    case TypeKind::Xml:
    case TypeKind::Array:
    case TypeKind::Geometry:
    case TypeKind::TextSearch:
    case TypeKind::Domain:
    case TypeKind::Composite:
        return true;
    default:
        return false;
    }
}

std::size_t prefixLengthFor(const BrowseTarget& target)
{
    auto longColumns =
        static_cast<std::size_t>(std::count_if(target.columns.begin(), target.columns.end(), mayBeLong));
    return std::clamp(prefixesPerRow / std::max<std::size_t>(longColumns, 1), shortestPrefix, longestPrefix);
}

} // namespace

TableSource::TableSource(DatabaseConnection& connection, TaskRunner& tasks, QObject* parent)
    : GridSource(parent), m_connection(&connection), m_tasks(tasks)
{
    m_impatience.setSingleShot(true);
    m_impatience.setInterval(patienceMs);
    connect(&m_impatience, &QTimer::timeout, this, [this] {
        if (m_running == Running::Sample && missingBlock())
            m_tasks.requestStop(m_task);
    });
}

TableSource::~TableSource() = default;

void TableSource::open(
    BrowseTarget target, QList<GridColumn> columns, std::vector<RowSort> sort, RowFilters filters)
{
    m_target = std::move(target);
    m_columns = std::move(columns);
    m_sort = std::move(sort);
    m_filters = std::move(filters);
    m_former = {m_sort, m_filters, nullptr, false, false};
    m_cache.clear();
    m_totals = {};
    m_wantFirst = 0;
    m_wantLast = 63;
    m_state = State::Loading;
    emit columnsChanged();
    emit stateChanged();
    begin();
}

void TableSource::change(std::vector<RowSort> sort, RowFilters filters)
{
    if (!m_cacheIsOld && m_state == State::Ready)
        m_former = {m_sort, m_filters, m_window, m_samplingComplete, m_slowOrder};
    m_sort = std::move(sort);
    m_filters = std::move(filters);
    begin();
}

void TableSource::setSort(std::vector<RowSort> sort)
{
    if (sort != m_sort)
        change(std::move(sort), m_filters);
}

void TableSource::setFilters(RowFilters filters)
{
    change(m_sort, std::move(filters));
}

void TableSource::setConditions(std::vector<RowCondition> conditions)
{
    RowFilters filters = m_filters;
    filters.conditions = std::move(conditions);
    change(m_sort, std::move(filters));
}

void TableSource::refresh()
{
    m_filters.conditions = withWordsOfNow(std::move(m_filters.conditions), m_target.columns);
    m_former = {m_sort, m_filters, nullptr, false, false};
    begin();
}

// To what was shown before the rows that the server refused.
bool TableSource::goBack(const Error& error)
{
    const bool otherSort = m_sort != m_former.sort;
    if (!m_cacheIsOld || (!otherSort && m_filters == m_former.filters))
        return false;
    const RowFilters tried = m_filters;
    m_sort = m_former.sort;
    m_filters = m_former.filters;
    if (m_former.window && m_state == State::Ready) {
        m_window = m_former.window;
        m_samplingComplete = m_former.samplingComplete;
        m_slowOrder = m_former.slowOrder;
        m_cacheIsOld = false;
        m_stopped = false;
        m_fetchFailed = false;
        emit rowsChanged();
        schedule();
        emit busyChanged();
    } else {
        begin();
    }
    if (otherSort && error.kind != ErrorKind::Cancelled)
        emit sortRejected(error);
    else
        emit filtersRejected(error, tried);
    return true;
}

void TableSource::begin()
{
    ++m_generation;
    if (m_running != Running::Nothing)
        m_tasks.requestStop(m_task);
    m_running = Running::Nothing;
    m_samplingComplete = false;
    m_slowOrder = false;
    m_stopped = false;
    m_fetchFailed = false;
    m_cacheIsOld = true;
    if (!m_connection)
        return;
    std::vector<RowCondition> conditions = m_scope;
    conditions.insert(conditions.end(), m_filters.conditions.begin(), m_filters.conditions.end());
    BrowseOptions options{
        m_sort, std::move(conditions), prefixLengthFor(m_target), m_filters.where, m_filters.search};
    m_window = std::make_shared<RowWindow>(BrowseSelect(m_target, options, m_connection->dialect()));
    if (m_state == State::Failed)
        setState(State::Loading);
    schedule();
    emit busyChanged();
}

void TableSource::stop()
{
    m_stopped = true;
    if (m_running != Running::Nothing)
        m_tasks.requestStop(m_task);
    emit busyChanged();
}

bool TableSource::isBusy() const
{
    return m_running == Running::Fetch && isWanted(m_runningBlock);
}

GridSource::Cell TableSource::cell(qint64 row, int column)
{
    RowCache::Found found = m_cache.find(row);
    if (!found.rows || static_cast<std::size_t>(column) >= found.rows->columnCount())
        return {};
    return {true, found.rows->at(found.row, static_cast<std::size_t>(column))};
}

bool TableSource::isExact(qint64 row)
{
    RowCache::Found found = m_cache.find(row);
    return !found.rows || found.exact;
}

RowPlace TableSource::placeOf(qint64 row) const
{
    RowCache::Found found = const_cast<RowCache&>(m_cache).find(row);
    return found.rows && m_window ? m_window->placeOf(*found.rows, found.row) : RowPlace();
}

std::optional<RowValues> TableSource::loadedValues(qint64 row) const
{
    if (m_cacheIsOld || !m_window)
        return std::nullopt;
    const RowCache::Found found = const_cast<RowCache&>(m_cache).find(row);
    if (!found.rows)
        return std::nullopt;
    RowValues values;
    for (std::size_t column = 0; column < m_target.columns.size(); ++column) {
        const ValueView value = found.rows->at(found.row, column);
        if (!value.truncated)
            values.emplace_back(m_target.columns[column].name, Value::copyOf(value));
    }
    if (m_target.key.kind == RowKeyKind::RowIdentity) {
        const BrowseSelect& select = m_window->select();
        for (std::size_t term = 0; term < select.order().size(); ++term) {
            if (select.order()[term].column == BrowseSelect::none)
                setValue(values, m_target.key.columns.front(),
                    Value::copyOf(found.rows->at(found.row, select.orderColumn(term))));
        }
    }
    return values;
}

RowVersion TableSource::loadedVersion(qint64 row) const
{
    const RowCache::Found found = const_cast<RowCache&>(m_cache).find(row);
    if (m_cacheIsOld || !m_window || !found.rows || m_target.rowVersion.empty())
        return {};
    return {
        m_target.rowVersion, Value::copyOf(found.rows->at(found.row, m_window->select().versionColumn()))};
}

void TableSource::want(qint64 first, qint64 last)
{
    if (first != m_wantFirst)
        m_movingDown = first > m_wantFirst;
    m_wantFirst = std::max<qint64>(first, 0);
    m_wantLast = std::max(last, m_wantFirst);
    if (m_running == Running::Fetch && !isWanted(m_runningBlock))
        m_tasks.requestStop(m_task);
    else if (m_running == Running::Sample && missingBlock() && !m_impatience.isActive())
        m_impatience.start(static_cast<int>(std::max<qint64>(patienceMs - m_runningSince.elapsed(), 0)));
    schedule();
}

bool TableSource::isWanted(qint64 block) const
{
    // The neighbours count: they are read ahead.
    return block >= m_wantFirst / RowCache::blockRows - 1 && block <= m_wantLast / RowCache::blockRows + 1;
}

std::optional<qint64> TableSource::missingBlock() const
{
    auto lacks = [this](qint64 block) {
        if (block < 0 || (!m_cacheIsOld && m_totals.exact && block * RowCache::blockRows >= m_totals.rows))
            return false;
        return m_cacheIsOld || !m_cache.contains(block);
    };
    qint64 first = m_wantFirst / RowCache::blockRows;
    qint64 last = m_wantLast / RowCache::blockRows;
    for (qint64 block = first; block <= last; ++block) {
        if (lacks(block))
            return block;
    }
    // Ahead of the scrolling, once the edge of a block is near.
    if (m_movingDown && m_wantLast % RowCache::blockRows > RowCache::blockRows / 2 && lacks(last + 1)
        && m_totals.rows > (last + 1) * RowCache::blockRows)
        return last + 1;
    if (!m_movingDown && m_wantFirst % RowCache::blockRows < RowCache::blockRows / 2 && lacks(first - 1))
        return first - 1;
    return std::nullopt;
}

void TableSource::schedule()
{
    if (m_running != Running::Nothing || !m_connection || !m_window || m_fetchFailed)
        return;
    if (std::optional<qint64> block = missingBlock(); block && !m_stopped)
        fetchBlock(*block);
    else if (isSampling() && !m_cacheIsOld)
        sampleSlice();
}

void TableSource::fetchBlock(qint64 block)
{
    m_running = Running::Fetch;
    m_runningBlock = block;
    m_runningSince.start();
    quint64 generation = m_generation;
    m_task = m_connection->run<Fetched>(
        tr("Reading %1").arg(QString::fromStdString(m_target.name)),
        [window = m_window, block](Connection& connection, TaskContext& task) {
            QElapsedTimer timer;
            timer.start();
            Fetched result;
            result.block =
                window->fetch(connection, block * RowCache::blockRows, RowCache::blockRows, task.stopToken());
            result.totals = window->totals();
            result.milliseconds = timer.elapsed();
            return result;
        },
        this,
        [this, generation, block](Result<Fetched> result) { fetched(generation, block, std::move(result)); });
    emit busyChanged();
}

void TableSource::fetched(quint64 generation, qint64 block, Result<Fetched> result)
{
    if (generation != m_generation)
        return;
    m_running = Running::Nothing;
    if (!result) {
        bool cancelled = result.error().kind == ErrorKind::Cancelled;
        if (cancelled && !m_stopped) {
            schedule(); // scrolled away meanwhile
            emit busyChanged();
            return;
        }
        m_fetchFailed = true;
        const bool refused =
            cancelled || (result.error().connectionUsable && result.error().kind != ErrorKind::Timeout);
        if (refused && goBack(result.error()))
            return;
        if (m_state == State::Ready) {
            emit busyChanged();
            emit rowsChanged();
            if (!cancelled)
                emit fetchFailed(result.error());
            return;
        }
        m_error = result.error();
        setState(State::Failed);
        emit busyChanged();
        return;
    }
    if (m_cacheIsOld) {
        m_cache.clear();
        m_cacheIsOld = false;
        m_former = {};
    }
    RowBlock rows = std::move(result->block);
    rows.first = block * RowCache::blockRows;
    m_cache.insert(std::move(rows));
    m_lastFetchMs = result->milliseconds;
    setTotals(result->totals);
    setState(State::Ready);
    emit rowsChanged();
    schedule();
    emit busyChanged();
}

void TableSource::sampleSlice()
{
    m_running = Running::Sample;
    m_runningSince.start();
    quint64 generation = m_generation;
    RowPlace top = isExact(m_wantFirst) ? RowPlace() : placeOf(m_wantFirst);
    m_task = m_connection->run<Sampled>(
        tr("Counting the rows of %1").arg(QString::fromStdString(m_target.name)),
        [window = m_window, top](Connection& connection, TaskContext& task) {
            Sampled result;
            result.complete = !window->sample(connection, sampleBudget, task.stopToken());
            if (result.complete && !top.empty())
                result.movedTo = window->locate(connection, top, task.stopToken());
            result.totals = window->totals();
            result.slowOrder = window->slowOrder();
            return result;
        },
        this, [this, generation](Result<Sampled> result) { sampled(generation, std::move(result)); });
}

void TableSource::sampled(quint64 generation, Result<Sampled> result)
{
    if (generation != m_generation)
        return;
    m_running = Running::Nothing;
    if (!result) {
        if (result.error().kind != ErrorKind::Cancelled) {
            m_stopped = true; // rows are shown all the same; the estimate stays
            emit fetchFailed(result.error());
        }
        schedule();
        emit totalsChanged();
        return;
    }
    m_samplingComplete = result->complete;
    m_slowOrder = result->slowOrder;
    if (m_samplingComplete)
        m_cache.dropInexact();
    // What is shown moves first: at the former numbers there are other rows now.
    bool changed = result->totals != m_totals || m_samplingComplete;
    m_totals = result->totals;
    if (result->movedTo && *result->movedTo != m_wantFirst)
        emit rowMoved(m_wantFirst, *result->movedTo);
    if (changed)
        emit totalsChanged();
    if (m_samplingComplete)
        emit rowsChanged();
    schedule();
}

void TableSource::setTotals(const RowTotals& totals)
{
    if (totals == m_totals)
        return;
    m_totals = totals;
    emit totalsChanged();
}

void TableSource::setState(State state)
{
    if (state == m_state)
        return;
    m_state = state;
    emit stateChanged();
}

} // namespace relata
