#include "app/relata/screenshot.h"

#include "core/schema/metadata.h"
#include "ui/connections/connection_list.h"
#include "ui/shell/main_window.h"
#include "ui/tasks/event_loop_watchdog.h"

#include <QCoreApplication>
#include <QFile>
#include <QPixmap>

#include <sys/resource.h>

#include <cstdio>

namespace relata {

namespace {

constexpr int lookEveryMs = 25;
// Layouts and queued updates of one look are done by the next; three calm ones in a row mean that nothing
// follows.
constexpr int calmLooksWanted = 3;

QList<ObjectRef> candidates(const DatabaseConnection& connection, const QString& name)
{
    QList<ObjectRef> objects;
    const auto add = [&](ObjectRef::Kind kind, const std::string& schema, const std::string& objectName) {
        ObjectRef object;
        object.connectionId = connection.id();
        object.schema = QString::fromStdString(schema);
        object.name = QString::fromStdString(objectName);
        object.kind = kind;
        objects << object;
    };
    const std::shared_ptr<const MetaData> metadata = connection.metadata();
    if (name.isEmpty()) {
        add(ObjectRef::Kind::Connection, {}, {});
        add(ObjectRef::Kind::Schema, {}, {});
    }
    if (!metadata)
        return objects;
    const auto wanted = [&](const std::string& schema, const std::string& objectName) {
        const QString plain = QString::fromStdString(objectName);
        return name.isEmpty() || name == plain
            || name == QStringLiteral("%1.%2").arg(QString::fromStdString(schema), plain);
    };
    for (const TablePtr& table : metadata->tables()) {
        if (wanted(table->schema, table->name))
            add(ObjectRef::Kind::Table, table->schema, table->name);
    }
    for (const ViewPtr& view : metadata->views()) {
        if (wanted(view->schema, view->name))
            add(ObjectRef::Kind::View, view->schema, view->name);
    }
    return objects;
}

} // namespace

Screenshot::Screenshot(
    MainWindow& window, const Options& options, const QElapsedTimer& started, QObject* parent)
    : QObject(parent), m_window(window), m_options(options), m_started(started)
{
    if (options.measure) {
        m_watchdog = new EventLoopWatchdog(this);
        m_watchdog->start();
    }
    connect(&m_timer, &QTimer::timeout, this, &Screenshot::look);
    m_timer.start(lookEveryMs);
}

void Screenshot::look()
{
    if (!m_options.screenshot.isEmpty() && m_started.elapsed() > m_options.timeoutSeconds * 1000LL) {
        fail(tr("The window has not settled within %n second(s).", nullptr, m_options.timeoutSeconds));
        return;
    }
    if (!m_window.isVisible() || !m_window.isSettled()) {
        m_calmLooks = 0;
        return;
    }
    if (++m_calmLooks < calmLooksWanted)
        return;
    if (!m_viewShown) {
        m_viewShown = true;
        m_calmLooks = 0;
        DatabaseConnection* last = nullptr;
        for (DatabaseConnection* connection : m_window.workbench().connections().all()) {
            if (connection->state() == DatabaseConnection::State::Failed && !m_options.screenshot.isEmpty()) {
                fail(QString::fromStdString(connection->error().describe()));
                return;
            }
            last = connection;
        }
        if (!showView(last))
            return;
        return;
    }
    finish();
}

bool Screenshot::showView(DatabaseConnection* connection)
{
    if (m_options.view.isEmpty())
        return true;
    if (m_options.view == QLatin1String("welcome")) {
        m_window.documents().setCurrent(nullptr);
        return true;
    }
    if (m_options.view == QLatin1String("explorer")) {
        m_window.revealPanel(m_options.view);
        return true;
    }
    if (!connection) {
        fail(tr("--view %1 needs a database to show.").arg(m_options.view));
        return false;
    }
    for (const ObjectRef& object : candidates(*connection, m_options.object)) {
        if (m_window.openDocument({m_options.view, object, {}}))
            return true;
    }
    fail(m_options.object.isEmpty()
            ? tr("%1 has nothing that the view %2 could show.").arg(connection->name(), m_options.view)
            : tr("%1 has no object named %2 that the view %3 could show.")
                  .arg(connection->name(), m_options.object, m_options.view));
    return false;
}

void Screenshot::finish()
{
    m_timer.stop();
    if (m_options.measure)
        printMeasures();
    if (m_options.screenshot.isEmpty())
        return;
    const QPixmap picture = m_window.grab();
    if (!picture.save(m_options.screenshot, "PNG")) {
        fail(tr("The picture could not be written to %1.").arg(m_options.screenshot));
        return;
    }
    QCoreApplication::exit(0);
}

void Screenshot::fail(const QString& message)
{
    m_timer.stop();
    std::fprintf(stderr, "relata: %s\n", qPrintable(message));
    if (!m_options.screenshot.isEmpty())
        QCoreApplication::exit(1);
}

void Screenshot::printMeasures()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::fprintf(stderr,
        "settled after %lld ms, at most %ld MB resident, longest freeze %.0f ms (%.0f ms on the clock)\n",
        static_cast<long long>(m_started.elapsed()), usage.ru_maxrss / 1024, m_watchdog->longestGap().count(),
        m_watchdog->longestWallGap().count());
    m_watchdog->stop();
}

} // namespace relata
