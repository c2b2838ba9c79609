#include "core/schema/schema_translate_map.h"

#include <algorithm>

namespace relata {
namespace {

class Translation
{
public:
    Translation(const MetaData& metadata, const SchemaTranslateMap& map)
        : m_metadata(metadata), m_map(map) { }

    void apply(std::string& schema) const { schema = translatedSchema(m_map, schema); }

    void apply(SqlType& type) const
    {
        if (!type.name.empty())
            apply(type.schema);
        if (type.element) {
            SqlType element = *type.element;
            apply(element);
            type.element = std::make_shared<const SqlType>(std::move(element));
        }
        // The native spelling of a named type holds its schema.
        if (!type.name.empty())
            type.native.reset();
    }

    void apply(Table& table) const
    {
        std::string old = table.schema;
        apply(table.schema);
        for (Column& column : table.columns)
            apply(column.type);
        for (ForeignKeyConstraint& key : table.foreignKeys) {
            if (key.referredSchema.empty())
                continue; // goes with its table
            std::string referred = translatedSchema(
                m_map, key.referredSchema == m_metadata.defaultSchema ? std::string() : key.referredSchema);
            if (referred == table.schema)
                key.referredSchema.clear();
            else
                key.referredSchema = referred.empty() ? m_metadata.defaultSchema : referred;
        }
    }

private:
    const MetaData& m_metadata;
    const SchemaTranslateMap& m_map;
};

} // namespace

const std::string& translatedSchema(const SchemaTranslateMap& map, const std::string& schema)
{
    auto found = map.find(schema);
    return found == map.end() ? schema : found->second;
}

MetaData translated(const MetaData& metadata, const SchemaTranslateMap& map)
{
    if (map.empty())
        return metadata;
    Translation translation(metadata, map);
    MetaData result = metadata.withoutTablesAndViews();
    result.schemas.clear();
    for (std::string schema : metadata.schemas) {
        translation.apply(schema);
        if (std::find(result.schemas.begin(), result.schemas.end(), schema) == result.schemas.end())
            result.schemas.push_back(schema);
    }
    for (Sequence& sequence : result.sequences)
        translation.apply(sequence.schema);
    for (EnumType& type : result.enums)
        translation.apply(type.schema);
    for (Domain& domain : result.domains) {
        translation.apply(domain.schema);
        translation.apply(domain.type);
    }
    for (CarriedObject& object : result.carried)
        translation.apply(object.schema);
    for (const TablePtr& original : metadata.tables()) {
        Table table = *original;
        translation.apply(table);
        result.addTable(std::move(table));
    }
    for (const ViewPtr& original : metadata.views()) {
        View view = *original;
        translation.apply(view.schema);
        for (Column& column : view.columns)
            translation.apply(column.type);
        result.addView(std::move(view));
    }
    return result;
}

} // namespace relata
