# The forty operations of tst_orm_bookshop.cpp, by SQLAlchemy; or the dump of a database.
#   bookshop_operations.py run FILE     performs them, prints the number of statements
#   bookshop_operations.py dump FILE
import datetime, decimal, sqlite3, sys

if sys.argv[1] == "dump":
    connection = sqlite3.connect(sys.argv[2])
    for line in connection.iterdump():
        print(line)
    sys.exit()

import warnings
from sqlalchemy import MetaData, create_engine, event
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import Session, relationship

warnings.simplefilter("ignore")
engine = create_engine("sqlite:///" + sys.argv[2])
count = 0


@event.listens_for(engine, "connect")
def connected(dbapi, record):
    dbapi.execute("PRAGMA foreign_keys=ON")
    dbapi.isolation_level = None


@event.listens_for(engine, "begin")
def begun(connection):
    connection.exec_driver_sql("BEGIN")


@event.listens_for(engine, "before_cursor_execute")
def executed(connection, cursor, statement, parameters, context, executemany):
    global count
    if statement != "BEGIN" and "SAVEPOINT" not in statement:
        count += 1


metadata = MetaData()
metadata.reflect(engine)
count = 0
Base = declarative_base(metadata=metadata)


def table(name):
    return metadata.tables[name]


class Country(Base):
    __table__ = table("countries")
    publishers = relationship("Publisher", back_populates="country")


class Publisher(Base):
    __table__ = table("publishers")
    country = relationship("Country", back_populates="publishers")
    books = relationship("Book", back_populates="publisher")


class Genre(Base):
    __table__ = table("genres")
    parent = relationship("Genre", remote_side=[__table__.c.id], back_populates="children")
    children = relationship("Genre", back_populates="parent", passive_deletes=True)


class Series(Base):
    __table__ = table("series")
    books = relationship("Book", back_populates="series")


owned = dict(cascade="all, delete-orphan", passive_deletes=True)


class Author(Base):
    __table__ = table("authors")
    country = relationship("Country")
    author_profile = relationship("AuthorProfile", back_populates="author", uselist=False, **owned)


class AuthorProfile(Base):
    __table__ = table("author_profiles")
    author = relationship("Author", back_populates="author_profile")


class Book(Base):
    __table__ = table("books")
    publisher = relationship("Publisher", back_populates="books")
    series = relationship("Series", back_populates="books")
    book_authors = relationship("BookAuthor", back_populates="book", **owned)
    book_genres = relationship("BookGenre", back_populates="book", **owned)
    editions = relationship("Edition", back_populates="book", **owned)


class BookAuthor(Base):
    __table__ = table("book_authors")
    book = relationship("Book", back_populates="book_authors")
    author = relationship("Author")


class BookGenre(Base):
    __table__ = table("book_genres")
    book = relationship("Book", back_populates="book_genres")
    genre = relationship("Genre")


class Edition(Base):
    __table__ = table("editions")
    book = relationship("Book", back_populates="editions")
    price_changes = relationship("PriceChange", back_populates="edition", **owned)


class PriceChange(Base):
    __table__ = table("price_changes")
    edition = relationship("Edition", back_populates="price_changes")


class Shop(Base):
    __table__ = table("shops")
    country = relationship("Country")


class Employee(Base):
    __table__ = table("employees")
    shop = relationship("Shop")
    manager = relationship("Employee", remote_side=[__table__.c.id], back_populates="employees")
    employees = relationship("Employee", back_populates="manager", passive_deletes=True)


day = datetime.date
s = Session(engine)
# 1-5
country = Country(code="XX", name="Xanadu", region="Nowhere")
s.add(country)
publisher = Publisher(name="Dome Press", city="Xanadu", founded_year=1816)
country.publishers.append(publisher)
series = Series(title="The Stately Pleasures", is_complete=False)
s.add(series)
author = Author(given_name="Samuel", family_name="Coleridge", born_on=day(1772, 10, 21), country=country)
s.add(author)
author.author_profile = AuthorProfile(birthplace="Ottery", biography="Dreamt.", updated_on=day(2020, 1, 1))
# 6-9
books = []
for i in range(3):
    book = Book(title="Canto %d" % i, published_on=day(1816, 5, i + 1), page_count=50 + i, volume_no=i + 1, series=series)
    publisher.books.append(book)
    books.append(book)
for book in books:
    book.book_authors.append(BookAuthor(author=author, contribution="author", credit_no=1))
for i, book in enumerate(books):
    for k, form in enumerate(["hardcover", "ebook"]):
        book.editions.append(Edition(format=form, isbn="97800000000%d%d" % (i, k), released_on=day(1817, 1, 1),
                                     list_price=decimal.Decimal("12.50"), is_available=True))
s.commit()
# 10-14
author = s.query(Author).filter_by(family_name="Coleridge").one()
author.given_name = "S. T."
books = s.query(Book).filter(Book.title.like("Canto%")).order_by(Book.id).all()
books[0].title = "Canto the First"
s.query(Book).filter(Book.publisher_id == publisher.id).update({"page_count": Book.page_count + 10})
books[2].series = None
books[2].volume_no = None
genre = Genre(name="Visions", slug="visions", parent=s.get(Genre, 1))
s.add(genre)
# 15-19
books[0].book_genres.append(BookGenre(genre=genre, is_main=True))
s.flush()
genre.parent = s.get(Genre, 2)
books[0].editions.remove(books[0].editions[1])
s.delete(books[2])
s.commit()
# 20-25
nested = s.begin_nested()
s.add(Series(title="Never", is_complete=False))
s.flush()
nested.rollback()
nested = s.begin_nested()
s.add(Series(title="Kept", is_complete=True))
nested.commit()
publisher = s.query(Publisher).filter_by(name="Dome Press").one()
publisher.website = "https://dome.example"
s.flush()
publisher.website = None
seen = s.query(Book).join(Book.publisher).filter(Publisher.name == "Dome Press").count()
publisher.city = "City of %d" % seen
kept = s.query(Series).filter_by(title="Kept").one()
s.delete(kept)
s.commit()
# 26-30
publisher.city = "Nowhere"
s.flush()
s.rollback()
shop = Shop(name="Cavern", kind="shop", street="Alph 1", postcode="X1", city="Xanadu", country_code="XX", opened_on=day(2021, 2, 3))
s.add(shop)
chief = Employee(given_name="K", family_name="Khan", email="k@x", job_title="Chief", hired_on=day(2021, 2, 3),
                 monthly_salary=decimal.Decimal("9000.00"), shop=shop)
for i in range(2):
    chief.employees.append(Employee(given_name="A%d" % i, family_name="Byss", email="a%d@x" % i, job_title="Clerk",
                                    hired_on=day(2021, 3, 1), monthly_salary=decimal.Decimal("2000.00"), shop=shop))
s.add(chief)
s.commit()
clerks = s.query(Employee).filter_by(job_title="Clerk", family_name="Byss").order_by(Employee.id).all()
clerks[1].manager = clerks[0]
s.flush()
chief = s.query(Employee).filter_by(email="k@x").one()
s.delete(chief)
s.commit()
# 31-35
s.query(PriceChange).filter(PriceChange.edition_id == 1).delete()
edition = s.query(Edition).filter_by(isbn="9780000000010").one()
for i in range(3):
    edition.price_changes.append(PriceChange(changed_at=datetime.datetime(2022, 1, i + 1, 12, 0, 0),
                                             old_price=decimal.Decimal(10 + i), new_price=decimal.Decimal(11 + i)))
s.commit()
author = s.query(Author).filter_by(family_name="Coleridge").one()
author.country_code
s.expunge(author)
author.died_on = day(1834, 7, 25)
author = s.merge(author)
s.merge(Country(code="YY", name="Yonder", region="Nowhere"))
author.author_profile.biography = "Woke."
s.flush()
# 36-40
author.author_profile = None
s.flush()
s.expire(author)
author.given_name
s.refresh(publisher)
s.add_all([Publisher(name="House %d" % i, city="Xanadu", country_code="XX", founded_year=1900 + i) for i in range(5)])
s.commit()
print(count)
