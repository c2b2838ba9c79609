#include "ui/datagrid/tick_list.h"

#include "ui/grid/cell_text.h"
#include "ui/shell/state_view.h"
#include "ui/shell/theme.h"
#include "ui/tasks/task_context.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace relata {
namespace {

constexpr int searchDelayMs = 250;

bool sameText(const PendingValue& a, const PendingValue& b)
{
    return a == b || (a.isValue() && b.isValue() && !a.value.isNull() && a.toText() == b.toText());
}

} // namespace

std::optional<PendingValue> ParentRow::key(const std::string& column) const
{
    if (newRow != 0)
        return PendingValue::keyOf(newRow, column);
    const Value* value = findValue(values, column);
    return value && !value->isNull() ? std::optional<PendingValue>(*value) : std::nullopt;
}

TickModel::TickModel(const Theme& theme, PendingEdits& edits, AssociationLink link, QObject* parent)
    : QAbstractListModel(parent), m_theme(theme), m_edits(edits), m_link(std::move(link))
{
    connect(&edits, &PendingEdits::changed, this, [this] {
        if (rowCount() > 0)
            emit dataChanged(index(0), index(rowCount() - 1));
    });
}

void TickModel::setRows(std::shared_ptr<const ParentRow> parent, AssociationRows rows)
{
    beginResetModel();
    m_parent = std::move(parent);
    m_rows = std::move(rows);
    endResetModel();
}

int TickModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.choices.size());
}

std::optional<PendingCells> TickModel::nearKey() const
{
    PendingCells cells;
    if (!m_parent)
        return std::nullopt;
    for (const std::string& name : m_link.nearKey) {
        std::optional<PendingValue> value = m_parent->key(name);
        if (!value)
            return std::nullopt;
        cells.emplace_back(name, std::move(*value));
    }
    return cells;
}

EditId TickModel::newLink(const AssociationChoice& choice) const
{
    const std::optional<PendingCells> near = nearKey();
    if (!near)
        return 0;
    const PendingCells wanted = linkCells(m_link, *near, choice.key);
    for (EditId id : m_edits.set().newRows(TableName::of(*m_link.association))) {
        const PendingRow* row = m_edits.set().find(id);
        const bool same = std::all_of(wanted.begin(), wanted.end(), [&](const auto& cell) {
            const PendingValue* value = row->change(cell.first);
            return value && sameText(*value, cell.second);
        });
        if (same)
            return id;
    }
    return 0;
}

bool TickModel::isTicked(const AssociationChoice& choice) const
{
    const bool stored = std::any_of(choice.links.begin(), choice.links.end(), [&](const LoadedRow& link) {
        const PendingRow* pending = m_edits.set().find(link.table, link.identity);
        return !pending || pending->op != PendingOp::Delete;
    });
    return stored || newLink(choice) != 0;
}

bool TickModel::isChanged(const AssociationChoice& choice) const
{
    return isTicked(choice) == choice.links.empty();
}

int TickModel::ticked() const
{
    return static_cast<int>(std::count_if(m_rows.choices.begin(), m_rows.choices.end(),
        [this](const AssociationChoice& choice) { return isTicked(choice); }));
}

QVariant TickModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const AssociationChoice& choice = m_rows.choices[static_cast<std::size_t>(index.row())];
    const QString label = QString::fromStdString(choice.label).simplified();
    switch (role) {
    case Qt::DisplayRole:
        return label.isEmpty() ? tr("(no name)") : label;
    case Qt::CheckStateRole:
        return isTicked(choice) ? Qt::Checked : Qt::Unchecked;
    case Qt::ForegroundRole:
        return isChanged(choice) ? QVariant(m_theme.palette().accent) : QVariant();
    case Qt::ToolTipRole: {
        QStringList key;
        for (const auto& [name, value] : choice.key) {
            key << QStringLiteral("%1 = %2").arg(
                QString::fromStdString(name), QString::fromStdString(value.toText()));
        }
        QString text = key.join(QStringLiteral(", "));
        if (isChanged(choice))
            text += u'\n' + (choice.links.empty() ? tr("Will be linked") : tr("The link will be deleted"));
        return text;
    }
    default:
        return {};
    }
}

Qt::ItemFlags TickModel::flags(const QModelIndex& index) const
{
    Qt::ItemFlags flags = QAbstractListModel::flags(index);
    if (index.isValid() && !m_edits.connection().isReadOnly())
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

bool TickModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    const std::optional<PendingCells> near = nearKey();
    if (role != Qt::CheckStateRole || !index.isValid() || !near || m_edits.connection().isReadOnly())
        return false;
    const AssociationChoice choice = m_rows.choices[static_cast<std::size_t>(index.row())];
    const bool tick = value.toInt() == Qt::Checked;
    if (tick == isTicked(choice))
        return false;
    const QString name = QString::fromStdString(m_link.association->name);
    const Result<void> done =
        m_edits.editTogether(tick ? tr("link in %1").arg(name) : tr("unlink in %1").arg(name),
            [&](PendingSet& set) -> Result<void> {
                if (tick) {
                    // Stored links that are to be deleted stay after all.
                    for (const LoadedRow& link : choice.links) {
                        if (const PendingRow* pending = set.find(link.table, link.identity))
                            return set.drop(pending->id);
                    }
                    set.link(TableName::of(*m_link.association), linkCells(m_link, *near, choice.key));
                    return {};
                }
                for (const LoadedRow& link : choice.links) {
                    if (Result<void> unlinked = set.unlink(link); !unlinked)
                        return unlinked;
                }
                const EditId added = newLink(choice);
                return added == 0 ? Result<void>() : set.unlink(added);
            });
    if (!done)
        emit refused(done.error());
    return done.has_value();
}

TickList::TickList(
    Theme& theme, TaskRunner& tasks, PendingEdits& edits, AssociationLink link, QWidget* parent)
    : QWidget(parent)
    , m_tasks(tasks)
    , m_edits(edits)
    , m_model(new TickModel(theme, edits, std::move(link), this))
    , m_search(new QLineEdit(this))
    , m_note(new QLabel(this))
    , m_list(new QListView(this))
    , m_pages(new QStackedWidget(this))
    , m_state(new StateView(theme, this))
{
    const QString far = QString::fromStdString(m_model->link().far->name);
    m_search->setPlaceholderText(tr("Find in %1").arg(far));
    m_search->setClearButtonEnabled(true);
    m_search->setAccessibleName(m_search->placeholderText());
    m_search->setMaximumWidth(320);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    theme.bindFont(m_note, Theme::FontRole::Small);
    m_list->setModel(m_model);
    m_list->setAccessibleName(tr("Linked rows of %1").arg(far));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_pages->addWidget(m_state);
    m_pages->addWidget(m_list);
    m_pages->setContentsMargins(8, 0, 0, 0);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(8, 4, 8, 4);
    top->setSpacing(12);
    top->addWidget(m_search, 1);
    top->addWidget(m_note, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_pages, 1);
    setFocusProxy(m_list);

    m_searchDelay.setSingleShot(true);
    m_searchDelay.setInterval(searchDelayMs);
    connect(m_search, &QLineEdit::textChanged, this, [this] { m_searchDelay.start(); });
    connect(&m_searchDelay, &QTimer::timeout, this, &TickList::refresh);
    connect(m_model, &TickModel::refused, this, &TickList::refused);
    connect(m_model, &TickModel::dataChanged, this, &TickList::updateNote);
    connect(&edits, &PendingEdits::saved, this, &TickList::refresh);
    m_state->showEmpty(
        QStringLiteral("link"), tr("No row"), tr("Select a row to see what it is linked with."));
}

void TickList::setParentRow(std::shared_ptr<const ParentRow> parent)
{
    m_parent = std::move(parent);
    refresh();
}

void TickList::refresh()
{
    m_searchDelay.stop();
    m_tasks.requestStop(m_task);
    const quint64 generation = ++m_generation;
    m_reading = false;
    if (!m_parent) {
        m_model->setRows(nullptr, {});
        m_state->showEmpty(
            QStringLiteral("link"), tr("No row"), tr("Select a row to see what it is linked with."));
        m_pages->setCurrentWidget(m_state);
        return updateNote();
    }
    m_reading = true;
    AssociationOptions options;
    options.search = m_search->text().trimmed().toStdString();
    m_task = m_edits.connection().run<AssociationRows>(
        tr("Reading what %1 links").arg(QString::fromStdString(m_model->link().association->name)),
        [link = m_model->link(), parent = m_parent, options](
            Connection& connection, TaskContext& task) mutable {
            options.stop = task.stopToken();
            return readAssociation(connection, link, parent->values, options);
        },
        this,
        [this, generation, parent = m_parent](Result<AssociationRows> rows) {
            if (generation != m_generation)
                return;
            m_reading = false;
            if (!rows) {
                if (rows.error().kind != ErrorKind::Cancelled) {
                    m_state->showError(
                        rows.error(), tr("The linked rows could not be read"), [this] { refresh(); });
                    m_pages->setCurrentWidget(m_state);
                }
                return;
            }
            m_model->setRows(parent, std::move(*rows));
            if (m_model->rowCount() == 0) {
                const QString far = QString::fromStdString(m_model->link().far->name);
                m_state->showEmpty(QStringLiteral("link"), tr("Nothing to link"),
                    m_search->text().isEmpty() ? tr("%1 is empty.").arg(far)
                                               : tr("No row of %1 is called like this.").arg(far));
            }
            m_pages->setCurrentWidget(m_model->rowCount() == 0 ? static_cast<QWidget*>(m_state) : m_list);
            updateNote();
        });
}

void TickList::updateNote()
{
    QString text;
    if (m_model->rowCount() > 0) {
        text = tr("%1 ticked").arg(countText(m_model->ticked()));
        if (m_model->hasMore())
            text += tr(" · there are more rows: type to find them");
    }
    m_note->setText(text);
    emit countChanged();
}

} // namespace relata
