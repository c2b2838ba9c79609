#include "ui/console/result_view.h"

#include "core/editing/cell_text.h"
#include "core/editing/edit_validation.h"
#include "core/engine/registry.h"
#include "ui/grid/cell_text.h"
#include "ui/grid/cell_viewer.h"
#include "ui/grid/grid_view.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"
#include "ui/tasks/task_runner.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QScrollBar>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace relata {
namespace {

constexpr qint64 rowsPerFetch = 1000;
constexpr qint64 mostRowsAtOnce = 10000;

QToolButton* linkButton(Theme& theme, const QString& text, const QString& tip, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setAutoRaise(true);
    theme.bindFont(button, Theme::FontRole::Small);
    return button;
}

} // namespace

QString durationText(qint64 microseconds)
{
    const QLocale locale;
    if (microseconds < 10000)
        return QObject::tr("%1 ms").arg(locale.toString(double(microseconds) / 1000.0, 'f', 1));
    if (microseconds < 1000000)
        return QObject::tr("%1 ms").arg(locale.toString(microseconds / 1000));
    if (microseconds < 60000000)
        return QObject::tr("%1 s").arg(locale.toString(double(microseconds) / 1e6, 'f', 2));
    const qint64 seconds = microseconds / 1000000;
    return QObject::tr("%1:%2 min").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

ResultView::ResultView(Workbench& workbench, ResultSource* rows, const std::string& dialect, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_rows(rows)
    , m_dialect(dialect)
    , m_view(new GridView(workbench.theme(), this))
    , m_viewer(new CellViewer(workbench.theme(), workbench.tasks(), this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_count(new QLabel(this))
    , m_selection(new QLabel(this))
    , m_note(new QLabel(this))
{
    rows->setParent(this);
    Theme& theme = workbench.theme();
    m_view->setSource(rows);
    m_view->setAccessibleName(tr("Result"));
    m_viewer->hide();
    m_splitter->addWidget(m_view);
    m_splitter->addWidget(m_viewer);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setCollapsible(0, false);
    m_splitter->setSizes({700, 300});
    m_more = linkButton(theme, tr("Fetch more"), tr("Fetch %1 more rows").arg(countText(rowsPerFetch)), this);
    m_all = linkButton(theme, tr("Fetch all"), tr("Fetch all rows that are left"), this);
    auto* strip = new QWidget(this);
    strip->setAutoFillBackground(true);
    setGround(strip, &Palette::header);
    auto* stripLayout = new QHBoxLayout(strip);
    stripLayout->setContentsMargins(12, 2, 12, 2);
    stripLayout->setSpacing(8);
    for (QLabel* label : {m_count, m_selection, m_note}) {
        label->setTextFormat(Qt::PlainText);
        theme.bindFont(label, Theme::FontRole::Small);
    }
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_selection->setForegroundRole(QPalette::PlaceholderText);
    stripLayout->addWidget(m_count);
    stripLayout->addWidget(m_more);
    stripLayout->addWidget(m_all);
    stripLayout->addStretch(1);
    stripLayout->addWidget(m_selection);
    stripLayout->addWidget(m_note);
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_note->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    stripLayout->setStretchFactor(m_note, 2);
    strip->setFixedHeight(28);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_splitter, 1);
    layout->addWidget(strip);
    setFocusProxy(m_view);

    m_statisticsDelay.setSingleShot(true);
    m_statisticsDelay.setInterval(120);
    connect(&m_statisticsDelay, &QTimer::timeout, this, &ResultView::computeStatistics);
    connect(m_view, &GridView::selectionChanged, this, [this] { m_statisticsDelay.start(); });
    connect(m_view, &GridView::currentChanged, this, &ResultView::showCurrentValue);
    connect(m_view, &GridView::copyRequested, this, [this] { copySelection(CopyFormat::TabSeparated); });
    connect(m_view, &GridView::editRequested, this, &ResultView::editCell);
    connect(m_view, &GridView::clearRequested, this, [this] { setSelection(PendingValue::null()); });
    connect(m_view, &GridView::menuRequested, this, &ResultView::showMenu);
    connect(m_viewer, &CellViewer::closeRequested, this, [this] { setValueVisible(false); });
    connect(m_more, &QToolButton::clicked, this, [this] { emit moreRequested(rowsPerFetch); });
    connect(m_all, &QToolButton::clicked, this, [this] { emit moreRequested(0); });
    // Only where a person has scrolled there; a result that fits would otherwise fetch itself to its end.
    connect(rows, &ResultSource::endWanted, this, [this] {
        if (!m_fetching && cursor != 0 && m_view->verticalScrollBar()->value() > 0)
            QMetaObject::invokeMethod(
                this, [this] { emit moreRequested(rowsPerFetch); }, Qt::QueuedConnection);
    });
    connect(rows, &GridSource::totalsChanged, this, &ResultView::updateTexts);
    updateTexts();
}

void ResultView::setPinned(bool pinned)
{
    m_pinned = pinned;
    emit textsChanged();
}

void ResultView::setTime(qint64 microseconds)
{
    m_microseconds = microseconds;
    updateTexts();
}

void ResultView::setCursor(quint64 id)
{
    m_cut = id == 0 && cursor != 0 && m_rows->hasMore();
    cursor = id;
    updateTexts();
}

void ResultView::setFetching(bool fetching)
{
    m_fetching = fetching;
    updateTexts();
}

void ResultView::setFull()
{
    m_full = true;
    updateTexts();
}

void ResultView::setReadOnlyReason(const QString& why)
{
    m_readOnly = why;
    m_editable = why.isEmpty() && m_rows->target().table
        ? tr("Editable: %1").arg(QString::fromStdString(m_rows->target().table->name))
        : QString();
    updateTexts();
}

QString ResultView::rowsText() const
{
    const QString count = tr("%n row(s)", nullptr, int(std::min<qint64>(m_rows->rows(), 1000000000)));
    if (!m_rows->hasMore())
        return count;
    return tr("First %1").arg(count);
}

QString ResultView::selectionText() const
{
    return m_selection->text();
}

void ResultView::updateTexts()
{
    QString text = rowsText();
    if (m_microseconds > 0)
        text += QStringLiteral("  ·  ") + durationText(m_microseconds);
    if (m_fetching)
        text += QStringLiteral("  ·  ") + tr("fetching more…");
    else if (m_full)
        text += QStringLiteral("  ·  ") + tr("more rows than this tab may hold: export them instead");
    else if (m_cut)
        text += QStringLiteral("  ·  ") + tr("the rest was let go: run the statement again");
    m_count->setText(text);
    const bool more = cursor != 0 && m_rows->hasMore() && !m_full;
    m_more->setVisible(more);
    m_all->setVisible(more);
    m_more->setEnabled(!m_fetching);
    m_all->setEnabled(!m_fetching);
    const QString note = m_readOnly.isEmpty() ? m_editable : tr("Read only: %1").arg(m_readOnly);
    m_note->setText(note);
    m_note->setToolTip(note);
    emit textsChanged();
}

std::vector<SelectedBlock> ResultView::selectedBlocks() const
{
    std::vector<SelectedBlock> blocks;
    for (const GridRange& range : m_view->selection().ranges()) {
        SelectedBlock block{range.top, std::min<qint64>(range.rowCount(), m_rows->rows() - range.top), {}};
        for (int column : m_view->columnsOf(range))
            block.columns.push_back(static_cast<std::size_t>(column));
        if (!block.columns.empty() && block.count > 0)
            blocks.push_back(std::move(block));
    }
    std::stable_sort(blocks.begin(), blocks.end(),
        [](const SelectedBlock& a, const SelectedBlock& b) { return a.first < b.first; });
    return blocks;
}

std::vector<qint64> ResultView::selectedRows() const
{
    std::vector<qint64> rows;
    for (const SelectedBlock& block : selectedBlocks()) {
        for (qint64 row = block.first; row < block.first + block.count; ++row)
            rows.push_back(row);
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

void ResultView::showError(const Error& error, const QString& what)
{
    m_workbench.showBanner(Message::fromError(error, what));
}

void ResultView::copySelection(CopyFormat format)
{
    const std::vector<SelectedBlock> blocks = selectedBlocks();
    if (blocks.empty())
        return;
    BrowseTarget target;
    target.name = m_rows->target().table ? m_rows->target().table->name : "result";
    target.schema = m_rows->target().table ? m_rows->target().table->schema : "";
    for (const ResultColumn& column : m_rows->resultColumns())
        target.columns.emplace_back().name = column.name;
    const auto dialect = findDialect(m_dialect);
    if (!dialect)
        return;
    if (m_rows->target().table)
        target.key = browseTarget(*m_rows->target().table, *dialect).key;
    try {
        if (auto text = copyTextOfLoaded(target, dialect->traits(), *m_rows, blocks, format)) {
            QApplication::clipboard()->setText(QString::fromStdString(*text));
            return;
        }
    } catch (const DatabaseError& error) {
        return showError(error.error(), tr("Nothing was copied"));
    }
    // A large selection: as it came, elsewhere.
    m_workbench.tasks().run(
        TaskOptions{tr("Copying rows"), {}, QStringLiteral("copy")},
        [target, dialect, blocks, format, rows = m_rows->snapshot()](TaskContext& task) {
            return copyTextOf(target, dialect->traits(), blocks, format,
                [&](const SelectedBlock& block, const std::function<bool(const RowChunk&)>& sink) {
                    RowChunkBuilder builder(block.columns.size());
                    for (qint64 row = block.first; row < block.first + block.count; ++row) {
                        for (std::size_t column : block.columns)
                            builder.add(rows.at(row, column));
                        if (builder.rowCount() < 1024)
                            continue;
                        task.throwIfStopped();
                        sink(*builder.take());
                    }
                    if (!builder.empty())
                        sink(*builder.take());
                });
        },
        this,
        [this](Result<std::string> text) {
            if (text)
                QApplication::clipboard()->setText(QString::fromStdString(*text));
            else if (text.error().kind != ErrorKind::Cancelled)
                showError(text.error(), tr("Nothing was copied"));
        });
}

void ResultView::computeStatistics()
{
    m_selection->clear();
    if (m_view->selection().cellCount() > 1) {
        const auto statistics = statisticsOfLoaded(*m_rows, selectedBlocks());
        if (!statistics) {
            m_selection->setText(tr("%1 cells").arg(countText(m_view->selection().cellCount())));
        } else {
            m_selection->setText(statisticsText(*statistics));
        }
    }
    emit textsChanged();
}

void ResultView::setValueVisible(bool visible)
{
    m_viewer->setVisible(visible);
    showCurrentValue();
}

bool ResultView::valueVisible() const
{
    return !m_viewer->isHidden();
}

void ResultView::showCurrentValue()
{
    if (!valueVisible())
        return;
    const int column = m_view->currentColumn();
    const GridSource::Cell cell = m_rows->cell(m_view->current().row, column);
    if (column < 0 || !cell.loaded)
        return m_viewer->showNothing(tr("No cell is selected."));
    m_viewer->showValue(
        m_rows->columns().at(column), {Value::copyOf(cell.value), cell.value.truncated, cell.value.fullSize});
}

void ResultView::editCell(const QString& typed)
{
    const int column = m_view->currentColumn();
    const qint64 row = m_view->current().row;
    if (column < 0)
        return;
    const Column* of = m_rows->columnOf(column);
    const GridSource::Cell cell = m_rows->cell(row, column);
    QString why = m_readOnly;
    if (why.isEmpty() && !m_rows->isEditable())
        why = tr("It is not known yet where the rows come from.");
    else if (why.isEmpty() && !of)
        why = tr("The column is computed.");
    else if (why.isEmpty())
        why = QString::fromStdString(whyNotEditable(*of, false));
    if (!why.isEmpty() || cell.value.truncated || cell.value.tag == ValueTag::Binary) {
        if (typed.isEmpty())
            setValueVisible(true);
        else if (!why.isEmpty())
            m_workbench.showBanner(
                {Message::Severity::Info, tr("The result cannot be edited. %1").arg(why), {}, {}});
        return;
    }
    Result<LoadedRow> loaded = m_rows->loaded(row);
    if (!loaded)
        return showError(loaded.error(), tr("The row was not edited"));
    std::optional<QString> text;
    if (cell.words.isEmpty() && !cell.value.isNull())
        text = QString::fromStdString(cellText(Value::copyOf(cell.value), *of));
    const SqlDialect* dialect = &m_rows->edits()->connection().dialect();
    CellEditor::Check check = [of = *of, dialect](const std::optional<QString>& value) -> QString {
        Result<Value> parsed = value ? parseCell(value->toStdString(), of) : Result<Value>(Value());
        if (!parsed)
            return wordsOf(parsed.error());
        const auto problem = validateCell(of, *parsed, false, *dialect);
        return problem ? QString::fromStdString(problem->message) : QString();
    };
    m_view->edit(text, typed, std::move(check),
        [this, of = *of, row = std::move(*loaded)](const std::optional<QString>& value) {
            PendingEdits* edits = m_rows->edits();
            Result<Value> parsed = value ? parseCell(value->toStdString(), of) : Result<Value>(Value());
            Result<void> stored = !edits ? Result<void>()
                : parsed
                ? edits->edit([&](PendingSet& set) { return set.setCell(row, of.name, std::move(*parsed)); })
                : Result<void>(fail(parsed.error()));
            if (!stored)
                showError(stored.error(), tr("The row was not edited"));
        });
}

void ResultView::setSelection(const PendingValue& value)
{
    if (!m_rows->isEditable() || !m_readOnly.isEmpty())
        return;
    const std::vector<SelectedBlock> blocks = selectedBlocks();
    const SqlDialect& dialect = m_rows->edits()->connection().dialect();
    Result<void> done =
        m_rows->edits()->editTogether(tr("set cells of a result"), [&](PendingSet& set) -> Result<void> {
            qint64 count = 0;
            for (const SelectedBlock& block : blocks) {
                for (std::size_t column : block.columns) {
                    const Column* of = m_rows->columnOf(static_cast<int>(column));
                    if (!of)
                        return fail(
                            ErrorKind::Argument, tr("A column of the selection is computed.").toStdString());
                    if (const std::string why = whyNotEditable(*of, false); !why.empty())
                        return fail(ErrorKind::Argument, why);
                    if (const auto problem = validateCell(*of, value, false, dialect))
                        return fail(ErrorKind::Argument, problem->message);
                    for (qint64 row = block.first; row < block.first + block.count; ++row) {
                        if (++count > mostRowsAtOnce)
                            return fail(
                                ErrorKind::Argument, tr("That is too much for one edit.").toStdString());
                        Result<LoadedRow> loaded = m_rows->loaded(row);
                        if (!loaded)
                            return fail(loaded.error());
                        if (Result<void> put = set.setCell(*loaded, of->name, value); !put)
                            return put;
                    }
                }
            }
            return {};
        });
    if (!done)
        showError(done.error(), tr("Nothing was edited"));
}

void ResultView::deleteRows()
{
    if (!m_rows->isEditable() || !m_readOnly.isEmpty())
        return;
    const std::vector<qint64> rows = selectedRows();
    Result<void> done =
        m_rows->edits()->editTogether(tr("delete rows of a result"), [&](PendingSet& set) -> Result<void> {
            for (qint64 row : rows) {
                Result<LoadedRow> loaded = m_rows->loaded(row);
                if (!loaded)
                    return fail(loaded.error());
                if (Result<void> deleted = set.deleteRow(*loaded); !deleted)
                    return deleted;
            }
            return {};
        });
    if (!done)
        showError(done.error(), tr("No row was deleted"));
}

void ResultView::showMenu(const QPoint& at)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    Theme& theme = m_workbench.theme();
    menu->addAction(theme.icon(QStringLiteral("copy")), tr("Copy"), QKeySequence(QKeySequence::Copy), this,
        [this] { copySelection(CopyFormat::TabSeparated); });
    QMenu* as = menu->addMenu(tr("Copy as"));
    for (const auto& [format, text] : copyFormats())
        as->addAction(text, this, [this, format = format] { copySelection(format); });
    menu->addAction(theme.icon(QStringLiteral("eye")), tr("Show value"), QKeySequence(Qt::Key_F4), this,
        [this] { setValueVisible(true); });
    menu->addSeparator();
    const bool editable = m_rows->isEditable() && m_readOnly.isEmpty();
    QAction* null = menu->addAction(tr("Set to NULL"), this, [this] { setSelection(PendingValue::null()); });
    QAction* byDefault =
        menu->addAction(tr("Set to default"), this, [this] { setSelection(PendingValue::byDefault()); });
    QAction* remove = menu->addAction(
        theme.icon(QStringLiteral("trash")), tr("Delete rows"), this, &ResultView::deleteRows);
    for (QAction* action : {null, byDefault, remove})
        action->setEnabled(editable);
    menu->popup(at);
}

} // namespace relata
