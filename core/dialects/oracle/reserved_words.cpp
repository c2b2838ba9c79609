#include "core/dialects/oracle/reserved_words.h"

namespace relata::oracle {

// Oracle Database SQL Language Reference, "Oracle SQL Reserved Words", and those that SQLAlchemy quotes.
const std::unordered_set<std::string>& reservedWords()
{
    static const std::unordered_set<std::string> words = {"access", "add", "all", "alter", "and", "any", "as",
        "asc", "audit", "between", "by", "char", "check", "cluster", "column", "column_value", "comment",
        "compress", "connect", "create", "current", "date", "decimal", "default", "delete", "desc",
        "distinct", "drop", "else", "exclusive", "exists", "file", "float", "for", "from", "grant", "group",
        "having", "identified", "immediate", "in", "increment", "index", "initial", "insert", "integer",
        "intersect", "into", "is", "level", "like", "lock", "long", "maxextents", "minus", "mlslabel", "mode",
        "modify", "nested_table_id", "noaudit", "nocompress", "not", "nowait", "null", "number", "of",
        "offline", "on", "online", "option", "or", "order", "pctfree", "prior", "privileges", "public", "raw",
        "rename", "resource", "revoke", "row", "rowid", "rowlabel", "rownum", "rows", "select", "session",
        "set", "share", "size", "smallint", "start", "successful", "synonym", "sysdate", "table", "then",
        "to", "trigger", "uid", "union", "unique", "update", "user", "validate", "values", "varchar",
        "varchar2", "view", "whenever", "where", "with"};
    return words;
}

} // namespace relata::oracle
