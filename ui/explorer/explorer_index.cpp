#include "ui/explorer/explorer_index.h"

#include "ui/connections/schema_text.h"
#include "ui/shell/fuzzy_match.h"

#include <algorithm>
#include <map>

namespace relata {
namespace {

using GroupKind = ExplorerGroup::Kind;

QString titleOf(GroupKind kind)
{
    switch (kind) {
    case GroupKind::Tables:
        return QObject::tr("Tables");
    case GroupKind::Views:
        return QObject::tr("Views");
    case GroupKind::Sequences:
        return QObject::tr("Sequences");
    case GroupKind::Types:
        return QObject::tr("Types");
    case GroupKind::Routines:
        return QObject::tr("Routines");
    case GroupKind::Others:
        return QObject::tr("Other objects");
    }
    return {};
}

GroupKind groupOfCarried(const std::string& kind)
{
    if (kind == "function" || kind == "procedure" || kind == "aggregate")
        return GroupKind::Routines;
    return kind.find("type") != std::string::npos ? GroupKind::Types : GroupKind::Others;
}

const std::string* commentOrNull(const std::string& comment)
{
    return comment.empty() ? nullptr : &comment;
}

class IndexBuilder
{
public:
    void add(const std::string& schema, GroupKind group, ExplorerObject object)
    {
        m_schemas[schema][group].push_back(std::move(object));
    }
    void addTable(const Table& table)
    {
        ExplorerObject object;
        object.kind = ObjectRef::Kind::Table;
        object.name = fromUtf8(table.name);
        object.icon = iconOf(table.kind);
        object.table = &table;
        object.comment = commentOrNull(table.comment);
        if (table.kind != TableKind::Base)
            object.detail = kindText(table.kind).toLower();
        add(table.schema, GroupKind::Tables, std::move(object));
    }
    void addView(const View& view)
    {
        ExplorerObject object;
        object.kind = ObjectRef::Kind::View;
        object.name = fromUtf8(view.name);
        object.icon = iconOf(view);
        object.view = &view;
        object.comment = commentOrNull(view.comment);
        if (view.materialized)
            object.detail = QObject::tr("materialized");
        add(view.schema, GroupKind::Views, std::move(object));
    }
    template <typename Object>
    void addNamed(const Object& source, GroupKind group, ObjectRef::Kind kind, QString detail = {})
    {
        ExplorerObject object;
        object.kind = kind;
        object.name = fromUtf8(source.name);
        object.icon = iconOf(kind);
        object.detail = std::move(detail);
        object.comment = commentOrNull(source.comment);
        add(source.schema, group, std::move(object));
    }
    std::vector<ExplorerSchema> take(const MetaData& metadata);

private:
    std::map<std::string, std::map<GroupKind, std::vector<ExplorerObject>>> m_schemas;
};

std::vector<ExplorerSchema> IndexBuilder::take(const MetaData& metadata)
{
    for (const std::string& schema : metadata.schemas)
        m_schemas.try_emplace(schema);
    if (m_schemas.empty())
        m_schemas.try_emplace(std::string());
    std::vector<ExplorerSchema> result;
    for (auto& [name, groups] : m_schemas) { // "" sorts first
        ExplorerSchema& schema = result.emplace_back();
        schema.name = fromUtf8(name);
        schema.title = schemaTitle(metadata, name);
        for (auto& [kind, objects] : groups) {
            std::sort(objects.begin(), objects.end(), [](const ExplorerObject& a, const ExplorerObject& b) {
                const int order = a.name.compare(b.name, Qt::CaseInsensitive);
                return order != 0 ? order < 0 : a.name < b.name;
            });
            schema.groups.push_back({kind, titleOf(kind), std::move(objects)});
        }
    }
    return result;
}

const std::vector<Column>* columnsOf(const ExplorerObject& object)
{
    if (object.table)
        return &object.table->columns;
    return object.view ? &object.view->columns : nullptr;
}

// Columns are many, so they answer to a run of letters only, not to scattered ones.
QList<int> columnPositions(const QString& name, const QString& text)
{
    const qsizetype at = name.indexOf(text, 0, Qt::CaseInsensitive);
    QList<int> positions;
    for (qsizetype i = 0; at >= 0 && i < text.size(); ++i)
        positions.append(int(at + i));
    return positions;
}

class Search
{
public:
    Search(const QString& text) : m_text(text.trimmed()), m_pattern(m_text), m_qualified(m_text.contains('.'))
    { }
    bool isEmpty() const { return m_text.isEmpty(); }
    bool matches(const ExplorerSchema& schema, const ExplorerObject& object, ExplorerHit& hit) const;

private:
    QString m_text;
    FuzzyPattern m_pattern;
    bool m_qualified;
};

bool Search::matches(const ExplorerSchema& schema, const ExplorerObject& object, ExplorerHit& hit) const
{
    bool found = false;
    if (const std::optional<int> score = m_pattern.score(object.name)) {
        hit.score = *score;
        found = true;
    } else if (m_qualified) {
        if (const std::optional<int> whole = m_pattern.score(schema.title + '.' + object.name)) {
            hit.score = *whole;
            found = true;
        }
    }
    const std::vector<Column>* columns = columnsOf(object);
    if (columns && m_text.size() >= 2) {
        for (std::size_t i = 0; i < columns->size(); ++i) {
            QList<int> positions = columnPositions(fromUtf8((*columns)[i].name), m_text);
            if (!positions.isEmpty())
                hit.columns.push_back({quint32(i), std::move(positions)});
        }
    }
    return found || !hit.columns.empty();
}

} // namespace

std::shared_ptr<const ExplorerIndex> buildExplorerIndex(std::shared_ptr<const MetaData> metadata)
{
    IndexBuilder builder;
    for (const TablePtr& table : metadata->tables())
        builder.addTable(*table);
    for (const ViewPtr& view : metadata->views())
        builder.addView(*view);
    for (const Sequence& sequence : metadata->sequences)
        builder.addNamed(
            sequence, GroupKind::Sequences, ObjectRef::Kind::Sequence, fromUtf8(sequence.dataType));
    for (const EnumType& type : metadata->enums)
        builder.addNamed(type, GroupKind::Types, ObjectRef::Kind::Enum,
            countText(qint64(type.values.size()), QObject::tr("value"), QObject::tr("values")));
    for (const Domain& domain : metadata->domains)
        builder.addNamed(domain, GroupKind::Types, ObjectRef::Kind::Domain, QObject::tr("domain"));
    for (const CarriedObject& object : metadata->carried)
        builder.addNamed(
            object, groupOfCarried(object.kind), ObjectRef::Kind::Routine, fromUtf8(object.kind));
    auto index = std::make_shared<ExplorerIndex>();
    index->schemas = builder.take(*metadata);
    index->metadata = std::move(metadata);
    return index;
}

ExplorerHits searchExplorer(
    const ExplorerIndex& index, const QString& text, std::size_t limit, const std::stop_token& stop)
{
    ExplorerHits result;
    const Search search(text);
    if (search.isEmpty())
        return result;
    for (std::size_t s = 0; s < index.schemas.size(); ++s) {
        const ExplorerSchema& schema = index.schemas[s];
        for (std::size_t g = 0; g < schema.groups.size(); ++g) {
            const std::vector<ExplorerObject>& objects = schema.groups[g].objects;
            for (std::size_t o = 0; o < objects.size(); ++o) {
                if (o % 256 == 0 && stop.stop_requested())
                    return {};
                ExplorerHit hit{quint32(s), quint32(g), quint32(o), std::numeric_limits<int>::min(), {}, {}};
                if (search.matches(schema, objects[o], hit))
                    result.hits.push_back(std::move(hit));
            }
        }
    }
    result.total = qint64(result.hits.size());
    std::stable_sort(result.hits.begin(), result.hits.end(),
        [](const ExplorerHit& a, const ExplorerHit& b) { return a.score > b.score; });
    if (result.hits.size() > limit)
        result.hits.resize(limit);
    const FuzzyPattern pattern(text.trimmed());
    for (ExplorerHit& hit : result.hits) {
        const ExplorerObject& object = index.schemas[hit.schema].groups[hit.group].objects[hit.object];
        if (const std::optional<FuzzyMatch> match = pattern.match(object.name))
            hit.positions = match->positions;
    }
    return result;
}

} // namespace relata
