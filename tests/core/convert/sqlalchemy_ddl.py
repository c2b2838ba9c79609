"""What SQLAlchemy's compilers write for tables that are told in JSON.

usage: sqlalchemy_ddl.py < TASKS

TASKS: [{"name": n, "dialect": "oracle", "tables": [...]}, ...]. A column's type is SQLAlchemy's generic name with its
modifiers, and for MariaDB's tables in MySQL the server's own words; expressions (defaults, checks, generated columns, indexes) are already in the dialect's words, because
SQLAlchemy does not translate any. Prints {"version": v, "tasks": {name: {table: [line, ...]}}}: a line is a column or
constraint of CREATE TABLE, or a whole CREATE INDEX. Exit 77 without SQLAlchemy.
"""
import json
import re
import sys
import warnings

try:
    import sqlalchemy as sa
    from sqlalchemy.dialects import mssql, mysql, oracle
    from sqlalchemy.dialects.mysql.reflection import MySQLTableDefinitionParser, ReflectedState
    from sqlalchemy.schema import CreateIndex, CreateTable
except ImportError:
    sys.exit(77)

warnings.simplefilter("ignore")


def dialect_of(name):
    """As it is once it has met a server of today; with paramstyle "named" the percent sign stays single."""
    if name == "mssql":
        dialect = mssql.dialect(deprecate_large_types=True, paramstyle="named")
        dialect.server_version_info = (15, 0)
        return dialect
    return {"oracle": oracle, "mysql": mysql}[name].dialect(paramstyle="named")


def mysql_type(text):
    """The type that SQLAlchemy's reflection of MySQL makes of the server's words."""
    dialect = mysql.dialect()
    parser = MySQLTableDefinitionParser(dialect, dialect.identifier_preparer)
    state = ReflectedState()
    parser._parse_column(f"  `c` {text} NOT NULL,", state)
    return state.columns[0]["type"]


def generic(told, dialect):
    if dialect == "mysql" and told.get("native"):
        return mysql_type(told["native"])
    kind, length = told["kind"], told.get("length")
    national = told.get("national")
    if kind == "String":
        if told.get("fixedLength"):
            return (sa.NCHAR if national else sa.CHAR)(length)
        return (sa.Unicode if national else sa.String)(length)
    if kind == "Text":
        return (sa.UnicodeText if national else sa.Text)()
    if kind == "Numeric":
        return sa.Numeric(told.get("precision"), told.get("scale"))
    if kind == "Float":
        return sa.Float()
    if kind == "Double":
        return sa.Float(53)
    if kind == "DateTime":
        return sa.DateTime(timezone=told.get("timezone", False))
    if kind == "LargeBinary":
        return sa.LargeBinary(length)
    if kind == "Enum":
        return sa.Enum(*told["values"], name=told.get("name") or None)
    if kind == "Domain":
        return generic(told["element"], dialect)
    plain = {"Boolean": sa.Boolean, "SmallInteger": sa.SmallInteger, "Integer": sa.Integer,
             "BigInteger": sa.BigInteger, "Date": sa.Date, "Time": sa.Time, "Interval": sa.Interval, "JSON": sa.JSON}
    # Nothing generic stands for the rest (arrays, sets, text search, geometry, columns without a type).
    return plain.get(kind, sa.Text)()


def column_of(told, dialect):
    arguments, options = [], {"nullable": told["nullable"], "autoincrement": told["numbered"]}
    if told.get("computed"):
        arguments.append(sa.Computed(told["computed"]["sqltext"], persisted=told["computed"]["persisted"]))
    elif told["numbered"] and dialect == "oracle":
        arguments.append(sa.Identity())
    elif told.get("default") is not None:
        options["server_default"] = sa.text(told["default"].replace(":", "\\:"))
    if told.get("comment"):
        options["comment"] = told["comment"]
    return sa.Column(told["name"], generic(told["type"], dialect), *arguments, **options)


def table_of(metadata, told, dialect):
    items = [column_of(column, dialect) for column in told["columns"]]
    key = told["pk_constraint"]
    if key["columns"]:
        items.append(sa.PrimaryKeyConstraint(*key["columns"], name=key["name"]))
    for unique in told["unique_constraints"]:
        items.append(sa.UniqueConstraint(*unique["columns"], name=unique["name"]))
    for check in told["check_constraints"]:
        items.append(sa.CheckConstraint(sa.text(check["sqltext"].replace(":", "\\:")), name=check["name"]))
    for foreign in told["foreign_keys"]:
        items.append(sa.ForeignKeyConstraint(
            foreign["columns"], [f"{foreign['referred_table']}.{name}" for name in foreign["referred_columns"]],
            name=foreign["name"], onupdate=foreign["onupdate"], ondelete=foreign["ondelete"], link_to_name=True))
    return sa.Table(told["name"], metadata, *items)


def index_of(table, told):
    elements = []
    for element in told["elements"]:
        item = table.c[element["column"]] if element["column"] else sa.text(element["expression"].replace(":", "\\:"))
        elements.append(item.desc() if element["descending"] else item)
    options = {}
    if told["where"]:
        options["mssql_where"] = sa.text(told["where"])
    return sa.Index(told["name"], *elements, unique=told["unique"], _table=table, **options)


def one_line(text):
    return re.sub(r"\s+", " ", text).strip()


def lines_of(table, told, dialect):
    text = str(CreateTable(table).compile(dialect=dialect))
    body = text[text.index("(") + 1 : text.rindex(")")]
    # A column or constraint ends with a comma at the end of its line.
    lines = [one_line(line) for line in re.split(r", *\n", body)]
    for index in told["indexes"]:
        lines.append(one_line(str(CreateIndex(index_of(table, index)).compile(dialect=dialect))))
    return [line for line in lines if line]


result = {}
for task in json.load(sys.stdin):
    metadata = sa.MetaData()
    dialect = dialect_of(task["dialect"])
    tables = {told["name"]: table_of(metadata, told, task["dialect"]) for told in task["tables"]}
    result[task["name"]] = {told["name"]: lines_of(tables[told["name"]], told, dialect) for told in task["tables"]}
json.dump({"version": sa.__version__, "tasks": result}, sys.stdout, indent=1)
