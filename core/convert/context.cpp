#include "core/convert/context.h"

#include "core/convert/expression/parser.h"
#include "core/convert/expression/printer.h"
#include "core/convert/expression/resolver.h"
#include "core/sql/dialect_registry.h"

#include <functional>
#include <utility>

namespace relata::convert_internal {
namespace {

// A model that no dialect made says everything in SQLAlchemy's generic words.
const DialectTraits& portableTraits()
{
    static const DialectTraits traits = [] {
        DialectTraits portable;
        portable.supportsBoolean = true;
        portable.unboundedText = false; // TEXT is each dialect's own TEXT
        portable.defaultSecondsPrecision = 0;
        return portable;
    }();
    return traits;
}

const DialectTraits& traitsOf(const std::string& dialect)
{
    const SqlDialect* known = findSqlDialect(dialect);
    return known ? known->traits() : portableTraits();
}

bool readsClock(const ExprPtr& tree)
{
    if (!tree)
        return false;
    if (tree->kind == ExprKind::Function
        && (tree->text == "now" || tree->text == "today" || tree->text == "timeOfDay"
            || tree->text == "newUuid"))
        return true;
    for (const ExprPtr* child : childrenOf(std::as_const(*tree))) {
        if (readsClock(*child))
            return true;
    }
    return false;
}

} // namespace

std::string qualifiedKey(const std::string& schema, const std::string& name)
{
    return std::to_string(schema.size()) + ":" + schema + name;
}

std::string lacks(const DialectTraits& traits, std::string_view what)
{
    return traits.displayName + " has no " + std::string(what);
}

Column* Draft::column(const std::string& name)
{
    for (Column& column : table.columns) {
        if (column.name == name)
            return &column;
    }
    return nullptr;
}

const std::string& Draft::newColumn(const std::string& name) const
{
    auto found = columnNames.find(name);
    return found == columnNames.end() ? name : found->second;
}

std::string Draft::label(const std::string& part) const
{
    std::string whole = source->qualifiedName();
    return part.empty() ? whole : whole + "." + part;
}

void Notes::add(PortabilityNote note)
{
    if (m_known.insert(note.object + '\0' + note.what + '\0' + note.substitute).second)
        m_notes.push_back(std::move(note));
}

void Notes::info(std::string object, std::string what, std::string why, std::string substitute)
{
    add({NoteSeverity::Info, std::move(object), std::move(what), std::move(why), std::move(substitute)});
}

void Notes::changed(std::string object, std::string what, std::string why, std::string substitute)
{
    add({NoteSeverity::Changed, std::move(object), std::move(what), std::move(why), std::move(substitute)});
}

void Notes::lost(std::string object, std::string what, std::string why)
{
    add({NoteSeverity::Lost, std::move(object), std::move(what), std::move(why), ""});
}

Context::Context(const MetaData& sourceMetaData, const SqlDialect& targetDialect)
    : source(sourceMetaData)
    , target(targetDialect)
    , from(traitsOf(sourceMetaData.dialect))
    , to(targetDialect.traits())
    , fromRules(from.expressions ? *from.expressions : standardExpressionRules())
    , identifiers(to)
{
    shapes = [this](const std::string& schema, const std::string& name) -> const TableShape* {
        Draft* draft = findDraft(schema, name);
        return draft ? &draft->shape : nullptr;
    };
}

void Context::indexDrafts()
{
    for (std::size_t i = 0; i < drafts.size(); ++i)
        m_index[qualifiedKey(drafts[i].source->schema, drafts[i].source->name)] = i;
}

Draft* Context::findDraft(const std::string& schema, const std::string& name)
{
    auto found = m_index.find(qualifiedKey(schema, name));
    if (found == m_index.end() && !schema.empty() && schema == source.defaultSchema)
        found = m_index.find(qualifiedKey("", name));
    return found == m_index.end() ? nullptr : &drafts[found->second];
}

Draft* Context::referredDraft(const Draft& draft, const ForeignKeyConstraint& key)
{
    return findDraft(
        key.referredSchema.empty() ? draft.source->schema : key.referredSchema, key.referredTable);
}

bool Context::isTargets(const std::string& dialect) const
{
    return !dialect.empty()
        && (dialect == to.name || dialect == to.family || traitsOf(dialect).family == to.family);
}

DialectOptions Context::targetOptions(const DialectOptions& options) const
{
    DialectOptions kept;
    for (const auto& [key, value] : options.entries()) {
        if (key.starts_with(to.name + ".") || key.starts_with(to.family + "."))
            kept.set(key, value);
    }
    return kept;
}

Translated Context::translate(
    const SqlText& text, const Scope& scope, bool isCondition, ValueClass wanted) const
{
    Translated result;
    if (isTargets(text.dialect)) {
        result.text = text.text;
        return result;
    }
    const SqlDialect* textDialect = findSqlDialect(text.dialect);
    const ExpressionRules& rules = textDialect && textDialect->traits().expressions
        ? *textDialect->traits().expressions
        : standardExpressionRules();
    auto isType = [this](const std::string& name) {
        for (const EnumType& type : source.enums) {
            if (type.name == name)
                return true;
        }
        for (const Domain& domain : source.domains) {
            if (domain.name == name)
                return true;
        }
        return false;
    };
    Resolver resolver(rules, textDialect ? std::optional(textDialect->traits().nullsSortHigh) : std::nullopt,
        to, shapes, isType);
    ExprPtr tree = resolver.resolve(parseExpression(text.text, text.dialect, rules), scope);
    if (!isCondition && wanted != ValueClass::Unknown)
        tree = resolver.fit(tree, wanted);
    Printer printer(target);
    result.text = isCondition ? printer.condition(tree) : printer.value(tree);
    result.remarks = printer.remarks();
    result.columns = resolver.columns();
    result.tree = tree;
    result.valueClass = tree->valueClass;
    result.readsClock = readsClock(tree);
    return result;
}

Translated Context::condition(const SqlText& text, const TableShape& shape) const
{
    return translate(text, Scope::ofTable(shape), true, ValueClass::Unknown);
}

Translated Context::value(const SqlText& text, const TableShape& shape, ValueClass wanted) const
{
    return translate(text, Scope::ofTable(shape), false, wanted);
}

Translated Context::domainCheck(const SqlText& text, const TableShape& shape, const std::string& column) const
{
    TableShape single;
    single.name = shape.name;
    single.newName = shape.newName;
    for (const ShapeColumn& candidate : shape.columns) {
        if (candidate.name == column) {
            single.columns.push_back(candidate);
            single.columns.back().name = "value";
        }
    }
    return translate(text, Scope::ofTable(single), true, ValueClass::Unknown);
}

void makeShapes(Context& context)
{
    for (Draft& draft : context.drafts) {
        draft.shape = {};
        draft.shape.name = draft.source->name;
        draft.shape.newSchema = draft.newSchema;
        draft.shape.newName = draft.newName;
        for (const Column& column : draft.table.columns) {
            ShapeColumn shapeColumn;
            shapeColumn.name = column.name;
            shapeColumn.newName = draft.newColumn(column.name);
            shapeColumn.valueClass = classOf(column.type);
            shapeColumn.nullable = column.nullable;
            bool bounded = column.type.length && column.type.kind != TypeKind::Text;
            shapeColumn.large = !bounded
                && (column.type.kind == TypeKind::Text || column.type.kind == TypeKind::String
                    || column.type.kind == TypeKind::LargeBinary);
            draft.shape.columns.push_back(std::move(shapeColumn));
        }
    }
}

} // namespace relata::convert_internal
