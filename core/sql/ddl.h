// DDL as a list of statements, each with the object it is about, so that a preview can link them and a runner
// can say where it stopped.
#pragma once

#include "core/schema/metadata.h"
#include "core/schema/schema_translate_map.h"

#include <string>
#include <vector>

namespace relata {

enum class DdlObject
{
    Schema,
    Type,
    Sequence,
    Table,
    Index,
    ForeignKey,
    View,
    Trigger,
    Comment,
    Carried,
    Event, // a DdlElement of the table, or of the MetaData where there is no name
};

struct DdlStatement
{
    std::string text; // without terminator
    DdlObject object = DdlObject::Table;
    std::string schema;
    std::string name; // of the object; of the table for indexes, keys, triggers and comments
    bool alone = false; // must be a batch of its own in a script (DdlScript::aloneOpen)
};

struct DdlScript
{
    std::vector<DdlStatement> statements;
    std::string terminator = ";"; // written after each statement
    // Around statements that are `alone`, which get no terminator: "GO\n" and "\nGO" (SQL Server), "" and
    // "\n/" (Oracle), "DELIMITER $$\n" and "$$\nDELIMITER ;" (MySQL). An opening that just stood there as a
    // closing is not repeated.
    std::string aloneOpen;
    std::string aloneClose;
    std::string prologue; // comment lines or settings that a script needs (not needed when statements are
                          // executed singly)
    std::string epilogue;

    // Appends statements about one object.
    void add(
        std::vector<std::string> texts, DdlObject object, const std::string& schema, const std::string& name);

    // The whole as one script that the dialect's own client runs; ends with a newline.
    std::string script() const;
};

struct CreateOptions
{
    bool ifNotExists = false; // where the dialect can
    SchemaTranslateMap schemaTranslateMap = {};
    // Only these tables ("name" or "schema.name"), with the named types of their columns; empty = everything.
    std::vector<std::string> tables = {};
};

struct DropOptions
{
    bool ifExists = true; // where the dialect can
    SchemaTranslateMap schemaTranslateMap = {};
    std::vector<std::string> tables = {}; // only these, and nothing else; empty = everything
};

class SqlDialect;
// SQLAlchemy's MetaData.create_all / drop_all as text, in dependency order. The MetaData must be the
// dialect's own or have gone through convert(). Names that its naming convention makes are made first, then
// schemas are translated; its DDL elements and its tables' stand at their places (DdlObject::Event).
// core/engine/create_all.h does the same on a connection and looks first.
DdlScript createAll(const MetaData& metadata, const SqlDialect& dialect, const CreateOptions& options = {});
DdlScript dropAll(const MetaData& metadata, const SqlDialect& dialect, const DropOptions& options = {});
// One object alone, with its indexes, triggers and comments.
DdlScript createTable(const Table& table, const MetaData& metadata, const SqlDialect& dialect,
    const CreateOptions& options = {});
DdlScript createView(
    const View& view, const MetaData& metadata, const SqlDialect& dialect, const CreateOptions& options = {});

// What createAll() and dropAll() write: the chosen tables, with names by the convention, in the translated
// schemas. Throws DatabaseError (Argument) for a table that is not there.
MetaData preparedForDdl(const MetaData& metadata, const SqlDialect& dialect,
    const std::vector<std::string>& tables, const SchemaTranslateMap& schemaTranslateMap);

} // namespace relata
