#pragma once

#include <list>
#include <mysql.h>
#include <string>
#include <unordered_map>

namespace relata::libmariadb {

// Statements that the server has prepared and nobody uses just now, by their text and the database in which
// they were prepared: USE gives a name in them another meaning. The ones used longest ago are closed.
class StatementCache
{
public:
    StatementCache() = default;
    ~StatementCache() { clear(); }
    StatementCache(const StatementCache&) = delete;
    StatementCache& operator=(const StatementCache&) = delete;

    static std::string keyOf(const MYSQL* connection, const std::string& sql);
    MYSQL_STMT* take(const std::string& key); // nullptr if there is none; the caller owns it
    void keep(const std::string& key, MYSQL_STMT* statement); // owns it from now on; executed to its end
    void clear();

private:
    struct Entry
    {
        std::string key;
        MYSQL_STMT* statement;
    };
    std::list<Entry> m_entries; // last used first
    std::unordered_map<std::string, std::list<Entry>::iterator> m_index;
};

} // namespace relata::libmariadb
