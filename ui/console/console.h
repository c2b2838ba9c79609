// The Console tab: SQL typed by a person, run on a connection of its own, with its results and messages
// below.
#pragma once

#include "ui/console/console_session.h"
#include "ui/console/console_store.h"
#include "ui/console/run_log.h"
#include "ui/shell/panel.h"

#include <QPointer>
#include <QTimer>

class QComboBox;
class QLabel;
class QSplitter;
class QToolButton;

namespace relata {

class ConsoleResults;
class FindBar;
class PanelRegistry;
class ResultView;
class SqlEditor;
class StateView;
class Workbench;
struct ScriptPiece;

class Console final : public Document
{
    Q_OBJECT

public:
    Console(Workbench& workbench, const DocumentRequest& request, QWidget* parent);
    ~Console() override;

    // `member` of the object is the console's id.
    DocumentRequest request() const override { return m_request; }
    QString title() const override;
    QString description() const override;
    QString iconName() const override { return QStringLiteral("console"); }
    QString statusText() const override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;
    bool isSettled() const override;
    bool prepareToClose() override;

    void runCurrent(); // the selection, else the statement at the cursor
    void runAll();
    void stop();
    bool isRunning() const;
    bool canEndTransaction() const;
    void commit();
    void rollback();
    void setAutocommit(bool autocommit);
    bool autocommit() const { return m_record.autocommit; }
    void find();

    SqlEditor* editor() const { return m_editor; }
    RunLog* log() const { return m_log; }
    ConsoleResults* results() const { return m_results; }
    ConsoleSession* session() const { return m_session; } // null while the connection is not open
    QString transactionText() const;

private:
    struct Piece // of the run that goes on
    {
        std::string text;
        std::size_t offset = 0; // in the editor's text
    };

    void buildWidgets();
    QWidget* buildBar();
    void adoptConnection();
    void leaveConnection();
    void runPieces(std::size_t base, const std::vector<ScriptPiece>& pieces);
    void noteStarted(int index);
    void noteFinished(const StatementOutcome& outcome);
    void noteRunEnded(bool succeeded);
    void noteLost(const Error& error, bool hadTransaction);
    void addResult(const StatementOutcome& outcome, const Piece& piece);
    void findTarget(ResultView* view, const std::string& statement);
    void setTarget(ResultView* view, const std::string& statement, const std::vector<ResultColumn>& columns);
    void goTo(const LogLine& line);
    void updateState();
    void noteEdited();
    void keep();

    Workbench& m_workbench;
    DocumentRequest m_request;
    ConsoleRecord m_record;
    QPointer<DatabaseConnection> m_connection;
    ConsoleSession* m_session = nullptr;
    SqlEditor* m_editor = nullptr;
    FindBar* m_find = nullptr;
    RunLog* m_log = nullptr;
    ConsoleResults* m_results = nullptr;
    QSplitter* m_splitter = nullptr;
    StateView* m_empty = nullptr;
    QToolButton* m_run = nullptr;
    QToolButton* m_runAll = nullptr;
    QToolButton* m_stop = nullptr;
    QComboBox* m_mode = nullptr;
    QToolButton* m_commit = nullptr;
    QToolButton* m_rollback = nullptr;
    QLabel* m_transaction = nullptr;
    QLabel* m_place = nullptr;
    std::vector<Piece> m_pieces;
    int m_resultsOfRun = 0;
    int m_resultNumber = 0;
    bool m_schemaChanged = false; // by a statement that ran
    bool m_closing = false; // once the transaction has ended
    QTimer m_keepDelay;
};

// The Console tab, its actions and its place in the program.
void registerConsole(PanelRegistry& registry);

} // namespace relata
