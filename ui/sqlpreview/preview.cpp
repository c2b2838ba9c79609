#include "ui/sqlpreview/preview.h"

#include "core/convert/convert.h"
#include "core/sql/ddl.h"
#include "core/util/error.h"

#include <algorithm>
#include <set>

namespace relata {
namespace {

void throwIfStopped(const std::stop_token& stop)
{
    if (!stop.stop_requested())
        return;
    Error error;
    error.kind = ErrorKind::Cancelled;
    error.message = "The preview was stopped.";
    raise(std::move(error));
}

using Names = std::set<std::pair<std::string, std::string>>;

void collectTypes(const SqlType& type, Names& names)
{
    if (!type.name.empty())
        names.insert({type.schema, type.name});
    if (type.element)
        collectTypes(*type.element, names);
}

template <typename Object>
void keepNamed(std::vector<Object>& objects, const Names& names)
{
    std::erase_if(objects, [&](const Object& object) {
        return !names.contains({object.schema, object.name});
    });
}

MetaData onlyObject(const MetaData& metadata, const std::string& schema, const std::string& name)
{
    MetaData part = metadata.filtered([&](const std::string& otherSchema, const std::string& otherName) {
        return otherSchema == schema && otherName == name;
    });
    Names types;
    for (const TablePtr& table : part.tables()) {
        for (const Column& column : table->columns)
            collectTypes(column.type, types);
    }
    for (const Domain& domain : metadata.domains) {
        if (types.contains({domain.schema, domain.name}))
            collectTypes(domain.type, types);
    }
    keepNamed(part.enums, types);
    keepNamed(part.domains, types);
    std::erase_if(part.sequences,
        [&](const Sequence& sequence) { return sequence.schema != schema || sequence.ownedByTable != name; });
    part.carried.clear();
    part.schemas.clear();
    return part;
}

// A sequence, a type or a routine: no table at all.
MetaData onlyOther(const MetaData& metadata, const ObjectRef& object)
{
    const Names name{{object.schema.toStdString(), object.name.toStdString()}};
    MetaData part = metadata.filtered([](const std::string&, const std::string&) { return false; });
    part.schemas.clear();
    const auto keep = [&](auto& objects, ObjectRef::Kind kind) {
        if (object.kind == kind)
            keepNamed(objects, name);
        else
            objects.clear();
    };
    keep(part.sequences, ObjectRef::Kind::Sequence);
    keep(part.enums, ObjectRef::Kind::Enum);
    keep(part.domains, ObjectRef::Kind::Domain);
    keep(part.carried, ObjectRef::Kind::Routine);
    return part;
}

MetaData onlySchema(const MetaData& metadata, const std::string& schema)
{
    MetaData part = metadata.filtered(
        [&](const std::string& otherSchema, const std::string&) { return otherSchema == schema; });
    const auto keep = [&](auto& objects) {
        std::erase_if(objects, [&](const auto& object) { return object.schema != schema; });
    };
    keep(part.sequences);
    keep(part.enums);
    keep(part.domains);
    keep(part.carried);
    std::erase_if(part.schemas, [&](const std::string& other) { return other != schema; });
    return part;
}

// The table or view that a note is on: its object is that name, or that name and a part ("orders.status",
// "orders, index ix_open", "view sales"). "" = none: the note is on the whole.
std::string ownerOf(const PortabilityNote& note, const MetaData& metadata)
{
    constexpr std::string_view viewPrefix = "view ";
    std::string name = note.object;
    if (name.starts_with(viewPrefix) && !metadata.findTable(name))
        name.erase(0, viewPrefix.size());
    const std::string& defaultSchema = metadata.defaultSchema;
    const auto isKnown = [&](const std::string& candidate) {
        if (metadata.findTable(candidate))
            return true;
        const std::size_t dot = candidate.find('.');
        return metadata.findView("", candidate) || metadata.findView(defaultSchema, candidate)
            || (dot != std::string::npos
                && metadata.findView(candidate.substr(0, dot), candidate.substr(dot + 1)));
    };
    // From the right, so that "a.b.c" is a part of "a.b" rather than of "a".
    for (std::size_t end = name.size(); end > 0 && end != std::string::npos;
         end = name.find_last_of(".,", end - 1)) {
        if (std::string candidate = name.substr(0, end); isKnown(candidate))
            return candidate;
    }
    return {};
}

std::string qualified(const ObjectRef& object)
{
    const std::string name = object.name.toStdString();
    return object.schema.isEmpty() ? name : object.schema.toStdString() + "." + name;
}

// The part of `conversion` that the selection became.
MetaData convertedPart(const Conversion& conversion, const ObjectRef& object)
{
    ObjectRef there = object;
    const auto found = conversion.names.find({object.schema.toStdString(), object.name.toStdString()});
    if (found != conversion.names.end()) {
        there.schema = QString::fromStdString(found->second.first);
        there.name = QString::fromStdString(found->second.second);
    }
    return selectedPart(conversion.metadata, there);
}

bool isOneTableOrView(ObjectRef::Kind kind)
{
    switch (kind) {
    case ObjectRef::Kind::None:
    case ObjectRef::Kind::Connection:
    case ObjectRef::Kind::Schema:
    case ObjectRef::Kind::Sequence:
    case ObjectRef::Kind::Enum:
    case ObjectRef::Kind::Domain:
    case ObjectRef::Kind::Routine:
        return false;
    default:
        return true;
    }
}

int utf16Size(const std::string& utf8)
{
    return int(QString::fromStdString(utf8).size());
}

} // namespace

MetaData selectedPart(const MetaData& metadata, const ObjectRef& object)
{
    switch (object.kind) {
    case ObjectRef::Kind::None:
        return {};
    case ObjectRef::Kind::Connection:
        return metadata;
    case ObjectRef::Kind::Schema:
        return onlySchema(metadata, object.schema.toStdString());
    case ObjectRef::Kind::Sequence:
    case ObjectRef::Kind::Enum:
    case ObjectRef::Kind::Domain:
    case ObjectRef::Kind::Routine:
        return onlyOther(metadata, object);
    default:
        return onlyObject(metadata, object.schema.toStdString(), object.name.toStdString());
    }
}

Preview makePreview(const MetaData& metadata, const ObjectRef& object, const SqlDialect& dialect,
    const std::stop_token& stop, std::shared_ptr<const Conversion> known)
{
    Preview preview;
    MetaData part;
    if (isOneTableOrView(object.kind)) {
        if (!known)
            known = std::make_shared<const Conversion>(convert(metadata, dialect));
        throwIfStopped(stop);
        part = convertedPart(*known, object);
        for (const PortabilityNote& note : known->notes) {
            if (const std::string owner = ownerOf(note, metadata); owner == qualified(object))
                preview.notes.push_back(note);
        }
        preview.conversion = std::move(known);
    } else {
        part = selectedPart(metadata, object);
        throwIfStopped(stop);
        Conversion conversion = convert(part, dialect);
        part = std::move(conversion.metadata);
        preview.notes = std::move(conversion.notes);
    }
    throwIfStopped(stop);
    const DdlScript script = createAll(part, dialect);
    throwIfStopped(stop);
    preview.script = script.script();
    preview.found = !script.statements.empty() || !preview.notes.empty();

    // The script joins the statements in their order, with what it needs between them.
    std::size_t at = 0;
    int position = 0;
    for (const DdlStatement& statement : script.statements) {
        const std::size_t found = preview.script.find(statement.text, at);
        if (found == std::string::npos)
            continue;
        position += utf16Size(preview.script.substr(at, found - at));
        const int length = utf16Size(statement.text);
        preview.statements.push_back(
            {statement.schema.empty() ? statement.name : statement.schema + "." + statement.name, position,
                length});
        position += length;
        at = found + statement.text.size();
    }
    preview.sql = prepareSql(preview.script, dialect.traits().name);
    return preview;
}

const Preview::Statement* Preview::statementOf(const std::string& noteObject) const
{
    // The longest name that the note's object begins with, so that "a.b.c" prefers "a.b" to "a".
    const Statement* best = nullptr;
    for (const Statement& statement : statements) {
        const std::string& name = statement.object;
        if (name.empty() || !noteObject.starts_with(name)
            || (noteObject.size() > name.size() && noteObject[name.size()] != '.'
                && noteObject[name.size()] != ' '))
            continue;
        if (!best || name.size() > best->object.size())
            best = &statement;
    }
    if (best)
        return best;
    // "index ix_orders_open": the kind, then a name that stands in the statement.
    const std::size_t blank = noteObject.rfind(' ');
    if (blank == std::string::npos)
        return nullptr;
    const qsizetype place = sql.text.indexOf(QString::fromStdString(noteObject.substr(blank + 1)));
    for (const Statement& statement : statements) {
        if (place >= statement.start && place < statement.start + statement.length)
            return &statement;
    }
    return nullptr;
}

} // namespace relata
