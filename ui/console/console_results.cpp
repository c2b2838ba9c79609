#include "ui/console/console_results.h"

#include "ui/console/result_source.h"
#include "ui/console/result_view.h"
#include "ui/grid/cell_text.h"
#include "ui/shell/theme.h"

#include <QMenu>
#include <QPointer>
#include <QTabBar>

namespace relata {

ConsoleResults::ConsoleResults(Theme& theme, QWidget* messages, QWidget* parent)
    : QTabWidget(parent), m_theme(theme)
{
    setDocumentMode(true);
    setMovable(true);
    setTabsClosable(true);
    setAccessibleName(tr("Results"));
    tabBar()->setContextMenuPolicy(Qt::CustomContextMenu);
    tabBar()->setExpanding(false);
    tabBar()->setElideMode(Qt::ElideMiddle);
    addTab(messages, theme.icon(QStringLiteral("message")), tr("Messages"));
    tabBar()->setTabButton(0, QTabBar::RightSide, nullptr);
    connect(this, &QTabWidget::tabCloseRequested, this, &ConsoleResults::closeTab);
    connect(tabBar(), &QWidget::customContextMenuRequested, this, &ConsoleResults::showTabMenu);
}

void ConsoleResults::add(ResultView* view)
{
    const int tab = addTab(view, m_theme.icon(QStringLiteral("data")), view->objectName());
    setTabToolTip(tab, view->statement.left(2000));
    updateTab(view);
}

void ConsoleResults::updateTab(ResultView* view)
{
    const int tab = indexOf(view);
    if (tab < 0)
        return;
    const QString count =
        countText(view->rows()->rows()) + (view->rows()->hasMore() ? QStringLiteral("+") : QString());
    QString text = QStringLiteral("%1  %2").arg(view->objectName(), count);
    setTabText(tab, text.replace(u'&', QStringLiteral("&&")));
    setTabIcon(tab, m_theme.icon(view->isPinned() ? QStringLiteral("pin") : QStringLiteral("data")));
}

QList<ResultView*> ConsoleResults::views() const
{
    QList<ResultView*> found;
    for (int tab = 0; tab < count(); ++tab) {
        if (auto* view = qobject_cast<ResultView*>(widget(tab)))
            found.append(view);
    }
    return found;
}

ResultView* ConsoleResults::viewOf(quint64 cursor) const
{
    for (ResultView* view : views()) {
        if (cursor != 0 && view->cursor == cursor)
            return view;
    }
    return nullptr;
}

ResultView* ConsoleResults::current() const
{
    return qobject_cast<ResultView*>(currentWidget());
}

void ConsoleResults::closeUnpinned()
{
    for (ResultView* view : views()) {
        if (view->isPinned())
            continue;
        removeTab(indexOf(view));
        view->deleteLater();
    }
}

void ConsoleResults::closeTab(int tab)
{
    auto* view = qobject_cast<ResultView*>(widget(tab));
    if (!view)
        return;
    emit closing(view);
    removeTab(tab);
    view->deleteLater();
}

void ConsoleResults::showTabMenu(const QPoint& position)
{
    const QPointer<ResultView> view = qobject_cast<ResultView*>(widget(tabBar()->tabAt(position)));
    if (!view)
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* pin = menu->addAction(m_theme.icon(QStringLiteral("pin")), tr("Keep this result"));
    pin->setCheckable(true);
    pin->setChecked(view->isPinned());
    connect(pin, &QAction::triggered, this, [this, view](bool pinned) {
        if (view) {
            view->setPinned(pinned);
            updateTab(view);
        }
    });
    menu->addAction(m_theme.icon(QStringLiteral("close")), tr("Close"), this, [this, view] {
        if (view)
            closeTab(indexOf(view));
    });
    menu->addAction(tr("Close all that are not kept"), this, &ConsoleResults::closeUnpinned);
    menu->popup(tabBar()->mapToGlobal(position));
}

} // namespace relata
