#include "ui/datagrid/data_grid.h"
#include "ui/grid/version_columns.h"

#include "ui/connections/connection_list.h"
#include "ui/datagrid/filter_row.h"
#include "ui/datagrid/related_pane.h"
#include "ui/datagrid/where_bar.h"
#include "ui/grid/cell_text.h"
#include "ui/grid/cell_viewer.h"
#include "ui/grid/foreign_labels.h"
#include "ui/grid/grid_view.h"
#include "ui/grid/transposed_source.h"
#include "ui/shell/settings.h"
#include "ui/shell/state_view.h"
#include "ui/shell/theme.h"
#include "ui/shell/tool_button.h"
#include "ui/shell/workbench.h"
#include "ui/sqltext/condition_field.h"
#include "ui/tasks/task_context.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace relata {
namespace {

constexpr int loadingDelayMs = 200;
constexpr int valueDelayMs = 120;
constexpr int statisticsDelayMs = 120;
constexpr std::size_t largestValue = 256u << 20;

} // namespace

DataGrid::DataGrid(Workbench& workbench, const DocumentRequest& request, QWidget* parent, Place place)
    : Document(parent), m_workbench(workbench), m_request(request), m_place(place)
{
    Station start;
    start.schema = request.object.schema.toStdString();
    start.name = request.object.name.toStdString();
    start.label = request.object.name;
    m_trail.append(start);
    m_stateToRestore = request.state;
    buildWidgets();
    adoptConnection();
    connect(&workbench.connections(), &ConnectionList::connectionOpened, this, [this] {
        if (!m_connection)
            adoptConnection();
    });
}

DataGrid::~DataGrid() = default;

void DataGrid::buildWidgets()
{
    Theme& theme = m_workbench.theme();
    m_view = new GridView(theme, this);
    m_filters = new FilterRow(theme, m_view);
    m_filters->setHeader(m_view->header());
    m_filters->hide();
    m_view->setBandUnderHeader(m_filters);
    m_filters->hide();
    m_viewer = new CellViewer(theme, m_workbench.tasks(), this);
    m_viewer->hide();
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->addWidget(m_view);
    m_splitter->addWidget(m_viewer);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setCollapsible(0, false);
    m_splitter->setSizes({900, 320});
    m_empty = new StateView(theme, m_view);
    m_empty->hide();

    m_content = new QWidget(this);
    auto* contentLayout = new QVBoxLayout(m_content);
    contentLayout->setContentsMargins(0, 0, 0, 0);
    contentLayout->setSpacing(0);
    QWidget* bar = buildBar();
    QWidget* strip = buildStrip();
    bar->setVisible(m_place == Place::Tab);
    strip->setVisible(m_place == Place::Tab);
    m_stack = new QSplitter(Qt::Vertical, this);
    m_stack->addWidget(m_splitter);
    m_stack->setCollapsible(0, false);
    m_where = new WhereBar(theme, m_content, m_content);
    m_where->hide();
    connect(m_where->field(), &ConditionField::entered, this, &DataGrid::setWhere);
    connect(m_where->field(), &ConditionField::left, m_view, [this] { m_view->setFocus(); });
    connect(m_where, &WhereBar::savedRequested, this, &DataGrid::showSavedFilters);
    contentLayout->addWidget(bar);
    contentLayout->addWidget(m_where);
    contentLayout->addWidget(m_stack, 1);
    contentLayout->addWidget(strip);
    m_state = new StateView(theme, this);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(m_state);
    m_pages->addWidget(m_content);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
    setFocusProxy(m_view);
    setAcceptDrops(true);

    for (QTimer* timer : {&m_loadingDelay, &m_statisticsDelay, &m_valueDelay, &m_relatedDelay})
        timer->setSingleShot(true);
    m_loadingDelay.setInterval(loadingDelayMs);
    m_statisticsDelay.setInterval(statisticsDelayMs);
    m_valueDelay.setInterval(valueDelayMs);
    connect(&m_loadingDelay, &QTimer::timeout, this, [this] {
        m_state->showLoading(tr("Reading %1").arg(title()), [this] { stop(); });
        m_pages->setCurrentWidget(m_state);
    });
    connect(&m_statisticsDelay, &QTimer::timeout, this, &DataGrid::computeStatistics);
    m_relatedDelay.setInterval(valueDelayMs);
    connect(&m_relatedDelay, &QTimer::timeout, this, &DataGrid::showRelated);
    connect(&m_valueDelay, &QTimer::timeout, this, [this] { fetchWholeValue(largestValue); });

    connect(m_view, &GridView::currentChanged, this, [this] {
        m_viewer->apply();
        showCurrentValue();
    });
    connect(m_view, &GridView::currentChanged, this, [this] {
        if (relatedVisible())
            m_relatedDelay.start();
    });
    connect(m_view, &GridView::selectionChanged, this, &DataGrid::showForm);
    connect(m_view, &GridView::selectionChanged, this, &DataGrid::scheduleStatistics);
    connect(m_view, &GridView::sortRequested, this, [this](const std::vector<RowSort>& sort) {
        if (m_source)
            m_source->setSort(sort);
    });
    connect(m_view, &GridView::editRequested, this, &DataGrid::editCell);
    connect(m_view, &GridView::clearRequested, this, [this] { setSelection(PendingValue::null()); });
    connect(
        m_view, &GridView::pasteRequested, this, [this] { pasteText(QApplication::clipboard()->text()); });
    connect(m_view, &GridView::followRequested, this, &DataGrid::followCurrent);
    connect(m_view, &GridView::copyRequested, this, [this] { copySelection(CopyFormat::TabSeparated); });
    connect(m_view, &GridView::menuRequested, this, &DataGrid::showCellMenu);
    connect(m_view, &GridView::columnMenuRequested, this, &DataGrid::showColumnMenu);
    connect(m_view, &GridView::escapePressed, this, &DataGrid::stop);
    connect(m_view, &GridView::viewportResized, this, &DataGrid::updateEmpty);
    connect(
        m_filters, &FilterRow::conditionsChanged, this, [this](const std::vector<RowCondition>& conditions) {
            if (m_source)
                m_source->setConditions(conditions);
            updateTrail();
        });
    connect(m_view, &GridView::scrolled, m_filters, [this] {
        if (filtersVisible())
            m_filters->placeFields();
    });
    connect(m_filters, &FilterRow::valuesRequested, this, &DataGrid::pickValues);
    connect(m_filters, &FilterRow::left, m_view, [this] { m_view->setFocus(Qt::OtherFocusReason); });
    connect(m_viewer, &CellViewer::closeRequested, this, [this] { setValueVisible(false); });
    connect(m_viewer, &CellViewer::failed, this, [this](const Error& error, const QString& title) {
        m_workbench.showBanner(Message::fromError(error, title));
    });
    connect(m_viewer, &CellViewer::wholeValueRequested, this, [this] { fetchWholeValue(largestValue); });
}

void DataGrid::adoptConnection()
{
    m_connection = m_workbench.connections().find(m_request.object.connectionId);
    if (!m_connection) {
        Error error;
        error.kind = ErrorKind::Operational;
        error.message = "The database of this tab is not open.";
        error.hint = "Open it, and the rows come back.";
        m_state->showError(error, tr("%1 cannot be shown").arg(title()));
        m_pages->setCurrentWidget(m_state);
        return;
    }
    m_source = new TableSource(*m_connection, m_workbench.tasks(), this);
    m_edits = &PendingEdits::of(*m_connection, m_workbench.tasks());
    m_edits->setVersionColumns(VersionColumns(m_workbench.settings(), m_connection->id()).all());
    m_rows = new EditedSource(*m_source, *m_edits, m_source);
    m_labels = new ForeignLabels(*m_connection, m_source);
    m_view->setSource(m_rows);
    if (m_formRows)
        m_formRows->setSource(m_rows);
    m_rows->setLabels(labelsShown() ? m_labels : nullptr);
    m_edits->addTyping(m_source,
        {[this] { return m_view->editor() || (m_form && m_form->editor()) || m_viewer->isEdited(); },
            [this] {
                return m_view->finishEditing() && (!m_form || m_form->finishEditing()) && m_viewer->apply();
            }});
    connect(m_edits, &PendingEdits::changed, this, &DataGrid::updateTexts);
    connect(m_edits, &PendingEdits::saved, this, &DataGrid::noteSaved);
    connect(m_edits, &PendingEdits::goToRequested, this, &DataGrid::goToEdit);
    connect(m_source, &TableSource::stateChanged, this, &DataGrid::updateState);
    connect(m_source, &TableSource::busyChanged, this, &DataGrid::updateTexts);
    connect(m_rows, &GridSource::totalsChanged, this, &DataGrid::updateTexts);
    connect(m_rows, &GridSource::rowsChanged, this, [this] {
        if (m_topToRestore > 0) {
            m_view->setCurrent({m_topToRestore, m_view->current().column});
            m_topToRestore = 0;
        }
        updateTexts();
        showCurrentValue();
        scheduleStatistics();
        if (relatedVisible())
            m_relatedDelay.start();
    });
    connect(m_source, &TableSource::fetchFailed, this, [this](const Error& error) {
        m_workbench.showBanner(
            Message::fromError(error, tr("The rows of %1 could not be read").arg(title())));
        updateTexts();
    });
    connect(m_source, &TableSource::sortRejected, this, [this](const Error& error) {
        m_workbench.showBanner(Message::fromError(error, tr("%1 cannot be sorted like this").arg(title())));
    });
    connect(m_source, &TableSource::filtersRejected, this, &DataGrid::noteRejected);
    connect(m_connection, &DatabaseConnection::metadataChanged, this, &DataGrid::noteMetadata);
    connect(m_connection, &DatabaseConnection::stateChanged, this, &DataGrid::updateState);
    connect(m_connection, &QObject::destroyed, this, [this] {
        m_view->setSource(nullptr);
        if (m_formRows)
            m_formRows->setSource(nullptr);
        delete m_source; // and m_rows
        m_source = nullptr;
        m_rows = nullptr;
        m_labels = nullptr;
        m_connection = nullptr;
        adoptConnection();
    });
    showStation();
    emit titleChanged();
}

const Table* DataGrid::table() const
{
    const Station& station = m_trail.last();
    return m_metadata ? m_metadata->findTable(station.schema, station.name) : nullptr;
}

QString DataGrid::objectName(const std::string& schema, const std::string& name) const
{
    QString text = QString::fromStdString(name);
    return schema.empty() ? text : QString::fromStdString(schema) + u'.' + text;
}

void DataGrid::noteMetadata()
{
    if (!m_connection || !m_connection->metadata())
        return;
    const Station& station = m_trail.last();
    std::shared_ptr<const MetaData> fresh = m_connection->metadata();
    // Other tables' changes do not disturb what is shown.
    if (m_metadata && m_source && m_source->state() != TableSource::State::Failed) {
        const Table* before = m_metadata->findTable(station.schema, station.name);
        const Table* after = fresh->findTable(station.schema, station.name);
        const View* viewBefore = m_metadata->findView(station.schema, station.name);
        const View* viewAfter = fresh->findView(station.schema, station.name);
        if ((before && after && *before == *after)
            || (viewBefore && viewAfter && *viewBefore == *viewAfter)) {
            m_metadata = fresh;
            return;
        }
    }
    showStation();
}

void DataGrid::showStation()
{
    updateTrail();
    if (m_connection && m_connection->metadata())
        openTarget(*m_connection->metadata());
    else
        updateState();
}

void DataGrid::openTarget(const MetaData& metadata)
{
    const Station& station = m_trail.last();
    const Dialect& dialect = m_connection->dialect();
    m_metadata = m_connection->metadata();
    BrowseTarget target;
    QList<GridColumn> columns;
    m_rows->setTable(nullptr);
    m_labels->setTable(nullptr, nullptr);
    if (const Table* table = metadata.findTable(station.schema, station.name)) {
        m_rows->setTable(TablePtr(m_metadata, table)); // the table, kept alive by what it is part of
        target = browseTarget(*table, dialect);
        columns = gridColumns(*table, metadata, dialect);
        m_labels->setTable(m_rows->table(), m_metadata);
        for (qsizetype i = 0; i < columns.size(); ++i)
            columns[i].labelled = m_labels->hasLabels(static_cast<int>(i));
    } else if (const View* view = metadata.findView(station.schema, station.name)) {
        target = browseTarget(*view);
        columns = gridColumns(*view, dialect);
    } else {
        m_loadingDelay.stop();
        m_metadata = nullptr;
        Error error;
        error.kind = ErrorKind::NoSuchTable;
        error.message =
            "There is no table or view " + objectName(station.schema, station.name).toStdString() + ".";
        error.hint = "It may have been renamed or dropped. Refresh the database to look again.";
        m_state->showError(error, tr("%1 cannot be shown").arg(title()), [this] {
            if (m_connection)
                m_connection->refresh();
        });
        m_pages->setCurrentWidget(m_state);
        return;
    }
    m_filters->setColumns(target.columns);
    std::vector<RowSort> sort = station.sort;
    RowFilters filters = station.filters;
    std::erase_if(sort, [&](const RowSort& entry) { return entry.column >= target.columns.size(); });
    std::erase_if(
        filters.conditions, [&](const RowCondition& entry) { return entry.column >= target.columns.size(); });
    m_filters->setConditions(filters.conditions);
    m_where->field()->setTable({station.schema, station.name, {}}, m_metadata, dialect);
    showFilters(filters);
    m_loadingDelay.start();
    applyScope();
    if (m_related)
        m_related->setTable(m_rows->table().get(), m_metadata);
    m_topToRestore = station.row; // only now: what comes before tells of the rows that go
    m_source->open(std::move(target), std::move(columns), std::move(sort), std::move(filters));
    if (!m_stateToRestore.isEmpty()) {
        QJsonObject state = std::exchange(m_stateToRestore, {});
        restoreState(state);
    }
    updateTexts();
}

void DataGrid::updateState()
{
    if (!m_connection || !m_source)
        return;
    bool known = m_connection->metadata() != nullptr;
    if (m_connection->state() == DatabaseConnection::State::Failed
        && (!known || m_source->state() != TableSource::State::Ready)) {
        m_loadingDelay.stop();
        m_state->showError(m_connection->error(), tr("%1 cannot be shown").arg(title()), [this] {
            if (m_connection)
                m_connection->retry();
        });
        m_pages->setCurrentWidget(m_state);
        return;
    }
    if (!known) {
        if (m_pages->currentWidget() != m_state || !m_state->isLoading())
            m_loadingDelay.start();
        return;
    }
    if (!m_metadata)
        return;
    switch (m_source->state()) {
    case TableSource::State::Loading:
        if (!m_loadingDelay.isActive() && !m_state->isLoading())
            m_loadingDelay.start();
        break;
    case TableSource::State::Failed:
        m_loadingDelay.stop();
        m_state->showError(
            m_source->error(), tr("The rows of %1 could not be read").arg(title()), [this] { refresh(); });
        m_pages->setCurrentWidget(m_state);
        break;
    case TableSource::State::Ready: {
        m_loadingDelay.stop();
        bool had = m_pages->currentWidget() == m_content;
        bool focus = !had && isAncestorOf(QApplication::focusWidget());
        m_pages->setCurrentWidget(m_content);
        if (focus)
            m_view->setFocus();
        break;
    }
    }
    updateTexts();
}

QString DataGrid::title() const
{
    return QString::fromStdString(m_trail.last().name);
}

QString DataGrid::description() const
{
    QString name = objectName(m_trail.last().schema, m_trail.last().name);
    return m_connection ? tr("Rows of %1 in %2").arg(name, m_connection->name()) : tr("Rows of %1").arg(name);
}

QString DataGrid::iconName() const
{
    return QStringLiteral("data");
}

QString DataGrid::statusText() const
{
    if (!m_source || m_source->state() != TableSource::State::Ready)
        return {};
    RowTotals totals = m_source->totals();
    QString count = countText(totals.rows);
    QString text = totals.exact ? tr("%n row(s)", nullptr, static_cast<int>(std::min<qint64>(totals.rows, 2)))
                                : tr("about %1 rows").arg(count);
    if (totals.exact)
        text = totals.rows == 1 ? tr("1 row") : tr("%1 rows").arg(count);
    if (!m_source->filters().empty())
        text = tr("%1, filtered").arg(text);
    const qint64 added = m_rows->totals().rows - totals.rows;
    if (added > 0)
        text = added == 1 ? tr("%1, 1 new").arg(text) : tr("%1, %2 new").arg(text, countText(added));
    return text;
}

void DataGrid::updateTexts()
{
    bool busy = m_source && (m_source->isBusy() || m_source->isSampling());
    m_stop->setEnabled(busy);
    m_refresh->setEnabled(m_source != nullptr);
    m_rowsLabel->setText(statusText());
    QStringList hints;
    if (m_source && m_source->state() == TableSource::State::Ready) {
        if (m_source->isBusy())
            hints << tr("reading …");
        else if (m_source->isSampling() && !m_source->totals().exact)
            hints << tr("counting …");
        else
            hints << tr("%1 ms").arg(m_source->lastFetchMs());
        if (m_source->slowOrder())
            hints << tr("no index serves this sort: far jumps take a while");
        else if (m_source->target().key.kind == RowKeyKind::None && m_source->totals().rows > 10000)
            hints << tr("no key: far jumps take a while");
    }
    m_hintLabel->setText(hints.join(QStringLiteral(" · ")));
    m_clearFilters->setVisible(m_source && !m_source->filters().empty());
    updateEmpty();
    emit statusTextChanged();
}

void DataGrid::updateEmpty()
{
    bool empty = m_source && m_source->state() == TableSource::State::Ready && m_source->totals().exact
        && m_rows->totals().rows == 0 && !m_source->isBusy();
    if (empty && m_empty->isHidden()) {
        if (m_source->filters().empty()) {
            m_empty->showEmpty(QStringLiteral("table"), tr("No rows"), tr("%1 is empty.").arg(title()));
        } else {
            m_empty->showEmpty(QStringLiteral("filter"), tr("No rows match"),
                tr("Every row of %1 is filtered out.").arg(title()));
            m_empty->addAction(tr("Clear filters"), {}, [this] { clearFilters(); });
        }
    }
    if (empty)
        m_empty->setGeometry(m_view->viewport()->geometry());
    m_empty->setVisible(empty);
    updateFormEmpty();
}

void DataGrid::resizeEvent(QResizeEvent* event)
{
    Document::resizeEvent(event);
    updateEmpty();
}

void DataGrid::refresh()
{
    if (m_connection && m_connection->state() == DatabaseConnection::State::Failed)
        m_connection->retry();
    else if (m_source && m_metadata) {
        m_labels->forget();
        m_source->refresh();
    }
    updateTexts();
}

void DataGrid::stop()
{
    if (m_source)
        m_source->stop();
    for (quint64 task : {m_valueTask, m_statisticsTask, m_copyTask})
        m_workbench.tasks().requestStop(task);
    updateTexts();
}

bool DataGrid::isSettled() const
{
    if (!m_source || m_loadingDelay.isActive())
        return !m_connection;
    if (m_relatedDelay.isActive() || (relatedVisible() && !m_related->isSettled()))
        return false;
    return m_labels->isSettled() && !m_source->isBusy() && m_source->state() != TableSource::State::Loading
        && !m_valueFetching && !m_source->isSampling();
}

bool DataGrid::filtersVisible() const
{
    return !m_filters->isHidden();
}

void DataGrid::setValueVisible(bool visible)
{
    m_viewer->setVisible(visible);
    m_valueToggle->setChecked(visible);
    if (visible)
        showCurrentValue();
    else
        m_view->setFocus();
}

bool DataGrid::valueVisible() const
{
    return !m_viewer->isHidden();
}

QString DataGrid::selectionText() const
{
    return m_selectionLabel->text();
}

} // namespace relata
