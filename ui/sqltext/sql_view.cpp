#include "ui/sqltext/sql_view.h"

#include "ui/shell/theme.h"

#include <QTextBlock>
#include <QTextLayout>

#include <algorithm>

namespace relata {
namespace {

QColor colourOf(SqlSpan::Kind kind, const Palette& palette)
{
    switch (kind) {
    case SqlSpan::Kind::Keyword:
        return palette.keywordText;
    case SqlSpan::Kind::String:
        return palette.stringText;
    case SqlSpan::Kind::Number:
        return palette.numberText;
    case SqlSpan::Kind::Comment:
        return palette.commentText;
    case SqlSpan::Kind::Identifier:
        return palette.text;
    }
    return palette.text;
}

} // namespace

SqlView::SqlView(Theme& theme, QWidget* parent) : QPlainTextEdit(parent), m_theme(theme)
{
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setAccessibleName(tr("SQL"));
    document()->setDocumentMargin(12);
    theme.bindFont(this, Theme::FontRole::Monospace);
    connect(&theme, &Theme::changed, this, &SqlView::recolour);
}

void SqlView::setSql(PreparedSql sql)
{
    const bool same = sql.text == m_sql.text;
    m_sql = std::move(sql);
    if (!same)
        setPlainText(m_sql.text);
    setExtraSelections({});
    recolour();
}

void SqlView::recolour()
{
    m_coloured.assign(std::size_t(blockCount()), false);
    viewport()->update();
}

void SqlView::paintEvent(QPaintEvent* event)
{
    colourVisibleLines();
    QPlainTextEdit::paintEvent(event);
}

void SqlView::colourVisibleLines()
{
    const int bottom = viewport()->height();
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
        if (place.top() > bottom)
            break;
        const auto line = std::size_t(block.blockNumber());
        if (line >= m_coloured.size() || m_coloured[line])
            continue;
        m_coloured[line] = true;
        const int start = block.position();
        const int end = start + block.length();
        auto span = std::lower_bound(m_sql.spans.begin(), m_sql.spans.end(), start,
            [](const SqlSpan& candidate, int at) { return candidate.start + candidate.length <= at; });
        QList<QTextLayout::FormatRange> formats;
        for (; span != m_sql.spans.end() && span->start < end; ++span) {
            QTextLayout::FormatRange range;
            range.start = std::max(0, span->start - start);
            range.length = std::min(end, span->start + span->length) - start - range.start;
            range.format.setForeground(colourOf(span->kind, m_theme.palette()));
            formats.append(range);
        }
        block.layout()->setFormats(formats);
    }
}

void SqlView::reveal(int start, int length)
{
    QTextCursor cursor(document());
    cursor.setPosition(std::clamp(start, 0, int(m_sql.text.size())));
    QTextCursor marked = cursor;
    marked.setPosition(std::clamp(start + length, 0, int(m_sql.text.size())), QTextCursor::KeepAnchor);
    setTextCursor(cursor);
    centerCursor();
    QTextEdit::ExtraSelection selection;
    selection.cursor = marked;
    selection.format.setBackground(m_theme.palette().accentSoft);
    setExtraSelections({selection});
}

} // namespace relata
