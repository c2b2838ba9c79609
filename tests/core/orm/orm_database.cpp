#include "tests/core/orm/orm_database.h"

#include "core/convert/convert.h"
#include "core/engine/registry.h"
#include "core/sql/ddl.h"
#include "core/types/type_decorator.h"
#include "core/util/strings.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/postgres_server.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace relata::test {
namespace {

SqlType typeOf(const std::string& word)
{
    if (word == "int")
        return SqlType::of(TypeKind::Integer);
    if (word == "bigint")
        return SqlType::of(TypeKind::BigInteger);
    if (word == "numeric")
        return SqlType::numeric(10, 2);
    if (word == "bool")
        return SqlType::of(TypeKind::Boolean);
    if (word == "date")
        return SqlType::of(TypeKind::Date);
    if (word == "double")
        return SqlType::of(TypeKind::Double);
    if (word == "long")
        return SqlType::of(TypeKind::Text);
    if (word.front() == '@')
        return decoratedType(std::string_view(word).substr(1));
    if (word == "bytes")
        return SqlType::of(TypeKind::LargeBinary);
    return SqlType::string(80);
}

} // namespace

const std::vector<TableText> library{{"authors", {"id int key auto", "name text", "born int?"}},
    {"books",
        {"id int key auto", "author_id int? -> authors.id", "title text", "pages int?",
            "language text default='English'"}},
    {"tags", {"id int key auto", "word text unique"}},
    {"book_tags", {"book_id int key -> books.id", "tag_id int key -> tags.id"}}};

MetaData metadataOf(const std::vector<TableText>& tables)
{
    MetaData metadata;
    for (const TableText& text : tables) {
        Table table;
        table.name = text.name;
        for (const std::string& line : text.columns) {
            std::vector<std::string> words = split(line, ' ');
            if (words.at(0) == "foreign") {
                ForeignKeyConstraint key;
                key.columns = split(words.at(1), ',');
                key.name = "fk_" + table.name + "_" + key.columns.back();
                std::vector<std::string> target = split(words.at(3), '.');
                key.referredTable = target.at(0);
                key.referredColumns = split(target.at(1), ',');
                table.foreignKeys.push_back(key);
                continue;
            }
            Column column;
            column.name = words.at(0);
            std::string type = words.at(1);
            column.nullable = type.back() == '?';
            if (column.nullable)
                type.pop_back();
            column.type = typeOf(type);
            for (std::size_t i = 2; i < words.size(); ++i) {
                if (words[i] == "key") {
                    table.primaryKey.columns.push_back(column.name);
                } else if (words[i] == "auto") {
                    column.autoincrement = Autoincrement::Yes;
                    column.identity = Identity();
                } else if (words[i] == "unique") {
                    UniqueConstraint unique;
                    unique.name = "uq_" + table.name + "_" + column.name;
                    unique.columns = {column.name};
                    table.uniqueConstraints.push_back(unique);
                } else if (words[i].starts_with("default=")) {
                    column.serverDefault = SqlText{words[i].substr(8), ""};
                } else if (words[i] == "->") {
                    ForeignKeyConstraint key;
                    key.name = "fk_" + table.name + "_" + column.name;
                    key.columns = {column.name};
                    std::vector<std::string> target = split(words.at(++i), '.');
                    key.referredTable = target.at(0);
                    key.referredColumns = {target.at(1)};
                    if (i + 1 < words.size() && words[i + 1] == "cascade")
                        key.onDelete = ReferentialAction::Cascade;
                    if (i + 1 < words.size() && words[i + 1] == "follow")
                        key.onUpdate = ReferentialAction::Cascade;
                    table.foreignKeys.push_back(key);
                }
            }
            table.columns.push_back(column);
        }
        metadata.addTable(std::move(table));
    }
    return metadata;
}

OrmDatabase::OrmDatabase(const QString& dialectName) : m_dialect(dialectName)
{
    std::string url;
    if (dialectName == "sqlite") {
        m_folder = std::make_unique<QTemporaryDir>();
        url = "sqlite:///" + m_folder->filePath("orm.db").toStdString() + "?mode=rwc";
    } else if (dialectName == "postgresql") {
        PostgresServer* server = PostgresServer::shared();
        if (!server) {
            m_whyMissing = PostgresServer::whyMissing();
            return;
        }
        server->createDatabase("orm");
        url = server->url("orm").toStdString();
    } else {
        MariaDbServer* server = MariaDbServer::shared();
        if (!server) {
            m_whyMissing = MariaDbServer::whyMissing();
            return;
        }
        server->createDatabase("orm");
        url = server->url("orm").toStdString();
    }
    m_engine = Engine::create(url).value();
}

OrmDatabase::~OrmDatabase()
{
    if (m_engine)
        m_engine->dispose();
}

MetaData OrmDatabase::create(const std::vector<TableText>& tables)
{
    std::string name = m_engine->dialect().traits().name;
    MetaData converted = convert(metadataOf(tables), dialect(name)).metadata;
    m_engine->connect()->executeScript(createAll(converted, dialect(name)).script());
    return reflect(*m_engine);
}

QString OrmDatabase::rows(const std::string& sql)
{
    QStringList lines;
    auto connection = m_engine->connect();
    for (const std::vector<Value>& row : connection->execute(sql).all()) {
        QStringList cells;
        for (const Value& value : row)
            cells << (value.isNull() ? QString("NULL") : QString::fromStdString(value.toText()));
        lines << cells.join('|');
    }
    return lines.join('\n');
}

void OrmDatabase::run(const std::string& sql)
{
    m_engine->connect()->executeScript(sql);
}

ClassMapping classOf(const char* name, const char* table)
{
    ClassMapping mapping;
    mapping.className = name;
    mapping.table.name = table;
    return mapping;
}

ClassMapping subclass(const char* name, const char* base, const char* table, const char* identity)
{
    ClassMapping mapping = classOf(name, table);
    mapping.inherits = base;
    mapping.identity = Value(identity);
    return mapping;
}

RelationshipMapping relationshipTo(const char* name, const char* target, const char* back)
{
    RelationshipMapping mapping;
    mapping.name = name;
    mapping.target = target;
    mapping.backPopulates = back;
    return mapping;
}

RelationshipMapping& relationship(ModelMappings& mappings, const char* className, const char* name)
{
    for (RelationshipMapping& mapping : mappings.find(className)->relationships) {
        if (mapping.name == name)
            return mapping;
    }
    qFatal("no relationship %s.%s", className, name);
}

MapperRegistry configured(const MetaData& metadata, const ModelMappings& mappings)
{
    auto models = MapperRegistry::configure(metadata, mappings);
    if (!models)
        qFatal("%s", models.error().message.c_str());
    return std::move(*models);
}

QString text(const Value& value)
{
    return value.isNull() ? QString("NULL") : QString::fromStdString(value.toText());
}

QString names(const std::vector<Instance>& objects, const char* attribute)
{
    QStringList all;
    for (const Instance& object : objects)
        all << text(object[attribute]);
    return all.join(',');
}

} // namespace relata::test
