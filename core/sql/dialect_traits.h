// What a dialect can say and how it says it, as data: compilers and convert() branch on these flags, never on
// a dialect's name.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

namespace relata {

enum class ParamStyle
{
    QuestionMark, // ?           SQLite, MySQL, MariaDB, SQL Server over ODBC
    Numbered, // $1          PostgreSQL
    NamedColon, // :name       Oracle
};

enum class CaseFolding
{
    Preserve, // unquoted names keep their case; comparison ignores it (SQLite, MySQL, SQL Server)
    Lower, // PostgreSQL
    Upper, // Oracle
};

enum class LimitStyle
{
    LimitOffset, // LIMIT n OFFSET m
    OffsetFetch, // OFFSET m ROWS FETCH NEXT n ROWS ONLY (Oracle 12c; SQL Server, which wants an ORDER BY)
};

enum class BinaryLiteral
{
    XQuoted, // X'00ff'       SQLite, MySQL, MariaDB
    ByteaHex, // '\\x00ff'     PostgreSQL
    ZeroX, // 0x00ff        SQL Server
    HexToRaw, // HEXTORAW('00ff') Oracle
};

struct DialectTraits
{
    std::string name; // "postgresql": prefix of dialect options, URL scheme, --dialect
    std::string displayName; // "PostgreSQL"
    std::string
        family; // dialects of one family read each other's native types and expressions ("mysql" for both)
    std::string version; // of the server it speaks to or aims at: "15.4"

    char quoteOpen = '"';
    char quoteClose = '"';
    int maxIdentifierLength = 0; // 0 = no limit
    bool identifierLengthInBytes = false; // else in characters
    CaseFolding caseFolding = CaseFolding::Preserve;
    const std::unordered_set<std::string>* reservedWords = nullptr; // lower case; must be quoted
    std::string defaultSchema; // "main", "public", "dbo"; "" = none or the user's own

    ParamStyle paramStyle = ParamStyle::QuestionMark;
    LimitStyle limitStyle = LimitStyle::LimitOffset;
    BinaryLiteral binaryLiteral = BinaryLiteral::XQuoted;
    bool backslashEscapes = false; // a backslash in a string literal escapes (MySQL's default mode)
    bool emptyStringIsNull = false; // Oracle

    bool supportsRowValues = false; // (a, b) > (?, ?) compares column by column, and an index serves it
    bool nullsSortHigh = false; // ORDER BY a puts NULL after every value (PostgreSQL, Oracle); else before

    bool supportsSchemas = false;
    bool supportsSequences = false;
    bool supportsNamedEnums = false; // CREATE TYPE ... AS ENUM
    bool supportsInlineEnums = false; // ENUM('a', 'b') as a column type
    bool supportsDomains = false;
    bool supportsBoolean = false; // a real type with true and false
    bool supportsArrays = false;
    bool supportsJson = false;
    bool supportsUuid = false;
    bool supportsIntervals = false;
    bool supportsTimezone = false; // timestamps with zone
    bool supportsIdentity = false; // GENERATED ... AS IDENTITY
    bool supportsComputedStored = false;
    bool supportsComputedVirtual = false;
    bool supportsChecks = false;
    bool supportsDeferrable = false;
    bool supportsOnUpdateAction = false; // of foreign keys
    bool supportsPartialIndexes = false;
    bool supportsExpressionIndexes = false;
    bool supportsIncludeColumns = false;
    bool supportsNullsOrder = false; // NULLS FIRST / LAST in indexes
    bool supportsNullsNotDistinct = false;
    bool supportsMaterializedViews = false;
    bool supportsCommentOn = false; // COMMENT ON statements
    bool supportsInlineComments = false; // COMMENT '...' in CREATE TABLE
    bool supportsAlterAddConstraint = true; // else foreign keys of cycles are written inline (SQLite)
    bool indexNamesPerSchema = true; // else per table (MySQL, SQL Server)
    bool constraintNamesPerSchema =
        false; // names of constraints must differ in the whole schema (MySQL, Oracle, SQL Server)
    bool supportsMultiRowValues = true; // INSERT ... VALUES (...), (...)
    bool supportsIfNotExists = false; // CREATE TABLE IF NOT EXISTS
    bool supportsIfExists = false; // DROP TABLE IF EXISTS
    bool transactionalDdl = false;
    bool textKeysNeedLength = false; // TEXT and BLOB columns cannot be keys without a length (MySQL)
};

} // namespace relata
