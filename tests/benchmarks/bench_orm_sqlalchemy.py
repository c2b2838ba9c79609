# SQLAlchemy's figures for what bench_orm measures, on the databases that it left: lines of "what|figure".
import resource, sys, time

from sqlalchemy import create_engine, MetaData
from sqlalchemy.orm import Session, declarative_base, joinedload, relationship, selectinload

folder, count, postgres = sys.argv[1], int(sys.argv[2]), sys.argv[3]


def timed(what, work):
    start = time.perf_counter()
    result = work()
    print("%s|%.1f" % (what, (time.perf_counter() - start) * 1000), flush=True)
    return result


engine = create_engine("sqlite:///%s/bench.db" % folder)
metadata = MetaData()
metadata.reflect(engine)
Base = declarative_base(metadata=metadata)


class Item(Base):
    __table__ = metadata.tables["items"]


before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with Session(engine) as session:
    items = timed("SQLite: load rows as objects", lambda: session.query(Item).all())
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print("memory of a loaded object|%d" % (grown * 1024 / len(items)))
    del items
with Session(engine) as session:
    items = session.query(Item).limit(count).all()
    for i, item in enumerate(items):
        item.a = i + 1000000
    timed("SQLite: update loaded objects", session.commit)
with Session(engine) as session:
    session.add_all([Item(name="item %d" % i, a=i, b=i * 2, note="a note of some length, as notes are", price=i * 0.5)
                     for i in range(count)])
    timed("SQLite: flush new objects", session.commit)

families = create_engine("sqlite:///%s/families.db" % folder)
metadata = MetaData()
metadata.reflect(families)
Base = declarative_base(metadata=metadata)


class Parent(Base):
    __table__ = metadata.tables["parents"]
    children = relationship("Child")


class Child(Base):
    __table__ = metadata.tables["children"]


for name, option in (("selectin", selectinload), ("joined", joinedload)):
    with Session(families) as session:
        timed("SQLite: 10000 x 10 by " + name, lambda: session.query(Parent).options(option(Parent.children)).all())

if postgres:
    server = create_engine(postgres)
    metadata = MetaData()
    metadata.reflect(server)
    Base = declarative_base(metadata=metadata)

    class ServerItem(Base):
        __table__ = metadata.tables["items"]

    with Session(server) as session:
        timed("PostgreSQL: load rows as objects", lambda: session.query(ServerItem).all())
    with Session(server) as session:
        items = session.query(ServerItem).limit(count).all()
        for i, item in enumerate(items):
            item.b = i + 1000000
        timed("PostgreSQL: update loaded objects", session.commit)
    with Session(server) as session:
        session.add_all([ServerItem(name="item %d" % i, a=i, b=i * 2, note="a note of some length, as notes are", price=i * 0.5)
                         for i in range(count)])
        timed("PostgreSQL: flush new objects", session.commit)
