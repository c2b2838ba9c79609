#include "tests/benchmarks/reflect_schemas.h"

namespace relata::bench {
namespace {

// %1 is the table's number, %2 and %3 those of the tables that it refers to.
const char* const postgresqlTable = R"(CREATE TABLE t%1 (
    id integer PRIMARY KEY, a_id integer REFERENCES t%2, b_id integer REFERENCES t%3,
    name varchar(40) NOT NULL DEFAULT 'x', price numeric(10,2), made timestamp with time zone DEFAULT now(), note text,
    data jsonb, done boolean NOT NULL DEFAULT false, size double precision,
    CONSTRAINT u%1 UNIQUE (name, made), CONSTRAINT c%1 CHECK (price > 0 AND size < 100));
CREATE INDEX i%1 ON t%1 (made DESC, lower(name));
CREATE INDEX j%1 ON t%1 (a_id) WHERE done;
COMMENT ON TABLE t%1 IS 'Table %1';
COMMENT ON COLUMN t%1.name IS 'Name of %1';
)";

const char* const mariadbTable = R"(CREATE TABLE t%1 (
    id integer PRIMARY KEY, a_id integer, b_id integer,
    name varchar(40) NOT NULL DEFAULT 'x' COMMENT 'Name of %1', price decimal(10,2), made datetime(6) DEFAULT current_timestamp(6), note text,
    data json, done boolean NOT NULL DEFAULT false, size double,
    CONSTRAINT u%1 UNIQUE (name, made), CONSTRAINT c%1 CHECK (price > 0 AND size < 100),
    INDEX i%1 (made DESC, name), INDEX j%1 (a_id, done),
    CONSTRAINT f%1 FOREIGN KEY (a_id) REFERENCES t%2 (id), CONSTRAINT g%1 FOREIGN KEY (b_id) REFERENCES t%3 (id)) COMMENT 'Table %1';
)";

const char* const sqliteTable = R"(CREATE TABLE t%1 (
    id integer PRIMARY KEY, a_id integer REFERENCES t%2, b_id integer REFERENCES t%3,
    name varchar(40) NOT NULL DEFAULT 'x', price numeric(10,2), made timestamp DEFAULT CURRENT_TIMESTAMP, note text,
    data json, done boolean NOT NULL DEFAULT false, size double precision,
    CONSTRAINT u%1 UNIQUE (name, made), CONSTRAINT c%1 CHECK (price > 0 AND size < 100));
CREATE INDEX i%1 ON t%1 (made DESC, lower(name));
CREATE INDEX j%1 ON t%1 (a_id) WHERE done;
)";

} // namespace

QByteArray generatedSchema(const QString& database, int first, int last)
{
    QString pattern = database == "postgresql" ? postgresqlTable
        : database == "mariadb"                ? mariadbTable
                                               : sqliteTable;
    QByteArray script;
    for (int i = first; i < last; ++i)
        script += pattern.arg(QString::number(i), QString::number(i / 2), QString::number(i / 3)).toUtf8();
    return script;
}

} // namespace relata::bench
