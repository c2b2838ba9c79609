#include "core/project/merge_models.h"

#include "core/migrations/apply_to_model.h"
#include "core/orm/json_fields.h"
#include "core/project/json_merge.h"
#include "core/project/project_file.h"

#include <algorithm>
#include <map>

namespace relata {
namespace {

Result<Project> loaded(std::string_view text, const char* which)
{
    Result<Project> project = projectFromJson(text);
    if (!project)
        project.error().message =
            std::string("The ") + which + " cannot be merged. " + project.error().message;
    return project;
}

std::map<ObjectId, const Table*> tablesById(const MetaData& metadata)
{
    std::map<ObjectId, const Table*> tables;
    for (const TablePtr& table : metadata.tables())
        tables[table->id] = table.get();
    return tables;
}

// Mappings name tables and columns.
void renameIn(ModelMappings& mappings, const TableName& table, const std::string& from, const std::string& to)
{
    for (ClassMapping& mapping : mappings.classes) {
        if (mapping.table != table)
            continue;
        for (ColumnMapping& column : mapping.columns) {
            if (column.column == from)
                column.column = to;
        }
        std::replace(mapping.excludedColumns.begin(), mapping.excludedColumns.end(), from, to);
        std::replace(mapping.primaryKey.begin(), mapping.primaryKey.end(), from, to);
        for (std::string* column : {&mapping.discriminator, &mapping.versionColumn}) {
            if (*column == from)
                *column = to;
        }
    }
}

void renameIn(ModelMappings& mappings, const TableName& from, const TableName& to)
{
    for (ClassMapping& mapping : mappings.classes) {
        if (mapping.table == from)
            mapping.table = to;
        for (RelationshipMapping& relationship : mapping.relationships) {
            if (relationship.secondary == from)
                relationship.secondary = to;
        }
    }
}

// What `from` -> `to` renamed is renamed in `project`, where it still has its former name: in the keys that
// another branch has added, too. Only where the names of `agreed` are those, or the object is not there: what
// two branches name differently is asked about.
void followRenames(const MetaData& from, const MetaData& to, Project& project, const MetaData& agreed)
{
    const auto now = tablesById(to);
    for (const TablePtr& before : from.tables()) {
        const auto after = now.find(before->id);
        if (after == now.end())
            continue;
        const auto present = tablesById(project.metadata);
        const auto here = present.find(before->id);
        if (here == present.end())
            continue;
        const auto agreedTables = tablesById(agreed);
        const auto other = agreedTables.find(before->id);
        const auto columnAgrees = [&](const Column& column) {
            const auto sameId = [&](const Column& candidate) { return candidate.id == column.id; };
            if (other == agreedTables.end())
                return true;
            const std::vector<Column>& columns = other->second->columns;
            const auto found = std::find_if(columns.begin(), columns.end(), sameId);
            return found == columns.end() || found->name == column.name;
        };
        const TableName name = TableName::of(*here->second);
        for (const Column& column : before->columns) {
            const auto sameId = [&](const Column& other) { return other.id == column.id; };
            const Table& renamed = *after->second;
            const auto next = std::find_if(renamed.columns.begin(), renamed.columns.end(), sameId);
            const Column* current =
                project.metadata.findTable(name.schema, name.name)->findColumn(column.name);
            if (next == renamed.columns.end() || next->name == column.name || !current
                || current->id != column.id || !columnAgrees(*next))
                continue;
            applyTo(project.metadata, RenameColumn{name, column.name, next->name});
            renameIn(project.mappings, name, column.name, next->name);
        }
        const TableName wanted = TableName::of(*after->second);
        const bool tableAgrees = other == agreedTables.end() || TableName::of(*other->second) == wanted;
        if (TableName::of(*before) == name && wanted != name && tableAgrees
            && !project.metadata.findTable(wanted.schema, wanted.name)) {
            applyTo(project.metadata, RenameTable{name, wanted});
            renameIn(project.mappings, name, wanted);
        }
    }
}

// As this program writes it: with ids, in its order.
Result<json::Json> canonical(const Project& project)
{
    return projectToJson(project).map([](const std::string& text) { return json::Json::parse(text); });
}

} // namespace

Result<MergedModel> mergeModels(std::string_view base, std::string_view ours, std::string_view theirs)
{
    Result<Project> own = loaded(ours, "version of this branch");
    if (!own)
        return fail(own.error());
    Result<Project> other = loaded(theirs, "version of the other branch");
    if (!other)
        return fail(other.error());
    Result<json::Json> common = json::Json::object();
    if (!base.empty()) {
        Result<Project> former = loaded(base, "version that both branches come from");
        if (!former)
            return fail(former.error());
        const MetaData start = former->metadata, mine = own->metadata, yours = other->metadata;
        followRenames(start, mine, *other, mine);
        followRenames(start, yours, *own, yours);
        followRenames(start, mine, *former, other->metadata);
        followRenames(start, yours, *former, own->metadata);
        common = canonical(*former);
    }
    Result<json::Json> left = canonical(*own), right = canonical(*other);
    for (const Result<json::Json>* tree : {&common, &left, &right}) {
        if (!*tree)
            return fail(tree->error());
    }
    const json::Merged merged = json::merge(*common, *left, *right);
    MergedModel result{merged.text(), merged.conflictPlaces()};
    if (!result.conflicts.empty())
        return result;
    if (Result<Project> whole = projectFromJson(result.text); !whole) {
        Error error = whole.error();
        error.kind = ErrorKind::Argument;
        error.message = "Each version can be read, but not what they make together. " + error.message;
        return fail(std::move(error));
    }
    return result;
}

} // namespace relata
