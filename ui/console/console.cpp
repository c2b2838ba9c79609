#include "ui/console/console.h"

#include "core/engine/registry.h"
#include "ui/connections/connection_list.h"
#include "ui/console/console_results.h"
#include "ui/console/find_bar.h"
#include "ui/console/result_view.h"
#include "ui/console/sql_editor.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/state_view.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace relata {
namespace {

constexpr int keepAfterMs = 800;
} // namespace

Console::Console(Workbench& workbench, const DocumentRequest& request, QWidget* parent)
    : Document(parent), m_workbench(workbench), m_request(request)
{
    ConsoleStore& store = ConsoleStore::of(workbench.tasks());
    const QString connection = request.object.connectionId;
    const auto kept = store.read(connection, request.object.member);
    m_record = kept ? *kept : store.create(connection);
    m_record.open = true;
    m_request.kind = QStringLiteral("console");
    m_request.object.kind = ObjectRef::Kind::Connection;
    m_request.object.member = m_record.id;
    m_request.state = {};
    buildWidgets();
    m_editor->setUtf8(m_record.text);
    m_editor->setCursorOffset(static_cast<std::size_t>(std::max<qint64>(0, m_record.cursor)));
    const QString given = request.state.value(QStringLiteral("text")).toString();
    if (!kept && !given.isEmpty())
        m_editor->setUtf8(given.toStdString());
    restoreState(request.state);
    adoptConnection();

    m_keepDelay.setSingleShot(true);
    m_keepDelay.setInterval(keepAfterMs);
    connect(&m_keepDelay, &QTimer::timeout, this, &Console::keep);
    connect(m_editor, &SqlEditor::edited, this, &Console::noteEdited);
    connect(m_editor, &QsciScintilla::cursorPositionChanged, this, &Console::noteEdited);
    connect(&store, &ConsoleStore::failed, this, [this](const Error& error) {
        m_workbench.addMessage(
            Message::fromError(error, tr("The text of a console could not be kept on disk.")));
    });
    connect(&workbench.connections(), &ConnectionList::connectionOpened, this, [this] {
        if (!m_connection)
            adoptConnection();
    });
    connect(&workbench.connections(), &ConnectionList::connectionClosing, this,
        [this](DatabaseConnection* closing) {
            if (closing == m_connection)
                leaveConnection();
        });
    connect(&workbench, &Workbench::documentClosing, this, [this](Document* document) {
        // A console whose connection is closed comes back with it.
        if (document == this && m_connection)
            m_record.open = false;
    });
}

Console::~Console()
{
    if (m_session)
        m_session->disconnect(this);
    m_record.text = m_editor->utf8();
    m_record.cursor = static_cast<qint64>(m_editor->cursorOffset());
    ConsoleStore::of(m_workbench.tasks()).writeNow(m_record);
}

void Console::buildWidgets()
{
    Theme& theme = m_workbench.theme();
    m_editor = new SqlEditor(theme, m_workbench.tasks(), this);
    m_find = new FindBar(theme, *m_editor, this);
    auto* upper = new QWidget(this);
    auto* upperLayout = new QVBoxLayout(upper);
    upperLayout->setContentsMargins(0, 0, 0, 0);
    upperLayout->setSpacing(0);
    upperLayout->addWidget(buildBar());
    upperLayout->addWidget(m_find);
    upperLayout->addWidget(m_editor, 1);

    auto* messages = new QWidget(this);
    m_log = new RunLog(theme, messages);
    auto* messagesLayout = new QVBoxLayout(messages);
    messagesLayout->setContentsMargins(0, 0, 0, 0);
    m_empty = new StateView(theme, messages);
    m_empty->showEmpty(QStringLiteral("run"), tr("Nothing has been run yet"),
        tr("Ctrl+Return runs the statement at the cursor or the selection, F5 the whole script."));
    messagesLayout->addWidget(m_empty);
    messagesLayout->addWidget(m_log);
    m_log->hide();
    m_results = new ConsoleResults(theme, messages, this);

    m_splitter = new QSplitter(Qt::Vertical, this);
    m_splitter->addWidget(upper);
    m_splitter->addWidget(m_results);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setChildrenCollapsible(false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    setFocusProxy(m_editor);

    connect(m_editor, &SqlEditor::stopRequested, this, &Console::stop);
    connect(m_editor, &SqlEditor::runAllRequested, this, &Console::runAll);
    connect(m_log, &RunLog::lineChosen, this, &Console::goTo);
    connect(m_results, &ConsoleResults::closing, this, [this](const ResultView* view) {
        if (m_session && view->cursor != 0 && view->cursor == m_session->openCursor())
            m_session->releaseCursor();
    });
    connect(m_results, &QTabWidget::currentChanged, this, [this] { emit statusTextChanged(); });
}

QWidget* Console::buildBar()
{
    Theme& theme = m_workbench.theme();
    auto* bar = new QWidget(this);
    bar->setAutoFillBackground(true);
    setGround(bar, &Palette::header);
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(8, 4, 12, 4);
    layout->setSpacing(4);
    const auto button = [&](const char* icon, const QString& text, const QString& tip, auto run) {
        auto* made = new QToolButton(bar);
        made->setIcon(theme.icon(QString::fromLatin1(icon)));
        made->setText(text);
        made->setToolTip(tip);
        made->setAccessibleName(tip);
        made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        made->setAutoRaise(true);
        connect(made, &QToolButton::clicked, this, run);
        layout->addWidget(made);
        return made;
    };
    m_run = button("run", tr("Run"), tr("Run the statement at the cursor, or the selection (Ctrl+Return)"),
        [this] { runCurrent(); });
    m_runAll = button("sql", tr("Run all"), tr("Run the whole script (F5)"), [this] { runAll(); });
    m_stop = button("stop", tr("Stop"), tr("Stop what is running (Esc)"), [this] { stop(); });
    layout->addSpacing(12);
    m_mode = new QComboBox(bar);
    m_mode->addItems({tr("Autocommit"), tr("Manual commit")});
    m_mode->setAccessibleName(tr("When changes are committed"));
    m_mode->setToolTip(tr("Autocommit: each statement is stored at once.\nManual commit: statements are one "
                          "transaction until you commit or roll back."));
    m_mode->setCurrentIndex(m_record.autocommit ? 0 : 1);
    connect(m_mode, &QComboBox::activated, this, [this](int index) { setAutocommit(index == 0); });
    layout->addWidget(m_mode);
    m_commit = button("commit", tr("Commit"), tr("Commit the open transaction"), [this] { commit(); });
    m_rollback =
        button("rollback", tr("Roll back"), tr("Roll back the open transaction"), [this] { rollback(); });
    m_transaction = new QLabel(bar);
    m_transaction->setTextFormat(Qt::PlainText);
    layout->addSpacing(4);
    layout->addWidget(m_transaction);
    layout->addStretch(1);
    m_place = new QLabel(bar);
    m_place->setTextFormat(Qt::PlainText);
    m_place->setForegroundRole(QPalette::PlaceholderText);
    m_place->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_place->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    theme.bindFont(m_place, Theme::FontRole::Small);
    layout->addWidget(m_place, 1);
    connect(&theme, &Theme::changed, this, &Console::updateState);
    return bar;
}

void Console::adoptConnection()
{
    DatabaseConnection* connection = m_workbench.connections().find(m_request.object.connectionId);
    if (!connection) {
        updateState();
        return;
    }
    m_connection = connection;
    m_editor->setDialect(findDialect(connection->dialect().traits().name));
    m_editor->setMetaData(connection->metadata());
    connect(connection, &DatabaseConnection::metadataChanged, this, [this] {
        m_editor->setMetaData(m_connection->metadata());
        // What a result is of may be known only now: its statement's table may be new.
        for (ResultView* view : m_results->views()) {
            if (!view->rows()->isEditable())
                findTarget(view, view->statement.toStdString());
        }
    });
    connect(connection, &DatabaseConnection::stateChanged, this, [this] {
        updateState();
        emit titleChanged();
    });
    m_session = new ConsoleSession(*connection, m_workbench.tasks(), this);
    m_session->setAutocommit(m_record.autocommit);
    connect(m_session, &ConsoleSession::started, this, &Console::noteStarted);
    connect(m_session, &ConsoleSession::finished, this, &Console::noteFinished);
    connect(m_session, &ConsoleSession::runEnded, this, &Console::noteRunEnded);
    connect(m_session, &ConsoleSession::connectionLost, this, &Console::noteLost);
    connect(m_session, &ConsoleSession::stateChanged, this, &Console::updateState);
    connect(m_session, &ConsoleSession::fetched, this, [this](quint64 cursor, const FetchedRows& rows) {
        ResultView* view = m_results->viewOf(cursor);
        if (!view)
            return;
        view->setFetching(false);
        view->rows()->setMore(rows.more);
        view->rows()->append(rows.chunks);
        if (rows.more && view->rows()->byteSize() >= ConsoleResults::mostBytes) {
            view->setFull();
            m_session->releaseCursor();
        } else if (!rows.more) {
            view->setCursor(0);
        }
        m_results->updateTab(view);
    });
    connect(m_session, &ConsoleSession::fetchFailed, this, [this](quint64 cursor, const Error& error) {
        if (ResultView* view = m_results->viewOf(cursor)) {
            view->setFetching(false);
            view->setCursor(0);
        }
        LogLine line;
        line.tone = LogLine::Tone::Error;
        line.text = tr("The other rows were not fetched: %1").arg(errorText(error));
        m_log->add(std::move(line));
    });
    connect(m_session, &ConsoleSession::cursorClosed, this, [this](quint64 cursor) {
        if (ResultView* view = m_results->viewOf(cursor))
            view->setCursor(0);
    });
    connect(m_session, &ConsoleSession::controlDone, this, [this](bool committed) {
        LogLine line;
        line.tone = LogLine::Tone::Success;
        line.text = committed ? tr("Committed") : tr("Rolled back");
        m_log->add(std::move(line));
        if (m_connection && std::exchange(m_schemaChanged, false))
            m_connection->refresh();
        if (m_closing)
            m_workbench.closeDocument(this);
    });
    connect(m_session, &ConsoleSession::controlFailed, this, [this](const Error& error) {
        m_closing = false;
        LogLine line;
        line.tone = LogLine::Tone::Error;
        line.text = errorText(error);
        m_log->add(std::move(line));
        m_log->show();
        m_empty->hide();
        m_results->showMessages();
    });
    // What is edited in results is stored by another connection, which would wait for this one.
    PendingEdits& edits = PendingEdits::of(*connection, m_workbench.tasks());
    edits.addObstacle(m_session, [this]() -> QString {
        if (!m_session->state().inTransaction || !m_session->state().changedData)
            return {};
        return tr("%1 has an open transaction that changed data. Commit it or roll it back there, then store "
                  "these changes.")
            .arg(title());
    });
    connect(&edits, &PendingEdits::savingChanged, m_session, [this, &edits] {
        if (edits.isSaving())
            m_session->releaseCursor();
    });
    updateState();
    emit titleChanged();
}

void Console::leaveConnection()
{
    if (m_session)
        m_session->disconnect(this);
    delete std::exchange(m_session, nullptr);
    m_connection.clear();
    updateState();
}

QString Console::title() const
{
    return tr("Console %1").arg(m_record.number);
}

QString Console::description() const
{
    return m_connection ? tr("%1 of %2").arg(title(), m_connection->name()) : title();
}

QString Console::transactionText() const
{
    if (!m_session)
        return {};
    const SessionState& state = m_session->state();
    if (state.transactionFailed)
        return tr("Transaction failed: roll it back");
    if (state.inTransaction)
        return tr("Transaction open · %n statement(s)", nullptr, state.statements);
    return {};
}

QString Console::statusText() const
{
    QStringList parts;
    if (!m_connection)
        parts << tr("Not connected");
    else if (const QString open = transactionText(); !open.isEmpty())
        parts << open;
    else
        parts << (m_record.autocommit ? tr("Autocommit") : tr("Manual commit"));
    if (const ResultView* view = m_results->current())
        parts << view->rowsText();
    return parts.join(QStringLiteral("  ·  "));
}

QJsonObject Console::saveState() const
{
    QJsonObject state{{QStringLiteral("editor"), m_splitter->sizes().value(0)},
        {QStringLiteral("results"), m_splitter->sizes().value(1)}};
    return state;
}

void Console::restoreState(const QJsonObject& state)
{
    const int editor = state.value(QStringLiteral("editor")).toInt();
    const int results = state.value(QStringLiteral("results")).toInt();
    m_splitter->setSizes(editor > 0 && results > 0 ? QList<int>{editor, results} : QList<int>{460, 320});
}

bool Console::isSettled() const
{
    return !isRunning() && (!m_connection || m_connection->state() != DatabaseConnection::State::Connecting);
}

bool Console::isRunning() const
{
    return m_session && m_session->isRunning();
}

bool Console::canEndTransaction() const
{
    return m_session && !m_session->isRunning() && m_session->state().inTransaction;
}

void Console::updateState()
{
    const bool running = isRunning();
    m_run->setEnabled(m_session && !running);
    m_runAll->setEnabled(m_session && !running);
    m_stop->setEnabled(running);
    m_commit->setEnabled(canEndTransaction() && !m_session->state().transactionFailed);
    m_rollback->setEnabled(canEndTransaction());
    m_mode->setEnabled(!running && !canEndTransaction());
    const bool manual =
        !m_record.autocommit || canEndTransaction() || (running && m_session->state().inTransaction);
    m_commit->setVisible(manual);
    m_rollback->setVisible(manual);
    m_transaction->setText(transactionText());
    QPalette colours = palette();
    const Palette& tokens = m_workbench.theme().palette();
    colours.setColor(QPalette::WindowText,
        m_session && m_session->state().transactionFailed ? tokens.danger : tokens.warning);
    m_transaction->setPalette(colours);
    QString place = m_connection ? m_connection->name() : tr("Not connected");
    if (m_connection && m_connection->isReadOnly())
        place += QStringLiteral("  ·  ") + tr("read only");
    m_place->setText(place);
    m_place->setToolTip(place);
    m_workbench.actions().updateEnablement();
    emit statusTextChanged();
}

void Console::setAutocommit(bool autocommit)
{
    m_record.autocommit = autocommit;
    m_mode->setCurrentIndex(autocommit ? 0 : 1);
    if (m_session)
        m_session->setAutocommit(autocommit);
    noteEdited();
    updateState();
}

void Console::find()
{
    m_find->open();
}

void Console::commit()
{
    if (canEndTransaction())
        m_session->commit();
}

void Console::rollback()
{
    if (canEndTransaction())
        m_session->rollback();
}

bool Console::prepareToClose()
{
    if (!m_session || m_closing)
        return true;
    if (isRunning() && (!m_record.autocommit || m_session->state().inTransaction)) {
        m_session->stop();
        m_workbench.showBanner(
            {Message::Severity::Warning, tr("%1 was still running and is being stopped.").arg(title()),
                tr("Close it again, then decide about its transaction."), {}});
        return false;
    }
    if (!m_session->state().inTransaction)
        return true;
    if (findChild<QMessageBox*>(QStringLiteral("closeQuestion")))
        return false;
    auto* question = new QMessageBox(QMessageBox::Question, tr("Open transaction"),
        tr("%1 has an open transaction.").arg(title()), QMessageBox::NoButton, this);
    question->setObjectName(QStringLiteral("closeQuestion"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setInformativeText(
        tr("%n statement(s) are not committed. Closing without a commit loses what they changed.", nullptr,
            m_session->state().statements));
    QPushButton* commits = question->addButton(tr("Commit and close"), QMessageBox::AcceptRole);
    QPushButton* rolls = question->addButton(tr("Roll back and close"), QMessageBox::DestructiveRole);
    question->setDefaultButton(question->addButton(QMessageBox::Cancel));
    commits->setEnabled(!m_session->state().transactionFailed);
    connect(question, &QMessageBox::buttonClicked, this,
        [this, question, commits, rolls](QAbstractButton* button) {
            Q_UNUSED(question);
            if (button != commits && button != rolls)
                return;
            m_closing = true;
            button == commits ? commit() : rollback();
        });
    question->open();
    return false;
}

void Console::noteEdited()
{
    if (!m_keepDelay.isActive())
        m_keepDelay.start();
}

void Console::keep()
{
    const std::string text = m_editor->utf8();
    const auto cursor = static_cast<qint64>(m_editor->cursorOffset());
    m_record.text = text;
    m_record.cursor = cursor;
    ConsoleStore::of(m_workbench.tasks()).write(m_record);
}

} // namespace relata
