// The catalogue queries. Each takes one parameter, the database's name.
#pragma once

#include <string>

namespace relata::mysql::catalogue {

std::string schemaNames(); // no parameter
std::string tables();
std::string columns();
std::string indexes(bool isMariaDb);
std::string foreignKeys(); // the columns, in order
std::string foreignKeyRules();
std::string checks(bool isMariaDb);
std::string triggers();
std::string views(bool isMariaDb);
std::string routineNames(); // one, if there is any
std::string routines();
std::string parameters();
std::string events();

} // namespace relata::mysql::catalogue
