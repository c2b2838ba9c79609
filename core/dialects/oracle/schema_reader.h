#pragma once

#include "core/engine/connection.h"
#include "core/engine/inspector.h"

#include <map>
#include <set>
#include <unordered_map>

namespace relata::oracle {

// Reads one owner's objects into a MetaData. Objects whose details cannot be read become notes.
class SchemaReader
{
public:
    // `owner` as the dictionary names it; `modelSchema` as the MetaData does ("" for the default one).
    SchemaReader(Connection& connection, std::string owner, std::string modelSchema,
        const ReflectOptions& options, MetaData& metadata);
    void read();

private:
    using Row = std::vector<Value>;
    std::vector<Row> rows(const char* what, const std::string& sql);
    void readTables();
    void readColumns();
    void readConstraints();
    void readForeignKeys();
    void readIndexes();
    void readPartitions();
    struct Subpartitions
    {
        std::unordered_map<std::string, std::string> kinds; // by table: "HASH"
        std::unordered_map<std::string, std::vector<std::string>> columns; // by table
        std::map<std::pair<std::string, std::string>, std::vector<std::string>> parts; // by partition
    };
    Subpartitions readSubpartitions();
    std::string referenceKey(Table& table, const std::string& tableName, const Value& constraint);
    std::string unsorted(const std::string& tableName, const std::string& expression);
    static std::string boundOf(const std::string& how, const std::string& bound);
    void readViews();
    void readSequences();
    void readSynonyms();
    void readTriggers();
    void readSources();
    Column columnOf(const Row& row);
    void addConstraint(Table& table, const std::vector<Row>& all, std::size_t first, std::size_t next);
    void readIdentity(Column& column, const std::string& generation, const std::string& options);
    std::string name(const Value& value); // as the model has it
    std::string schemaOf(const Value& owner); // as a foreign key's or a view's need names it
    SqlText sqlText(std::string text) const { return {std::move(text), "oracle"}; }
    void carry(std::string name, std::string kind, CarriedObject::Phase phase, std::string definition,
        std::string drop);
    void note(const std::string& object, std::string message);
    Table* tableNamed(const std::string& dictionaryName);
    View* viewNamed(const std::string& dictionaryName);

    Connection& m_connection;
    IdentifierPreparer m_identifiers;
    std::string m_owner;
    std::string m_modelSchema;
    const ReflectOptions& m_options;
    MetaData& m_metadata;
    std::vector<Table> m_tables;
    std::vector<View> m_views;
    std::unordered_map<std::string, std::size_t> m_tableIndex; // by the dictionary's names
    std::unordered_map<std::string, std::size_t> m_viewIndex;
    std::set<std::string> m_lowerNames; // that a note was made of
    // The places of foreign keys that the server named, by the names of table and constraint.
    std::map<std::pair<std::string, std::string>, std::size_t> m_generatedKeys;
    std::set<std::string> m_constraintIndexes; // that a constraint brings with it
    int m_step = 0;
};

} // namespace relata::oracle
