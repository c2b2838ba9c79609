#include "core/migrations/render.h"

#include "core/util/strings.h"

namespace relata {

MigrationScript render(const MetaData& from, const Plan& plan, const SqlDialect& dialect)
{
    const MigrationImpl& impl = migrationImpl(dialect);
    MigrationScript script;
    script.plan = plan;
    script.script = dialect.ddlCompiler().createAll(MetaData(), {}); // which knows the separators
    script.script.statements.clear();
    impl.render(from, plan, script);
    return script;
}

MigrationScript migrationScript(
    const MetaData& from, const MetaData& to, const SqlDialect& dialect, const CompareOptions& options)
{
    CompareOptions compareOptions = options;
    compareOptions.dialect = &dialect;
    return render(from, plan(from, to, compare(from, to, compareOptions), migrationImpl(dialect)), dialect);
}

std::string MigrationScript::text(const SqlDialect& dialect, TransactionWords words) const
{
    if (empty())
        return {};
    DdlScript whole = script;
    dialect.ddlCompiler().finish(whole);
    std::string head;
    for (const MigrationWarning& warning : warnings)
        head += std::string("-- ") + toString(warning.kind) + ": "
            + replaceAll(replaceAll(warning.text, "\n", " "), "\r", " ") + "\n";
    auto settings = [&](const std::vector<std::string>& statements) {
        std::string text;
        for (const std::string& statement : statements)
            text += statement + whole.terminator + "\n";
        return text;
    };
    std::string prologue = whole.prologue;
    whole.prologue.clear();
    std::string text = head + (prologue.empty() ? "" : prologue + "\n") + settings(prepare);
    if (transactional && !words.begin.empty())
        text += words.begin + whole.terminator + "\n";
    text += "\n" + whole.script();
    if (!integrityQuery.empty())
        text += "\n" + integrityQuery + whole.terminator + " -- must print nothing new, else roll back\n";
    if (transactional && !words.commit.empty())
        text += words.commit + whole.terminator + "\n";
    return text + settings(restore);
}

} // namespace relata
