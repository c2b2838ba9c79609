// What a dialect can say and how it says it, as data: compilers and convert() branch on these flags, never on
// a dialect's name.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

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

// How a column numbers itself.
enum class AutoNumbering
{
    Identity, // GENERATED ... AS IDENTITY, any number of columns (PostgreSQL; Oracle: one)
    IdentityProperty, // IDENTITY(seed, increment), one column a table (SQL Server)
    AutoIncrement, // AUTO_INCREMENT, one column a table, which must lead an index (MySQL)
    IntegerPrimaryKey, // a single-column primary key that is exactly INTEGER (SQLite)
};

// What UNIQUE says of rows with NULL in the key.
enum class UniqueNulls
{
    Distinct, // any number of them (the standard)
    WholeKey, // any number if the whole key is NULL, else the other columns must differ (Oracle)
    Equal, // NULL equals NULL: one row (SQL Server)
};

// How alike the two ends of a foreign key must be.
enum class ForeignKeyTypes
{
    Any, // SQLite
    Comparable, // the server can compare them (PostgreSQL)
    SameKind, // the same type, lengths may differ (Oracle; MySQL, which also wants the same integer size)
    Identical, // also the same length and precision (SQL Server)
};

struct ExpressionRules;

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

    // Types. Limits are 0 where there is none.
    bool supportsTypeless = false; // a column may have no type (SQLite)
    bool loosePlainTypes = false; // a column takes values of any type, and expressions convert (SQLite)
    bool varcharNeedsLength = false; // VARCHAR without a length is refused (MySQL) or means 1 (SQL Server)
    int maxVarcharLength = 0; // characters; longer ones become unbounded text
    int maxVarbinaryLength = 0; // bytes
    bool varcharIsUnicode = true; // else text needs the national types (SQL Server)
    bool unboundedText = true; // Text holds what the others' hold; false: it has sizes (MySQL's TEXT family)
    bool unboundedNumeric = true; // NUMERIC alone keeps every digit; false: it means a fixed precision
    int maxNumericPrecision = 0;
    int maxNumericScale = 0;
    bool supportsTime = true; // a time of day
    int maxSecondsPrecision = 6; // digits of fractions of seconds
    int defaultSecondsPrecision = 6; // where none is said
    bool supportsUnsigned = false;
    bool supportsBitStrings = false;
    bool supportsMoney = false;
    bool supportsXml = false;
    bool supportsSets = false; // MySQL's SET
    bool supportsGeometry = false;
    bool booleanNeedsCheck = false; // the type that stands for booleans takes other numbers too (Oracle)
    std::string jsonCheck; // over text that holds JSON, {0} being the column: "{0} IS JSON"; "" = none needed
    bool temporalStringsConvert =
        true; // '2024-02-29' goes into a date column whatever the session's settings

    // Columns, keys and indexes.
    AutoNumbering autoNumbering = AutoNumbering::Identity;
    UniqueNulls uniqueNulls = UniqueNulls::Distinct;
    ForeignKeyTypes foreignKeyTypes = ForeignKeyTypes::Comparable;
    bool supportsRestrict = true; // RESTRICT in foreign keys
    bool supportsSetDefault = true; // SET DEFAULT in foreign keys
    bool supportsMatchFull = false;
    bool setNullNeedsNullable = false; // SET NULL over a NOT NULL column is refused
    bool singleCascadePath = false; // at most one cascade path between two tables, no cycles (SQL Server)
    bool foreignKeysNeedUnique = true; // what they refer to must be a key
    bool largeKeys =
        true; // unbounded text and binary columns can be keys and indexed (not in Oracle, SQL Server)
    int maxKeyBytes = 0; // of all columns of an index together
    int bytesPerCharacter = 4; // as it counts for maxKeyBytes
    bool supportsPrefixIndexes = false; // MySQL's col(10)
    bool duplicateIndexes = true; // two indexes over the same columns (not in Oracle)
    bool computedMayBeNotNull = true; // NOT NULL at a generated column (not in MariaDB)
    bool computedMayBeKey = true; // a generated column in a primary key
    bool computedMayNest = false; // a generated column may read another one
    bool computedMayReadNumbered = true; // or one that the server numbers (not in MySQL)
    bool checksMayReadClock = true; // CHECK (a < CURRENT_TIMESTAMP)
    bool checksAvoidActionColumns = false; // no CHECK over a column that a foreign key's action sets (MySQL)
    bool schemasAreDatabases = false; // MySQL
    bool namesMayHoldQuotes = true; // "a""b" (not in Oracle)
    bool commentsAsProperties = false; // kept as extended properties (SQL Server)
    bool viewsMayBeOrdered = true; // ORDER BY in a view without a limit
    bool looseGroupBy = false; // a view may select what it does not group by
    int maxCommentLength = 0; // characters, of a column
    std::vector<std::pair<std::string, std::string>> tableOptions; // that tables from elsewhere get
    std::string nextValue; // of the sequence {0}, as a default: "nextval(...)"; "" = none
    const ExpressionRules* expressions = nullptr; // how expressions are written (expression_rules.h)
};

} // namespace relata
