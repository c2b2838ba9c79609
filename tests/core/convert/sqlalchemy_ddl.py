"""What SQLAlchemy's compilers write for a SQLite file: one line a column or constraint, "table<TAB>line".

usage: sqlalchemy_ddl.py FILE DIALECT
"""
import re
import sys
import warnings

from sqlalchemy import MetaData, create_engine
from sqlalchemy.dialects import mssql, mysql, oracle
from sqlalchemy.schema import CreateIndex, CreateTable

warnings.simplefilter("ignore")
engine = create_engine("sqlite:///" + sys.argv[1])
metadata = MetaData()
metadata.reflect(engine)
dialect = {"oracle": oracle, "mssql": mssql, "mysql": mysql}[sys.argv[2]].dialect()
for table in metadata.sorted_tables:
    text = str(CreateTable(table).compile(dialect=dialect))
    body = text[text.index("(") + 1 : text.rindex(")")]
    for line in body.split("\n"):
        line = line.strip().rstrip(",").strip()
        if line:
            print(table.name + "\t" + re.sub(r"\s+", " ", line))
    for index in sorted(table.indexes, key=lambda index: index.name):
        print(table.name + "\t" + re.sub(r"\s+", " ", str(CreateIndex(index).compile(dialect=dialect))))
