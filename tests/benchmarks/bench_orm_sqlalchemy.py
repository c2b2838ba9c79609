# SQLAlchemy's figures for what bench_orm measures, on the SQLite databases that it left.
import resource, sys, time

from sqlalchemy import create_engine, MetaData
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import Session, declarative_base, joinedload, relationship, selectinload

folder, count = sys.argv[1], int(sys.argv[2])


def timed(what, work):
    start = time.perf_counter()
    result = work()
    print("%-44s %9.1f ms" % (what, (time.perf_counter() - start) * 1000), flush=True)
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
    print("%-44s %d bytes" % ("memory of a loaded object", grown * 1024 / len(items)))
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
