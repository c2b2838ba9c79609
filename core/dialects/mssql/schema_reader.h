#pragma once

#include "core/engine/connection.h"
#include "core/engine/inspector.h"

#include <unordered_map>

namespace relata::mssql {

// Reads one schema into a MetaData. Objects whose details cannot be read become notes.
class SchemaReader
{
public:
    // `schema` as the server names it; `modelSchema` as the MetaData does ("" for the default one).
    SchemaReader(Connection& connection, std::string schema, std::string modelSchema,
        std::string databaseCollation, const ReflectOptions& options, MetaData& metadata);
    void read();
    // Partition functions and schemes, which belong to no schema.
    void readPartitioning();

private:
    using Row = std::vector<Value>;
    std::vector<Row> rows(const char* what, const std::string& sql, bool ofSchema = true);
    void readTables();
    void readColumns();
    void readIndexes();
    void readForeignKeys();
    void readChecks();
    void readNotForReplication();
    void readFileGroups();
    void readViews();
    void readSequences();
    void readSynonyms();
    void readTriggers();
    void readRoutines();
    void readAliasTypes();
    Column columnOf(const Row& row);
    void addIndex(Table& table, View* view, Index index, const Row& first);
    void carry(std::string name, std::string kind, CarriedObject::Phase phase, std::string definition,
        std::string drop, std::string comment);
    SqlText sqlText(std::string text) const { return {std::move(text), "mssql"}; }
    std::string qualified(const std::string& name) const;
    std::string modelName(const std::string& schema) const; // another schema as the model names it
    void note(const std::string& object, std::string message);
    Table* tableNamed(const std::string& name);
    View* viewNamed(const std::string& name);

    Connection& m_connection;
    std::string m_schema;
    std::string m_modelSchema;
    std::string m_databaseCollation;
    const ReflectOptions& m_options;
    MetaData& m_metadata;
    std::vector<Table> m_tables;
    std::vector<View> m_views;
    std::unordered_map<std::string, std::size_t> m_tableIndex;
    std::unordered_map<std::string, std::size_t> m_viewIndex;
    std::vector<Index> m_noIndexes;
    int m_step = 0;
};

} // namespace relata::mssql
