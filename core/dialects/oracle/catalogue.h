// The catalogue queries of Oracle Database 12.2 and newer, over the ALL_ views. Each takes one parameter, the
// owner's name, unless it says otherwise. Columns of the type LONG stand last: drivers read them in no other
// place.
//
// Source: Oracle Database Reference, "Static Data Dictionary Views".
#pragma once

#include <string>

namespace relata::oracle::catalogue {

std::string session(); // no parameter: the current schema
std::string schemaNames(); // no parameter
std::string tables();
std::string columns(); // of tables and views
std::string constraints(); // P, U and C; a row a column
std::string foreignKeys(); // a row a column
std::string indexes(); // a row a column
std::string views();
std::string materializedViews();
std::string viewNeeds();
std::string sequences();
std::string synonyms();
std::string triggers();
std::string sources(); // functions, procedures, packages, types; a row a line
std::string partitions(); // a row a partition
std::string partitionColumns();
std::string subpartitions(); // a row a subpartition
std::string subpartitionColumns();

} // namespace relata::oracle::catalogue
