"""What SQLAlchemy makes of a model: the judge of tst_model_sqlalchemy.cpp. Reads JSON, prints lines.

usage: sqlalchemy_model.py names|order|copy|override DIALECT < model.json
"""
import json
import re
import sys
import warnings

from sqlalchemy import (DDL, CheckConstraint, Column, ForeignKeyConstraint, Index, Integer, MetaData, PrimaryKeyConstraint,
                        Table, UniqueConstraint, create_engine, create_mock_engine, event)
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite
from sqlalchemy.schema import conv

warnings.simplefilter("ignore")
what, name = sys.argv[1:3]
model = json.load(sys.stdin)
dialect = {"oracle": oracle, "mssql": mssql, "mysql": mysql, "postgresql": postgresql, "sqlite": sqlite}[name].dialect()


def make_table(metadata, t, **kw):
    items = [Column(c["name"], Integer, key=c.get("key") or c["name"], primary_key=c["name"] in t.get("pk", []),
                    nullable=c.get("nullable", True) and c["name"] not in t.get("pk", []), autoincrement=False, comment=c.get("comment")) for c in t["columns"]]
    keys = {c["name"]: c.get("key") or c["name"] for c in t["columns"]}
    own = lambda names: [keys.get(n, n) for n in names]
    for u in t.get("uniques", []):
        items.append(UniqueConstraint(*own(u["columns"]), name=u.get("name")))
    for k in t.get("checks", []):
        items.append(CheckConstraint(k["text"], name=k.get("name")))
    for f in t.get("fks", []):
        prefix = f.get("schema", t.get("schema"))
        prefix = prefix + "." if prefix else ""
        items.append(ForeignKeyConstraint(own(f["columns"]), [prefix + f["table"] + "." + c for c in f["referred"]],
                                          name=f.get("name"), use_alter=f.get("use_alter", False)))
    table = Table(t["name"], metadata, *items, schema=t.get("schema"), **kw)
    for i in t.get("indexes", []):
        Index(i.get("name"), *[table.c[n] for n in own(i["columns"])])
    for e in t.get("ddl", []):
        ddl = DDL(e["statement"])
        if e.get("dialects"):
            ddl = ddl.execute_if(dialect=tuple(e["dialects"]))
        event.listen(table, e["moment"], ddl)
    return table


def plain(name):
    # For drivers whose placeholders begin with a percent sign, SQLAlchemy doubles those in names.
    return name.replace("%%", "%") if dialect.identifier_preparer._double_percents else name


def constraints(table):
    preparer = dialect.identifier_preparer
    for c in sorted(table.constraints, key=lambda c: c._creation_order):
        kind = {PrimaryKeyConstraint: "pk", UniqueConstraint: "uq", CheckConstraint: "ck", ForeignKeyConstraint: "fk"}[type(c)]
        if kind == "pk" and not len(c.columns):
            continue
        text = plain(preparer.format_constraint(c)) if c.name is not None else "-"
        to = ""
        if kind == "fk":
            to = " -> " + c.elements[0].target_fullname.rsplit(".", 1)[0]
        yield "%s %s %s(%s)%s" % (table.fullname, kind, text, ",".join(col.name for col in c.columns), to)
    for i in table.indexes:
        yield "%s ix %s(%s)" % (table.fullname, plain(preparer.format_index(i)), ",".join(col.name for col in i.columns))


def shown(metadata):
    lines = []
    for table in metadata.tables.values():
        lines += constraints(table)
    return sorted(lines)


metadata = MetaData(naming_convention=model.get("convention") or None)
if what == "names":
    for t in model["tables"]:
        make_table(metadata, t)
    print("\n".join(shown(metadata)))
elif what == "order":
    lines = []

    def dump(sql, *args, **kw):
        text = re.sub(r"\s+", " ", str(sql.compile(dialect=engine.dialect))).strip()
        lines.append(re.sub(r" ?([(),]) ?", r"\1", text))

    engine = create_mock_engine(name + "://", dump)
    for t in model["tables"]:
        make_table(metadata, t)
    for e in model.get("ddl", []):
        event.listen(metadata, e["moment"], DDL(e["statement"]))
    kw = {}
    if model.get("only"):
        kw["tables"] = [metadata.tables[n] for n in model["only"]]
    if model.get("translate"):
        engine = create_engine("sqlite://")
        raise SystemExit("the mock engine of 1.4 translates no schemas")
    metadata.create_all(engine, checkfirst=False, **kw)
    lines.append("--")
    metadata.drop_all(engine, checkfirst=False, **kw)
    print("\n".join(lines))
elif what == "copy":
    target = MetaData(naming_convention=model.get("target_convention") or None)
    for t in model["tables"]:
        make_table(metadata, t)
    for table in metadata.tables.values():
        kw = {}
        if "to_schema" in model:
            kw["schema"] = model["to_schema"]
        table.to_metadata(target, **kw)
    print("\n".join(shown(target)))
elif what == "override":
    engine = create_engine("sqlite://")
    for t in model["tables"]:
        make_table(metadata, t)
    metadata.create_all(engine)
    fresh = MetaData()
    try:
        # As a program does: other tables come in by reflection, this one with its own columns.
        table = make_table(fresh, model["override"], autoload_with=engine, extend_existing=True)
    except Exception as error:
        print("refused: " + type(error).__name__)
        raise SystemExit
    print(",".join("%s%s%s" % (c.name, "" if c.nullable else "!", "*" if c.primary_key else "") for c in table.columns))
    print("\n".join(sorted(constraints(table))))
