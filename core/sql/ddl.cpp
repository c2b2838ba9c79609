#include "core/sql/ddl.h"

#include "core/sql/ddl_compiler.h"
#include "core/sql/ddl_elements.h"
#include "core/sql/sql_dialect.h"
#include "core/util/strings.h"

namespace relata {
namespace {

// The empty script knows the dialect's terminators: they are set by its createAll().
DdlScript emptyScript(const SqlDialect& dialect)
{
    return dialect.ddlCompiler().createAll(MetaData(), {});
}

} // namespace

void DdlScript::add(
    std::vector<std::string> texts, DdlObject object, const std::string& schema, const std::string& name)
{
    for (std::string& text : texts)
        statements.push_back({std::move(text), object, schema, name});
}

std::string DdlScript::script() const
{
    std::string text = prologue;
    if (!text.empty() && text.back() != '\n')
        text += '\n';
    for (const DdlStatement& statement : statements) {
        if (!text.empty())
            text += '\n';
        if (!statement.alone) {
            text += statement.text + terminator + "\n";
            continue;
        }
        std::string_view before = trimmed(text);
        if (!aloneOpen.empty() && !before.ends_with("\n" + std::string(trimmed(aloneOpen))))
            text += aloneOpen;
        text += statement.text + aloneClose + "\n";
    }
    if (!epilogue.empty())
        text += "\n" + epilogue + (epilogue.back() == '\n' ? "" : "\n");
    return text;
}

DdlScript createAll(const MetaData& metadata, const SqlDialect& dialect, const CreateOptions& options)
{
    const MetaData prepared = preparedForDdl(metadata, dialect, options.tables, options.schemaTranslateMap);
    DdlScript script = dialect.ddlCompiler().createAll(prepared, options);
    addDdlElements(script, prepared, dialect, DdlMoment::BeforeCreate, DdlMoment::AfterCreate);
    dialect.ddlCompiler().finish(script);
    return script;
}

DdlScript dropAll(const MetaData& metadata, const SqlDialect& dialect, const DropOptions& options)
{
    const MetaData prepared = preparedForDdl(metadata, dialect, options.tables, options.schemaTranslateMap);
    DdlScript script = dialect.ddlCompiler().dropAll(prepared, options);
    addDdlElements(script, prepared, dialect, DdlMoment::BeforeDrop, DdlMoment::AfterDrop);
    dialect.ddlCompiler().finish(script);
    return script;
}

DdlScript createTable(
    const Table& table, const MetaData&, const SqlDialect& dialect, const CreateOptions& options)
{
    const DdlCompiler& compiler = dialect.ddlCompiler();
    DdlScript script = emptyScript(dialect);
    script.add(compiler.createTable(table, options, {}), DdlObject::Table, table.schema, table.name);
    for (const Index& index : table.indexes)
        script.add(compiler.createIndex(table, index, options), DdlObject::Index, table.schema, table.name);
    script.add(compiler.comments(table), DdlObject::Comment, table.schema, table.name);
    for (const Trigger& trigger : table.triggers)
        script.add(compiler.createTrigger(table, trigger), DdlObject::Trigger, table.schema, table.name);
    compiler.finish(script);
    return script;
}

DdlScript createView(
    const View& view, const MetaData&, const SqlDialect& dialect, const CreateOptions& options)
{
    const DdlCompiler& compiler = dialect.ddlCompiler();
    DdlScript script = emptyScript(dialect);
    script.add(compiler.createView(view, options), DdlObject::View, view.schema, view.name);
    script.add(compiler.comments(view), DdlObject::Comment, view.schema, view.name);
    compiler.finish(script);
    return script;
}

} // namespace relata
