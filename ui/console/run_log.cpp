#include "ui/console/run_log.h"

#include "ui/console/result_view.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>

namespace relata {
namespace {

constexpr qsizetype mostLines = 5000;

QString firstLine(const QString& text)
{
    const qsizetype end = text.indexOf(u'\n');
    return end < 0 ? text : text.left(end) + QStringLiteral(" …");
}

} // namespace

QString errorText(const Error& error)
{
    QString text = QString::fromStdString(error.message);
    if (!error.sqlState.empty())
        text += QStringLiteral("  (SQLSTATE %1)").arg(QString::fromStdString(error.sqlState));
    for (const std::string& more : {error.detail, error.hint}) {
        if (!more.empty())
            text += u'\n' + QString::fromStdString(more);
    }
    return text;
}

RunLog::RunLog(Theme& theme, QWidget* parent) : QTreeWidget(parent), m_theme(theme)
{
    setHeaderLabels({tr("Time"), tr("Duration"), tr("Message"), tr("Statement")});
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setAccessibleName(tr("Messages of the console"));
    setTextElideMode(Qt::ElideRight);
    header()->setStretchLastSection(true);
    header()->resizeSection(0, 96);
    header()->resizeSection(1, 88);
    header()->resizeSection(2, 480);
    connect(this, &QTreeWidget::itemClicked, this, [this](QTreeWidgetItem* item) {
        const int row = indexOfTopLevelItem(item);
        if (row >= 0 && row < m_lines.size())
            emit lineChosen(m_lines.at(row));
    });
    connect(&theme, &Theme::changed, this, &RunLog::colour);
}

void RunLog::add(LogLine line)
{
    if (m_lines.size() >= mostLines) {
        m_lines.removeFirst();
        delete takeTopLevelItem(0);
    }
    auto* item = new QTreeWidgetItem(this);
    item->setText(0, line.time.toString(QStringLiteral("HH:mm:ss.zzz")));
    item->setText(1, line.microseconds < 0 ? QString() : durationText(line.microseconds));
    item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    item->setText(2, firstLine(line.text));
    item->setToolTip(2, line.text);
    item->setText(3, line.statement.simplified().left(400));
    item->setToolTip(3, line.statement.left(4000));
    m_lines.append(std::move(line));
    colour();
    scrollToItem(item);
    horizontalScrollBar()->setValue(0);
}

void RunLog::colour()
{
    const Palette& palette = m_theme.palette();
    // The last line is new; all of them only where the theme has changed.
    for (int row = 0; row < topLevelItemCount(); ++row) {
        QTreeWidgetItem* item = topLevelItem(row);
        const LogLine& line = m_lines.at(row);
        const QColor tone = line.tone == LogLine::Tone::Error ? palette.danger
            : line.tone == LogLine::Tone::Warning             ? palette.warning
                                                              : palette.text;
        item->setForeground(0, palette.muted);
        item->setForeground(1, palette.muted);
        item->setForeground(2, tone);
        item->setForeground(3, palette.muted);
        item->setIcon(2,
            m_theme.icon(line.tone == LogLine::Tone::Error ? QStringLiteral("error")
                    : line.tone == LogLine::Tone::Warning  ? QStringLiteral("warning")
                    : line.tone == LogLine::Tone::Success  ? QStringLiteral("success")
                                                           : QStringLiteral("info")));
    }
}

QString RunLog::allText() const
{
    QStringList parts;
    for (const LogLine& line : m_lines) {
        parts << QStringLiteral("%1  %2  %3")
                     .arg(line.time.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz")),
                         line.microseconds < 0 ? QStringLiteral("-") : durationText(line.microseconds),
                         line.text);
        if (!line.statement.isEmpty())
            parts << line.statement;
    }
    return parts.join(u'\n');
}

void RunLog::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        QStringList texts;
        for (QTreeWidgetItem* item : selectedItems())
            texts << m_lines.at(indexOfTopLevelItem(item)).text;
        QApplication::clipboard()->setText(texts.join(u'\n'));
        return;
    }
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentItem()) {
        emit lineChosen(m_lines.at(indexOfTopLevelItem(currentItem())));
        return;
    }
    QTreeWidget::keyPressEvent(event);
}

void RunLog::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(m_theme.icon(QStringLiteral("copy")), tr("Copy all messages"), this,
        [this] { QApplication::clipboard()->setText(allText()); });
    menu->addAction(tr("Clear"), this, [this] {
        clear();
        m_lines.clear();
    });
    menu->popup(event->globalPos());
}

} // namespace relata
