// What a console runs, and where the outcome is shown.
#include "core/parse/statement_facts.h"
#include "ui/console/console.h"
#include "ui/console/console_results.h"
#include "ui/console/result_view.h"
#include "ui/console/sql_editor.h"
#include "ui/grid/cell_text.h"
#include "ui/grid/grid_view.h"
#include "ui/shell/state_view.h"
#include "ui/shell/workbench.h"

#include <algorithm>
#include <array>

namespace relata {
namespace {

constexpr int mostResultsOfRun = 40;

bool changesSchema(const std::string& verb)
{
    static constexpr std::array<std::string_view, 5> verbs = {"CREATE", "ALTER", "DROP", "RENAME", "COMMENT"};
    return std::find(verbs.begin(), verbs.end(), verb) != verbs.end();
}

} // namespace

void Console::runCurrent()
{
    if (!m_session || isRunning())
        return;
    const std::string script = m_editor->utf8();
    const std::string& dialect = m_connection->dialect().traits().name;
    const auto [from, to] = m_editor->selectionOffsets();
    if (from != to) {
        const std::string part = script.substr(from, to - from);
        runPieces(from, splitScript(part, dialect));
        return;
    }
    const std::vector<ScriptPiece> pieces = splitScript(script, dialect);
    const int at = statementAt(script, pieces, m_editor->cursorOffset());
    if (at < 0)
        return runPieces(0, {});
    runPieces(0, {pieces[static_cast<std::size_t>(at)]});
}

void Console::runAll()
{
    if (!m_session || isRunning())
        return;
    const std::string script = m_editor->utf8();
    runPieces(0, splitScript(script, m_connection->dialect().traits().name));
}

void Console::runPieces(std::size_t base, const std::vector<ScriptPiece>& pieces)
{
    m_editor->clearErrors();
    m_empty->hide();
    m_log->show();
    std::vector<ConsoleStatement> statements;
    m_pieces.clear();
    for (const ScriptPiece& piece : pieces) {
        // DELIMITER and GO have done their work in the splitter; other commands are said to be none of ours.
        const bool isCommand = piece.kind == ScriptPiece::Kind::Command;
        std::string verb = std::string(piece.text.substr(0, 9));
        std::transform(verb.begin(), verb.end(), verb.begin(), [](char c) { return char(std::toupper(c)); });
        if (isCommand && verb == "DELIMITER")
            continue;
        statements.push_back(
            {std::string(piece.text), std::string(piece.data), isCommand, piece.repetitions});
        m_pieces.push_back({std::string(piece.text), base + piece.offset});
    }
    if (statements.empty()) {
        LogLine line;
        line.text = tr("There is no statement to run.");
        m_log->add(std::move(line));
        m_results->showMessages();
        return;
    }
    m_results->closeUnpinned();
    m_resultsOfRun = 0;
    m_session->run(std::move(statements));
}

void Console::stop()
{
    if (m_session)
        m_session->stop();
}

void Console::noteStarted(int index)
{
    if (index < 0 || static_cast<std::size_t>(index) >= m_pieces.size())
        return;
    const Piece& piece = m_pieces[static_cast<std::size_t>(index)];
    m_editor->markRunning(piece.offset, piece.offset + piece.text.size());
}

void Console::noteFinished(const StatementOutcome& outcome)
{
    if (static_cast<std::size_t>(outcome.index) >= m_pieces.size())
        return;
    const Piece& piece = m_pieces[static_cast<std::size_t>(outcome.index)];
    LogLine line;
    line.time = outcome.startedAt;
    line.microseconds = outcome.microseconds;
    line.statement = QString::fromStdString(piece.text);
    line.offset = static_cast<qint64>(piece.offset);
    for (const std::string& message : outcome.messages) {
        LogLine notice = line;
        notice.tone = LogLine::Tone::Warning;
        notice.microseconds = -1;
        notice.text = QString::fromStdString(message);
        m_log->add(std::move(notice));
    }
    if (outcome.error) {
        const Error& error = *outcome.error;
        const bool stopped = error.kind == ErrorKind::Cancelled;
        line.tone = stopped ? LogLine::Tone::Warning : LogLine::Tone::Error;
        line.text = stopped ? tr("Stopped") : errorText(error);
        if (!stopped) {
            const std::size_t inside = error.position < 0
                ? 0
                : std::min(static_cast<std::size_t>(error.position), piece.text.size());
            line.position = static_cast<qint64>(piece.offset + inside);
            m_editor->markError(piece.offset + inside, errorText(error));
        }
        m_log->add(std::move(line));
        m_results->showMessages();
        return;
    }
    line.tone = LogLine::Tone::Success;
    m_schemaChanged = m_schemaChanged || changesSchema(outcome.verb);
    if (outcome.returnsRows()) {
        qint64 rows = 0;
        for (const RowChunkPtr& chunk : outcome.chunks)
            rows += static_cast<qint64>(chunk->rowCount());
        line.text = outcome.cursor != 0 ? tr("First %1 rows").arg(countText(rows))
                                        : tr("%n row(s)", nullptr, static_cast<int>(rows));
        if (++m_resultsOfRun <= mostResultsOfRun)
            addResult(outcome, piece);
        else
            line.text +=
                QStringLiteral("  ·  ") + tr("not shown: a run shows %1 results").arg(mostResultsOfRun);
    } else if (outcome.rowCount >= 0 && !changesSchema(outcome.verb)) {
        line.text = tr("%n row(s) affected", nullptr, static_cast<int>(outcome.rowCount));
    } else {
        line.text = tr("Done");
    }
    m_log->add(std::move(line));
}

void Console::addResult(const StatementOutcome& outcome, const Piece& piece)
{
    auto* rows = new ResultSource(outcome.columns, outcome.chunks, outcome.cursor != 0, this);
    auto* view = new ResultView(
        m_workbench, rows, m_connection ? m_connection->dialect().traits().name : "", m_results);
    view->statement = QString::fromStdString(piece.text);
    view->setCursor(outcome.cursor);
    view->setTime(outcome.microseconds);
    connect(view, &ResultView::moreRequested, this, [this, view](qint64 count) {
        if (!m_session || m_session->isRunning() || view->cursor == 0)
            return;
        const std::size_t held = view->rows()->byteSize();
        if (held >= ConsoleResults::mostBytes)
            return;
        view->setFetching(true);
        m_session->fetch(view->cursor, count, ConsoleResults::mostBytes - held);
    });
    connect(view, &ResultView::textsChanged, this, &Document::statusTextChanged);
    connect(view->view(), &GridView::escapePressed, this, &Console::stop);
    const SingleSource source =
        singleSource(piece.text, m_connection ? m_connection->dialect().traits().name : std::string());
    ++m_resultNumber;
    const QString name =
        source.name.empty() ? tr("Result %1").arg(m_resultNumber) : QString::fromStdString(source.name);
    view->setObjectName(name);
    m_results->add(view);
    if (m_resultsOfRun == 1)
        m_results->setCurrentWidget(view);
    findTarget(view, piece.text);
}

void Console::findTarget(ResultView* view, const std::string& statement)
{
    if (!m_connection)
        return;
    if (m_connection->isReadOnly())
        return view->setReadOnlyReason(tr("The database was opened read only."));
    const std::vector<ResultColumn>& columns = view->rows()->resultColumns();
    const SingleSource source = singleSource(statement, m_connection->dialect().traits().name);
    if (!source.why.empty())
        return view->setReadOnlyReason(QString::fromStdString(source.why));
    const bool numbers = std::any_of(columns.begin(), columns.end(),
        [](const ResultColumn& column) { return column.sourceTableId != 0 && column.sourceTable.empty(); });
    if (!numbers) {
        // Names are all that there is, and a temporary table may have the name of another one.
        if (m_session->state().madeTemporary)
            return view->setReadOnlyReason(tr("This console has made temporary tables."));
        return setTarget(view, statement, columns);
    }
    m_connection->run<std::vector<ResultColumn>>(
        tr("Looking up where rows come from"),
        [columns](Connection& connection, TaskContext&) {
            std::vector<ResultColumn> named = columns;
            nameSources(connection, named);
            return named;
        },
        view,
        [this, view = QPointer<ResultView>(view), statement](Result<std::vector<ResultColumn>> named) {
            if (!view)
                return;
            if (named)
                setTarget(view, statement, *named);
            else
                view->setReadOnlyReason(QString::fromStdString(named.error().message));
        });
}

void Console::setTarget(
    ResultView* view, const std::string& statement, const std::vector<ResultColumn>& columns)
{
    if (!m_connection)
        return;
    const auto metadata = m_connection->metadata();
    if (!metadata)
        return view->setReadOnlyReason(tr("The schema has not been read yet."));
    ResultTarget target = resultTarget(statement, m_connection->dialect(), *metadata, columns);
    if (!target.isEditable())
        return view->setReadOnlyReason(QString::fromStdString(target.why));
    view->rows()->setTarget(std::move(target), PendingEdits::of(*m_connection, m_workbench.tasks()));
    view->setReadOnlyReason({});
}

void Console::noteRunEnded(bool succeeded)
{
    m_editor->markRunning(0, 0);
    if (succeeded && m_pieces.size() > 1) {
        LogLine line;
        line.microseconds = m_session->lastRunMs() * 1000;
        line.text = tr("%n statement(s) ran", nullptr, static_cast<int>(m_pieces.size()));
        m_log->add(std::move(line));
    }
    // What was not committed yet, others do not see: read when it is.
    if (m_connection && m_schemaChanged && !m_session->state().inTransaction) {
        m_schemaChanged = false;
        m_connection->refresh();
    }
    updateState();
}

void Console::noteLost(const Error& error, bool hadTransaction)
{
    m_closing = false;
    for (ResultView* view : m_results->views())
        view->setCursor(0);
    Message message;
    message.severity = Message::Severity::Error;
    message.title = tr("%1 has lost its connection.").arg(title());
    message.text = hadTransaction
        ? tr("The transaction that was open is gone with it. Your text is kept; the next run connects again.")
        : tr("Your text is kept; the next run connects again. Settings and temporary tables of the session "
             "are "
             "gone.");
    message.details = QString::fromStdString(error.describe());
    m_workbench.showBanner(message);
    LogLine line;
    line.tone = LogLine::Tone::Error;
    line.text = message.title + u' ' + message.text;
    m_log->add(std::move(line));
}

void Console::goTo(const LogLine& line)
{
    if (line.offset < 0)
        return;
    // The text may have changed since: the statement is looked for, nearest to where it stood.
    const std::string script = m_editor->utf8();
    const std::string statement = line.statement.toStdString();
    auto at = static_cast<std::size_t>(line.offset);
    if (script.compare(std::min(at, script.size()), statement.size(), statement) != 0) {
        const std::size_t after = script.find(statement, std::min(at, script.size()));
        const std::size_t before = script.rfind(statement, at);
        at = after == std::string::npos                               ? before
            : before == std::string::npos || after - at < at - before ? after
                                                                      : before;
    }
    if (at == std::string::npos)
        return;
    if (line.position >= line.offset)
        m_editor->setCursorOffset(at + static_cast<std::size_t>(line.position - line.offset));
    else
        m_editor->selectOffsets(at, at + statement.size());
    m_editor->setFocus();
}

} // namespace relata
