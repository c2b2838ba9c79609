// SQLAlchemy's schema_translate_map: the schemas of a model stand for others when its statements are written.
#pragma once

#include "core/schema/metadata.h"

#include <map>

namespace relata {

// From the model's schema to the one that is written; "" is the default schema on both sides (SQLAlchemy's
// None). Schemas that are not in it stay.
using SchemaTranslateMap = std::map<std::string, std::string, std::less<>>;

// For compilers of statements: the schema to write for a table of the model's `schema`.
const std::string& translatedSchema(const SchemaTranslateMap& map, const std::string& schema);

// For DDL: the model with every schema translated, in tables, keys, types, views and sequences. Text of
// expressions and definitions stays as it is. A key from a translated schema into the default one names
// `defaultSchema` if there is one, because an empty schema would stand for its own.
MetaData translated(const MetaData& metadata, const SchemaTranslateMap& map);

} // namespace relata
