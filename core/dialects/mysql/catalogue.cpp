#include "core/dialects/mysql/catalogue.h"

namespace relata::mysql::catalogue {

std::string schemaNames()
{
    return "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA "
           "WHERE SCHEMA_NAME NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys') ORDER BY "
           "SCHEMA_NAME";
}

std::string tables()
{
    return "SELECT TABLE_NAME, TABLE_TYPE, ENGINE, ROW_FORMAT, TABLE_ROWS, TABLE_COLLATION, CREATE_OPTIONS, "
           "TABLE_COMMENT, AUTO_INCREMENT "
           "FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME";
}

std::string columns()
{
    return "SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA, "
           "CHARACTER_SET_NAME, "
           "COLLATION_NAME, COLUMN_COMMENT, GENERATION_EXPRESSION "
           "FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME, ORDINAL_POSITION";
}

std::string indexes(bool isMariaDb)
{
    std::string expression = isMariaDb ? "NULL" : "EXPRESSION";
    std::string hidden = isMariaDb ? "IGNORED" : "IF(IS_VISIBLE = 'NO', 'YES', 'NO')";
    return "SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, COLLATION, SUB_PART, INDEX_TYPE, "
           "INDEX_COMMENT, "
        + expression + ", " + hidden
        + " FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME, INDEX_NAME, "
          "SEQ_IN_INDEX";
}

std::string foreignKeys()
{
    // Two lists joined here, not by the server: MariaDB evaluates a join of these views table by table.
    return "SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, "
           "REFERENCED_COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE "
           "WHERE TABLE_SCHEMA = ? AND REFERENCED_TABLE_NAME IS NOT NULL "
           "ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION";
}

std::string foreignKeyRules()
{
    return "SELECT TABLE_NAME, CONSTRAINT_NAME, UPDATE_RULE, DELETE_RULE FROM "
           "information_schema.REFERENTIAL_CONSTRAINTS "
           "WHERE CONSTRAINT_SCHEMA = ?";
}

std::string checks(bool isMariaDb)
{
    if (isMariaDb)
        return "SELECT TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE, LEVEL, 'YES' FROM "
               "information_schema.CHECK_CONSTRAINTS "
               "WHERE CONSTRAINT_SCHEMA = ? ORDER BY TABLE_NAME, CONSTRAINT_NAME";
    return "SELECT t.TABLE_NAME, c.CONSTRAINT_NAME, c.CHECK_CLAUSE, 'Table', t.ENFORCED "
           "FROM information_schema.CHECK_CONSTRAINTS c JOIN information_schema.TABLE_CONSTRAINTS t "
           "ON t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA AND t.CONSTRAINT_NAME = c.CONSTRAINT_NAME "
           "WHERE c.CONSTRAINT_SCHEMA = ? AND t.CONSTRAINT_TYPE = 'CHECK' ORDER BY t.TABLE_NAME, "
           "c.CONSTRAINT_NAME";
}

std::string triggers()
{
    // A trigger is in its table's database. By this name of it MariaDB looks into that one alone.
    return "SELECT EVENT_OBJECT_TABLE, TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION, ACTION_STATEMENT, "
           "SQL_MODE "
           "FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = ? "
           "ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER";
}

std::string views(bool isMariaDb)
{
    // MySQL tells the algorithm in SHOW CREATE VIEW alone: SchemaReader::readAlgorithm.
    return std::string("SELECT TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION, SECURITY_TYPE, ")
        + (isMariaDb ? "ALGORITHM" : "'UNDEFINED'")
        + " FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME";
}

std::string routineNames()
{
    return "SELECT ROUTINE_NAME FROM information_schema.ROUTINES "
           "WHERE ROUTINE_SCHEMA = ? AND ROUTINE_TYPE IN ('FUNCTION', 'PROCEDURE') LIMIT 1";
}

std::string routines()
{
    return "SELECT ROUTINE_NAME, ROUTINE_TYPE, DTD_IDENTIFIER, ROUTINE_DEFINITION, IS_DETERMINISTIC, "
           "SQL_DATA_ACCESS, "
           "SECURITY_TYPE, ROUTINE_COMMENT, SPECIFIC_NAME, CHARACTER_SET_NAME, COLLATION_NAME, "
           "DATABASE_COLLATION, SQL_MODE FROM information_schema.ROUTINES "
           "WHERE ROUTINE_SCHEMA = ? AND ROUTINE_TYPE IN ('FUNCTION', 'PROCEDURE') ORDER BY ROUTINE_TYPE, "
           "ROUTINE_NAME";
}

std::string parameters()
{
    return "SELECT SPECIFIC_NAME, ROUTINE_TYPE, PARAMETER_MODE, PARAMETER_NAME, DTD_IDENTIFIER, "
           "CHARACTER_SET_NAME, COLLATION_NAME "
           "FROM information_schema.PARAMETERS WHERE SPECIFIC_SCHEMA = ? AND ORDINAL_POSITION > 0 "
           "ORDER BY SPECIFIC_NAME, ROUTINE_TYPE, ORDINAL_POSITION";
}

std::string events()
{
    return "SELECT EVENT_NAME, EVENT_TYPE, EXECUTE_AT, INTERVAL_VALUE, INTERVAL_FIELD, STARTS, ENDS, STATUS, "
           "ON_COMPLETION, EVENT_COMMENT, EVENT_DEFINITION, SQL_MODE FROM information_schema.EVENTS "
           "WHERE EVENT_SCHEMA = ? ORDER BY EVENT_NAME";
}

} // namespace relata::mysql::catalogue
