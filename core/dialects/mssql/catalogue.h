// The catalogue queries of SQL Server 2016 and newer. Each takes one parameter, the schema's name, unless it
// says otherwise. Types that ODBC drivers hand over in their own ways (sql_variant, datetime) are cast to
// text.
//
// Source: Transact-SQL reference, "System Catalog Views".
#pragma once

#include <string>

namespace relata::mssql::catalogue {

std::string session(); // no parameter: product version, default schema, the database's collation
std::string schemaNames(); // no parameter
std::string tables();
std::string columns(); // of tables and views
std::string indexes(); // with those of constraints; a row a column
std::string foreignKeys(); // a row a column
std::string checks();
std::string notForReplication(); // identities, foreign keys and checks that leave replication alone
std::string fileGroups(); // of tables and indexes, and of tables' large values
std::string views();
std::string viewNeeds(); // which tables and views a view reads
std::string sequences();
std::string synonyms();
std::string triggers();
std::string routines();
std::string aliasTypes();
std::string partitionFunctions(); // no parameter; a row a boundary
std::string partitionSchemes(); // no parameter; a row a file group

} // namespace relata::mssql::catalogue
