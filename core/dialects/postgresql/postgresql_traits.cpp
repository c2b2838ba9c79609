#include "core/dialects/postgresql/postgresql_traits.h"

#include "core/dialects/postgresql/expression_rules.h"

namespace relata::postgresql {
namespace {

// Every key word but the unreserved ones of appendix C, versions 11 to 18: those that the server's own
// quote_identifier() quotes.
const std::unordered_set<std::string>& reservedWords()
{
    static const std::unordered_set<std::string> words = {"all", "analyse", "analyze", "and", "any", "array",
        "as", "asc", "asymmetric", "authorization", "between", "bigint", "binary", "bit", "boolean", "both",
        "case", "cast", "char", "character", "check", "coalesce", "collate", "collation", "column",
        "concurrently", "constraint", "create", "cross", "current_catalog", "current_date", "current_role",
        "current_schema", "current_time", "current_timestamp", "current_user", "dec", "decimal", "default",
        "deferrable", "desc", "distinct", "do", "else", "end", "except", "exists", "extract", "false",
        "fetch", "float", "for", "foreign", "freeze", "from", "full", "grant", "greatest", "group",
        "grouping", "having", "ilike", "in", "initially", "inner", "inout", "int", "integer", "intersect",
        "interval", "into", "is", "isnull", "join", "json", "json_array", "json_arrayagg", "json_exists",
        "json_object", "json_objectagg", "json_query", "json_scalar", "json_serialize", "json_table",
        "json_value", "lateral", "leading", "least", "left", "like", "limit", "localtime", "localtimestamp",
        "merge_action", "national", "natural", "nchar", "none", "normalize", "not", "notnull", "null",
        "nullif", "numeric", "offset", "on", "only", "or", "order", "out", "outer", "overlaps", "overlay",
        "placing", "position", "precision", "primary", "real", "references", "returning", "right", "row",
        "select", "session_user", "setof", "similar", "smallint", "some", "substring", "symmetric",
        "system_user", "table", "tablesample", "then", "time", "timestamp", "to", "trailing", "treat", "trim",
        "true", "union", "unique", "user", "using", "values", "varchar", "variadic", "verbose", "when",
        "where", "window", "with", "xmlattributes", "xmlconcat", "xmlelement", "xmlexists", "xmlforest",
        "xmlnamespaces", "xmlparse", "xmlpi", "xmlroot", "xmlserialize", "xmltable"};
    return words;
}

DialectTraits makeTraits()
{
    DialectTraits traits;
    traits.name = "postgresql";
    traits.displayName = "PostgreSQL";
    traits.family = "postgresql";
    traits.version = "15";
    traits.maxIdentifierLength = 63;
    traits.identifierLengthInBytes = true;
    traits.caseFolding = CaseFolding::Lower;
    traits.reservedWords = &reservedWords();
    traits.defaultSchema = "public";
    traits.paramStyle = ParamStyle::Numbered;
    traits.supportsSchemas = true;
    traits.supportsSequences = true;
    traits.supportsNamedEnums = true;
    traits.supportsDomains = true;
    traits.supportsBoolean = true;
    traits.supportsArrays = true;
    traits.supportsJson = true;
    traits.supportsUuid = true;
    traits.supportsIntervals = true;
    traits.supportsTimezone = true;
    traits.supportsIdentity = true;
    traits.supportsComputedStored = true; // 12 and newer
    traits.supportsComputedVirtual = false; // 18 and newer: others' virtual columns become stored ones
    traits.supportsChecks = true;
    traits.supportsDeferrable = true;
    traits.supportsOnUpdateAction = true;
    traits.supportsPartialIndexes = true;
    traits.supportsExpressionIndexes = true;
    traits.supportsIncludeColumns = true;
    traits.supportsNullsOrder = true;
    traits.supportsNullsNotDistinct = true; // 15 and newer
    traits.supportsMaterializedViews = true;
    traits.supportsCommentOn = true;
    traits.supportsIfNotExists = true;
    traits.supportsIfExists = true;
    traits.transactionalDdl = true;
    traits.binaryLiteral = BinaryLiteral::ByteaHex;
    traits.supportsRowValues = true;
    traits.nullsSortHigh = true;
    traits.maxVarcharLength = 10485760;
    traits.maxNumericPrecision = 1000;
    traits.maxNumericScale = 1000;
    traits.supportsBitStrings = true;
    traits.supportsMoney = true;
    traits.supportsXml = true;
    traits.supportsMatchFull = true;
    traits.nextValue = "nextval('{0}')";
    traits.expressions = &expressionRules();
    return traits;
}

} // namespace

const DialectTraits& traits()
{
    static const DialectTraits instance = makeTraits();
    return instance;
}

} // namespace relata::postgresql
