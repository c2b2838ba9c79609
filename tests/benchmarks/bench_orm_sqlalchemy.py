# SQLAlchemy's side of bench_orm, on databases of its own of the same content: for every line of standard input,
# which names a measurement, one line "name|figure" (milliseconds, or bytes).
import os, statistics, subprocess, sys, time

from sqlalchemy import create_engine, text, MetaData
from sqlalchemy.orm import Session, declarative_base, joinedload, relationship, selectinload

folder, count, postgres = sys.argv[1], int(sys.argv[2]), sys.argv[3]
NOTE = "a note of some length, as notes are"


def timed(work):
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def resident():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGESIZE")


class Items:
    """The table of items of one database, and what is measured on it."""

    def __init__(self, url, prepare=None):
        self.engine = create_engine(url)
        if prepare:
            with self.engine.begin() as connection:
                connection.execute(text(prepare))
        metadata = MetaData()
        metadata.reflect(self.engine)
        self.Item = type("Item", (declarative_base(metadata=metadata),), {"__table__": metadata.tables["items"]})

    def flush(self):
        with Session(self.engine) as session:
            session.add_all([self.Item(name="item %d" % i, a=i, b=i * 2, note=NOTE, price=i * 0.5) for i in range(count)])
            return timed(session.commit)

    def update(self):
        with Session(self.engine) as session:
            for i, item in enumerate(session.query(self.Item).all()):
                item.b = i + 1000000
            return timed(session.commit)

    def fill(self):
        with self.engine.begin() as connection:
            numbers = " UNION ALL ".join("SELECT %d" % i for i in range(9))
            connection.execute(text("INSERT INTO items (name, a, b, note, price) SELECT i.name, i.a, i.b, i.note, i.price "
                                    "FROM items i, (%s) AS n" % numbers))

    def load(self):
        with Session(self.engine) as session:
            return timed(lambda: session.query(self.Item).all())

    def memory(self):
        before = resident()
        with Session(self.engine) as session:
            items = session.query(self.Item).all()
            return (resident() - before) / len(items)


def families(option):
    engine = create_engine("sqlite:///%s/families.db" % folder)
    metadata = MetaData()
    metadata.reflect(engine)
    Base = declarative_base(metadata=metadata)
    Child = type("Child", (Base,), {"__table__": metadata.tables["children"]})
    Parent = type("Parent", (Base,), {"__table__": metadata.tables["parents"], "children": relationship(Child)})

    def once():
        with Session(engine) as session:
            return timed(lambda: session.query(Parent).options(option(Parent.children)).all())

    return statistics.median([once() for _ in range(3)])


COLUMNS = "name VARCHAR(40), a INTEGER, b INTEGER, note VARCHAR(80), price DOUBLE PRECISION"
known = {}


def items(kind):
    if kind not in known and kind == "SQLite":
        known[kind] = Items("sqlite:///%s/theirs.db" % folder, "CREATE TABLE items (id INTEGER PRIMARY KEY, %s)" % COLUMNS)
    elif kind not in known:
        known[kind] = Items(postgres, "CREATE TABLE items (id SERIAL PRIMARY KEY, %s)" % COLUMNS)
    return known[kind]


if postgres == "memory":
    print(Items("sqlite:///%s/theirs.db" % folder).memory())
    sys.exit()

for line in sys.stdin:
    what = line.strip()
    kind = what.split(":")[0]
    if "flush" in what:
        figure = items(kind).flush()
    elif "update" in what:
        figure = items(kind).update()
    elif "load rows" in what:
        items(kind).fill()
        figure = items(kind).load()
    elif "memory" in what:
        # In a process of its own: what was freed here before would be used again, and not be counted.
        figure = float(subprocess.check_output([sys.executable, __file__, folder, "0", "memory"]))
    else:
        figure = families(selectinload if "selectin" in what else joinedload)
    print("%s|%.1f" % (what, figure), flush=True)
