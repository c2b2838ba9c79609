#include "ui/sqltext/completion_popup.h"

#include "ui/shell/theme.h"

#include <QKeyEvent>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace relata {
namespace {

constexpr int mostRows = 10;
constexpr int rowHeight = 24;
constexpr int detailRole = Qt::UserRole + 1;

QString iconOf(Completion::Kind kind)
{
    switch (kind) {
    case Completion::Kind::Column:
        return QStringLiteral("column");
    case Completion::Kind::Table:
        return QStringLiteral("table");
    case Completion::Kind::View:
        return QStringLiteral("view");
    case Completion::Kind::Alias:
        return QStringLiteral("link");
    case Completion::Kind::Schema:
        return QStringLiteral("schema");
    case Completion::Kind::Routine:
        return QStringLiteral("function");
    case Completion::Kind::Keyword:
        return QStringLiteral("sql");
    }
    return {};
}

// The name at the left, where it is from at the right in muted letters.
class Delegate final : public QStyledItemDelegate
{
public:
    Delegate(Theme& theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(theme) { }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const QFontMetrics metrics(option.font);
        return {44 + metrics.horizontalAdvance(index.data().toString()) + 24
                + metrics.horizontalAdvance(index.data(detailRole).toString()),
            rowHeight};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Palette& palette = m_theme.palette();
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, palette.selection);
        const QRect row = option.rect.adjusted(8, 0, -8, 0);
        index.data(Qt::DecorationRole)
            .value<QIcon>()
            .paint(painter, QRect(row.left(), row.top() + (row.height() - 16) / 2, 16, 16));
        const QRect text = row.adjusted(24, 0, 0, 0);
        painter->setFont(option.font);
        const QString name = index.data().toString();
        painter->setPen(palette.text);
        painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
            option.fontMetrics.elidedText(name, Qt::ElideRight, text.width()));
        const int left = option.fontMetrics.horizontalAdvance(name) + 24;
        painter->setPen(palette.muted);
        if (left < text.width())
            painter->drawText(text.adjusted(left, 0, 0, 0), Qt::AlignVCenter | Qt::AlignRight,
                option.fontMetrics.elidedText(
                    index.data(detailRole).toString(), Qt::ElideRight, text.width() - left));
    }

private:
    Theme& m_theme;
};

} // namespace

CompletionPopup::CompletionPopup(Theme& theme, QWidget* parent)
    : QFrame(parent), m_theme(theme), m_list(new QListWidget(this))
{
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    setGround(this, &Palette::raised);
    setBase(m_list, &Palette::raised);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setItemDelegate(new Delegate(theme, m_list));
    m_list->setAccessibleName(tr("Completions"));
    setFocusPolicy(Qt::NoFocus);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->addWidget(m_list);
    connect(m_list, &QListWidget::itemClicked, this, &CompletionPopup::choose);
    hide();
}

void CompletionPopup::offer(std::vector<Completion> completions, const QRect& place)
{
    m_completions = std::move(completions);
    m_list->clear();
    if (m_completions.empty()) {
        hide();
        return;
    }
    int width = 200;
    for (const Completion& completion : m_completions) {
        auto* item = new QListWidgetItem(
            m_theme.icon(iconOf(completion.kind)), QString::fromStdString(completion.label), m_list);
        const QString detail = QString::fromStdString(completion.detail);
        item->setData(detailRole, detail);
        item->setData(Qt::AccessibleDescriptionRole, detail);
        width = std::max(width,
            72 + fontMetrics().horizontalAdvance(item->text()) + 24
                + fontMetrics().horizontalAdvance(detail));
    }
    m_list->setCurrentRow(0);
    const int rows = std::min<int>(mostRows, m_list->count());
    const QSize size(std::min({width, 560, std::max(160, parentWidget()->width() - 8)}),
        rows * rowHeight + 2 + 2 * frameWidth());
    QPoint at = place.bottomLeft() + QPoint(0, 2);
    if (at.y() + size.height() > parentWidget()->height() && place.top() - size.height() - 2 >= 0)
        at.setY(place.top() - size.height() - 2);
    at.setX(std::clamp(at.x(), 0, std::max(0, parentWidget()->width() - size.width())));
    setGeometry(QRect(at, size));
    raise();
    show();
}

int CompletionPopup::currentRow() const
{
    return m_list->currentRow();
}

bool CompletionPopup::takeKey(const QKeyEvent& event)
{
    if (!isVisible() || (event.modifiers() & ~Qt::KeypadModifier) != Qt::NoModifier)
        return false;
    const auto step = [this](int by) {
        m_list->setCurrentRow(std::clamp(m_list->currentRow() + by, 0, m_list->count() - 1));
        return true;
    };
    switch (event.key()) {
    case Qt::Key_Up:
        return step(-1);
    case Qt::Key_Down:
        return step(1);
    case Qt::Key_PageUp:
        return step(-mostRows);
    case Qt::Key_PageDown:
        return step(mostRows);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Tab:
        choose();
        return true;
    case Qt::Key_Escape:
        hide();
        return true;
    default:
        return false;
    }
}

void CompletionPopup::choose()
{
    const int row = m_list->currentRow();
    if (row < 0 || static_cast<std::size_t>(row) >= m_completions.size())
        return;
    const Completion completion = m_completions[static_cast<std::size_t>(row)];
    hide();
    emit chosen(completion);
}

} // namespace relata
