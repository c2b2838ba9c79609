#include "ui/shell/command_palette.h"

#include "ui/shell/action_registry.h"
#include "ui/shell/style_painting.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QGraphicsDropShadowEffect>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMouseEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace relata {

namespace {

constexpr int paletteWidth = 620;
constexpr int rowHeight = 32;
constexpr int visibleRows = 11;

class PaletteDelegate final : public QStyledItemDelegate
{
public:
    PaletteDelegate(Theme& theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(theme) { }

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {100, rowHeight};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Palette& palette = m_theme.palette();
        QStyleOptionViewItem frame = option;
        frame.state |=
            QStyle::State_Active; // the keyboard is in the line above, the choice is here all the same
        frame.viewItemPosition = QStyleOptionViewItem::OnlyOne;
        frame.rect.adjust(0, 1, 0, -1);
        frame.widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &frame, painter, frame.widget);

        const QRect rect = option.rect;
        index.data(Qt::DecorationRole)
            .value<QIcon>()
            .paint(painter, QRect(rect.left() + 12, rect.center().y() - 7, 16, 16));
        painter->save();
        int right = rect.right() - 16;
        const QString shortcut = index.data(PaletteModel::ShortcutRole).toString();
        if (!shortcut.isEmpty()) {
            painter->setPen(palette.muted);
            const int width = option.fontMetrics.horizontalAdvance(shortcut);
            painter->drawText(
                QRect(right - width, rect.top(), width, rect.height()), Qt::AlignVCenter, shortcut);
            right -= width + 16;
        }
        const int left = paintLabel(painter, option, index, right);
        const QString detail = index.data(PaletteModel::DetailRole).toString();
        if (!detail.isEmpty() && right - left > 40) {
            painter->setFont(m_theme.font(Theme::FontRole::Small));
            painter->setPen(palette.muted);
            painter->drawText(QRect(left + 12, rect.top(), right - left - 12, rect.height()),
                Qt::AlignVCenter,
                painter->fontMetrics().elidedText(detail, Qt::ElideRight, right - left - 12));
        }
        painter->restore();
    }

private:
    // Runs of matched and unmatched letters; returns where the label ends.
    int paintLabel(
        QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index, int right) const
    {
        const Palette& palette = m_theme.palette();
        const QString label = index.data().toString();
        const auto positions = index.data(PaletteModel::PositionsRole).value<QList<int>>();
        QFont bold = option.font;
        bold.setWeight(QFont::Bold);
        const QRect rect = option.rect;
        int x = rect.left() + 40;
        qsizetype next = 0;
        for (int from = 0; from < label.size() && x < right;) {
            const bool matched = next < positions.size() && positions.at(next) == from;
            int to = from;
            if (matched) {
                while (next < positions.size() && positions.at(next) == to) {
                    ++next;
                    ++to;
                }
            } else {
                to = next < positions.size() ? positions.at(next) : int(label.size());
            }
            painter->setFont(matched ? bold : option.font);
            painter->setPen(matched ? palette.link : palette.text);
            const QString run =
                painter->fontMetrics().elidedText(label.mid(from, to - from), Qt::ElideRight, right - x);
            painter->drawText(QRect(x, rect.top(), right - x, rect.height()), Qt::AlignVCenter, run);
            x += painter->fontMetrics().horizontalAdvance(run);
            from = to;
        }
        return x;
    }

    Theme& m_theme;
};

} // namespace

PaletteModel::PaletteModel(Theme& theme, QObject* parent) : QAbstractListModel(parent), m_theme(theme)
{ }

void PaletteModel::setEntries(std::vector<Entry> entries)
{
    m_entries = std::move(entries);
    setPattern(m_pattern);
}

void PaletteModel::setPattern(const QString& pattern)
{
    struct Hit
    {
        int score;
        size_t entry;
    };
    m_pattern = pattern;
    const FuzzyPattern fuzzy(pattern);
    std::vector<Hit> hits;
    hits.reserve(m_entries.size());
    for (size_t entry = 0; entry < m_entries.size(); ++entry) {
        if (const std::optional<int> score = fuzzy.score(m_entries[entry].label))
            hits.push_back({*score, entry});
    }
    // Of equal scores the order of the entries stays: providers sort them.
    const auto better = [](const Hit& a, const Hit& b) {
        return a.score != b.score ? a.score > b.score : a.entry < b.entry;
    };
    const size_t shown = std::min<size_t>(hits.size(), maxRows);
    std::partial_sort(hits.begin(), hits.begin() + std::ptrdiff_t(shown), hits.end(), better);

    beginResetModel();
    m_matches = int(hits.size());
    m_rows.clear();
    for (size_t row = 0; row < shown; ++row) {
        const auto match = fuzzy.match(m_entries[hits[row].entry].label);
        m_rows.push_back({hits[row].entry, match ? match->positions : QList<int>()});
    }
    endResetModel();
}

int PaletteModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant PaletteModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row& row = m_rows[size_t(index.row())];
    const Entry& entry = m_entries[row.entry];
    switch (role) {
    case Qt::DisplayRole:
        return entry.label;
    case Qt::DecorationRole:
        return entry.icon.isEmpty() ? QIcon() : m_theme.icon(entry.icon);
    case Qt::AccessibleDescriptionRole:
    case DetailRole:
        return entry.detail;
    case ShortcutRole:
        return entry.shortcut;
    case PositionsRole:
        return QVariant::fromValue(row.positions);
    default:
        return {};
    }
}

CommandPalette::CommandPalette(Theme& theme, ActionRegistry& actions, QWidget* window)
    : QFrame(window)
    , m_theme(theme)
    , m_actions(actions)
    , m_window(window)
    , m_input(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_hint(new QLabel(this))
    , m_model(new PaletteModel(theme, this))
{
    setObjectName(QStringLiteral("commandPalette"));
    setAccessibleName(tr("Command palette"));
    auto* shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(32);
    shadow->setOffset(0, 8);
    shadow->setColor(QColor(0, 0, 0, 90));
    setGraphicsEffect(shadow);

    m_input->setClearButtonEnabled(true);
    m_input->setAccessibleName(tr("Search"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(theme, m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus); // the keyboard stays in the line
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QPalette listPalette = m_list->palette();
    listPalette.setColor(QPalette::Base, Qt::transparent);
    m_list->setPalette(listPalette);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    theme.bindFont(m_hint, Theme::FontRole::Small);
    m_hint->setContentsMargins(12, 0, 12, 0);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(6);
    layout->addWidget(m_input);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_hint);

    connect(m_input, &QLineEdit::textChanged, this, &CommandPalette::textChanged);
    connect(m_list, &QListView::clicked, this, &CommandPalette::choose);
    m_input->installEventFilter(this);
    hide();
}

void CommandPalette::addProvider(ObjectProvider* provider)
{
    m_providers.push_back(provider);
}

void CommandPalette::removeProvider(ObjectProvider* provider)
{
    std::erase(m_providers, provider);
}

void CommandPalette::open(Mode mode)
{
    if (!isVisible())
        m_focusBefore = QApplication::focusWidget();
    m_filled = false;
    place();
    {
        const QSignalBlocker blocker(m_input);
        m_input->setText(mode == Mode::Commands ? QStringLiteral(">") : QString());
    }
    textChanged(m_input->text());
    show();
    raise();
    m_input->setFocus(Qt::PopupFocusReason);
    qApp->installEventFilter(this);
}

void CommandPalette::dismiss()
{
    if (!isVisible())
        return;
    qApp->removeEventFilter(this);
    m_input->installEventFilter(
        this); // removing it from the application leaves this one alone; cheap to be sure
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());
    hide();
    if (hadFocus && m_focusBefore)
        m_focusBefore->setFocus(Qt::PopupFocusReason);
    m_model->setEntries({}); // snapshots of large schemas need not be kept
    m_filled = false;
}

void CommandPalette::textChanged(const QString& text)
{
    const bool commands = text.startsWith(u'>');
    const Mode mode = commands ? Mode::Commands : Mode::Objects;
    if (!m_filled || mode != m_mode)
        fill(mode);
    m_model->setPattern(commands ? text.mid(1) : text);
    if (m_model->rowCount() > 0)
        m_list->setCurrentIndex(m_model->index(0));
    updateHint();
    place();
}

void CommandPalette::fill(Mode mode)
{
    m_mode = mode;
    m_filled = true;
    std::vector<PaletteModel::Entry> entries;
    if (mode == Mode::Commands) {
        m_actions.updateEnablementNow();
        for (const QString& id : m_actions.ids()) {
            const ActionSpec& spec = *m_actions.spec(id);
            const QAction* action = m_actions.find(id);
            if (!spec.inPalette || !action->isEnabled())
                continue;
            const QList<QKeySequence> keys = action->shortcuts();
            const QString category = QString(spec.category).replace(u'/', QStringLiteral(": "));
            entries.push_back({QStringLiteral("%1: %2").arg(category, action->text()), {},
                keys.isEmpty() ? QString() : keys.first().toString(QKeySequence::NativeText),
                action->isCheckable() && action->isChecked() ? QStringLiteral("commit") : spec.icon, id, {}});
        }
    } else {
        for (const ObjectProvider* provider : m_providers) {
            const auto objects = provider->objects();
            for (const OpenableObject& object : *objects)
                entries.push_back({object.label, object.detail, {}, object.icon, {}, object.object});
        }
    }
    m_model->setEntries(std::move(entries));
}

void CommandPalette::updateHint()
{
    m_input->setPlaceholderText(tr("Open a table or view, or type > for commands"));
    const int matches = m_model->matchCount();
    if (matches == 0) {
        if (m_mode == Mode::Objects && m_model->entryCount() == 0)
            m_hint->setText(tr("No database is open. Type > to search commands."));
        else
            m_hint->setText(tr("Nothing matches."));
    } else if (matches > PaletteModel::maxRows) {
        m_hint->setText(tr("%1 of %2 shown").arg(PaletteModel::maxRows).arg(QLocale().toString(matches)));
    } else {
        m_hint->setText(m_mode == Mode::Commands ? tr("%Ln command(s)", nullptr, matches)
                                                 : tr("%Ln object(s)", nullptr, matches));
    }
}

void CommandPalette::place()
{
    const int rows = qBound(1, m_model->rowCount(), visibleRows);
    const int width = qMin(paletteWidth, m_window->width() - 48);
    const int fixed = m_input->sizeHint().height() + m_hint->sizeHint().height() + 28;
    const int top = 34; // over the toolbar's search field
    const int height = qMin(fixed + rows * rowHeight, m_window->height() - top - 24);
    setGeometry((m_window->width() - width) / 2, top, width, height);
}

void CommandPalette::choose(const QModelIndex& index)
{
    if (!index.isValid())
        return;
    const PaletteModel::Entry entry = m_model->at(index.row());
    dismiss();
    if (entry.actionId.isEmpty()) {
        emit objectChosen(entry.object);
    } else if (QAction* action = m_actions.find(entry.actionId)) {
        action->trigger();
    }
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_input && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const int rows = m_model->rowCount();
        const int row = m_list->currentIndex().row();
        const auto go = [&](int to) {
            if (rows > 0)
                m_list->setCurrentIndex(m_model->index((to % rows + rows) % rows));
            return true;
        };
        switch (key->key()) {
        case Qt::Key_Escape:
            dismiss();
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            choose(m_list->currentIndex());
            return true;
        case Qt::Key_Down:
            return go(row + 1);
        case Qt::Key_Up:
            return go(row - 1);
        case Qt::Key_PageDown:
            return go(qMin(rows - 1, row + visibleRows - 1));
        case Qt::Key_PageUp:
            return go(qMax(0, row - visibleRows + 1));
        case Qt::Key_Tab:
        case Qt::Key_Backtab:
            return true;
        default:
            break;
        }
        return false;
    }
    if (isVisible()) {
        if (event->type() == QEvent::MouseButtonPress) {
            const auto* widget = qobject_cast<QWidget*>(watched);
            if (widget && widget != this && !isAncestorOf(widget) && widget->window() == m_window)
                dismiss();
        } else if (watched == m_window && event->type() == QEvent::Resize) {
            place();
        } else if (watched == m_window && event->type() == QEvent::WindowDeactivate) {
            dismiss();
        }
    }
    return QFrame::eventFilter(watched, event);
}

void CommandPalette::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintRounded(&painter, rect(), 8, m_theme.palette().raised, m_theme.palette().border);
}

} // namespace relata
