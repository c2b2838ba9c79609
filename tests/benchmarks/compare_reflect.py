"""What SQLAlchemy takes for what bench_reflect measures: MetaData.reflect() of a whole database and the text of
every CREATE TABLE and CREATE INDEX.

    compare_reflect.py URL

Prints one line of JSON, in milliseconds. The engine is connected before the clock starts, the dialect is warm.
"""

import json
import sys
import time
import warnings

import sqlalchemy
from sqlalchemy.schema import CreateIndex, CreateTable

warnings.simplefilter("ignore")
engine = sqlalchemy.create_engine(sys.argv[1])
with engine.connect() as connection:
    connection.execute(sqlalchemy.text("SELECT 1"))

started = time.perf_counter()
metadata = sqlalchemy.MetaData()
metadata.reflect(bind=engine, views=True)
reflected = time.perf_counter()

size = 0
for table in metadata.sorted_tables:
    size += len(str(CreateTable(table).compile(dialect=engine.dialect)))
    for index in table.indexes:
        size += len(str(CreateIndex(index).compile(dialect=engine.dialect)))
written = time.perf_counter()

print(json.dumps({
    "version": sqlalchemy.__version__,
    "tables": len(metadata.tables),
    "characters": size,
    "reflect_ms": 1000 * (reflected - started),
    "ddl_ms": 1000 * (written - reflected),
}))
