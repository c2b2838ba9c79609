// Any text as a check, a default and a view of any dialect, converted to every dialect: no crash, no hang.
#include "core/builtin/builtin.h"
#include "core/convert/convert.h"
#include "core/engine/registry.h"
#include "core/sql/ddl.h"

#include <cstddef>
#include <cstdint>

using namespace relata;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool registered = [] {
        registerBuiltins();
        return true;
    }();
    static_cast<void>(registered);
    static const char* names[] = {"sqlite", "postgresql", "mysql", "mariadb", "oracle", "mssql", ""};
    if (size < 2)
        return 0;
    const std::string from = names[data[0] % 7];
    const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
    MetaData metadata;
    metadata.dialect = from;
    metadata.schemas = {""};
    Table table;
    table.name = "t";
    for (const char* name : {"a", "b", "n", "d", "f"}) {
        Column column;
        column.name = name;
        column.type = *name == 'n' ? SqlType::of(TypeKind::Integer)
            : *name == 'd'         ? SqlType::of(TypeKind::Date)
            : *name == 'f'         ? SqlType::of(TypeKind::Boolean)
                                   : SqlType::string(20);
        table.columns.push_back(column);
    }
    table.columns[0].serverDefault = SqlText{text, from};
    CheckConstraint check;
    check.expression = {text, from};
    table.checkConstraints = {check};
    metadata.addTable(table);
    View view;
    view.name = "v";
    view.definition = {text, from};
    metadata.addView(view);
    for (const char* name : {"sqlite", "postgresql", "mysql", "oracle", "mssql"}) {
        const SqlDialect& target = dialect(name);
        Conversion once = convert(metadata, target);
        createAll(once.metadata, target).script();
        convert(once.metadata, dialect(from == "sqlite" ? "postgresql" : "sqlite"));
    }
    return 0;
}
