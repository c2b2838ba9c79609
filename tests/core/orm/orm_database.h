// Databases for the tests of the ORM: SQLite, PostgreSQL and MariaDB, each empty, with the tables that a test
// describes once for all three.
#pragma once

#include "core/engine/engine.h"
#include "core/orm/session.h"

#include <QString>

#include <memory>

class QTemporaryDir;

namespace relata::test {

// Columns in a few words: "id int key", "name text", "name text?", "author_id int? -> authors.id cascade",
// "price numeric"; "foreign a,b -> books.x,y" is a key of several columns. A ? allows NULL; "auto" numbers
// the key; "unique" is a constraint; the type "@name" is a decorated one.
struct TableText
{
    std::string name;
    std::vector<std::string> columns;
};
MetaData metadataOf(const std::vector<TableText>& tables);

// Authors with books, books with tags.
extern const std::vector<TableText> library;

class OrmDatabase
{
public:
    explicit OrmDatabase(const QString& dialect); // "sqlite", "postgresql", "mariadb"
    ~OrmDatabase();
    QString whyMissing() const { return m_whyMissing; }
    // An empty database with these tables, reflected.
    MetaData create(const std::vector<TableText>& tables);
    Engine& engine() { return *m_engine; }
    // Cells of a query as text, rows by line: "1|Ursula".
    QString rows(const std::string& sql);
    void run(const std::string& sql);

private:
    QString m_dialect;
    QString m_whyMissing;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::optional<Engine> m_engine;
};

// For tests of mappings: descriptions in short, the relationship of a class, the models or an end of the
// program, a value's text.
ClassMapping classOf(const char* name, const char* table);
ClassMapping subclass(const char* name, const char* base, const char* table, const char* identity);
RelationshipMapping relationshipTo(const char* name, const char* target, const char* back = "");
RelationshipMapping& relationship(ModelMappings& mappings, const char* className, const char* name);
MapperRegistry configured(const MetaData& metadata, const ModelMappings& mappings);
QString text(const Value& value); // "NULL" for NULL
QString names(const std::vector<Instance>& objects, const char* attribute); // "a,b"
inline QString names(const Collection& objects, const char* attribute)
{
    return names(objects.all(), attribute);
}

} // namespace relata::test

#define RELATA_EACH_DATABASE()                                                                               \
    do {                                                                                                     \
        QTest::addColumn<QString>("dialectName");                                                            \
        for (const char* name : {"sqlite", "postgresql", "mariadb"})                                         \
            QTest::newRow(name) << QString(name);                                                            \
    } while (false)

#define RELATA_ORM_DATABASE()                                                                                \
    QFETCH(QString, dialectName);                                                                            \
    relata::test::OrmDatabase database(dialectName);                                                         \
    if (!database.whyMissing().isEmpty())                                                                    \
    QSKIP(qPrintable(database.whyMissing()))
