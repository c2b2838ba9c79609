// Indexes: expressions, conditions, and what the target's keys can hold.
#include "core/convert/context.h"
#include "core/convert/expression/expression.h"
#include "core/util/strings.h"

#include <algorithm>

namespace relata::convert_internal {
namespace {

// Thrown where an index is given up; says why.
using LeftOut = Untranslatable;

bool isTextLike(const SqlType& type)
{
    return type.kind == TypeKind::String || type.kind == TypeKind::Text || type.kind == TypeKind::LargeBinary;
}

// SQL Server's filters: comparisons of a column with a constant, IN, IS NULL, joined by AND.
bool isSimpleFilter(const ExprPtr& tree)
{
    if (!tree)
        return false;
    auto isConstant = [](const ExprPtr& part) {
        return part->kind == ExprKind::Number || part->kind == ExprKind::String
            || part->kind == ExprKind::Boolean || part->kind == ExprKind::Cast;
    };
    if (tree->kind == ExprKind::Binary && tree->text == "AND")
        return isSimpleFilter(tree->args[0]) && isSimpleFilter(tree->args[1]);
    if (tree->kind == ExprKind::Column)
        return true; // a flag, written as flag = 1
    if (tree->args.empty() || tree->args.front()->kind != ExprKind::Column)
        return false;
    if (tree->kind == ExprKind::IsNull)
        return true;
    bool compares = tree->kind == ExprKind::Binary && tree->text != "OR";
    bool lists = tree->kind == ExprKind::In && !tree->negated && !tree->query;
    return (compares || lists) && std::all_of(tree->args.begin() + 1, tree->args.end(), isConstant);
}

class IndexConverter
{
public:
    IndexConverter(Context& context, Draft& draft, Index& index)
        : m_context(context), m_draft(draft), m_index(index)
    { }
    void run(); // throws LeftOut

private:
    std::string label() const { return m_draft.label() + ", index " + m_index.name; }
    void method();
    void element(IndexElement& element);
    void condition();
    void filterBecomesCase(const std::string& condition);
    void size();
    void repeated() const;

    Context& m_context;
    Draft& m_draft;
    Index& m_index;
};

void IndexConverter::method()
{
    for (const auto& [key, value] : m_index.options.entries()) {
        bool isMethod = key.ends_with(".using") || key == "mysql.prefix";
        if (!isMethod || equalsIgnoreCase(value, "btree"))
            continue;
        if (equalsIgnoreCase(value, "hash"))
            m_context.notes.info(
                label(), "hash index", "ordered indexes answer the same questions", "an ordered index");
        else if (!m_context.isTargets(key.substr(0, key.find('.'))))
            throw LeftOut("it is of the kind " + value);
    }
    bool distinct = m_index.options.flag("postgresql.nulls_not_distinct");
    m_index.options = m_context.targetOptions(m_index.options);
    if (distinct && m_context.to.uniqueNulls != UniqueNulls::Equal)
        m_context.notes.changed(label(), "NULLS NOT DISTINCT", lacks(m_context.to, "such indexes"),
            "a unique index in which NULLs differ");
}

void IndexConverter::element(IndexElement& element)
{
    const DialectTraits& to = m_context.to;
    if (!element.collation.empty()) {
        if (!equalsIgnoreCase(element.collation, "BINARY"))
            m_context.notes.changed(label(), "collation " + element.collation,
                "collations are named differently", "the column's own collation");
        element.collation.clear();
    }
    element.operatorClass.clear();
    if (!to.supportsNullsOrder)
        element.nullsFirst.reset();
    if (!to.supportsPrefixIndexes)
        element.prefixLength.reset();
    if (element.column.empty()) {
        if (!to.supportsExpressionIndexes)
            throw LeftOut(lacks(to, "indexes over expressions"));
        Translated translated = m_context.value(element.expression, m_draft.shape, ValueClass::Unknown);
        if (translated.readsClock)
            throw LeftOut("its expression is not the same every time");
        for (const Column& column : m_draft.table.columns) {
            bool read = translated.columns.contains(m_draft.newColumn(column.name));
            if (read && isTextLike(column.type) && (!column.type.length || column.type.kind == TypeKind::Text)
                && to.textKeysNeedLength)
                throw LeftOut("its expression is of unbounded text");
        }
        element.expression = {translated.text, to.name};
        return;
    }
    const Column* column = m_draft.column(element.column);
    if (!column)
        throw LeftOut("the column " + element.column + " is not there");
    switch (column->type.kind) {
    case TypeKind::Json:
    case TypeKind::Xml:
    case TypeKind::Geometry:
    case TypeKind::Array:
    case TypeKind::Composite:
    case TypeKind::TextSearch:
        if (!to.loosePlainTypes)
            throw LeftOut("a column of it cannot be ordered");
        break;
    default:
        break;
    }
    bool unbounded =
        column->type.kind == TypeKind::Text || (isTextLike(column->type) && !column->type.length);
    if (unbounded && !to.largeKeys && to.maxKeyBytes > 0)
        throw LeftOut(to.displayName + " does not index unbounded text and bytes");
}

// A condition keeps rows out of the index. An index that speeds up reading may hold all rows; a unique one
// may not.
void IndexConverter::condition()
{
    if (m_index.where.empty())
        return;
    const DialectTraits& to = m_context.to;
    std::string reason;
    try {
        Translated translated = m_context.condition(m_index.where, m_draft.shape);
        bool simple = !to.expressions || !to.expressions->filterIndexesSimply || !translated.tree
            || isSimpleFilter(translated.tree);
        if (to.supportsPartialIndexes && simple && !translated.readsClock) {
            m_index.where = {translated.text, to.name};
            return;
        }
        reason = to.supportsPartialIndexes ? to.displayName + " takes simple conditions alone"
                                           : lacks(to, "indexes over a part of the rows");
        if (m_index.unique && to.supportsExpressionIndexes && to.uniqueNulls == UniqueNulls::WholeKey) {
            filterBecomesCase(translated.text);
            return;
        }
    } catch (const Untranslatable& why) {
        reason = why.what();
    }
    if (m_index.unique)
        throw LeftOut(reason);
    m_index.where = {};
    m_context.notes.changed(label(), "index over a part of the rows", reason, "an index over all rows");
}

// Oracle keeps keys that are NULL as a whole out of its indexes.
void IndexConverter::filterBecomesCase(const std::string& condition)
{
    for (IndexElement& element : m_index.elements) {
        std::string value = element.column.empty()
            ? element.expression.text
            : m_context.identifiers.quote(m_draft.newColumn(element.column));
        element.expression = {"CASE WHEN " + condition + " THEN " + value + " END", m_context.to.name};
        element.column.clear();
    }
    m_index.where = {};
    m_context.notes.info(label(), "unique index over a part of the rows", lacks(m_context.to, "such indexes"),
        "a unique index over CASE, which is NULL for the other rows");
}

void IndexConverter::size()
{
    const DialectTraits& to = m_context.to;
    if (to.maxKeyBytes == 0 || !to.supportsPrefixIndexes)
        return;
    int bytes = 0;
    int texts = 0;
    auto bytesOf = [&](const IndexElement& element) {
        const Column* column = element.column.empty() ? nullptr : m_draft.column(element.column);
        if (!column || !isTextLike(column->type))
            return 8;
        bool bounded =
            column->type.length && column->type.kind != TypeKind::Text && *column->type.length <= 65535;
        int width = column->type.kind == TypeKind::LargeBinary ? 1 : to.bytesPerCharacter;
        int length = element.prefixLength.value_or(bounded ? *column->type.length : 1 << 20);
        ++texts;
        return length * width;
    };
    bool unbounded = false;
    for (const IndexElement& element : m_index.elements) {
        int size = bytesOf(element);
        unbounded = unbounded || size >= 1 << 20;
        bytes += std::min(size, 1 << 24);
    }
    if (bytes <= to.maxKeyBytes || texts == 0)
        return;
    if (m_index.unique)
        throw LeftOut("its keys may be longer than " + to.displayName + " takes");
    int prefix = std::min(255, to.maxKeyBytes / to.bytesPerCharacter / texts);
    for (IndexElement& element : m_index.elements) {
        const Column* column = element.column.empty() ? nullptr : m_draft.column(element.column);
        bool isLong = column && isTextLike(column->type)
            && (column->type.kind == TypeKind::Text || !column->type.length || *column->type.length > prefix);
        if (isLong)
            element.prefixLength = prefix;
    }
    m_context.notes.info(label(), "index over long text", to.displayName + " keys have a bounded size",
        "an index over its first " + std::to_string(prefix) + " characters");
}

void IndexConverter::repeated() const
{
    if (m_context.to.duplicateIndexes || !m_index.where.empty())
        return;
    std::vector<std::string> columns;
    for (const IndexElement& element : m_index.elements) {
        if (element.column.empty() || element.descending)
            return;
        columns.push_back(element.column);
    }
    bool found = columns == m_draft.table.primaryKey.columns
        || std::any_of(m_draft.table.uniqueConstraints.begin(), m_draft.table.uniqueConstraints.end(),
            [&](const UniqueConstraint& unique) { return unique.columns == columns; });
    for (const Index& other : m_draft.table.indexes) {
        if (&other == &m_index)
            break;
        found = found
            || (other.elements.size() == columns.size()
                && std::equal(columns.begin(), columns.end(), other.elements.begin(),
                    [](const std::string& name, const IndexElement& element) {
                        return name == element.column;
                    }));
    }
    if (found)
        throw LeftOut("another index has the same columns, which " + m_context.to.displayName + " refuses");
}

void IndexConverter::run()
{
    method();
    for (IndexElement& part : m_index.elements)
        element(part);
    condition();
    if (!m_index.includeColumns.empty() && !m_context.to.supportsIncludeColumns) {
        m_index.includeColumns.clear();
        m_context.notes.info(label(), "INCLUDE", lacks(m_context.to, "included columns"), "the key alone");
    }
    size();
    repeated();
}

} // namespace

void convertIndexes(Context& context)
{
    for (Draft& draft : context.drafts) {
        std::vector<Index> kept;
        std::vector<Index>& indexes = draft.table.indexes;
        for (Index& index : indexes) {
            std::string label = draft.label() + ", index " + index.name;
            std::string what = index.unique ? "unique index" : "index";
            try {
                IndexConverter(context, draft, index).run();
                kept.push_back(index);
            } catch (const Untranslatable& reason) {
                context.notes.lost(label, what, reason.what());
            }
        }
        indexes = std::move(kept);
    }
}

} // namespace relata::convert_internal
