#include "core/orm/mapper_registry.h"

#include "core/orm/registry_builder.h"
#include "core/util/strings.h"

namespace relata {

const Mapper* MapperRegistry::find(std::string_view className) const
{
    auto found = m_data->byName.find(std::string(className));
    return found == m_data->byName.end() ? nullptr : found->second;
}

const Mapper& MapperRegistry::mapper(std::string_view className) const
{
    if (const Mapper* mapper = find(className))
        return *mapper;
    std::vector<std::string> known;
    for (const auto& mapper : mappers())
        known.push_back(mapper->className);
    Error error;
    error.kind = ErrorKind::Argument;
    error.message = "There is no mapped class “" + std::string(className) + "”.";
    error.hint = known.empty() ? "No class is mapped." : "There are " + join(known, ", ") + ".";
    raise(std::move(error));
}

Result<MapperRegistry> MapperRegistry::configure(MetaData metadata, ModelMappings mappings)
{
    RegistryBuilder builder(std::move(metadata), std::move(mappings));
    return builder.build();
}

} // namespace relata
