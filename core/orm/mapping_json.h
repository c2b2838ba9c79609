// Mapped classes as JSON, the form in which a model file keeps them:
//
//     {
//       "classes": [
//         {
//           "name": "Author",
//           "table": "authors",
//           "relationships": [{"name": "books", "target": "Book", "back_populates": "author"}]
//         }
//       ]
//     }
//
// Names of fields are SQLAlchemy's where it has the thing. What has its default value is left out, so files
// are short and two equal models have equal text; lists keep their order. Fields that are not known here (of
// a later version, or of another program) are kept by every object and written again behind its own.
#pragma once

#include "core/orm/class_mapping.h"

namespace relata {

// Indented by two spaces, "\n" between lines and at the end. Errors (Argument): a name that is no UTF-8.
Result<std::string> mappingsToJson(const ModelMappings& mappings);
// Errors (Argument) name the place: "classes[2].relationships[0].lazy: ...", or line and column where the
// text is no JSON. What the mappings mean is checked by MapperRegistry::configure().
Result<ModelMappings> mappingsFromJson(std::string_view text);

} // namespace relata
