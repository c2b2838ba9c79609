"""Whether SQLAlchemy's Inspector sees the same in two PostgreSQL databases.

    compare_with_sqlalchemy.py URL URL

Prints the differences, fact by fact; exit code 1 if there are any, 2 if there was nothing to compare. What
the Inspector cannot read of a server newer than itself is a fact too: it must fail alike on both sides.
"""

import sys

import sqlalchemy
from sqlalchemy.types import UserDefinedType


def plain(value):
    """A value without addresses in memory, so that two of them compare."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in sorted(value.items(), key=lambda pair: str(pair[0]))}
    if isinstance(value, (list, tuple, set)):
        return [plain(item) for item in value]
    if isinstance(value, (sqlalchemy.types.TypeEngine, UserDefinedType)):
        return repr(value)
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


def ordered(value):
    """Lists of constraints and indexes come in no order."""
    if isinstance(value, list):
        return sorted((plain(item) for item in value), key=repr)
    return plain(value)


def facts(url):
    engine = sqlalchemy.create_engine(url)
    inspector = sqlalchemy.inspect(engine)
    found = {}

    def add(subject, function, keep=ordered):
        try:
            found[subject] = repr(keep(function()))
        except Exception as error:  # noqa: BLE001 the kind of failure is the fact
            found[subject] = "fails: " + type(error).__name__

    schemas = [name for name in inspector.get_schema_names() if name != "information_schema"]
    found["schemas"] = repr(sorted(schemas))
    for schema in schemas:
        add(f"{schema}: sequences", lambda: inspector.get_sequence_names(schema))
        add(f"{schema}: enums", lambda: inspector.get_enums(schema))
        add(f"{schema}: foreign tables", lambda: inspector.get_foreign_table_names(schema))
        views = inspector.get_view_names(schema)
        if hasattr(inspector, "get_materialized_view_names"):
            views = views + inspector.get_materialized_view_names(schema)
        tables = inspector.get_table_names(schema) + inspector.get_foreign_table_names(schema)
        for name in sorted(set(views)):
            add(f"{schema}.{name}: definition", lambda: inspector.get_view_definition(name, schema))
        for name in sorted(set(tables + views)):
            for aspect in ("columns", "pk_constraint", "foreign_keys", "unique_constraints", "check_constraints",
                           "indexes", "table_comment"):
                keep = plain if aspect == "columns" else ordered
                method = getattr(inspector, "get_" + aspect)
                add(f"{schema}.{name}: {aspect}", lambda: method(name, schema), keep)
    engine.dispose()
    return found


def main():
    left, right = facts(sys.argv[1]), facts(sys.argv[2])
    for subject in sorted(set(left) | set(right)):
        if left.get(subject) != right.get(subject):
            print(f"{subject}\n  - {left.get(subject)}\n  + {right.get(subject)}")
    readable = [fact for fact in left.values() if not fact.startswith("fails")]
    if 2 * len(readable) < len(left):
        print(f"only {len(readable)} of {len(left)} facts could be read")
        sys.exit(2)
    sys.exit(left != right)


main()
