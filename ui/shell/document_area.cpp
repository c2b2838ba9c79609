#include "ui/shell/document_area.h"

#include "ui/shell/banner.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QMouseEvent>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace relata {

namespace {

constexpr int maxClosed = 20;

} // namespace

DocumentArea::DocumentArea(Theme& theme, QWidget* home, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_tabs(new QTabBar(this))
    , m_banner(new Banner(theme, this))
    , m_stack(new QStackedWidget(this))
    , m_home(home)
{
    setGround(this, &Palette::surface);
    m_tabs->setProperty("relataDocumentTabs", true);
    m_tabs->setDocumentMode(true);
    m_tabs->setTabsClosable(true);
    m_tabs->setMovable(true);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->setElideMode(Qt::ElideMiddle);
    m_tabs->setSelectionBehaviorOnRemove(QTabBar::SelectPreviousTab);
    m_tabs->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tabs->setAccessibleName(tr("Open documents"));
    setGround(m_tabs, &Palette::sunken);
    m_tabs->installEventFilter(this);
    m_tabs->hide();
    m_stack->addWidget(home);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_tabs);
    layout->addWidget(m_banner);
    layout->addWidget(m_stack, 1);

    connect(m_tabs, &QTabBar::currentChanged, this, [this] {
        m_homeWanted = false;
        tabChanged();
    });
    // A click on the current tab leaves the home page.
    connect(m_tabs, &QTabBar::tabBarClicked, this, [this](int tab) {
        if (m_homeWanted && tab >= 0 && tab == m_tabs->currentIndex())
            setCurrent(documentAt(tab));
    });
    connect(m_tabs, &QTabBar::tabCloseRequested, this, [this](int tab) { closeByHand(documentAt(tab)); });
    connect(m_tabs, &QTabBar::customContextMenuRequested, this, [this](const QPoint& position) {
        if (Document* document = documentAt(m_tabs->tabAt(position)))
            emit tabMenuRequested(document, m_tabs->mapToGlobal(position));
    });
}

Document* DocumentArea::documentAt(int tab) const
{
    return tab < 0 ? nullptr : qobject_cast<Document*>(m_tabs->tabData(tab).value<QObject*>());
}

int DocumentArea::tabOf(const Document* document) const
{
    for (int tab = 0; tab < m_tabs->count(); ++tab) {
        if (documentAt(tab) == document)
            return tab;
    }
    return -1;
}

void DocumentArea::add(Document* document)
{
    m_stack->addWidget(document);
    connect(document, &Document::titleChanged, this, [this, document] { updateTab(document); });
    // The tab's document must be known before the bar says that the current tab has changed.
    const QSignalBlocker blocker(m_tabs);
    const int tab = m_tabs->insertTab(m_tabs->currentIndex() + 1, document->title());
    m_tabs->setTabData(tab, QVariant::fromValue<QObject*>(document));
    updateTab(document);
    m_tabs->setCurrentIndex(tab);
    m_tabs->show();
    m_homeWanted = false;
    tabChanged();
}

void DocumentArea::updateTab(Document* document)
{
    const int tab = tabOf(document);
    if (tab < 0)
        return;
    m_tabs->setTabText(tab, QString(document->title()).replace(u'&', QStringLiteral("&&")));
    m_tabs->setTabIcon(tab, m_theme.icon(document->iconName()));
    m_tabs->setTabToolTip(tab, document->description());
}

void DocumentArea::setCurrent(Document* document)
{
    m_homeWanted = !document;
    if (document)
        m_tabs->setCurrentIndex(tabOf(document));
    tabChanged();
}

void DocumentArea::tabChanged()
{
    Document* document = current();
    // The keyboard follows into the new page (to its focus proxy), but is not taken from elsewhere.
    const QWidget* focused = QApplication::focusWidget();
    const bool follow = !focused || isAncestorOf(focused);
    QWidget* page = document ? static_cast<QWidget*>(document) : m_home;
    m_stack->setCurrentWidget(page);
    if (follow)
        page->setFocus();
    if (document == m_announced)
        return;
    m_announced = document;
    m_banner->hide(); // it spoke of the other document
    emit currentChanged(document);
}

Document* DocumentArea::current() const
{
    return m_homeWanted ? nullptr : documentAt(m_tabs->currentIndex());
}

QList<Document*> DocumentArea::documents() const
{
    QList<Document*> documents;
    for (int tab = 0; tab < m_tabs->count(); ++tab)
        documents.append(documentAt(tab));
    return documents;
}

Document* DocumentArea::find(const DocumentRequest& request) const
{
    for (Document* document : documents()) {
        if (document->request().isSame(request))
            return document;
    }
    return nullptr;
}

void DocumentArea::closeByHand(Document* document)
{
    if (document && document->prepareToClose())
        close(document);
}

void DocumentArea::close(Document* document)
{
    const int tab = tabOf(document);
    if (tab < 0)
        return;
    emit documentClosing(document);
    DocumentRequest request = document->request();
    request.state = document->saveState();
    m_closed.append(request);
    if (m_closed.size() > maxClosed)
        m_closed.removeFirst();
    m_tabs->removeTab(tab);
    m_stack->removeWidget(document);
    m_tabs->setVisible(m_tabs->count() > 0);
    tabChanged();
    // Later: the request may come from inside the document.
    document->hide();
    document->deleteLater();
}

void DocumentArea::closeAll()
{
    const QList<Document*> all = documents();
    for (auto document = all.rbegin(); document != all.rend(); ++document)
        closeByHand(*document);
}

void DocumentArea::closeOthers(Document* document)
{
    for (Document* other : documents()) {
        if (other != document)
            closeByHand(other);
    }
}

DocumentRequest DocumentArea::takeClosed()
{
    return m_closed.takeLast();
}

void DocumentArea::forgetClosed(const QString& connectionId)
{
    m_closed.removeIf(
        [&](const DocumentRequest& request) { return request.object.connectionId == connectionId; });
}

void DocumentArea::step(int by)
{
    const int count = m_tabs->count();
    if (count == 0)
        return;
    setCurrent(documentAt((m_tabs->currentIndex() + by + count) % count));
}

bool DocumentArea::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_tabs
        && (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseButtonRelease)) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        if (mouse->button() == Qt::MiddleButton) {
            const int tab = m_tabs->tabAt(mouse->position().toPoint());
            if (event->type() == QEvent::MouseButtonPress)
                m_pressedTab = tab;
            else if (tab >= 0 && tab == m_pressedTab)
                closeByHand(documentAt(tab));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace relata
