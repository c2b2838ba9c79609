#include "ui/grid/grid_header.h"

#include "ui/shell/theme.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace relata {
namespace {

constexpr int leastRoom = 120; // pixels, of the columns that are not frozen
constexpr int padding = 8;
constexpr int iconExtent = 16;
constexpr int iconGap = 4;

} // namespace

void GridColumnModel::setSource(GridSource* source)
{
    if (m_source)
        m_source->disconnect(this);
    m_source = source;
    if (source)
        connect(source, &GridSource::columnsChanged, this, &GridColumnModel::reload);
    reload();
}

void GridColumnModel::reload()
{
    beginResetModel();
    m_columns = m_source ? m_source->columns() : QList<GridColumn>();
    endResetModel();
}

int GridColumnModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant GridColumnModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_columns.size())
        return {};
    const GridColumn& column = m_columns[section];
    if (role == Qt::DisplayRole)
        return column.name;
    if (role != Qt::ToolTipRole && role != Qt::AccessibleTextRole)
        return {};
    QStringList lines{column.name};
    QStringList facts;
    if (!column.typeName.isEmpty())
        facts << column.typeName;
    if (column.primaryKey)
        facts << tr("primary key");
    facts << (column.nullable ? tr("may be NULL") : tr("not NULL"));
    lines << facts.join(QStringLiteral(", "));
    if (!column.references.isEmpty())
        lines << tr("refers to %1").arg(column.references);
    if (!column.comment.isEmpty())
        lines << column.comment;
    return lines.join(role == Qt::ToolTipRole ? QStringLiteral("\n") : QStringLiteral(". "));
}

GridHeader::GridHeader(Theme& theme, GridColumnModel* columns, QWidget* parent)
    : QHeaderView(Qt::Horizontal, parent), m_theme(theme), m_columns(columns)
{
    setModel(columns);
    setSectionsMovable(true);
    setSectionsClickable(true);
    setHighlightSections(false);
    setMinimumSectionSize(40);
    setDefaultSectionSize(120);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setMouseTracking(true);
    setAccessibleName(tr("Columns"));
    connect(&theme, &Theme::changed, this, [this] { viewport()->update(); });
}

void GridHeader::setFrozen(int columns)
{
    if (columns == m_frozen)
        return;
    m_frozen = columns;
    emit frozenChanged();
}

int GridHeader::frozen() const
{
    const int room = width() - leastRoom;
    int used = 0;
    int columns = 0;
    for (; columns < std::min(m_frozen, count()); ++columns) {
        used += sectionSize(logicalIndex(columns)); // 0 where it is hidden
        if (used > room)
            break;
    }
    return columns;
}

int GridHeader::frozenWidth() const
{
    int used = 0;
    for (int visual = frozen() - 1; visual >= 0; --visual)
        used += sectionSize(logicalIndex(visual));
    return used;
}

int GridHeader::shownPosition(int section) const
{
    return visualIndex(section) < frozen() ? sectionPosition(section) : sectionViewportPosition(section);
}

int GridHeader::shownVisualAt(int x) const
{
    return x >= 0 && x < frozenWidth() ? visualIndexAt(x - offset()) : visualIndexAt(x);
}

void GridHeader::setSort(const std::vector<RowSort>& sort)
{
    m_sort = sort;
    viewport()->update();
}

void GridHeader::setSelectedColumns(const QList<bool>& visual)
{
    if (visual == m_selected)
        return;
    m_selected = visual;
    viewport()->update();
}

QFont GridHeader::smallFont() const
{
    return m_theme.font(Theme::FontRole::Small);
}

QString GridHeader::iconFor(const GridColumn& column) const
{
    if (column.primaryKey)
        return QStringLiteral("key-primary");
    if (!column.references.isEmpty())
        return QStringLiteral("key-foreign");
    return {};
}

int GridHeader::contentWidth(int section) const
{
    const GridColumn& column = m_columns->column(section);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    int name = QFontMetrics(bold).horizontalAdvance(column.name);
    if (!iconFor(column).isEmpty())
        name += iconExtent + iconGap;
    for (const RowSort& sort : m_sort) {
        if (sort.column == static_cast<std::size_t>(section))
            name += iconExtent + iconGap + (m_sort.size() > 1 ? padding : 0);
    }
    return std::max(name, QFontMetrics(smallFont()).horizontalAdvance(column.typeName)) + 2 * padding + 2;
}

QSize GridHeader::sectionSizeFromContents(int section) const
{
    return {contentWidth(section), sizeHint().height()};
}

QSize GridHeader::sizeHint() const
{
    int height = QFontMetrics(font()).height() + QFontMetrics(smallFont()).height() + 8;
    return {QHeaderView::sizeHint().width(), (height + 3) / 4 * 4};
}

void GridHeader::paintSection(QPainter* painter, const QRect& rect, int section) const
{
    if (!rect.isValid() || section >= m_columns->columnCount())
        return;
    const Palette& colors = m_theme.palette();
    const GridColumn& column = m_columns->column(section);
    int visual = visualIndex(section);
    bool selected = visual < m_selected.size() && m_selected[visual];
    painter->save();
    painter->fillRect(rect, selected ? mix(colors.header, colors.accent, 0.14) : colors.header);
    painter->setPen(colors.gridLine);
    painter->drawLine(rect.topRight(), rect.bottomRight());
    painter->setPen(colors.border);
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());

    QRect inner = rect.adjusted(padding, 4, -padding, -4);
    QFontMetrics small(smallFont());
    QRect nameRect(inner.left(), inner.top(), inner.width(), inner.height() - small.height());
    for (std::size_t i = 0; i < m_sort.size(); ++i) {
        if (m_sort[i].column != static_cast<std::size_t>(section))
            continue;
        if (m_sort.size() > 1) {
            QString number = QString::number(i + 1);
            int width = small.horizontalAdvance(number);
            painter->setFont(smallFont());
            painter->setPen(colors.link);
            painter->drawText(QRect(nameRect.right() - width, nameRect.top(), width + 1, nameRect.height()),
                Qt::AlignVCenter | Qt::AlignRight, number);
            nameRect.setRight(nameRect.right() - width - 2);
        }
        QIcon arrow = m_theme.icon(
            m_sort[i].descending ? QStringLiteral("sort-descending") : QStringLiteral("sort-ascending"),
            &Palette::link);
        arrow.paint(painter,
            QRect(nameRect.right() - iconExtent + 1, nameRect.center().y() - iconExtent / 2, iconExtent,
                iconExtent));
        nameRect.setRight(nameRect.right() - iconExtent - iconGap);
    }
    if (QString icon = iconFor(column); !icon.isEmpty() && nameRect.width() > iconExtent) {
        m_theme.icon(icon).paint(
            painter, QRect(nameRect.left(), nameRect.center().y() - iconExtent / 2, iconExtent, iconExtent));
        nameRect.setLeft(nameRect.left() + iconExtent + iconGap);
    }
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    painter->setFont(bold);
    painter->setPen(colors.text);
    painter->drawText(nameRect, Qt::AlignVCenter | Qt::AlignLeft,
        QFontMetrics(bold).elidedText(column.name, Qt::ElideRight, nameRect.width()));
    painter->setFont(smallFont());
    painter->setPen(colors.muted);
    QRect typeRect(inner.left(), inner.bottom() - small.height() + 1, inner.width(), small.height());
    painter->drawText(typeRect, Qt::AlignVCenter | Qt::AlignLeft,
        small.elidedText(column.typeName, Qt::ElideRight, typeRect.width()));
    painter->restore();
}

void GridHeader::mousePressEvent(QMouseEvent* event)
{
    bool onEdge = cursor().shape() == Qt::SplitHCursor;
    m_pressedAt = event->position().toPoint();
    m_pressedSection = event->button() == Qt::LeftButton && !onEdge ? logicalIndexAt(m_pressedAt) : -1;
    QHeaderView::mousePressEvent(event);
}

void GridHeader::mouseReleaseEvent(QMouseEvent* event)
{
    int section = m_pressedSection;
    m_pressedSection = -1;
    QHeaderView::mouseReleaseEvent(event);
    QPoint at = event->position().toPoint();
    if (section >= 0 && logicalIndexAt(at) == section
        && (at - m_pressedAt).manhattanLength() < QApplication::startDragDistance())
        emit clicked(section, event->modifiers());
}

void GridHeader::changeEvent(QEvent* event)
{
    QHeaderView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateGeometry();
}

} // namespace relata
