// The tabs in the middle of the window: documents, or the welcome page while there are none.
#pragma once

#include "ui/shell/panel.h"

#include <QList>
#include <QWidget>

class QStackedWidget;
class QTabBar;

namespace relata {

class Banner;
class Theme;

class DocumentArea final : public QWidget
{
    Q_OBJECT

public:
    // `home` is shown while no document is open, or when it is asked for; owned.
    DocumentArea(Theme& theme, QWidget* home, QWidget* parent = nullptr);

    void add(Document* document); // takes ownership, brings it to the front
    void setCurrent(Document* document); // nullptr: the home page
    Document* current() const;
    QList<Document*> documents() const; // in the order of the tabs
    Document* find(const DocumentRequest& request) const;

    void close(Document* document); // remembered for reopening
    // As a person does it: the document may want to ask first (Document::prepareToClose).
    void closeByHand(Document* document);
    void closeAll();
    void closeOthers(Document* document);
    // What Ctrl+Shift+T opens again; the newest is taken off the pile.
    bool canReopen() const { return !m_closed.isEmpty(); }
    DocumentRequest takeClosed();
    // Tabs of a connection that is gone cannot be reopened.
    void forgetClosed(const QString& connectionId);

    void step(int by); // to the next (1) or the previous (-1) tab, around the end

    Banner* banner() const { return m_banner; }
    QTabBar* tabBar() const { return m_tabs; }
    QWidget* home() const { return m_home; }

signals:
    void currentChanged(relata::Document* document);
    void documentClosing(relata::Document* document);
    void tabMenuRequested(relata::Document* document, const QPoint& globalPosition);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    int tabOf(const Document* document) const;
    Document* documentAt(int tab) const;
    void updateTab(Document* document);
    void tabChanged();

    Theme& m_theme;
    QTabBar* m_tabs = nullptr;
    Banner* m_banner = nullptr;
    QStackedWidget* m_stack = nullptr;
    QWidget* m_home = nullptr;
    Document* m_announced = nullptr;
    QList<DocumentRequest> m_closed;
    int m_pressedTab = -1;
    bool m_homeWanted = false;
};

} // namespace relata
