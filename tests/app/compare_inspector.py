"""Compares `relata-cli inspect --json` with SQLAlchemy's Inspector on every key that both have.

usage: compare_inspector.py RELATA_CLI SOURCE URL [--list]

SOURCE is for relata-cli, URL is the same database for SQLAlchemy. Prints the differences; exit 0 without any, 1 with
some, 77 without SQLAlchemy or its driver. The differences that are deliberate are the entries of DELIBERATE, each with
its reason; --list prints how often each was met. Everything else must be equal as it stands. Works with SQLAlchemy 1.4
and newer; what a version does not have is not asked for.
"""
import collections
import json
import re
import subprocess
import sys
import warnings

try:
    import sqlalchemy
    from sqlalchemy import types as sqltypes
    from sqlalchemy.dialects import sqlite
except ImportError:
    sys.exit(77)

warnings.simplefilter("ignore")
VERSION = tuple(int(part) for part in re.findall(r"\d+", sqlalchemy.__version__)[:2])


class Theirs:
    """What SQLAlchemy's Inspector says of one schema, in the shape of our JSON."""

    def __init__(self, engine, schema):
        self.engine = engine
        self.inspector = sqlalchemy.inspect(engine)
        self.dialect = engine.dialect
        self.schema = schema

    def ask(self, method, *arguments, **options):
        """None where this version or dialect has no such question."""
        function = getattr(self.inspector, method, None)
        try:
            return function and function(*arguments, schema=self.schema, **options)
        except NotImplementedError:
            return None

    def type_text(self, column):
        if isinstance(column["type"], sqltypes.NullType):
            return ""  # a view's expression, of which SQLite knows no type
        return column["type"].compile(dialect=self.dialect)

    def columns(self, table):
        result = []
        for column in self.ask("get_columns", table):
            entry = {key: value for key, value in column.items() if key not in ("primary_key", "type")}
            entry["type"] = self.type_text(column)
            entry["collation"] = getattr(column["type"], "collation", None)
            for key in ("identity", "computed", "comment"):
                entry.setdefault(key, None)
            result.append(entry)
        return result

    def table(self, name):
        comment = self.ask("get_table_comment", name)
        return {
            "name": name,
            "comment": comment and comment["text"],
            # 1.4 answers {} for a dialect that cannot tell.
            "options": self.ask("get_table_options", name) if hasattr(self.dialect, "get_table_options") else None,
            "columns": self.columns(name),
            "pk_constraint": self.ask("get_pk_constraint", name),
            "foreign_keys": self.foreign_keys(name),
            "unique_constraints": self.ask("get_unique_constraints", name),
            "check_constraints": self.ask("get_check_constraints", name),
            "indexes": self.ask("get_indexes", name),
        }

    def foreign_keys(self, table):
        keys = self.ask("get_foreign_keys", table)
        if self.dialect.name == "sqlite":
            quote = self.dialect.identifier_preparer.quote_identifier
            columns, actions = collections.defaultdict(list), {}
            with self.engine.connect() as connection:
                for row in connection.exec_driver_sql(f"PRAGMA foreign_key_list({quote(table)})"):
                    columns[row[0]].append(row[3])
                    actions[row[0]] = {key: action for key, action in (("onupdate", row[5]), ("ondelete", row[6]))
                                       if action != "NO ACTION"}
            for key in keys:
                key["actions"] = next(actions[i] for i in columns if columns[i] == key["constrained_columns"])
        return keys

    def view(self, name, materialized):
        return {"name": name, "definition": self.ask("get_view_definition", name), "columns": self.columns(name),
                "materialized": materialized}

    def everything(self):
        views = [self.view(name, False) for name in self.ask("get_view_names") or []]
        materialized = self.ask("get_materialized_view_names")
        if materialized is None and self.dialect.name == "postgresql":
            plain = self.ask("get_view_names", include="plain")  # 1.4
            for view in views:
                view["materialized"] = view["name"] not in plain
        views += [self.view(name, True) for name in materialized or []]
        return {
            "tables": [self.table(name) for name in self.ask("get_table_names")],
            "views": views,
            "sequences": [{"name": name} for name in self.ask("get_sequence_names") or []]
            if self.dialect.supports_sequences else None,
            "enums": self.ask("get_enums"),
            "domains": self.ask("get_domains"),
        }



# --- Differences that are deliberate --------------------------------------------------------------------------------
# Each: the dialects and places it is for; what it makes of the pair (SQLAlchemy's value, ours); and why. A rule sees
# values only after they were found unequal; if they are equal afterwards, the difference is explained. Four more stand
# where they are met below, because they need the neighbours of a value: `self.met[...]`.


def on_text(function, value):
    return function(value) if isinstance(value, str) else value


def both(function):
    return lambda theirs, ours: (on_text(function, theirs), on_text(function, ours))


def theirs_replaced(pattern, by):
    return lambda theirs, ours: (on_text(lambda text: re.sub(pattern, by, text), theirs), ours)


def ours_replaced(pattern, by):
    return lambda theirs, ours: (theirs, on_text(lambda text: re.sub(pattern, by, text), ours))


def accepted(test):
    """Nothing is left to compare where the pair passes the test."""
    return lambda theirs, ours: (None, None) if test(theirs, ours) else (theirs, ours)


def without_clause_brackets(theirs, ours):
    """Of (expression), if that is one pair of brackets: (a) || (b) is not."""
    return (theirs[1:-1] if theirs == f"({ours})" else theirs), ours


def without_where_brackets(theirs, ours):
    key = "postgresql_where"
    if key in theirs and theirs[key] == f"({ours.get(key)})":
        theirs = dict(theirs, **{key: ours[key]})
    return theirs, ours


def unbracketed(theirs, ours):
    def bare(value):
        if isinstance(value, list):
            return [dict(item, check=bare(item["check"])) if isinstance(item, dict) else bare(item) for item in value]
        return on_text(lambda text: re.sub(r"[()\s]+", "", text), value)

    return bare(theirs), bare(ours)


SYNONYMS = ((r"character varying\b", "varchar"), (r"character\b", "char"), (r"double precision\b", "double"),
            (r"int4\b", "integer"), (r"int\b", "integer"))


def canonical_type(text):
    """Capitals, spaces after commas and the long names of types mean nothing; what is in quotes stays."""
    parts = re.split(r"('(?:[^']|'')*')", text)
    for i in range(0, len(parts), 2):
        parts[i] = re.sub(r"\s*,\s*", ",", parts[i].lower())
        for name, short in SYNONYMS:
            parts[i] = re.sub(r"\b" + name, short, parts[i])
    return "".join(parts)


def options(value):
    """One spelling of a dialect's options: plain keys, texts for values, nothing for what is empty."""
    result = {}
    for key, item in (value or {}).items():
        key = re.sub(r"^(postgresql|sqlite|mysql|mariadb)_", "", key).replace(" ", "_")
        if isinstance(item, (list, tuple)):
            item = ", ".join(item)
        if key != "include" and item not in ("", None, False):
            result[key] = "true" if item is True else str(item)
    return result


def affinity(declared):
    """Of a declared type, by the five rules of sqlite.org/datatype3.html, as SQLAlchemy names it."""
    for parts, name in ((("INT",), "INTEGER"), (("CHAR", "CLOB", "TEXT"), "TEXT"), (("BLOB",), ""),
                        (("REAL", "FLOA", "DOUB"), "REAL")):
        if any(part in declared.upper() for part in parts):
            return name
    return "NUMERIC"


def unknown_to_sqlalchemy(theirs, ours):
    name = re.split(r"\s*\(", ours)[0].upper()
    return name not in sqlite.base.ischema_names and theirs == affinity(ours)


ALL = ("sqlite", "postgresql", "mariadb")
Rule = collections.namedtuple("Rule", "dialects places change why")
DELIBERATE = [
    Rule(("sqlite",), r".*\.columns\.type", accepted(unknown_to_sqlalchemy),
         "SQLAlchemy tells the affinity of a type whose name it does not know; ours is the declared name"),
    Rule(("mariadb",), r".*\.columns\.type", theirs_replaced(r" (CHARACTER SET|COLLATE) \w+", ""),
         "the collation, and with it the character set, has a key of its own"),
    Rule(ALL, r".*\.columns\.type", both(canonical_type),
         "a type is written as the database writes it, not in SQLAlchemy's capitals and synonyms"),
    Rule(("postgresql", "mariadb"), r".*\.computed\.sqltext", without_clause_brackets,
         "SQLAlchemy takes the brackets of GENERATED ALWAYS AS (...) for a part of the expression"),
    Rule(("postgresql",), r".*\.indexes\.dialect_options", without_where_brackets,
         "and those of a partial index for a part of its condition"),
    Rule(ALL, r".*\.(options|dialect_options)", lambda theirs, ours: (options(theirs), options(ours)),
         "options are texts under one prefix for MySQL and MariaDB, none are empty, and INCLUDE has a key of its own"),
    Rule(("postgresql",), r".*\.(default|definition|sqltext|expressions)", ours_replaced(r"\bpublic\.", ""),
         "expressions of ours name the schema, so that they mean the same under every search_path"),
    Rule(("postgresql",), r".*\.definition", theirs_replaced(r"^\s+|;\s*$", ""),
         "a view's definition is the query alone, without a terminator"),
    Rule(("postgresql",), r".*\.(check_constraints\.sqltext|domains\.constraints|indexes\.expressions)", unbracketed,
         "SQLAlchemy 2 asks for the pretty form, which leaves out brackets; ours is the form that pg_dump writes"),
    Rule(("mariadb",), r".*\.definition", theirs_replaced(r"(?s)^CREATE .*? VIEW `(?:[^`]|``)*`(?: \(.*?\))? AS ", ""),
         "a view's definition is the query alone"),
    Rule(("mariadb",), r".*\.definition", theirs_replaced(r"\b_utf8mb[34](?=')", ""),
         "SHOW CREATE VIEW names the character set of each text where the client has another one"),
    Rule(("mariadb",), r".*\.views\.columns\.nullable", accepted(lambda theirs, ours: theirs),
         "SQLAlchemy takes DESCRIBE's NO for true: every column of a view may be NULL to it"),
    Rule(("mariadb",), r".*\.views\.columns\.default", accepted(lambda theirs, ours: ours is None),
         "a column of a view has no default; DESCRIBE shows that of the column below it"),
    Rule(("sqlite",), r".*\.definition", theirs_replaced(r"(?is)^CREATE VIEW .*?\sAS\s+", ""),
         "a view's definition is the query alone"),
    Rule(("sqlite",), r".*\.columns\.autoincrement", accepted(lambda theirs, ours: theirs == "auto"),
         "SQLAlchemy 1.4 calls every column of SQLite 'auto': not known"),
    Rule(("sqlite",), r".*\.(pk_constraint|foreign_keys)\.name", accepted(lambda theirs, ours: theirs is None),
         "SQLAlchemy finds names in SQLite by regular expressions, not those in square brackets or on a line of their own"),
    Rule(("sqlite",), r".*\.check_constraints", accepted(lambda theirs, ours: theirs is None),
         "SQLAlchemy finds checks in SQLite by regular expressions, not those over several lines"),
    Rule(("sqlite",), r".*\.check_constraints\.sqltext", accepted(lambda theirs, ours: ours.startswith(theirs)),
         "and ends a check of several lines too early"),
    Rule(("sqlite",), r".*\.computed\.sqltext", accepted(lambda theirs, ours: theirs == "" and ours),
         "and finds no expression of a generated column on a line of its own"),
    Rule(("sqlite",), r".*\.indexes", accepted(lambda theirs, ours: theirs is None and ours["expressions"]),
         "SQLAlchemy leaves out SQLite's indexes over expressions"),
    Rule(("postgresql",) if VERSION < (2, 0) else (), r".*\.indexes",
         accepted(lambda theirs, ours: theirs is None and ours["expressions"]),
         "SQLAlchemy 1.4 leaves out PostgreSQL's indexes over expressions"),
]


class Comparison:
    def __init__(self, dialect):
        self.dialect = dialect
        self.differences = []
        self.met = collections.Counter()

    def differ(self, path, theirs, ours):
        self.differences.append(f"{path}:\n  SQLAlchemy {theirs!r}\n  Relata     {ours!r}")

    def leaf(self, path, theirs, ours):
        if theirs == ours:
            return
        place = re.sub(r"\[.*?\](?=\.|$)", "", path)
        left, right, used = theirs, ours, []
        for rule in DELIBERATE:
            if self.dialect not in rule.dialects or not re.fullmatch(rule.places, place):
                continue
            changed = rule.change(left, right)
            if changed != (left, right):
                left, right = changed
                used.append(rule.why)
            if left == right:
                self.met.update(used)
                return
        self.differ(path, theirs, ours)

    def record(self, path, theirs, ours, keys):
        for key in keys:
            if key in theirs and key in ours and (key != "options" or theirs[key] is not None):
                self.leaf(f"{path}.{key}", theirs[key], ours[key])

    def lists(self, path, theirs, ours, identity, compare):
        """Every item of one list has its partner in the other; order counts where the database has one."""
        left = {identity(item): item for item in theirs or []}
        right = {identity(item): item for item in ours or []}
        for name in left.keys() - right.keys():
            self.leaf(f"{path}[{name}]", left[name], None)
        for name in right.keys() - left.keys():
            self.leaf(f"{path}[{name}]", None, right[name])
        for name, item in left.items():
            if name in right:
                compare(f"{path}[{name}]", item, right[name])


def by_name(item):
    return item["name"]


def by_columns(item):
    return tuple(item.get("constrained_columns") or item.get("column_names") or ())


class SchemaComparison(Comparison):
    def column(self, path, theirs, ours):
        if on_update := ours["dialect_options"].get("mysql_on_update"):
            self.met["SQLAlchemy writes ON UPDATE behind the default; ours is an option of the column"] += 1
            ours = dict(ours, default=f"{ours['default']} ON UPDATE {on_update}")
        if VERSION < (2, 0) and ours["type"] in self.domains:
            self.met["SQLAlchemy 1.4 tells a domain's base type only"] += 1
            ours = dict(ours, type=self.domains[ours["type"]])
        self.record(path, theirs, ours,
                    ("type", "nullable", "default", "autoincrement", "comment", "collation"))
        for key, parts in (("computed", ("sqltext", "persisted")),
                           ("identity", ("always", "start", "increment", "minvalue", "maxvalue", "cycle", "cache"))):
            if theirs[key] and ours[key]:
                self.record(f"{path}.{key}", theirs[key], ours[key], parts)
            elif theirs[key] or ours[key]:
                self.leaf(f"{path}.{key}", theirs[key], ours[key])

    def columns(self, path, theirs, ours):
        self.leaf(f"{path}.column_order", [column["name"] for column in theirs], [column["name"] for column in ours])
        self.lists(f"{path}.columns", theirs, ours, by_name, self.column)

    def foreign_key(self, path, theirs, ours):
        if self.dialect == "sqlite" and not theirs["options"]:
            self.met["SQLAlchemy's regular expressions miss a foreign key's options; PRAGMA foreign_key_list tells them"] += 1
            said = {key: value for key, value in ours["options"].items() if key in ("onupdate", "ondelete")}
            self.leaf(f"{path}.actions", theirs["actions"], said)
            ours = dict(ours, options={})
        self.record(path, theirs, ours, ("name", "constrained_columns", "referred_schema", "referred_table",
                                         "referred_columns", "options", "comment"))

    def unique(self, path, theirs, ours):
        self.record(path, theirs, ours, ("name", "column_names", "comment"))

    def check(self, path, theirs, ours):
        self.record(path, theirs, ours, ("name", "sqltext", "comment"))

    def indexes(self, path, theirs, ours):
        """An index that the server made for a constraint is told with the constraint alone."""
        uniques = {item["name"] for item in theirs["unique_constraints"] or []}
        keys = {item["name"] for item in theirs["foreign_keys"] or []}
        left = []
        for index in theirs["indexes"] or []:
            if index.get("duplicates_constraint") or self.dialect == "mariadb" and index["name"] in uniques:
                self.met["the index behind a unique constraint is not listed again"] += 1
            elif self.dialect == "mariadb" and index["name"] in keys and index["name"] not in map(by_name, ours["indexes"]):
                self.met["the index that InnoDB makes for a foreign key, by its name, is not listed"] += 1
            else:
                left.append(index)
        self.lists(f"{path}.indexes", left, ours["indexes"], by_name, self.index)

    def index(self, path, theirs, ours):
        if theirs.get("column_sorting"):  # of tuples; JSON has lists
            theirs = dict(theirs, column_sorting={key: list(order) for key, order in theirs["column_sorting"].items()})
        self.record(path, theirs, ours, ("name", "column_names", "unique", "expressions", "include_columns",
                                         "column_sorting", "dialect_options", "comment"))

    def table(self, path, theirs, ours):
        self.record(path, theirs, ours, ("comment", "options"))
        self.columns(path, theirs["columns"], ours["columns"])
        self.record(f"{path}.pk_constraint", theirs["pk_constraint"], ours["pk_constraint"],
                    ("name", "constrained_columns", "comment"))
        self.lists(f"{path}.foreign_keys", theirs["foreign_keys"], ours["foreign_keys"], by_columns, self.foreign_key)
        self.lists(f"{path}.unique_constraints", theirs["unique_constraints"], ours["unique_constraints"], by_columns,
                   self.unique)
        self.lists(f"{path}.check_constraints", theirs["check_constraints"], ours["check_constraints"], by_name,
                   self.check)
        self.indexes(path, theirs, ours)

    def view(self, path, theirs, ours):
        self.record(path, theirs, ours, ("definition", "materialized"))
        self.columns(path, theirs["columns"], ours["columns"])

    def schema(self, path, theirs, ours):
        self.domains = {domain["name"]: domain["type"] for domain in ours["domains"]}
        # By the names that PostgreSQL gives them.
        identities = {f"{table['name']}_{column['name']}_seq" for table in ours["tables"]
                      for column in table["columns"] if column["identity"]}
        for sequence in list(theirs["sequences"] or []):
            if sequence["name"] in identities:
                self.met["the sequence behind an identity is told with its column alone"] += 1
                theirs["sequences"].remove(sequence)
        for kind, compare in (("tables", self.table), ("views", self.view), ("sequences", lambda *_: None),
                              ("enums", self.enum), ("domains", self.domain)):
            if theirs[kind] is not None:
                self.lists(f"{path}.{kind}", theirs[kind], ours[kind], by_name, compare)

    def enum(self, path, theirs, ours):
        self.record(path, theirs, ours, ("labels",))

    def domain(self, path, theirs, ours):
        self.record(path, theirs, ours, ("nullable", "default", "collation"))
        self.leaf(f"{path}.constraints", [{"name": check["name"], "check": check["check"]}
                                          for check in theirs["constraints"]], ours["constraints"])


def main(cli, source, url, *flags):
    inspected = subprocess.run([cli, "inspect", "--json", source], stdout=subprocess.PIPE, check=True)
    ours = json.loads(inspected.stdout)
    try:
        engine = sqlalchemy.create_engine(url)
    except ImportError:
        return 77
    comparison = SchemaComparison(ours["dialect"])
    default = sqlalchemy.inspect(engine).default_schema_name
    for schema in ours["schemas"]:
        is_default = schema["name"] in (None, default)
        comparison.schema(schema["name"] or "", Theirs(engine, None if is_default else schema["name"]).everything(),
                          schema)
    for difference in comparison.differences:
        print(difference)
    if "--list" in flags:
        tables = [table for schema in ours["schemas"] for table in schema["tables"] + schema["views"]]
        print(f"SQLAlchemy {sqlalchemy.__version__}: {len(tables)} tables and views, "
              f"{sum(len(table['columns']) for table in tables)} columns compared. Deliberate differences met:")
        for why, count in comparison.met.most_common():
            print(f"{count:5} {why}")
    return 1 if comparison.differences else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
