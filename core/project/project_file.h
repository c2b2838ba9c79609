// Model files (*.relata):
//
//     {
//       "format": "relata model",
//       "version": 1,
//       "metadata": {"dialect": "postgresql", "tables": [{"id": 71, "name": "authors", ...}], ...},
//       "mappings": {"classes": [{"name": "Author", "table": "authors", ...}]}
//     }
//
// JSON with one field a line and texts of several lines as lists, in a fixed order, so that equal models have
// equal bytes and a change is a change of few lines. Fields that this version does not know (of a later
// version that did not need another number, or of another program) are kept and written behind the known
// ones; inside of expressions ({"dialect", "text"}) they are refused. A file of a higher `version` is
// refused: a change that older programs would misread takes the next number, and readers upgrade what is
// older.
#pragma once

#include "core/project/project.h"
#include "core/util/result.h"

#include <string>
#include <string_view>

namespace relata {

// Ends with a newline. Errors (Argument): a name or a text that is not valid UTF-8.
Result<std::string> projectToJson(const Project& project);
// Errors (File) name the place: "metadata.tables[2].columns[0].type.kind: ...", or line and column where the
// text is no JSON.
Result<Project> projectFromJson(std::string_view text);

// Errors (File): it is not there, not readable, or what projectFromJson() says; with the path.
Result<Project> loadProject(const std::string& path);
// Writes a temporary file beside it, flushes it to disk and renames it: until all of that has worked, the old
// file stays as it was. Only what can be read again is written. A symbolic link stays one. Errors (File):
// the folder is missing or not writable, the disk is full.
Result<void> saveProject(const Project& project, const std::string& path);

} // namespace relata
