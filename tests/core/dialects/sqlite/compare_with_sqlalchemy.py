"""Compares what SQLAlchemy's Inspector sees in two SQLite files: ORIGINAL COPY. Prints the differences; exit 0 without
any, 1 with some, 77 without SQLAlchemy.

SQLAlchemy finds names, options and unique constraints of SQLite by regular expressions over the stored statements, and
misses some of them (names in square brackets, several constraints on a line). So what it does not see in the original
may stand in the copy; the reverse is a difference. Its checks are such guesses altogether and are left to our own
reflection.
"""
import re
import sys
import warnings

try:
    import sqlalchemy
except ImportError:
    sys.exit(77)

warnings.simplefilter("ignore")
differences = []


def default_of(text):
    # SQLite takes a bare word or a name for a string; our DDL writes it as one.
    if text and re.fullmatch(r'"[^"]*"|[a-z]+', text):
        return "'" + text.strip('"') + "'"
    return text


def columns(inspector, table):
    for column in inspector.get_columns(table):
        facts = {key: str(value) for key, value in column.items()}
        facts["default"] = str(default_of(column["default"]))
        if "computed" in column:
            facts["computed"] = column["computed"]["persisted"]  # its expression is a guess
        yield column["name"], facts


def keys(inspector, table):
    for key in inspector.get_foreign_keys(table):
        # A key that names no columns means the primary key; SQLAlchemy 2.1 leaves it at that, ours says them.
        referred = key["referred_columns"]
        for name in inspector.get_table_names() if not referred else ():
            if name.lower() == key["referred_table"].lower():
                primary = inspector.get_pk_constraint(name)["constrained_columns"]
                referred = primary if len(primary) == len(key["constrained_columns"]) else []
        lower = [name.lower() for name in referred]
        identity = (tuple(key["constrained_columns"]), key["referred_table"].lower(), tuple(lower))
        yield identity, {"name": key["name"], **key["options"]}


def uniques(inspector, table):
    for unique in inspector.get_unique_constraints(table):
        yield tuple(unique["column_names"]), {"name": unique["name"]}


def indexes(inspector, table):
    for index in inspector.get_indexes(table):
        where = index.pop("dialect_options", {}).get("sqlite_where")
        yield index["name"], {"where": str(where), **{key: str(value) for key, value in index.items()}}


def primary_key(inspector, table):
    key = inspector.get_pk_constraint(table)
    yield tuple(key["constrained_columns"]), {"name": key["name"]}


def compare(what, original, copy, more_allowed=False):
    original, copy = list(original), list(copy)
    for identity, facts in original:
        candidates = [other for name, other in copy if name == identity]
        same = any(all(value is None or other.get(key) == value for key, value in facts.items())
                   for other in candidates)
        if not same:
            differences.append(f"{what}: {identity}: {facts} became {candidates}")
    if len(copy) != len(original) and not more_allowed:
        differences.append(f"{what}: {len(original)} became {len(copy)}")


original, copy = (sqlalchemy.inspect(sqlalchemy.create_engine("sqlite:///" + path)) for path in sys.argv[1:3])
for kind in ("table", "view"):
    names = getattr(original, f"get_{kind}_names")()
    compare(kind + "s", ((name, {}) for name in names),
            ((name, {}) for name in getattr(copy, f"get_{kind}_names")()))
    for name in names:
        for aspect in (columns, primary_key, keys, uniques, indexes):
            compare(f"{name}, {aspect.__name__}", aspect(original, name), aspect(copy, name), aspect is uniques)
print("\n".join(differences))
sys.exit(1 if differences else 0)
