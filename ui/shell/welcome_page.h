// What the middle of the window shows while no document is open: the ways in, and what was open before.
#pragma once

#include <QWidget>

class QLabel;
class QMimeData;
class QVBoxLayout;

namespace relata {

class ConnectionList;
class ActionRegistry;
class Theme;

class WelcomePage final : public QWidget
{
    Q_OBJECT

public:
    WelcomePage(Theme& theme, ActionRegistry& actions, QWidget* parent = nullptr);

    // Fills the page; called once the actions and the list of connections are there.
    void setUp(ConnectionList& connections);

signals:
    void sourceChosen(const QString& source); // a recent connection, or a dropped file

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void fillRecent();

    Theme& m_theme;
    ActionRegistry& m_actions;
    ConnectionList* m_connections = nullptr;
    QVBoxLayout* m_ways = nullptr;
    QVBoxLayout* m_recent = nullptr;
    QLabel* m_recentTitle = nullptr;
    bool m_dropping = false;
};

// The local files of a drag that Relata can open (SQLite files), empty if there are none.
QStringList droppedDatabases(const QMimeData& data);

} // namespace relata
