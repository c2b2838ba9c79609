#include "ui/shell/status_strip.h"

#include "ui/shell/environment_bar.h"
#include "ui/shell/icon_label.h"
#include "ui/shell/theme.h"
#include "ui/tasks/task_model.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QToolButton>

namespace relata {

namespace {

constexpr int maxTitleWidth = 360;

QString stateText(const DatabaseConnection& connection)
{
    switch (connection.state()) {
    case DatabaseConnection::State::Connecting:
        return StatusStrip::tr("connecting");
    case DatabaseConnection::State::Reflecting:
        return StatusStrip::tr("reading the schema");
    case DatabaseConnection::State::Failed:
        return StatusStrip::tr("not connected");
    case DatabaseConnection::State::Closed:
        return StatusStrip::tr("closed");
    case DatabaseConnection::State::Ready:
        break;
    }
    return {};
}

QString placeOf(const DatabaseConnection& connection)
{
    const Url& url = connection.url();
    QString host = QString::fromStdString(url.host);
    if (host.isEmpty())
        return connection.name();
    if (url.port)
        host += QStringLiteral(":%1").arg(*url.port);
    return QStringLiteral("%1  ·  %2").arg(host, QString::fromStdString(url.database));
}

} // namespace

StatusStrip::StatusStrip(Theme& theme, TaskRunner& tasks, QWidget* parent)
    : QStatusBar(parent)
    , m_theme(theme)
    , m_tasks(tasks)
    , m_connectionIcon(new IconLabel(16, this))
    , m_connection(new QLabel(this))
    , m_environment(new QLabel(this))
    , m_taskBox(new QWidget(this))
    , m_progress(new QProgressBar(m_taskBox))
    , m_task(new QToolButton(m_taskBox))
    , m_stop(new QToolButton(m_taskBox))
    , m_document(new QLabel(this))
{
    setSizeGripEnabled(false);
    setContentsMargins(8, 0, 8, 0);
    m_connection->setTextFormat(Qt::PlainText);
    m_document->setTextFormat(Qt::PlainText);
    m_environment->setContentsMargins(8, 0, 8, 0);
    m_progress->setFixedSize(80, 12);
    m_progress->setTextVisible(false);
    m_task->setAutoRaise(true);
    m_task->setToolTip(tr("Running tasks"));
    m_stop->setAutoRaise(true);
    m_stop->setIcon(theme.icon(QStringLiteral("stop")));
    m_stop->setText(tr("Stop"));
    m_stop->setAccessibleName(tr("Stop the running task"));
    m_stop->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);

    auto* taskLayout = new QHBoxLayout(m_taskBox);
    taskLayout->setContentsMargins(0, 0, 0, 0);
    taskLayout->setSpacing(4);
    taskLayout->addWidget(m_progress);
    taskLayout->addWidget(m_task);
    taskLayout->addWidget(m_stop);
    m_taskBox->hide();

    addWidget(m_connectionIcon);
    addWidget(m_connection);
    addWidget(m_environment);
    addPermanentWidget(m_taskBox);
    addPermanentWidget(m_document);
    setFixedHeight(32); // the same with and without a task: the window must not jump

    connect(m_stop, &QToolButton::clicked, this, [this] { m_tasks.requestStop(m_shownTask); });
    connect(m_task, &QToolButton::clicked, this, &StatusStrip::showTaskMenu);
    const TaskModel* model = tasks.model();
    connect(model, &QAbstractItemModel::rowsInserted, this, &StatusStrip::updateTask);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &StatusStrip::updateTask);
    connect(model, &QAbstractItemModel::dataChanged, this, &StatusStrip::updateTask);
    setConnection(nullptr);
}

void StatusStrip::setConnection(const DatabaseConnection* connection)
{
    m_connectionIcon->setVisible(connection);
    m_environment->hide();
    if (!connection) {
        m_connection->setText(tr("No database open"));
        m_connection->setForegroundRole(QPalette::PlaceholderText);
        return;
    }
    const bool failed = connection->state() == DatabaseConnection::State::Failed;
    m_connectionIcon->setIcon(m_theme.icon(failed ? QStringLiteral("disconnect")
            : connection->url().host.empty()      ? QStringLiteral("database")
                                                  : QStringLiteral("server")));
    const QString state = stateText(*connection);
    m_connection->setForegroundRole(QPalette::WindowText);
    m_connection->setText(state.isEmpty() ? placeOf(*connection)
                                          : QStringLiteral("%1  ·  %2").arg(placeOf(*connection), state));
    m_connection->setToolTip(QString::fromStdString(connection->url().toString(Url::Password::Omit)));
    if (connection->environment() != Environment::None) {
        // A dot in the environment's colour and its name in the text's, which is readable on every ground.
        m_environment->setText(QStringLiteral("<span style='color:%1'>●</span> %2")
                                   .arg(environmentColor(m_theme.palette(), connection->environment()).name(),
                                       environmentName(connection->environment())));
        m_environment->show();
    }
}

void StatusStrip::setDocumentText(const QString& text)
{
    m_document->setText(text);
    m_document->setVisible(!text.isEmpty());
}

QString StatusStrip::connectionText() const
{
    return m_connection->text();
}

QString StatusStrip::taskText() const
{
    return m_taskBox->isHidden() ? QString() : m_task->text();
}

void StatusStrip::updateTask()
{
    const TaskModel* model = m_tasks.model();
    const int count = model->rowCount();
    m_taskBox->setVisible(count > 0);
    if (count == 0) {
        m_shownTask = 0;
        return;
    }
    const TaskInfo& task = model->at(0); // the oldest is the one that is waited for
    m_shownTask = task.id;
    const bool stopping = task.phase == TaskPhase::Stopping;
    QString title = stopping ? tr("Stopping: %1").arg(task.title) : task.title;
    if (!task.text.isEmpty() && !stopping)
        title += QStringLiteral(" · ") + task.text;
    title = fontMetrics().elidedText(title, Qt::ElideMiddle, maxTitleWidth);
    QString text = QStringLiteral("%1  %2").arg(title, elapsedText(task.elapsedMs));
    if (count > 1)
        text += tr("  and %n more", nullptr, count - 1);
    m_task->setText(text);
    m_stop->setEnabled(!stopping);
    m_progress->setRange(0, task.total > 0 ? 1000 : 0);
    if (task.total > 0)
        m_progress->setValue(int(qBound(qint64(0), task.done, task.total) * 1000.0 / double(task.total)));
}

void StatusStrip::showTaskMenu()
{
    const TaskModel* model = m_tasks.model();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int row = 0; row < model->rowCount(); ++row) {
        const TaskInfo& task = model->at(row);
        QAction* action = menu->addAction(m_theme.icon(QStringLiteral("stop")),
            tr("Stop: %1\t%2")
                .arg(QString(task.title).replace(u'&', QStringLiteral("&&")), elapsedText(task.elapsedMs)));
        action->setEnabled(task.phase != TaskPhase::Stopping);
        connect(action, &QAction::triggered, this, [this, id = task.id] { m_tasks.requestStop(id); });
    }
    if (model->rowCount() > 1) {
        menu->addSeparator();
        connect(menu->addAction(tr("Stop all")), &QAction::triggered, &m_tasks, &TaskRunner::requestStopAll);
    }
    menu->popup(m_task->mapToGlobal(QPoint(0, -menu->sizeHint().height())));
}

} // namespace relata
