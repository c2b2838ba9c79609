// What each dialect's tokens look like.
#include "core/parse/tokenizer.h"
#include "core/util/strings.h"

namespace relata {
namespace {

LexicalRules sqliteRules()
{
    LexicalRules rules;
    rules.backtickIdentifiers = true;
    rules.bracketIdentifiers = true;
    rules.openCommentsEnd = true;
    rules.questionParameters = true;
    rules.colonParameters = true;
    rules.atParameters = true;
    rules.dollarNameParameters = true;
    return rules;
}

LexicalRules postgresqlRules()
{
    LexicalRules rules;
    rules.escapeStrings = true;
    rules.unicodeQuotes = true;
    rules.nationalStrings = true;
    rules.bitStrings = true;
    rules.dollarQuotes = true;
    rules.nestedComments = true;
    rules.operatorRuns = true;
    rules.dollarNumberParameters = true;
    return rules;
}

LexicalRules mysqlRules()
{
    LexicalRules rules;
    rules.backtickIdentifiers = true;
    rules.doubleQuotedStrings = true;
    rules.backslashEscapes = true;
    rules.nationalStrings = true;
    rules.bitStrings = true;
    rules.hashComments = true;
    rules.dashesNeedBlank = true;
    rules.questionParameters = true;
    rules.atParameters = true;
    rules.identifierStart = "_$";
    return rules;
}

LexicalRules oracleRules()
{
    LexicalRules rules;
    rules.nationalStrings = true;
    rules.alternativeQuotes = true;
    rules.colonParameters = true;
    rules.identifierStart = "";
    rules.identifierPart = "_$#";
    return rules;
}

LexicalRules mssqlRules()
{
    LexicalRules rules;
    rules.bracketIdentifiers = true;
    rules.bracketsDouble = true;
    rules.nationalStrings = true;
    rules.nestedComments = true;
    rules.questionParameters = true;
    rules.atParameters = true;
    rules.identifierStart = "_#";
    rules.identifierPart = "_$#@";
    return rules;
}

} // namespace

const LexicalRules& LexicalRules::sqlite()
{
    static const LexicalRules rules = sqliteRules();
    return rules;
}
const LexicalRules& LexicalRules::postgresql()
{
    static const LexicalRules rules = postgresqlRules();
    return rules;
}
const LexicalRules& LexicalRules::mysql()
{
    static const LexicalRules rules = mysqlRules();
    return rules;
}
const LexicalRules& LexicalRules::oracle()
{
    static const LexicalRules rules = oracleRules();
    return rules;
}
const LexicalRules& LexicalRules::mssql()
{
    static const LexicalRules rules = mssqlRules();
    return rules;
}
const LexicalRules& LexicalRules::standard()
{
    static const LexicalRules rules;
    return rules;
}

const LexicalRules& LexicalRules::of(std::string_view dialect)
{
    if (dialect == "sqlite")
        return sqlite();
    if (dialect == "postgresql")
        return postgresql();
    if (dialect == "mysql" || dialect == "mariadb")
        return mysql();
    if (dialect == "oracle")
        return oracle();
    if (dialect == "mssql")
        return mssql();
    return standard();
}

} // namespace relata
