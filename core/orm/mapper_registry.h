// The mapped classes of a model. Configuration checks everything that can be checked without a database and
// says what is wrong in words that name the class, the attribute and the way out.
//
//     ModelMappings mappings;
//     mappings.classes.push_back({.className = "Author", .table = {"", "authors"}});
//     MapperRegistry models = MapperRegistry::configure(metadata, mappings).value();
//
// Immutable, cheap to copy, usable from many threads.
#pragma once

#include "core/orm/mapper.h"
#include "core/schema/metadata.h"

namespace relata {

class MapperRegistry
{
public:
    MapperRegistry() = default; // no classes
    // Errors (Argument): the first thing that is wrong.
    static Result<MapperRegistry> configure(MetaData metadata, ModelMappings mappings);

    const MetaData& metadata() const { return m_data->metadata; }
    const ModelMappings& mappings() const { return m_data->mappings; }
    // What works but is probably not meant: overlapping relationships, delete-orphan without delete ...
    const std::vector<std::string>& warnings() const { return m_data->warnings; }
    const std::vector<std::unique_ptr<Mapper>>& mappers() const { return m_data->mappers; }
    const Mapper* find(std::string_view className) const; // nullptr if absent
    const Mapper& mapper(std::string_view className) const; // throws DatabaseError (Argument)
    // Base tables before those that refer to them; the order in which classes are saved where nothing else
    // decides. By Mapper::number.
    const std::vector<int>& saveOrder() const { return m_data->saveOrder; }

private:
    friend class RegistryBuilder;
    struct Data
    {
        MetaData metadata;
        ModelMappings mappings;
        std::vector<std::unique_ptr<Mapper>> mappers;
        std::unordered_map<std::string, const Mapper*> byName;
        std::vector<std::string> warnings;
        std::vector<int> saveOrder;
    };
    std::shared_ptr<const Data> m_data = std::make_shared<Data>();
};

} // namespace relata
