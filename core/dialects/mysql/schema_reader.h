#pragma once

#include "core/dialects/mysql/show_create.h"
#include "core/engine/connection.h"
#include "core/engine/inspector.h"

#include <functional>
#include <map>
#include <optional>

namespace relata::mysql {

// Reads one database into a MetaData. Objects whose details cannot be read become notes.
class SchemaReader
{
public:
    // `database` as the server names it; `schema` as the MetaData does ("" for the default one).
    SchemaReader(Connection& connection, std::string database, std::string schema, bool isMariaDb,
        const ReflectOptions& options);
    void readInto(MetaData& metadata);

private:
    using Row = std::vector<Value>;
    std::vector<Row> rows(const char* what, const std::string& sql);
    void forEachRow(const char* what, const std::string& sql,
        const std::function<void(const RowChunk&, std::size_t)>& take);
    void noteFailure(
        const char* what, const DatabaseError& failure); // in its handler: rethrows what ends all
    void readTables();
    void readColumns();
    void readFromDefinitions();
    Table* tableToAskFor(const std::string& name);
    void readIndexes();
    void readForeignKeys();
    void dropIndexesOfForeignKeys();
    void readChecks();
    void readCreateOptions(Table& table, const std::string& text, const std::string& rowFormat);
    void tellProgress(const char* what) const;
    std::vector<std::string> showCreate(const char* kind, const std::vector<std::string>& names);
    std::vector<Row> ask(const std::string& sql);
    void readShowCreate();
    std::string withMode(const Value& mode, std::string statement);
    bool isInMemory(const std::string& tableName);
    std::vector<std::string> tablesIn(const std::string& text, const std::string& view) const;
    void readAlgorithms();
    void addFacts(Table& table, const ShowCreateFacts& facts);
    void addKeyFacts(const std::string& tableName, Index& index) const;
    void readTriggers();
    void readViews(MetaData& metadata);
    void readRoutines(MetaData& metadata);
    void readEvents(MetaData& metadata);
    void readSequences(MetaData& metadata);
    void addIndex(Table& table, Index index, bool isPrimary);
    void foldJsonChecks(Table& table);
    std::string withoutDatabase(const std::string& text) const;
    static std::string quotedLiteral(std::string_view text);
    SqlText sqlText(std::string text) const;
    Table* tableNamed(const std::string& name);
    bool isKnown(const std::string& name) const; // a table or a view
    View* viewNamed(const std::string& name);

    Connection& m_connection;
    std::string m_database;
    std::string m_schema;
    bool m_isMariaDb;
    const ReflectOptions& m_options;
    std::string m_dialect;
    std::vector<Table> m_tables;
    std::vector<View> m_views;
    std::map<std::string, std::size_t> m_tableIndex;
    std::map<std::string, std::size_t> m_viewIndex;
    std::map<std::string, ShowCreateFacts> m_facts; // by the table's name
    bool m_asksForKeys = true; // whether a table's keys are to be had from the catalogue alone
    std::vector<std::string> m_sequences;
    std::optional<std::string> m_serverMode;
    std::vector<ReflectionNote> m_notes;
};

} // namespace relata::mysql
