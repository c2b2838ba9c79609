// Columns that the server numbers: identity, serial, AUTO_INCREMENT, SQLite's rowid; and sequences.
#include "core/convert/context.h"
#include "core/parse/tokenizer.h"
#include "core/util/strings.h"

#include <algorithm>

namespace relata::convert_internal {
namespace {

struct SequenceName
{
    std::string schema, name;
};

// The sequence whose next value a default is, as the servers tell it: nextval('public.a'::regclass)
// (PostgreSQL), nextval(`shop`.`a`) (MariaDB), (NEXT VALUE FOR [dbo].[a]) (SQL Server),
// "SHOP"."A"."NEXTVAL" (Oracle). Nothing for other text.
std::optional<SequenceName> sequenceIn(const SqlText& text)
{
    const LexicalRules& rules = LexicalRules::of(text.dialect);
    std::vector<Token> tokens = tokenize(text.text, rules);
    while (tokens.size() > 2 && tokens.front().isOperator("(") && tokens.back().isOperator(")")) {
        tokens.erase(tokens.begin());
        tokens.pop_back();
    }
    auto isName = [](const Token& token) {
        return token.kind == TokenKind::Word || token.kind == TokenKind::QuotedIdentifier;
    };
    // Names and the points between them, from a token on; `end`: behind them.
    auto names = [&](const std::vector<Token>& list, std::size_t at, std::size_t* end) {
        std::vector<std::string> parts;
        while (at < list.size() && isName(list[at])) {
            parts.push_back(valueOf(list[at], rules));
            *end = ++at;
            if (at >= list.size() || !list[at].isOperator("."))
                break;
            ++at;
        }
        return parts;
    };
    std::vector<std::string> parts;
    std::size_t end = 0;
    bool calls = tokens.size() >= 4 && tokens[0].isWord("NEXTVAL") && tokens[1].isOperator("(");
    if (calls && tokens[2].kind == TokenKind::String) {
        std::size_t close = 3;
        while (close < tokens.size() && !tokens[close].isOperator(")"))
            ++close; // ::regclass
        if (close + 1 != tokens.size())
            return {};
        const std::string argument = valueOf(tokens[2], rules); // tokens look into it
        parts = names(tokenize(argument, rules), 0, &end);
    } else if (calls) {
        parts = names(tokens, 2, &end);
        if (end + 1 != tokens.size() || !tokens[end].isOperator(")"))
            return {};
    } else if (tokens.size() >= 4 && tokens[0].isWord("NEXT") && tokens[1].isWord("VALUE")
        && tokens[2].isWord("FOR")) {
        parts = names(tokens, 3, &end);
        if (end != tokens.size())
            return {};
    } else {
        parts = names(tokens, 0, &end);
        if (end != tokens.size() || parts.size() < 2 || !equalsIgnoreCase(parts.back(), "NEXTVAL"))
            return {};
        parts.pop_back();
    }
    if (parts.empty() || parts.size() > 2)
        return {};
    return SequenceName{parts.size() == 2 ? parts[0] : "", parts.back()};
}

bool isInForeignKey(const Table& table, const std::string& column)
{
    return std::any_of(
        table.foreignKeys.begin(), table.foreignKeys.end(), [&](const ForeignKeyConstraint& key) {
            return std::find(key.columns.begin(), key.columns.end(), column) != key.columns.end();
        });
}

class Numbering
{
public:
    explicit Numbering(Context& context) : m_context(context) { }
    void run();

private:
    void countUses();
    const Sequence* find(const SequenceName& name) const;
    bool isNumbered(const Draft& draft, const Column& column, const Sequence** sequence) const;
    void number(Draft& draft, Column& column, const Sequence* sequence);
    bool canBeNumbered(Draft& draft, const Column& column);
    void keyFor(Draft& draft, const Column& column);
    void useSequence(Draft& draft, Column& column, const SequenceName& name);
    void keepSequences();

    Context& m_context;
    std::map<const Sequence*, int> m_uses;
    std::set<const Sequence*> m_replaced; // by numbered columns
};

const Sequence* Numbering::find(const SequenceName& name) const
{
    for (bool exact : {true, false}) { // Oracle's upper case is the model's lower case
        auto same = [&](const std::string& a, const std::string& b) {
            return exact ? a == b : equalsIgnoreCase(a, b);
        };
        for (const Sequence& sequence : m_context.source.sequences) {
            bool schema = same(sequence.schema, name.schema)
                || (sequence.schema.empty() && same(name.schema, m_context.source.defaultSchema))
                || name.schema.empty();
            if (schema && same(sequence.name, name.name))
                return &sequence;
        }
    }
    return nullptr;
}

void Numbering::countUses()
{
    for (const Draft& draft : m_context.drafts) {
        for (const Column& column : draft.table.columns) {
            if (!column.serverDefault)
                continue;
            if (auto name = sequenceIn(*column.serverDefault)) {
                if (const Sequence* sequence = find(*name))
                    ++m_uses[sequence];
            }
        }
    }
}

bool Numbering::isNumbered(const Draft& draft, const Column& column, const Sequence** sequence) const
{
    if (column.identity || column.autoincrement == Autoincrement::Yes)
        return true;
    if (column.autoincrement
        == Autoincrement::Auto) // a rowid that another table's key fills is not meant to count
        return !isInForeignKey(draft.table, column.name);
    if (!column.serverDefault || !column.type.isInteger())
        return false;
    std::optional<SequenceName> name = sequenceIn(*column.serverDefault);
    if (!name)
        return false;
    *sequence = find(*name);
    const std::vector<std::string>& key = draft.table.primaryKey.columns;
    bool isKey = key.size() == 1 && key.front() == column.name;
    bool alone = *sequence && m_uses.at(*sequence) == 1;
    return isKey && (alone || !m_context.to.supportsSequences);
}

bool Numbering::canBeNumbered(Draft& draft, const Column& column)
{
    const std::vector<std::string>& key = draft.table.primaryKey.columns;
    if (m_context.to.autoNumbering == AutoNumbering::IntegerPrimaryKey
        && !(key.size() == 1 && key.front() == column.name)) {
        m_context.notes.lost(draft.label(column.name), "numbering",
            m_context.to.displayName + " numbers single-column primary keys alone");
        return false;
    }
    bool many = m_context.to.autoNumbering == AutoNumbering::Identity && m_context.to.supportsSchemas;
    if (!draft.numbered.empty() && !many) {
        m_context.notes.lost(
            draft.label(column.name), "numbering", m_context.to.displayName + " numbers one column a table");
        return false;
    }
    return true;
}

// MySQL numbers only columns that lead an index.
void Numbering::keyFor(Draft& draft, const Column& column)
{
    auto leads = [&](const std::vector<std::string>& key) {
        return !key.empty() && key.front() == column.name;
    };
    if (leads(draft.table.primaryKey.columns))
        return;
    for (const UniqueConstraint& unique : draft.table.uniqueConstraints) {
        if (leads(unique.columns))
            return;
    }
    UniqueConstraint unique;
    unique.columns = {column.name};
    draft.table.uniqueConstraints.push_back(unique);
    m_context.notes.changed(draft.label(column.name), "numbering",
        m_context.to.displayName + " numbers keys alone", "numbering with a UNIQUE key");
}

void Numbering::number(Draft& draft, Column& column, const Sequence* sequence)
{
    Identity identity = column.identity.value_or(Identity{});
    if (sequence) {
        identity.start = sequence->start;
        identity.increment = sequence->increment;
        m_replaced.insert(sequence);
    }
    if (identity.start == 1)
        identity.start.reset();
    if (identity.increment == 1)
        identity.increment.reset();
    column.identity.reset();
    column.autoincrement = Autoincrement::No;
    if (column.serverDefault && sequenceIn(*column.serverDefault))
        column.serverDefault.reset();
    if (!canBeNumbered(draft, column))
        return;
    draft.numbered.insert(column.name);
    if (column.type.kind == TypeKind::Numeric) {
        bool wide = column.type.precision.value_or(0) > 18;
        column.type = SqlType::of(wide ? TypeKind::BigInteger : TypeKind::Integer);
        m_context.notes.changed(draft.label(column.name), "numbering of decimals",
            "integers are numbered everywhere", wide ? "BIGINT" : "INTEGER");
    } else if (!column.type.isInteger()) {
        column.type = SqlType::of(TypeKind::Integer);
    }
    switch (m_context.to.autoNumbering) {
    case AutoNumbering::Identity:
        column.identity = Identity{};
        column.identity->always = identity.always;
        column.identity->start = identity.start;
        column.identity->increment = identity.increment;
        break;
    case AutoNumbering::IdentityProperty:
        column.identity = Identity{};
        column.identity->start = identity.start;
        column.identity->increment = identity.increment;
        break;
    case AutoNumbering::AutoIncrement:
        column.autoincrement = Autoincrement::Yes;
        if (identity.start)
            draft.table.options.set(m_context.to.family + ".auto_increment", std::to_string(*identity.start));
        keyFor(draft, column);
        break;
    case AutoNumbering::IntegerPrimaryKey:
        column.autoincrement = Autoincrement::Auto;
        column.type = SqlType::of(TypeKind::Integer);
        break;
    }
    bool stepsLost = m_context.to.autoNumbering == AutoNumbering::AutoIncrement
        || m_context.to.autoNumbering == AutoNumbering::IntegerPrimaryKey;
    if (identity.increment && stepsLost)
        m_context.notes.changed(draft.label(column.name),
            "numbering in steps of " + std::to_string(*identity.increment),
            m_context.to.displayName + " numbers in steps of 1", "numbering in steps of 1");
    column.nullable = false;
}

void Numbering::useSequence(Draft& draft, Column& column, const SequenceName& name)
{
    const Sequence* sequence = find(name);
    if (m_context.to.supportsSequences && sequence && !m_context.to.nextValue.empty()) {
        std::string schema = m_context.to.supportsSchemas ? sequence->schema : std::string();
        column.serverDefault = SqlText{replaceAll(m_context.to.nextValue, "{0}",
                                           m_context.identifiers.qualified(schema, sequence->name)),
            m_context.to.name};
        return;
    }
    column.serverDefault.reset();
    m_context.notes.lost(
        draft.label(column.name), "default from the sequence " + name.name, lacks(m_context.to, "sequences"));
}

void Numbering::keepSequences()
{
    for (const Sequence& sequence : m_context.source.sequences) {
        if (m_replaced.contains(&sequence))
            continue;
        Draft* owner = sequence.ownedByTable.empty()
            ? nullptr
            : m_context.findDraft(sequence.schema, sequence.ownedByTable);
        if (owner && owner->numbered.contains(sequence.ownedByColumn))
            continue; // what serial made
        std::string label =
            "sequence " + (sequence.schema.empty() ? sequence.name : sequence.schema + "." + sequence.name);
        if (!m_context.to.supportsSequences) {
            m_context.notes.lost(label, "sequence", lacks(m_context.to, "sequences"));
            continue;
        }
        Sequence kept = sequence;
        if (!m_context.to.supportsSchemas)
            kept.schema.clear();
        kept.name = m_context.identifiers.truncated(kept.name);
        kept.dataType.clear();
        kept.ownedByTable.clear();
        kept.ownedByColumn.clear();
        kept.options = m_context.targetOptions(kept.options);
        m_context.result.sequences.push_back(std::move(kept));
    }
}

void Numbering::run()
{
    countUses();
    for (Draft& draft : m_context.drafts) {
        for (Column& column : draft.table.columns) {
            const Sequence* sequence = nullptr;
            if (isNumbered(draft, column, &sequence)) {
                number(draft, column, sequence);
                continue;
            }
            column.autoincrement = Autoincrement::No;
            if (column.serverDefault) {
                if (auto name = sequenceIn(*column.serverDefault))
                    useSequence(draft, column, *name);
            }
        }
    }
    keepSequences();
}

} // namespace

void convertNumbering(Context& context)
{
    Numbering(context).run();
}

} // namespace relata::convert_internal
