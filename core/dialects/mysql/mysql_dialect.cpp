#include "core/dialects/mysql/mysql_dialect.h"

#include "core/dialects/mysql/expression_rules.h"
#include "core/dialects/mysql/reserved_words.h"
#include "core/dialects/mysql/statement_compiler.h"

#include <fmt/format.h>

namespace relata::mysql {
namespace {

DialectTraits commonTraits()
{
    DialectTraits traits;
    traits.family = "mysql";
    traits.quoteOpen = '`';
    traits.quoteClose = '`';
    traits.maxIdentifierLength = 64; // manual, "Identifier Length Limits": characters
    traits.caseFolding = CaseFolding::Preserve;
    traits.backslashEscapes = true;
    traits.supportsRowValues = true;
    traits.supportsSchemas = true; // SCHEMA is another word for DATABASE
    traits.schemasAreDatabases = true;
    traits.supportsInlineEnums = true;
    traits.supportsSets = true;
    traits.supportsGeometry = true;
    traits.setNullNeedsNullable = true;
    traits.computedMayNest = true;
    traits.computedMayReadNumbered = false;
    traits.supportsBoolean = true; // BOOL is TINYINT(1); TRUE and FALSE are words of the grammar
    traits.supportsJson = true;
    traits.supportsUnsigned = true;
    traits.supportsBitStrings = true;
    traits.supportsComputedStored = true;
    traits.supportsComputedVirtual = true;
    traits.supportsChecks = true;
    traits.supportsOnUpdateAction = true;
    traits.supportsSetDefault = false; // InnoDB refuses it
    traits.supportsInlineComments = true;
    traits.maxCommentLength = 1024;
    traits.indexNamesPerSchema = false;
    traits.constraintNamesPerSchema = true; // of foreign keys and checks
    traits.supportsIfNotExists = true;
    traits.supportsIfExists = true;
    traits.textKeysNeedLength = true;
    traits.varcharNeedsLength = true;
    traits.maxVarcharLength = 16383; // 65,535 bytes of utf8mb4, if the row holds nothing else
    traits.maxVarbinaryLength = 65535;
    traits.unboundedText = false;
    traits.unboundedNumeric = false; // DECIMAL is DECIMAL(10, 0)
    traits.maxNumericPrecision = 65;
    traits.maxNumericScale = 30;
    traits.defaultSecondsPrecision = 0;
    traits.autoNumbering = AutoNumbering::AutoIncrement;
    traits.foreignKeyTypes = ForeignKeyTypes::SameKind;
    traits.foreignKeysNeedUnique = false; // an index suffices, and the server makes one at the referring side
    traits.checksMayReadClock = false;
    traits.maxKeyBytes = 3072; // InnoDB, DYNAMIC row format
    traits.supportsPrefixIndexes = true;
    traits.tableOptions = {{"mysql.engine", "InnoDB"}, {"mysql.default_charset", "utf8mb4"}};
    return traits;
}

DialectTraits traitsOf(Server server)
{
    DialectTraits traits = commonTraits();
    if (server == Server::MariaDb) {
        traits.name = "mariadb";
        traits.displayName = "MariaDB";
        traits.version = "10.11";
        traits.reservedWords = &mariadbReservedWords();
        traits.expressions = &expressionRules(Server::MariaDb);
        traits.supportsSequences = true;
        traits.nextValue = "NEXT VALUE FOR {0}";
        traits.supportsUuid = true; // 10.7
        traits.computedMayBeNotNull = false;
        traits.computedMayBeKey = false;
        traits.looseGroupBy = true; // ONLY_FULL_GROUP_BY is not in its default sql_mode
    } else {
        traits.name = "mysql";
        traits.displayName = "MySQL";
        traits.version = "8.0";
        traits.reservedWords = &mysqlReservedWords();
        traits.expressions = &expressionRules(Server::MySql);
        traits.supportsExpressionIndexes = true; // 8.0.13
        traits.checksAvoidActionColumns = true;
    }
    return traits;
}

} // namespace

MySqlDialect::MySqlDialect(Server server)
    : m_traits(traitsOf(server)), m_types(m_traits), m_ddl(m_traits, m_types)
{ }

CellPrefix MySqlDialect::cellPrefix(const Column& column, std::size_t length) const
{
    switch (column.type.kind) {
    case TypeKind::String:
    case TypeKind::LargeBinary:
        if (column.type.length && *column.type.length >= 0
            && static_cast<std::size_t>(*column.type.length) <= length)
            return {};
        [[fallthrough]];
    case TypeKind::Text:
    case TypeKind::Json: {
        // LEFT counts characters of text and bytes of binary values; a JSON value is its text.
        const std::string name = identifiers().quote(column.name);
        return {fmt::format("LEFT({}, {})", name, length), fmt::format("OCTET_LENGTH({})", name)};
    }
    default:
        return {};
    }
}

std::string MySqlDialect::isolationStatement(IsolationLevel level) const
{
    if (level == IsolationLevel::Default) // MySQL and MariaDB call the variable differently
        return std::string("SET SESSION ")
            + (m_traits.name == "mariadb" ? "tx_isolation" : "transaction_isolation") + " = DEFAULT";
    return std::string("SET SESSION TRANSACTION ISOLATION LEVEL ") + isolationWords(level);
}

std::string MySqlDialect::readOnlyStatement(bool readOnly) const
{
    return readOnly ? "SET SESSION TRANSACTION READ ONLY" : "SET SESSION TRANSACTION READ WRITE";
}

std::string MySqlDialect::lockTimeoutStatement(std::chrono::seconds limit) const
{
    const std::string seconds = std::to_string(limit.count());
    return "SET SESSION innodb_lock_wait_timeout = " + seconds + ", lock_wait_timeout = " + seconds;
}

// Client errors of a lost connection, the server's shutdown, KILL and idle timeout (as SQLAlchemy's
// is_disconnect for its MySQL drivers).
bool MySqlDialect::isDisconnect(const Error& error) const
{
    switch (error.nativeCode) {
    case 1053:
    case 1927:
    case 2006:
    case 2013:
    case 2014:
    case 2045:
    case 2055:
    case 4031:
        return true;
    default:
        return !error.connectionUsable;
    }
}

std::unique_ptr<StatementCompiler> MySqlDialect::statementCompiler(
    const StructureKey& key, const CompileOptions& options) const
{
    return std::make_unique<MySqlStatementCompiler>(*this, key, options, m_traits.name == "mariadb");
}

} // namespace relata::mysql
