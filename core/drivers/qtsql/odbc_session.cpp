#include "core/drivers/qtsql/odbc_session.h"

#include "core/drivers/qtsql/odbc_error.h"
#include "core/util/error.h"

#include <QSqlDriver>
#include <QSqlError>
#include <QSqlRecord>
#include <QSqlResult>
#include <QVariant>

#include <array>
#include <atomic>

namespace relata::qtsql {
namespace {

SQLHANDLE handleIn(const QVariant& variant)
{
    return variant.isValid() ? *static_cast<const SQLHANDLE*>(variant.constData()) : nullptr;
}

// Preparing is what gives a handle to cancel by, but Qt takes a colon before a word for a placeholder when it
// prepares, even in comments and PL/SQL. Such statements, where they have no parameters, run unprepared.
bool canPrepare(const std::string& sql)
{
    for (std::size_t at = sql.find(':'); at != std::string::npos; at = sql.find(':', at + 1)) {
        bool word = at + 1 < sql.size()
            && (std::isalnum(static_cast<unsigned char>(sql[at + 1])) || (sql[at + 1] & 0x80) != 0
                || sql[at + 1] == '_');
        bool doubled = at > 0 && sql[at - 1] == ':';
        if (word && !doubled)
            return false;
    }
    return true;
}

[[noreturn]] void refuse(ErrorKind kind, std::string message, std::string hint)
{
    Error error;
    error.kind = kind;
    error.message = std::move(message);
    error.hint = std::move(hint);
    error.connectionUsable = false;
    raise(std::move(error));
}

} // namespace

OdbcSession::OdbcSession()
{
    static std::atomic<unsigned> number = 0;
    m_name = QStringLiteral("relata-odbc-%1").arg(++number);
}

OdbcSession::~OdbcSession() = default;

void OdbcSession::open(const std::string& connectionString, bool readOnly, int loginTimeoutSeconds)
{
    m_database = QSqlDatabase::addDatabase(QStringLiteral("QODBC"), m_name);
    if (!m_database.isValid() || !OdbcLibrary::instance())
        refuse(ErrorKind::NotSupported, "The ODBC plugin of Qt Sql is not installed.",
            "Install libqt6sql6-odbc, and the ODBC driver of the database.");
    QString options = QStringLiteral("SQL_ATTR_LOGIN_TIMEOUT=%1").arg(loginTimeoutSeconds);
    if (readOnly)
        options += QStringLiteral(";SQL_ATTR_ACCESS_MODE=SQL_MODE_READ_ONLY");
    m_database.setConnectOptions(options);
    m_database.setDatabaseName(QString::fromStdString(connectionString));
    if (!m_database.open())
        raise(connectError(m_database.lastError()));
}

void OdbcSession::close()
{
    finish();
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_name);
}

std::string OdbcSession::serverVersion()
{
    std::array<SQLWCHAR, 128> text{};
    SQLSMALLINT bytes = 0;
    SQLRETURN code = OdbcLibrary::instance()->getInfo(handleIn(m_database.driver()->handle()), SQL_DBMS_VER,
        text.data(), static_cast<SQLSMALLINT>(text.size() * sizeof(SQLWCHAR)), &bytes);
    if (!SQL_SUCCEEDED(code))
        return {};
    return fromWide(text.data(),
        std::min(
            static_cast<std::size_t>(std::max<SQLSMALLINT>(bytes, 0)) / sizeof(SQLWCHAR), text.size() - 1));
}

SQLHANDLE OdbcSession::handleOf(const QSqlQuery& query) const
{
    return query.result() ? handleIn(query.result()->handle()) : nullptr;
}

void OdbcSession::setRunning(SQLHANDLE statement)
{
    std::lock_guard lock(m_mutex);
    m_running = statement;
}

void OdbcSession::cancel()
{
    std::lock_guard lock(m_mutex);
    if (m_running)
        OdbcLibrary::instance()->cancel(m_running);
}

void OdbcSession::fail(const QSqlQuery& query, const std::string& sql)
{
    std::vector<Diagnostic> records = diagnosticsOf(SQL_HANDLE_STMT, handleOf(query));
    Error error = statementError(records, query.lastError(), sql);
    finish();
    raise(std::move(error));
}

OdbcSession::Result OdbcSession::execute(const std::string& sql, const std::vector<Value>& parameters)
{
    finish();
    m_sql = sql;
    m_query.emplace(m_database);
    m_query->setForwardOnly(true);
    QString text = QString::fromStdString(sql);
    bool done = false;
    if (parameters.empty() && !canPrepare(sql)) {
        done = m_query->exec(text);
    } else {
        if (!m_query->prepare(text))
            fail(*m_query, sql);
        for (const Value& value : parameters)
            m_query->addBindValue(
                parameterOf(value), value.tag() == ValueTag::Binary ? QSql::In | QSql::Binary : QSql::In);
        setRunning(handleOf(*m_query));
        done = m_query->exec();
    }
    if (!done) {
        setRunning(nullptr);
        fail(*m_query, sql);
    }
    setRunning(handleOf(*m_query));
    Result result;
    result.rowCount = m_query->numRowsAffected();
    if (m_query->isSelect()) {
        m_shapes = shapesOf(handleOf(*m_query), static_cast<int>(m_query->record().count()));
        for (const ColumnShape& shape : m_shapes)
            result.columns.push_back(shape.column);
        result.rowCount = -1;
    } else {
        finish();
    }
    return result;
}

RowChunkPtr OdbcSession::fetch(std::size_t maxRows, std::size_t softByteLimit, std::size_t maxCellBytes)
{
    if (!m_query)
        return nullptr;
    SQLHANDLE statement = handleOf(*m_query);
    RowChunkBuilder builder(m_shapes.size());
    while (builder.rowCount() < maxRows && builder.byteSize() < softByteLimit) {
        if (!m_query->next()) {
            if (m_query->lastError().isValid())
                fail(*m_query, m_sql);
            finish();
            break;
        }
        for (std::size_t i = 0; i < m_shapes.size(); ++i) {
            if (!readCell(statement, static_cast<int>(i), m_shapes[i].sqlType, maxCellBytes, builder))
                fail(*m_query, m_sql);
        }
    }
    return builder.empty() ? nullptr : builder.take();
}

void OdbcSession::finish()
{
    setRunning(nullptr);
    m_query.reset();
    m_shapes.clear();
}

void OdbcSession::executeScript(const std::string& script)
{
    finish();
    m_query.emplace(m_database);
    m_query->setForwardOnly(true);
    if (!m_query->exec(QString::fromStdString(script)))
        fail(*m_query, script);
    while (m_query->nextResult()) { }
    if (m_query->lastError().isValid())
        fail(*m_query, script);
    finish();
}

void OdbcSession::transaction(bool done, const char* what)
{
    if (done)
        return;
    SQLHANDLE connection = handleIn(m_database.driver()->handle());
    raise(statementError(diagnosticsOf(SQL_HANDLE_DBC, connection), m_database.lastError(), what));
}

void OdbcSession::begin()
{
    finish();
    transaction(m_database.transaction(), "BEGIN");
}

void OdbcSession::commit()
{
    finish();
    transaction(m_database.commit(), "COMMIT");
}

void OdbcSession::rollback()
{
    finish();
    transaction(m_database.rollback(), "ROLLBACK");
}

} // namespace relata::qtsql
