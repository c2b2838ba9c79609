#include "ui/datagrid/value_picker.h"

#include "ui/grid/cell_text.h"
#include "ui/grid/table_source.h"
#include "ui/shell/state_view.h"
#include "ui/shell/theme.h"
#include "ui/tasks/task_context.h"

#include <QApplication>
#include <QCheckBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QPushButton>
#include <QScreen>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace relata {
namespace {

constexpr std::size_t longestValue = 4096; // bytes; longer ones are not asked for by value

// The number of rows stands at the right.
class CountDelegate final : public QStyledItemDelegate
{
public:
    CountDelegate(Theme& theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(theme) { }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const QString count = countText(index.data(ValueList::RowsRole).toLongLong());
        QStyleOptionViewItem item = option;
        initStyleOption(&item, index);
        item.font.setItalic(index.data(ValueList::ItalicRole).toBool());
        const int width = item.fontMetrics.horizontalAdvance(count) + 16;
        // The ground over the whole width, the text only beside the count.
        const QWidget* widget = option.widget;
        QStyle* style = widget ? widget->style() : QApplication::style();
        style->drawPrimitive(QStyle::PE_PanelItemViewItem, &item, painter, widget);
        item.rect.setWidth(std::max(item.rect.width() - width, 0));
        item.text = item.fontMetrics.elidedText(item.text, Qt::ElideRight, item.rect.width() - 36);
        style->drawControl(QStyle::CE_ItemViewItem, &item, painter, widget);
        painter->save();
        painter->setPen(m_theme.palette().muted);
        painter->setFont(option.font);
        painter->drawText(option.rect.adjusted(0, 0, -8, 0), Qt::AlignRight | Qt::AlignVCenter, count);
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        return {80, std::max(QStyledItemDelegate::sizeHint(option, index).height(), 24)};
    }

private:
    Theme& m_theme;
};

} // namespace

ValuePicker::ValuePicker(
    Theme& theme, TaskRunner& tasks, TableSource& source, std::size_t column, QWidget* parent)
    : QFrame(parent, Qt::Popup)
    , m_theme(theme)
    , m_tasks(tasks)
    , m_source(source)
    , m_column(column)
    , m_values(new ValueList(this))
    , m_matches(new QSortFilterProxyModel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    setGround(this, &Palette::raised);
    setAccessibleName(tr("Values of %1").arg(QString::fromStdString(source.target().columns[column].name)));
    m_matches->setSourceModel(m_values);
    m_matches->setFilterCaseSensitivity(Qt::CaseInsensitive);
    buildWidgets();
    read();
}

ValuePicker::~ValuePicker()
{
    m_tasks.requestStop(m_task);
}

void ValuePicker::buildWidgets()
{
    const QString name = QString::fromStdString(m_source.target().columns[m_column].name);
    m_search = new QLineEdit(this);
    m_search->setPlaceholderText(
        tr("Find a value of %1").arg(fontMetrics().elidedText(name, Qt::ElideRight, 160)));
    m_search->setAccessibleName(tr("Find a value"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(m_theme.icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_search->installEventFilter(this);
    m_view = new QListView(this);
    m_view->setModel(m_matches);
    m_view->setItemDelegate(new CountDelegate(m_theme, m_view));
    m_view->setUniformItemSizes(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setAccessibleName(tr("Values"));
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->installEventFilter(this);
    setBase(m_view, &Palette::raised);
    m_others = new QCheckBox(tr("All other values"), this);
    m_others->setChecked(true);
    m_others->hide();
    m_note = new QLabel(this);
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_theme.bindFont(m_note, Theme::FontRole::Small);
    m_all = new QPushButton(tr("All"), this);
    m_none = new QPushButton(tr("None"), this);
    m_all->setAccessibleName(tr("Tick all values"));
    m_none->setAccessibleName(tr("Tick no value"));
    m_apply = new QPushButton(tr("Show"), this);
    m_apply->setObjectName(QStringLiteral("apply"));
    setButtonKind(m_apply, ButtonKind::Primary);
    for (QPushButton* button : {m_all, m_none})
        setButtonKind(button, ButtonKind::Quiet);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(4);
    buttons->addWidget(m_all);
    buttons->addWidget(m_none);
    buttons->addStretch();
    buttons->addWidget(m_apply);
    auto* content = new QWidget(this);
    auto* contentLayout = new QVBoxLayout(content);
    contentLayout->setContentsMargins(8, 8, 8, 8);
    contentLayout->setSpacing(8);
    contentLayout->addWidget(m_search);
    contentLayout->addWidget(m_view, 1);
    contentLayout->addWidget(m_others);
    contentLayout->addWidget(m_note);
    contentLayout->addLayout(buttons);
    m_state = new StateView(m_theme, this);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(m_state);
    m_pages->addWidget(content);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->addWidget(m_pages);
    resize(300, 400);

    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_matches->setFilterFixedString(text);
        updateTexts();
    });
    connect(m_values, &ValueList::ticksChanged, this, &ValuePicker::updateTexts);
    connect(m_others, &QCheckBox::toggled, this, &ValuePicker::updateTexts);
    connect(m_all, &QPushButton::clicked, this, [this] {
        m_values->setTicked(shownRows(), true);
        if (m_search->text().isEmpty())
            m_others->setChecked(true);
    });
    connect(m_none, &QPushButton::clicked, this, [this] {
        m_values->setTicked(shownRows(), false);
        if (m_search->text().isEmpty())
            m_others->setChecked(false);
    });
    connect(m_view, &QListView::doubleClicked, this, [this](const QModelIndex& index) {
        const int row = m_matches->mapToSource(index).row();
        m_values->tickOnly(row);
        m_others->setChecked(false);
        apply();
    });
    connect(m_apply, &QPushButton::clicked, this, &ValuePicker::apply);
}

void ValuePicker::popUpAt(const QPoint& topLeft)
{
    QRect place(topLeft, size());
    if (const QScreen* screen = parentWidget() ? parentWidget()->screen() : QApplication::primaryScreen()) {
        const QRect room = screen->availableGeometry();
        place.moveRight(std::min(place.right(), room.right()));
        place.moveBottom(std::min(place.bottom(), room.bottom()));
        place.moveLeft(std::max(place.left(), room.left()));
        place.moveTop(std::max(place.top(), room.top()));
    }
    setGeometry(place);
    QFrame::show();
    m_search->setFocus(Qt::PopupFocusReason);
}

void ValuePicker::read()
{
    const QString name = QString::fromStdString(m_source.target().columns[m_column].name);
    m_state->showLoading(tr("Reading the values of %1").arg(name), [this] { close(); });
    m_pages->setCurrentWidget(m_state);
    const SqlStatement statement = m_source.window()->select().distinctValues(m_column, mostValues + 1);
    m_task = m_source.connection().run<Found>(
        tr("Reading the values of %1").arg(name),
        [statement](Connection& connection, TaskContext& task) {
            ExecutionOptions options;
            options.stop = task.stopToken();
            options.maxCellBytes = longestValue;
            CursorResult cursor = connection.execute(statement.sql, statement.parameters, options);
            Found found;
            while (RowChunkPtr chunk = cursor.fetch()) {
                for (std::size_t row = 0; row < chunk->rowCount(); ++row) {
                    if (found.values.size() == mostValues) {
                        found.more = true;
                        return found;
                    }
                    const ValueView value = chunk->at(row, 0);
                    const ValueView rows = chunk->at(row, 1);
                    if (value.truncated) {
                        found.more = true; // cannot be asked for by what is here of it
                        continue;
                    }
                    found.values.push_back({Value::copyOf(value),
                        rows.tag == ValueTag::Integer ? rows.integer : std::stoll("0" + rows.toText())});
                }
            }
            return found;
        },
        this, [this](Result<Found> found) { showFound(std::move(found)); });
}

void ValuePicker::showFound(Result<Found> found)
{
    const QString name = QString::fromStdString(m_source.target().columns[m_column].name);
    if (!found) {
        if (found.error().kind == ErrorKind::Cancelled) {
            close();
            return;
        }
        m_state->showError(
            found.error(), tr("The values of %1 could not be read").arg(name), [this] { read(); });
        return;
    }
    if (found->values.empty()) {
        m_state->showEmpty(
            QStringLiteral("filter"), tr("No values"), tr("Under the other filters there is no row."));
        return;
    }
    m_others->setVisible(found->more);
    m_note->setText(found->more ? tr("The %1 most frequent values; there are more, or longer ones.")
                                      .arg(countText(static_cast<qint64>(found->values.size())))
                                : QString());
    m_note->setVisible(found->more);
    m_values->setValues(std::move(found->values), m_source.target().columns[m_column].type);
    tickFromCondition();
    m_pages->setCurrentIndex(1);
    m_search->setFocus(Qt::PopupFocusReason);
    updateTexts();
}

// What is shown now is ticked.
void ValuePicker::tickFromCondition()
{
    for (const RowCondition& condition : m_source.conditions()) {
        if (condition.column != m_column)
            continue;
        const bool excludes = condition.op == RowOperator::NotIn;
        const bool lists = excludes || condition.op == RowOperator::In || condition.op == RowOperator::Equal
            || condition.op == RowOperator::IsNull;
        if (!lists)
            return;
        std::vector<int> named;
        std::vector<int> rest;
        for (int row = 0; row < m_values->rowCount(); ++row) {
            const Value& value = m_values->values()[static_cast<std::size_t>(row)].value;
            const bool isNamed = condition.op == RowOperator::IsNull
                ? value.isNull()
                : std::any_of(condition.values.begin(), condition.values.end(), [&](const Value& listed) {
                      return listed.isNull() == value.isNull() && listed.toText() == value.toText();
                  });
            (isNamed ? named : rest).push_back(row);
        }
        m_values->setTicked(named, !excludes);
        m_values->setTicked(rest, excludes);
        m_others->setChecked(excludes);
    }
}

std::vector<int> ValuePicker::shownRows() const
{
    std::vector<int> rows;
    for (int row = 0; row < m_matches->rowCount(); ++row)
        rows.push_back(m_matches->mapToSource(m_matches->index(row, 0)).row());
    return rows;
}

void ValuePicker::updateTexts()
{
    const std::vector<int> rows = shownRows();
    const auto ticked =
        std::count_if(rows.begin(), rows.end(), [this](int row) { return m_values->isTicked(row); });
    const bool searching = !m_search->text().isEmpty();
    const bool withOthers = !m_others->isHidden() && m_others->isChecked() && !searching;
    m_others->setEnabled(!searching);
    m_apply->setEnabled(ticked > 0 || withOthers);
    if (!searching && ticked == static_cast<std::ptrdiff_t>(rows.size())
        && (m_others->isHidden() || withOthers))
        m_apply->setText(tr("Show all"));
    else
        m_apply->setText(withOthers ? tr("Hide %1").arg(countText(static_cast<qint64>(rows.size()) - ticked))
                                    : tr("Show %1").arg(countText(ticked)));
}

void ValuePicker::apply()
{
    if (!m_apply->isEnabled())
        return;
    const bool searching = !m_search->text().isEmpty();
    const bool withOthers = !m_others->isHidden() && m_others->isChecked() && !searching;
    RowCondition condition{m_column, withOthers ? RowOperator::NotIn : RowOperator::In, {}};
    bool all = !searching && (withOthers || m_others->isHidden());
    for (int row : shownRows()) {
        all = all && m_values->isTicked(row);
        if (m_values->isTicked(row) != withOthers)
            condition.values.push_back(m_values->values()[static_cast<std::size_t>(row)].value);
    }
    emit picked(all ? std::nullopt : std::optional(std::move(condition)));
    close();
}

void ValuePicker::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        apply();
    else
        QFrame::keyPressEvent(event);
}

bool ValuePicker::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (watched == m_search && key == Qt::Key_Down) {
            m_view->setFocus(Qt::TabFocusReason);
            if (!m_view->currentIndex().isValid())
                m_view->setCurrentIndex(m_matches->index(0, 0));
            return true;
        }
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            apply();
            return true;
        }
        if (watched == m_view && key == Qt::Key_Up && m_view->currentIndex().row() <= 0) {
            m_search->setFocus(Qt::BacktabFocusReason);
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace relata
