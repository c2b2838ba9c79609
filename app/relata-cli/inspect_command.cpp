#include "app/relata-cli/command.h"
#include "app/relata-cli/inspect_json.h"
#include "app/relata-cli/output.h"
#include "app/relata-cli/source.h"
#include "core/engine/registry.h"
#include "core/sql/type_compiler.h"
#include "core/util/strings.h"

#include <fmt/format.h>

namespace relata::cli {
namespace {

struct Options
{
    std::string source;
    std::vector<std::string> schemas;
    bool json = false;
    std::string out;
};

std::string columnLine(const Table& table, const Column& column, const SqlDialect& dialect)
{
    std::string line = "    " + column.name;
    std::string type = dialect.typeCompiler().compile(column.type);
    if (!type.empty())
        line += "  " + type;
    if (table.isPrimaryKey(column.name))
        line += "  primary key";
    if (!column.nullable)
        line += "  not null";
    if (column.identity || column.autoincrement == Autoincrement::Yes)
        line += "  autoincrement";
    if (column.computed)
        line += "  = " + column.computed->expression.text;
    if (column.serverDefault)
        line += "  default " + column.serverDefault->text;
    return line + "\n";
}

std::string tableTree(const Table& table, const SqlDialect& dialect)
{
    std::string text = "  table " + table.name + "\n";
    for (const Column& column : table.columns)
        text += columnLine(table, column, dialect);
    for (const ForeignKeyConstraint& key : table.foreignKeys) {
        std::string schema = key.referredSchema.empty() ? "" : key.referredSchema + ".";
        text += fmt::format("    foreign key ({}) -> {}{} ({})\n", join(key.columns, ", "), schema,
            key.referredTable, join(key.referredColumns, ", "));
    }
    for (const UniqueConstraint& unique : table.uniqueConstraints)
        text += fmt::format("    unique ({})\n", join(unique.columns, ", "));
    for (const CheckConstraint& check : table.checkConstraints)
        text += fmt::format("    check {}\n", check.expression.text);
    for (const Index& index : table.indexes) {
        std::vector<std::string> elements;
        for (const IndexElement& element : index.elements)
            elements.push_back(element.column.empty() ? element.expression.text : element.column);
        text += fmt::format(
            "    {}index {} ({})\n", index.unique ? "unique " : "", index.name, join(elements, ", "));
    }
    for (const Trigger& trigger : table.triggers)
        text += fmt::format("    trigger {}\n", trigger.name);
    return text;
}

std::string tree(const MetaData& metadata, const SqlDialect& dialect)
{
    std::string text = fmt::format("{} {}\n", dialect.traits().displayName, metadata.serverVersion);
    std::vector<std::string> schemas = metadata.schemas;
    if (schemas.empty())
        schemas.emplace_back();
    for (const std::string& schema : schemas) {
        text += fmt::format("schema {}\n", schema.empty() ? metadata.defaultSchema : schema);
        for (const TablePtr& table : metadata.tables()) {
            if (table->schema == schema)
                text += tableTree(*table, dialect);
        }
        for (const ViewPtr& view : metadata.views()) {
            if (view->schema != schema)
                continue;
            text += fmt::format("  {}view {}\n", view->materialized ? "materialized " : "", view->name);
            for (const Column& column : view->columns)
                text += columnLine(Table(), column, dialect);
        }
        for (const Sequence& sequence : metadata.sequences) {
            if (sequence.schema == schema)
                text += fmt::format("  sequence {}\n", sequence.name);
        }
        for (const EnumType& type : metadata.enums) {
            if (type.schema == schema)
                text += fmt::format("  enum {} ({})\n", type.name, join(type.values, ", "));
        }
        for (const Domain& domain : metadata.domains) {
            if (domain.schema == schema)
                text += fmt::format(
                    "  domain {}  {}\n", domain.name, dialect.typeCompiler().compile(domain.type));
        }
    }
    return text;
}

} // namespace

void addInspectCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("inspect", "Reflect a database: a readable tree, or JSON");
    command->add_option("SOURCE", options->source, "Database URL or path of a SQLite file")->required();
    command->add_option("--schema", options->schemas, "Only this schema (may be given again)")
        ->allow_extra_args(false);
    command->add_flag("--json", options->json, "JSON with the field names of SQLAlchemy's Inspector");
    command->add_option("--out", options->out, "Write to this file instead of stdout");
    command->callback([options, &invocation] {
        invocation.body = [options, &invocation] {
            MetaData metadata = reflectSource(options->source, options->schemas, invocation.stop);
            const Dialect& dialect = relata::dialect(metadata.dialect);
            Output::writeAll(
                options->out, options->json ? inspectJson(metadata, dialect) : tree(metadata, dialect));
            return exitDone;
        };
    });
}

} // namespace relata::cli
