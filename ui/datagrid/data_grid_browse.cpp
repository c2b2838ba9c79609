// DataGrid: which rows are shown.
#include "ui/datagrid/data_grid.h"

#include "core/editing/where_text.h"
#include "ui/datagrid/filter_row.h"
#include "ui/datagrid/filter_state.h"
#include "ui/datagrid/saved_filters.h"
#include "ui/datagrid/value_picker.h"
#include "ui/datagrid/where_bar.h"
#include "ui/grid/grid_view.h"
#include "ui/shell/settings.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"
#include "ui/sqltext/condition_field.h"

#include <QInputDialog>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

#include <algorithm>

namespace relata {

void DataGrid::pickValues(int section)
{
    if (!m_source || m_source->state() != TableSource::State::Ready || !m_source->window() || section < 0)
        return;
    auto* picker = new ValuePicker(
        m_workbench.theme(), m_workbench.tasks(), *m_source, static_cast<std::size_t>(section), this);
    connect(m_source, &QObject::destroyed, picker, &QWidget::close);
    connect(m_source, &GridSource::columnsChanged, picker, &QWidget::close);
    connect(picker, &ValuePicker::picked, this, [this, section](std::optional<RowCondition> condition) {
        if (condition)
            return filterBy(std::move(*condition));
        std::vector<RowCondition> conditions = m_source->conditions();
        std::erase_if(conditions,
            [&](const RowCondition& entry) { return entry.column == static_cast<std::size_t>(section); });
        if (conditions != m_source->conditions())
            setConditions(std::move(conditions));
    });
    const GridHeader* header = m_view->header();
    const int x = std::max(header->shownPosition(section), 0);
    const QWidget* above = filtersVisible() ? static_cast<const QWidget*>(m_filters) : header->viewport();
    picker->popUpAt(above->mapToGlobal(QPoint(x, above->height())));
}

void DataGrid::setFiltersVisible(bool visible)
{
    m_filters->setVisible(visible);
    m_where->setVisible(visible && m_place == Place::Tab);
    m_filterToggle->setChecked(visible);
    m_view->setBandVisible(visible);
    if (visible)
        m_filters->focusColumn(std::max(m_view->currentColumn(), 0));
    else
        m_view->setFocus();
}

void DataGrid::showFilters(const RowFilters& filters)
{
    m_filters->setConditions(filters.conditions);
    m_where->field()->setCondition(filters.where);
    m_search->setText(QString::fromStdString(filters.search));
}

void DataGrid::applyFilters(RowFilters filters)
{
    m_source->setFilters(std::move(filters));
    m_view->setCurrent({0, m_view->current().column});
    updateTexts();
}

void DataGrid::setFilters(RowFilters filters)
{
    if (!m_source)
        return;
    showFilters(filters);
    applyFilters(std::move(filters));
}

void DataGrid::setWhere(const std::string& condition)
{
    if (!m_source)
        return;
    RowFilters filters = m_source->filters();
    filters.where = condition;
    applyFilters(std::move(filters));
}

void DataGrid::search()
{
    if (!m_source)
        return;
    RowFilters filters = m_source->filters();
    filters.search = m_search->text().toStdString();
    if (filters != m_source->filters())
        applyFilters(std::move(filters));
}

void DataGrid::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void DataGrid::focusWhere()
{
    setFiltersVisible(true);
    m_where->field()->setFocus(Qt::ShortcutFocusReason);
}

bool DataGrid::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape || key == Qt::Key_Down) {
            m_view->setFocus(Qt::OtherFocusReason);
            return true;
        }
    }
    return Document::eventFilter(watched, event);
}

void DataGrid::showLabels(bool shown)
{
    m_workbench.settings().setValue(QStringLiteral("datagrid"), QStringLiteral("labels"), shown);
    if (m_rows)
        m_rows->setLabels(shown ? m_labels : nullptr);
}

bool DataGrid::labelsShown() const
{
    return m_workbench.settings().value(QStringLiteral("datagrid"), QStringLiteral("labels"), true).toBool();
}

void DataGrid::clearFilters()
{
    setFilters({});
}

void DataGrid::noteRejected(const Error& error, const RowFilters& tried)
{
    const RowFilters& kept = m_source->filters();
    const bool refused = error.kind != ErrorKind::Cancelled;
    if (tried.conditions != kept.conditions)
        m_filters->showRejected(error, kept.conditions);
    if (tried.where != kept.where && refused) {
        std::optional<std::size_t> offset;
        if (m_source->window()) {
            BrowseOptions options = m_source->window()->select().options();
            options.where = tried.where;
            const BrowseSelect refusedSelect(m_source->target(), options, m_connection->dialect());
            offset = refusedSelect.whereOffset(refusedSelect.rows({}).sql);
        }
        // The field says it in its place; a banner besides would say it twice.
        m_where->field()->showRejected(error, whereErrorPosition(error, tried.where, offset), kept.where);
        return updateTexts();
    }
    if (tried.where != kept.where)
        m_where->field()->setCondition(kept.where);
    if (tried.search != kept.search)
        m_search->setText(QString::fromStdString(kept.search));
    if (refused)
        m_workbench.showBanner(Message::fromError(error, tr("%1 cannot be filtered like this").arg(title())));
    updateTexts();
}

void DataGrid::showSavedFilters()
{
    if (!m_source || m_source->state() != TableSource::State::Ready)
        return;
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("savedFilters"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QStringList names = SavedFilters(m_workbench.settings(), shownObject()).names();
    for (const QString& name : names) {
        // A name may hold what menus take for a mark of their own.
        menu->addAction(QString(name).replace(u'&', QStringLiteral("&&")), this,
            [this, name] { applySavedFilter(name); });
    }
    if (names.isEmpty())
        menu->addAction(tr("No filter of this table has a name yet"))->setEnabled(false);
    menu->addSeparator();
    QAction* save = menu->addAction(m_workbench.theme().icon(QStringLiteral("save")),
        tr("Name this filter …"), this, &DataGrid::askForFilterName);
    save->setEnabled(!m_source->filters().empty() || !m_source->sort().empty());
    QMenu* forget = menu->addMenu(m_workbench.theme().icon(QStringLiteral("trash")), tr("Forget"));
    forget->setEnabled(!names.isEmpty());
    for (const QString& name : names) {
        forget->addAction(QString(name).replace(u'&', QStringLiteral("&&")), this,
            [this, name] { SavedFilters(m_workbench.settings(), shownObject()).remove(name); });
    }
    const QWidget* button = m_where->savedButton();
    menu->popup(button->mapToGlobal(QPoint(button->width() - menu->sizeHint().width(), button->height())));
}

void DataGrid::askForFilterName()
{
    auto* question = new QInputDialog(this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setObjectName(QStringLiteral("filterName"));
    question->setWindowTitle(tr("Name this filter"));
    question->setLabelText(tr("Name of the filter and the order of %1:").arg(title()));
    question->setOkButtonText(tr("Save"));
    connect(question, &QInputDialog::textValueSelected, this, [this](const QString& text) {
        const QString name = text.simplified();
        if (!name.isEmpty() && m_source) {
            SavedFilters(m_workbench.settings(), shownObject())
                .save(name,
                    filterStateToJson({m_source->filters(), m_source->sort()}, m_source->target().columns));
        }
    });
    question->open();
}

void DataGrid::applySavedFilter(const QString& name)
{
    if (!m_source || !m_connection)
        return;
    FilterState state = filterStateFromJson(SavedFilters(m_workbench.settings(), shownObject()).filter(name),
        m_source->target().columns, m_connection->dialect().traits().name);
    setFilters(std::move(state.filters));
    m_source->setSort(std::move(state.sort));
    updateTexts();
}

ObjectRef DataGrid::shownObject() const
{
    ObjectRef object = m_request.object;
    object.schema = QString::fromStdString(m_trail.last().schema);
    object.name = QString::fromStdString(m_trail.last().name);
    return object;
}

} // namespace relata
