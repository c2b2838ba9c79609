#include "core/drivers/libmariadb/statement_cache.h"

namespace relata::libmariadb {
namespace {

constexpr std::size_t keptStatements = 32;
// Texts with thousands of placeholders are rarely sent twice and dear to keep.
constexpr std::size_t longestText = 1u << 20;

} // namespace

std::string StatementCache::keyOf(const MYSQL* connection, const std::string& sql)
{
    // The server tells of each USE (session_track_schema), and the library keeps the name.
    std::string key = connection->db ? connection->db : "";
    key += '\0';
    return key + sql;
}

MYSQL_STMT* StatementCache::take(const std::string& key)
{
    auto found = m_index.find(key);
    if (found == m_index.end())
        return nullptr;
    MYSQL_STMT* statement = found->second->statement;
    m_entries.erase(found->second);
    m_index.erase(found);
    return statement;
}

void StatementCache::keep(const std::string& key, MYSQL_STMT* statement)
{
    if (m_index.contains(key) || key.size() > longestText) {
        mysql_stmt_close(statement);
        return;
    }
    m_entries.push_front({key, statement});
    m_index[key] = m_entries.begin();
    if (m_entries.size() > keptStatements) {
        mysql_stmt_close(m_entries.back().statement);
        m_index.erase(m_entries.back().key);
        m_entries.pop_back();
    }
}

void StatementCache::clear()
{
    for (const Entry& entry : m_entries)
        mysql_stmt_close(entry.statement);
    m_entries.clear();
    m_index.clear();
}

} // namespace relata::libmariadb
