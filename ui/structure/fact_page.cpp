#include "ui/structure/fact_page.h"

#include "ui/shell/state_view.h"
#include "ui/shell/theme.h"
#include "ui/sqltext/sql_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace relata {
namespace {

constexpr int widestColumn = 360;

} // namespace

FactPage::FactPage(Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    m_model = new FactModel(theme, this);
    m_proxy = new QSortFilterProxyModel(this);
    m_proxy->setSourceModel(m_model);
    m_proxy->setSortRole(FactModel::SortRole);
    m_proxy->setSortCaseSensitivity(Qt::CaseInsensitive);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_proxy->setFilterKeyColumn(-1);

    m_table = new QTableView(this);
    m_table->setModel(m_proxy);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setSortingEnabled(true);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(28);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setMinimumSectionSize(32);
    m_table->horizontalHeader()->setSortIndicatorClearable(true);
    m_table->installEventFilter(this);
    connect(
        m_table, &QTableView::clicked, this, [this](const QModelIndex& index) { activate(index, false); });
    connect(m_table, &QTableView::doubleClicked, this,
        [this](const QModelIndex& index) { activate(index, true); });
    connect(
        m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &FactPage::currentChanged);

    m_definition = new SqlView(theme, this);
    m_definition->hide();
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_table);
    splitter->addWidget(m_definition);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setChildrenCollapsible(false);
    m_empty = new StateView(theme, this);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(splitter);
    m_pages->addWidget(m_empty);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
}

void FactPage::setFacts(FactTable facts, const QString& dialect)
{
    m_dialect = dialect;
    m_definition->hide();
    m_table->setAccessibleName(facts.title);
    m_model->setFacts(std::move(facts));
    m_table->sortByColumn(-1, Qt::AscendingOrder); // the database's own order
    m_table->resizeColumnsToContents();
    const FactTable& shown = m_model->facts();
    for (int column = 0; column < m_model->columnCount(); ++column) {
        // A column in which nothing stands only pushes the others out of sight.
        const bool empty = std::all_of(shown.rows.begin(), shown.rows.end(),
            [column](const FactRow& row) { return row.cells.at(column).text.isEmpty(); });
        m_table->setColumnHidden(column, empty && !shown.rows.isEmpty());
        m_table->setColumnWidth(column, std::clamp(m_table->columnWidth(column) + 12, 40, widestColumn));
    }
    updateState();
}

void FactPage::setFilter(const QString& text)
{
    m_filter = text;
    m_proxy->setFilterFixedString(text);
    updateState();
}

void FactPage::updateState()
{
    const bool empty = m_proxy->rowCount() == 0;
    m_pages->setCurrentIndex(empty ? 1 : 0);
    if (!empty)
        return;
    if (m_model->rowCount() > 0)
        m_empty->showEmpty(QStringLiteral("search"), tr("Nothing matches “%1”").arg(m_filter));
    else
        m_empty->showEmpty(m_model->facts().icon, m_model->facts().emptyText);
}

void FactPage::select(const ObjectRef& object)
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->row(row).object == object)
            m_table->setCurrentIndex(m_proxy->mapFromSource(m_model->index(row, 0)));
    }
}

void FactPage::currentChanged()
{
    const QModelIndex current = m_proxy->mapToSource(m_table->currentIndex());
    if (!current.isValid())
        return;
    const FactRow& row = m_model->row(current.row());
    if (row.object.kind != ObjectRef::Kind::None)
        emit selected(row.object);
    // Triggers and exclusion constraints have a text that no cell shows whole.
    const auto longText = std::find_if(row.cells.begin(), row.cells.end(), [](const FactCell& cell) {
        return cell.code && (cell.text.contains('\n') || cell.text.size() > 60);
    });
    m_definition->setVisible(longText != row.cells.end());
    if (longText != row.cells.end())
        m_definition->setSql(prepareSql(longText->text.toStdString(), m_dialect.toStdString()));
}

void FactPage::activate(const QModelIndex& index, bool anywhere)
{
    const QModelIndex source = m_proxy->mapToSource(index);
    if (!source.isValid())
        return;
    const FactRow& row = m_model->row(source.row());
    if (row.link.kind != ObjectRef::Kind::None
        && (anywhere || source.column() == m_model->facts().linkColumn))
        emit linkActivated(row.link);
}

bool FactPage::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Copy)) {
            copy();
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            activate(m_table->currentIndex(), true);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FactPage::copy() const
{
    // Tab-separated, as spreadsheets take it; in the order in which it is shown.
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QStringList lines;
    for (const QModelIndex& index : std::as_const(rows)) {
        QStringList cells;
        for (const FactCell& cell : m_model->row(m_proxy->mapToSource(index).row()).cells)
            cells.append(cell.text.simplified());
        lines.append(cells.join('\t'));
    }
    QGuiApplication::clipboard()->setText(lines.join('\n'));
}

} // namespace relata
