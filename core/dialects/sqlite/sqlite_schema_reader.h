// Reads one attached database into a MetaData: the inspector's work, apart so that its state ends with it.
#pragma once

#include "core/engine/connection.h"
#include "core/engine/inspector.h"
#include "core/parse/sqlite_schema_parser.h"

#include <map>
#include <unordered_map>

namespace relata::sqlite {

class SchemaReader
{
public:
    // `database`: the name that it is attached as ("main"). `schema`: what its objects carry ("" for main).
    SchemaReader(Connection& connection, std::string database, std::string schema, std::stop_token stop,
        MetaData& result);

    void read();

private:
    struct Row
    {
        std::string type;
        std::string name;
        std::string table;
        std::string sql;
        bool hasSql = false;
    };

    std::vector<Row> readRows();
    std::vector<Row> fetchRows();
    void addTable(const Row& row);
    void addIndex(const Row& row);
    void addView(const Row& row);
    void addTrigger(const Row& row);
    void readByPragmas(Table& table, const Row& row);
    void markShadowTables();
    void readDerivedColumns();
    void readDerivedColumns(const std::string& sql, std::span<const Value> parameters);
    void readEstimates();
    void settleTable(Table& table);
    void settleForeignKeys(Table& table);
    void findDependencies();
    void note(const std::string& object, std::string message);
    Table* findTable(const std::string& name);
    View* findView(const std::string& name);
    CursorResult execute(const std::string& sql, std::span<const Value> parameters = {});
    std::string quoted(const std::string& name) const;

    Connection& m_connection;
    std::string m_database;
    std::string m_schema;
    std::stop_token m_stop;
    MetaData& m_result;
    std::vector<Table> m_tables;
    std::vector<View> m_views;
    // By lower-case name, as SQLite compares.
    std::unordered_map<std::string, std::size_t> m_tableIndex;
    std::unordered_map<std::string, std::size_t> m_viewIndex;
    bool m_hasEstimates = false;
    bool m_hasDerivedColumns = false;
};

} // namespace relata::sqlite
