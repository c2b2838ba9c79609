"""DDL of a few tables with much in them, as SQLAlchemy's compiler writes it: a statement a line.

usage: sqlalchemy_features.py mssql|oracle
"""
import re
import sys
import warnings

from sqlalchemy import (BigInteger, CheckConstraint, Column, Computed, Date, ForeignKeyConstraint, Identity, Index, Integer,
                        LargeBinary, MetaData, Numeric, PrimaryKeyConstraint, Sequence, SmallInteger, String, Table, Unicode,
                        UniqueConstraint, func, text)
from sqlalchemy.dialects import mssql, oracle
from sqlalchemy.schema import (AddConstraint, CreateIndex, CreateSequence, CreateTable, DropConstraint, DropIndex, DropSequence,
                               DropTable, SetColumnComment, SetTableComment)

warnings.simplefilter("ignore")
name = sys.argv[1]
dialect = {"mssql": mssql, "oracle": oracle}[name].dialect()
if name == "oracle":
    dialect.max_identifier_length = 128
metadata = MetaData()
lines = []


def show(element):
    one = re.sub(r"\s+", " ", str(element.compile(dialect=dialect))).strip()
    lines.append(re.sub(r" ?([(),]) ?", r"\1", one))


sequence = Sequence("numbers", start=5, increment=2, minvalue=1, maxvalue=999, cycle=True, cache=None if name == "mssql" else 7)
show(CreateSequence(sequence))
parent = Table(
    "Parent Table", metadata,
    Column("id", Integer, Identity(start=10, increment=5), nullable=False),
    Column("code", String(10), nullable=False, comment="it's a code"),
    Column("order", SmallInteger, server_default=text("7")),
    PrimaryKeyConstraint("id", name="pk_parent", **({"mssql_clustered": False} if name == "mssql" else {})),
    UniqueConstraint("code", "order", name="uq_parent", **({"mssql_clustered": True} if name == "mssql" else {})),
    comment="Those above")
child = Table(
    "child", metadata,
    Column("a", Integer, nullable=False, autoincrement=False), Column("b", BigInteger, nullable=False, autoincrement=False),
    Column("name", Unicode(40), nullable=False, server_default="x"),
    Column("total", Numeric(10, 2)),
    Column("gross", Numeric(10, 2), Computed("total * 2", persisted=True if name == "mssql" else None)),
    Column("born", Date), Column("photo", LargeBinary), Column("parent_id", Integer),
    PrimaryKeyConstraint("a", "b"),
    ForeignKeyConstraint(["parent_id"], ["Parent Table.id"], name="fk_parent", ondelete="CASCADE",
                         **({"onupdate": "SET NULL"} if name == "mssql" else {"deferrable": True, "initially": "DEFERRED"})),
    CheckConstraint("total >= 0", name="ck_total"), **({"oracle_on_commit": "PRESERVE ROWS", "prefixes": ["GLOBAL TEMPORARY"]}
                                                       if name == "oracle" else {}))
if name == "mssql":
    Index("ix_total", child.c.total.desc(), child.c.born, mssql_include=["name"], mssql_where=child.c.a > 5, unique=True)
    Index("ix_clustered", child.c.born, mssql_clustered=True)
else:
    Index("ix_bits", child.c.born, oracle_bitmap=True)
    Index("ix_lower", func.lower(child.c.name), child.c.total, oracle_compress=1)
    Index("ix_unique", child.c.born, child.c.total, unique=True, oracle_compress=True)
for table in metadata.sorted_tables:
    show(CreateTable(table))
    for index in sorted(table.indexes, key=lambda index: index.name):
        show(CreateIndex(index))
if name == "oracle":
    show(SetTableComment(parent))
    show(SetColumnComment(parent.c.code))
key = next(c for c in child.constraints if c.name == "fk_parent")
show(AddConstraint(key))
show(DropConstraint(key))
show(DropTable(child))
show(DropSequence(sequence))
print("\n".join(lines))
