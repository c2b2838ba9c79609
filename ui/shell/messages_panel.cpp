#include "ui/shell/messages_panel.h"

#include "ui/shell/banner.h"
#include "ui/shell/state_view.h"
#include "ui/shell/theme.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QListView>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace relata {

namespace {

// One line for the title, further muted lines for the next step and the details.
class MessageDelegate final : public QStyledItemDelegate
{
public:
    MessageDelegate(Theme& theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(theme) { }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyleOptionViewItem frame = option;
        initStyleOption(&frame, index);
        frame.text.clear();
        frame.icon = {};
        frame.widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &frame, painter, frame.widget);

        const Palette& palette = m_theme.palette();
        const QIcon icon = index.data(Qt::DecorationRole).value<QIcon>();
        icon.paint(painter, QRect(option.rect.left() + 8, option.rect.top() + 5, 16, 16));
        painter->save();
        painter->setFont(option.font);
        painter->setPen(palette.muted);
        const QString time = QLocale().toString(
            index.data(MessageModel::TimeRole).toDateTime().time(), QStringLiteral("HH:mm:ss"));
        painter->drawText(QPoint(option.rect.left() + textLeft, baseline(option, 0)), time);
        const int left = option.rect.left() + textLeft + option.fontMetrics.horizontalAdvance(time) + 12;
        const int width = option.rect.right() - left - 8;
        const QStringList lines = linesOf(index);
        for (int line = 0; line < lines.size(); ++line) {
            painter->setPen(line == 0 ? palette.text : palette.muted);
            painter->drawText(QPoint(left, baseline(option, line)),
                option.fontMetrics.elidedText(lines.at(line), Qt::ElideRight, width));
        }
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        return {200, int(linesOf(index).size()) * lineHeight(option) + 8};
    }

private:
    static constexpr int textLeft = 32;

    static int lineHeight(const QStyleOptionViewItem& option) { return option.fontMetrics.height() + 2; }
    static int baseline(const QStyleOptionViewItem& option, int line)
    {
        return option.rect.top() + 4 + line * lineHeight(option) + option.fontMetrics.ascent() + 1;
    }
    static QStringList linesOf(const QModelIndex& index)
    {
        QStringList lines{index.data().toString()};
        const QString text = index.data(MessageModel::TextRole).toString();
        if (!text.isEmpty())
            lines << text;
        return lines;
    }

    Theme& m_theme;
};

} // namespace

MessageModel::MessageModel(Theme& theme, QObject* parent) : QAbstractListModel(parent), m_theme(theme)
{ }

int MessageModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_messages.size());
}

QVariant MessageModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Message& message = m_messages.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return message.title;
    case Qt::DecorationRole:
        return m_theme.icon(severityIcon(message.severity));
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
    case DescriptionRole:
        return message.describe();
    case TextRole:
        return message.text;
    case TimeRole:
        return message.time;
    default:
        return {};
    }
}

void MessageModel::add(const Message& message)
{
    if (m_messages.size() >= maxMessages) {
        beginRemoveRows({}, 0, 0);
        m_messages.removeFirst();
        endRemoveRows();
    }
    const int row = int(m_messages.size());
    beginInsertRows({}, row, row);
    m_messages.append(message);
    endInsertRows();
}

void MessageModel::clear()
{
    beginResetModel();
    m_messages.clear();
    endResetModel();
}

MessagesPanel::MessagesPanel(Theme& theme, QWidget* parent)
    : Panel(parent)
    , m_model(new MessageModel(theme, this))
    , m_view(new QListView(this))
    , m_empty(new StateView(theme, this))
    , m_pages(new QStackedWidget(this))
{
    m_view->setModel(m_model);
    m_view->setItemDelegate(new MessageDelegate(theme, m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setAccessibleName(tr("Messages"));
    m_view->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* copy = new QAction(theme.icon(QStringLiteral("copy")), tr("Copy details"), m_view);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, this, &MessagesPanel::copySelected);
    auto* clear = new QAction(theme.icon(QStringLiteral("trash")), tr("Clear messages"), m_view);
    connect(clear, &QAction::triggered, m_model, &MessageModel::clear);
    m_view->addActions({copy, clear});

    m_empty->showEmpty(
        QStringLiteral("message"), tr("No messages"), tr("What succeeds or fails is noted here."));
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_view);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);

    connect(m_model, &QAbstractItemModel::rowsInserted, this, &MessagesPanel::updatePage);
    connect(m_model, &QAbstractItemModel::modelReset, this, &MessagesPanel::updatePage);
    updatePage();
}

void MessagesPanel::add(const Message& message)
{
    const QScrollBar* bar = m_view->verticalScrollBar();
    const bool atEnd = bar->value() == bar->maximum();
    m_model->add(message);
    if (atEnd)
        m_view->scrollToBottom();
}

void MessagesPanel::updatePage()
{
    m_pages->setCurrentWidget(m_model->rowCount() > 0 ? static_cast<QWidget*>(m_view) : m_empty);
}

void MessagesPanel::copySelected()
{
    QModelIndexList rows = m_view->selectionModel()->selectedRows();
    if (rows.isEmpty())
        return;
    std::sort(rows.begin(), rows.end());
    QStringList texts;
    for (const QModelIndex& row : rows)
        texts << row.data(MessageModel::DescriptionRole).toString();
    QGuiApplication::clipboard()->setText(texts.join(QStringLiteral("\n\n")));
}

} // namespace relata
