#!/usr/bin/python3
"""What SQLAlchemy 1.4 writes for the statements of golden_statements.cpp, under the same names.

usage: sqlalchemy_statements.py DIALECT; prints blocks: "-- name", the text on one line, "-- values: ...".
A statement that it refuses is printed as "REFUSED".
"""
import re
import sys
import warnings

import sqlalchemy as sa
from sqlalchemy import (JSON, Boolean, Column, Date, ForeignKey, Integer, MetaData, Numeric, String, Table, all_, and_,
                        any_, case, cast, delete, extract, func, insert, intersect_all, except_all, literal,
                        literal_column, not_, null, or_, select, text, tuple_, union, union_all, update, values)
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite

warnings.simplefilter("ignore")
m = MetaData()
authors = Table("authors", m, Column("id", Integer, primary_key=True, autoincrement=False), Column("name", String(50)),
                Column("country", String(2)), Column("mentor_id", Integer))
books = Table("books", m, Column("id", Integer, primary_key=True, autoincrement=False), Column("title", String(100)),
              Column("author_id", Integer, ForeignKey("authors.id")), Column("price", Numeric(10, 2)),
              Column("pages", Integer), Column("in_print", Boolean), Column("published", Date), Column("data", JSON))
sales = Table("sales", m, Column("id", Integer, primary_key=True, autoincrement=False),
              Column("book_id", Integer, ForeignKey("books.id")), Column("quantity", Integer), Column("place", String(20)))
odd = Table("order", m, Column("id", Integer, primary_key=True, autoincrement=False), Column("select", String(10)),
            Column("Mixed Case", Integer))

id, title, price, pages, author_id = books.c.id, books.c.title, books.c.price, books.c.pages, books.c.author_id
in_print, published, data = books.c.in_print, books.c.published, books.c.data
a_id, name, country = authors.c.id, authors.c.name, authors.c.country
s_book, quantity = sales.c.book_id, sales.c.quantity


def statements(dialect):
    every = []

    def add(key, statement):
        every.append((key, statement))

    def where(key, condition):
        add("where_" + key, select(id).where(condition))

    def show(key, expression):
        add("show_" + key, select(expression.label("x")).select_from(books))

    add("select_table", select(authors))
    add("select_columns", select(id, title))
    add("select_label", select(title.label("t"), price.label("p")))
    add("select_two_tables", select(title, name))
    add("select_same_name", select(id, a_id))
    add("select_same_column", select(id, id))
    add("select_expression", select(price * 2))
    add("select_function", select(func.count(id)))
    add("select_two_functions", select(func.max(price), func.min(price), func.max(pages)))
    add("select_count_star", select(func.count()).select_from(books))
    add("select_odd_names", select(odd))
    add("select_odd_where", select(odd.c.select).where(odd.c["Mixed Case"] == 1))
    add("select_distinct", select(country).distinct())
    add("select_literal", select(literal(1).label("one")))
    add("select_null", select(null().label("nothing")).select_from(books))
    add("select_literal_column", select(literal_column("1 + 1").label("two")).select_from(books))
    add("select_table_labels", select(id, a_id).set_label_style(sa.LABEL_STYLE_TABLENAME_PLUS_COL))
    add("select_star", select(text("*")).select_from(books))
    add("select_text_where", select(id).where(text("pages > 3")))
    add("select_text_parameter", select(id).where(text("pages > :least").bindparams(least=3)))
    add("select_text_order", select(id).order_by(text("pages")))
    add("select_long_label", select(title.label(
        "a_label_that_is_longer_than_any_of_the_servers_would_ever_take_it_because_it_has_"
        "more_than_one_hundred_and_twenty_eight_characters_in_it")))
    add("select_prefix", select(id).prefix_with("ALL"))

    def compared(op, make):
        where(op + "_value", make(pages, 10))
        where(op + "_column", make(pages, author_id))
        where(op + "_text", make(title, "x"))
        where(op + "_function", make(func.lower(title), "x"))

    compared("eq", lambda a, b: a == b)
    compared("ne", lambda a, b: a != b)
    compared("lt", lambda a, b: a < b)
    compared("le", lambda a, b: a <= b)
    compared("gt", lambda a, b: a > b)
    compared("ge", lambda a, b: a >= b)
    where("is_null", title == None)  # noqa: E711
    where("is_not_null", title != None)  # noqa: E711
    where("is_null_method", title.is_(None))
    where("is_not_method", title.is_not(None))
    where("distinct_from", pages.is_distinct_from(3))
    where("not_distinct_from", pages.is_not_distinct_from(author_id))
    where("like", title.like("a%"))
    where("not_like", title.not_like("a%"))
    where("like_escape", title.like("a/%%", escape="/"))
    where("ilike", title.ilike("a%"))
    where("not_ilike", title.not_ilike("a%"))
    where("startswith", title.startswith("a"))
    where("endswith", title.endswith("a"))
    where("contains", title.contains("a"))
    where("regexp", title.regexp_match("^a"))
    where("not_regexp", not_(title.regexp_match("^a")))
    where("in", id.in_([1, 2, 3]))
    where("in_one", id.in_([1]))
    where("in_empty", id.in_([]))
    where("not_in", id.not_in([1, 2]))
    where("not_in_empty", id.not_in([]))
    where("in_and", and_(id.in_([1, 2]), pages > 3))
    where("in_subquery", author_id.in_(select(a_id).where(country == "FR")))
    where("not_in_subquery", author_id.not_in(select(a_id).where(country == "FR")))
    where("in_tuple", tuple_(id, pages).in_([(1, 2), (3, 4)]))
    where("between", pages.between(10, 20))
    where("not_between", ~pages.between(10, 20))
    where("between_columns", pages.between(id, author_id))
    where("collate_eq", title.collate("NOCASE") == "x")
    where("any", author_id == any_(select(a_id).scalar_subquery()))
    where("all", author_id > all_(select(a_id).scalar_subquery()))
    where("custom_operator", pages.op("%", precedence=8)(2) == 0)
    where("bool_operator", pages.bool_op("<>", precedence=5)(2))

    where("and", and_(pages > 1, price > 2))
    where("and_three", and_(pages > 1, price > 2, id > 3))
    where("or", or_(pages > 1, price > 2))
    where("or_in_and", and_(or_(pages > 1, price > 2), id > 3))
    where("and_in_or", or_(and_(pages > 1, price > 2), id > 3))
    where("not_eq", ~(pages == 1))
    where("not_and", ~and_(pages > 1, price > 2))
    where("not_or", ~or_(pages > 1, price > 2))
    where("not_like_by_not", ~title.like("a%"))
    where("not_in_by_not", ~id.in_([1]))
    where("not_between_by_not", ~pages.between(1, 2))
    where("not_lt", ~(pages < 1))
    where("not_null", ~(title == None))  # noqa: E711
    where("deep", or_(and_(or_(pages > 1, price > 2), or_(id > 3, id < 9)), title == "x"))
    where("boolean", in_print)
    where("not_boolean", ~in_print)
    where("boolean_and", and_(in_print, pages > 1))
    where("boolean_is_true", in_print == sa.true())
    where("boolean_is_false", in_print == sa.false())
    add("where_twice", select(id).where(pages > 1).where(price > 2))
    add("where_twice_or", select(id).where(or_(pages > 1, id == 7)).where(price > 2))

    show("add", pages + 1)
    show("add_column", pages + id)
    show("sub", pages - 1)
    show("sub_chain", (pages - id) - author_id)
    show("sub_right", pages - (id - author_id))
    show("mul", pages * 2)
    show("div", pages / 2)
    show("mod", pages % 2)
    show("neg", -pages)
    show("mixed", (pages + 1) * 2)
    show("mixed_right", pages * (id + 2))
    show("mul_add", pages * 2 + 1)
    show("add_chain", pages + 1 + id + 2)
    show("concat", title + "!")
    show("concat_columns", title + " " + title)
    show("concat_chain", title.concat("a").concat("b"))
    show("comparison", pages > 1)
    show("bit_and", pages.op("&")(7))

    show("lower", func.lower(title))
    show("upper", func.upper(title))
    show("coalesce", func.coalesce(title, "none"))
    show("coalesce_three", func.coalesce(pages, id, 0))
    show("nullif", func.nullif(pages, 0))
    show("abs", func.abs(pages))
    show("round", func.round(price))
    show("replace", func.replace(title, "a", "b"))
    show("char_length", func.char_length(title))
    show("trim", func.trim(title))
    show("now", func.now())
    show("current_timestamp", func.current_timestamp())
    show("count_distinct", func.count(title.distinct()))
    show("sum", func.sum(price))
    show("avg", func.avg(price))
    show("sum_expression", func.sum(price * pages))
    show("nested", func.lower(func.upper(title)))
    show("own_function", func.my_function(pages, 3))
    show("package_function", func.pkg.my_function(pages))
    show("filter", func.count(id).filter(pages > 3))

    show("case", case((pages > 100, "long"), else_="short"))
    show("case_no_else", case((pages > 100, "long")))
    show("case_two", case((pages > 100, "long"), (pages > 10, "middle"), else_="short"))
    show("case_value", case({1: "one", 2: "two"}, value=pages, else_="many"))
    show("case_columns", case((pages > id, pages), else_=id))
    where("case", case((pages > 100, 1), else_=0) == 1)
    show("cast_integer", cast(title, Integer))
    show("cast_string", cast(pages, String(20)))
    show("cast_numeric", cast(title, Numeric(10, 2)))
    show("cast_date", cast(title, Date))
    show("cast_value", cast("1", Integer))
    where("cast", cast(title, Integer) > 3)
    add("cast_unlabelled", select(cast(title, Integer)))
    for field in ("year", "month", "day"):
        show("extract_" + field, extract(field, published))

    add("order", select(id).order_by(title))
    add("order_desc", select(id).order_by(title.desc()))
    add("order_asc", select(id).order_by(title.asc()))
    add("order_two", select(id).order_by(title.desc(), id))
    add("order_expression", select(id).order_by(pages + id))
    add("order_function", select(id).order_by(func.lower(title)))
    add("order_nulls_first", select(id).order_by(title.nulls_first()))
    add("order_nulls_last", select(id).order_by(title.desc().nulls_last()))
    doubled = (pages * 2).label("doubled")
    add("order_label", select(id, doubled).order_by(doubled))
    add("order_label_desc", select(id, doubled).order_by(doubled.desc()))
    add("limit", select(id).order_by(id).limit(10))
    add("limit_offset", select(id).order_by(id).limit(10).offset(20))
    add("offset", select(id).order_by(id).offset(20))
    add("limit_without_order", select(id).limit(10))
    add("limit_where", select(id).where(pages > 5).order_by(id).limit(10).offset(3))
    add("limit_distinct", select(country).distinct().order_by(country).limit(2))

    add("group", select(author_id, func.count(id)).group_by(author_id))
    add("group_having", select(author_id).group_by(author_id).having(func.count(id) > 2))
    add("group_order", select(author_id, func.sum(price).label("total")).group_by(author_id).order_by(author_id))
    add("group_two", select(author_id, pages).group_by(author_id, pages))
    add("group_expression", select(func.count(id)).group_by(pages + id))
    add("group_having_and",
        select(author_id).group_by(author_id).having(and_(func.count(id) > 2, func.sum(price) > 10)))

    add("join_on", select(title, name).select_from(books.join(authors, author_id == a_id)))
    add("join_foreign_key", select(title, name).select_from(books.join(authors)))
    add("join_outer", select(title, name).select_from(books.outerjoin(authors, author_id == a_id)))
    add("join_full", select(title, name).select_from(books.join(authors, author_id == a_id, full=True)))
    add("join_method", select(title).join(authors, author_id == a_id).where(country == "FR"))
    add("join_method_outer", select(title).outerjoin(authors, author_id == a_id))
    add("join_method_foreign_key", select(title).join(authors))
    add("join_three", select(title, name, quantity).select_from(
        books.join(authors, author_id == a_id).join(sales, s_book == id)))
    add("join_methods", select(title, quantity).select_from(books).join(authors).join(sales, s_book == id))
    add("join_nested",
        select(name).select_from(authors.outerjoin(books.join(sales, s_book == id), author_id == a_id)))
    add("join_condition", select(title).select_from(books.join(authors, and_(author_id == a_id, country == "FR"))))
    mentor = authors.alias("mentor")
    add("join_self",
        select(name, mentor.c.name).select_from(authors.join(mentor, authors.c.mentor_id == mentor.c.id)))
    add("join_alias", select(mentor.c.name).select_from(books.join(mentor, author_id == mentor.c.id)))

    b = books.alias("b")
    anonymous = books.alias()
    add("alias", select(b.c.id))
    add("alias_anonymous", select(anonymous.c.id))
    add("alias_beside_table", select(id, b.c.id).where(id == b.c.author_id))
    add("alias_two_anonymous", select(anonymous.c.id).where(anonymous.c.id == books.alias().c.author_id))
    sub = select(author_id, func.count(id).label("n")).group_by(author_id).subquery("counts")
    add("subquery", select(sub.c.n))
    add("subquery_where", select(sub.c.author_id).where(sub.c.n > 3))
    add("subquery_join", select(name, sub.c.n).select_from(authors.join(sub, sub.c.author_id == a_id)))
    add("subquery_anonymous", select(select(id, title).where(pages > 3).subquery().c.title))
    add("subquery_limit", select(select(id).order_by(id).limit(5).subquery("few").c.id))
    add("scalar", select(name, select(func.count(id)).where(author_id == a_id).scalar_subquery().label("n")))
    add("scalar_unlabelled", select(name, select(func.max(price)).where(author_id == a_id).scalar_subquery()))
    add("scalar_where", select(id).where(price == select(func.max(b.c.price)).scalar_subquery()))
    add("scalar_uncorrelated", select(a_id, select(func.max(price)).scalar_subquery().label("m")))
    add("exists", select(name).where(select(id).where(author_id == a_id).exists()))
    add("not_exists", select(name).where(~select(id).where(author_id == a_id).exists()))
    add("exists_and", select(name).where(and_(country == "FR", select(id).where(author_id == a_id).exists())))
    add("correlate_nothing", select(name).where(select(id).where(author_id == a_id).correlate(None).exists()))

    dear = select(id, author_id).where(price > 100).cte("dear")
    add("cte", select(dear.c.id))
    add("cte_join", select(name).select_from(authors.join(dear, dear.c.author_id == a_id)))
    cheap = select(dear.c.id).where(dear.c.id > 3).cte("later")
    add("cte_of_cte", select(cheap.c.id))
    second = select(a_id).where(country == "FR").cte("french")
    add("cte_two", select(dear.c.id).where(dear.c.author_id.in_(select(second.c.id))))
    add("cte_anonymous", select(select(id).where(pages > 1).cte().c.id))
    chain = select(a_id, authors.c.mentor_id).where(authors.c.mentor_id == None).cte("chain", recursive=True)  # noqa
    whole = chain.union_all(select(mentor.c.id, mentor.c.mentor_id).where(mentor.c.mentor_id == chain.c.id))
    add("cte_recursive", select(whole.c.id))
    alias = dear.alias("d2")
    add("cte_alias", select(dear.c.id, alias.c.id).where(dear.c.id == alias.c.author_id))

    few = select(id).where(pages < 10)
    many = select(id).where(pages > 100)
    add("union", few.union(many))
    add("union_all", few.union_all(many))
    add("intersect", few.intersect(many))
    add("except", few.except_(many))
    add("intersect_all", intersect_all(few, many))
    add("except_all", except_all(few, many))
    add("union_three", union(few, many, select(a_id)))
    add("union_nested", sa.except_(few.union(many), select(a_id)))
    add("union_limit", union_all(few, many).limit(3))
    add("union_parts_limited", union_all(few.order_by(id).limit(1), many.order_by(id).limit(1)))
    united = few.union(many).subquery("u")
    add("union_subquery", select(united.c.id))

    add("over_empty", select(func.row_number().over().label("n")).select_from(books))
    add("over_order", select(func.row_number().over(order_by=price).label("n")))
    add("over_partition", select(func.sum(price).over(partition_by=author_id).label("n")))
    add("over_both", select(func.rank().over(partition_by=author_id, order_by=price.desc()).label("n")))
    add("over_rows", select(func.sum(price).over(order_by=id, rows=(-2, 0)).label("n")))
    add("over_rows_unbounded", select(func.sum(price).over(order_by=id, rows=(None, 0)).label("n")))
    add("over_range", select(func.sum(pages).over(order_by=id, range_=(None, None)).label("n")))
    add("over_unlabelled", select(func.row_number().over(order_by=id)))
    add("over_two_orders",
        select(func.row_number().over(partition_by=[author_id, pages], order_by=[price, id]).label("n")))
    for function in ("dense_rank", "percent_rank", "cume_dist"):
        add("over_" + function, select(getattr(func, function)().over(order_by=price).label("n")).select_from(books))
    for function in ("lag", "lead", "first_value", "last_value"):
        add("over_" + function, select(getattr(func, function)(price).over(order_by=id).label("n")))

    add("for_update", select(id).with_for_update())
    add("for_update_nowait", select(id).with_for_update(nowait=True))
    add("for_update_skip_locked", select(id).with_for_update(skip_locked=True))
    add("for_share", select(id).with_for_update(read=True))
    add("for_update_where", select(id).where(pages == 3).with_for_update())

    show("json_key", data["a"])
    show("json_index", data[1])
    show("json_text", data["a"].as_string())
    show("json_integer", data["a"].as_integer())
    show("json_path", data[("a", 1)])
    where("json_text", data["a"].as_string() == "x")

    add("distinct_on", select(id, title).distinct(title))
    add("lateral", select(name, select(title).where(author_id == a_id).lateral("l").c.title).select_from(authors))
    add("values", select(values(sa.column("a", Integer), sa.column("b", String), name="v").data([(1, "x"), (2, "y")])))
    add("array", select(postgresql.array([1, 2, 3]).label("a")).select_from(books))
    add("within_group", select(func.percentile_cont(0.5).within_group(price).label("m")))
    add("over_groups", None)  # SQLAlchemy 2.1 has them
    show("try_cast", mssql.try_cast(title, Integer))
    where("between_symmetric", pages.between(20, 10, symmetric=True))
    add("group_rollup", select(author_id, func.count(id)).group_by(func.rollup(author_id, pages)))
    add("group_cube", select(author_id, func.count(id)).group_by(func.cube(author_id, pages)))
    add("group_sets", select(author_id, func.count(id)).group_by(
        func.grouping_sets(tuple_(author_id, pages), tuple_(author_id))))
    show("array_index", postgresql.array([1, 2, 3])[2])
    show("array_slice", postgresql.array([1, 2, 3])[1:2])
    show("string_agg", func.string_agg(title, ", "))
    show("string_agg_order", func.string_agg(title, postgresql.aggregate_order_by(literal(", "), title.desc())))
    show("array_agg_order", func.array_agg(postgresql.aggregate_order_by(title, id)))
    add("next_value", select(sa.Sequence("numbers").next_value().label("n")))
    add("text_statement", text("SELECT id FROM books WHERE pages = :n AND title = :t").bindparams(n=1, t="x"))

    conditions = [("pages", pages > 5), ("title", title.like("a%")), ("null", price == None),  # noqa: E711
                  ("in", id.in_([4, 5]))]
    orders = [("id", id), ("price_desc", price.desc()), ("lower", func.lower(title))]
    for condition_name, condition in conditions:
        for order_name, order in orders:
            add("browse_%s_%s" % (condition_name, order_name), select(id, title).where(condition).order_by(order))
            add("browse_join_%s_%s" % (condition_name, order_name),
                select(title, name).select_from(books.join(authors)).where(condition).order_by(order))

    add("insert_values", insert(authors).values(id=1, name="x"))
    add("insert_one", insert(authors).values(id=1))
    add("insert_null", insert(authors).values(id=1, name=null()))
    add("insert_expression", insert(authors).values(id=func.abs(3), name=func.lower("X")))
    add("insert_rows", insert(authors).values([dict(id=1, name="a"), dict(id=2, name="b"), dict(id=3, name="c")]))
    add("insert_odd", insert(odd).values({"id": 1, "select": "a", "Mixed Case": 2}))
    add("insert_subquery_value", insert(authors).values(id=1, name=select(func.max(title)).scalar_subquery()))
    add("insert_select", insert(authors).from_select(["id", "name"], select(id, title).where(pages > 3)))
    add("insert_select_union", insert(authors).from_select(
        ["id"], select(id).where(pages > 3).union_all(select(author_id).where(pages < 3))))
    dear = select(id, title).where(price > 100).cte("dear")
    add("insert_select_cte", insert(authors).from_select(["id", "name"], select(dear)))
    add("insert_returning", insert(authors).values(id=1, name="x").returning(a_id))
    add("insert_returning_two", insert(authors).values(id=1, name="x").returning(a_id, name))
    add("insert_prefix", insert(authors).values(id=1).prefix_with("/* hint */"))

    def upsert(row, make):
        if dialect in ("sqlite", "postgresql"):
            module = sqlite if dialect == "sqlite" else postgresql
            statement = module.insert(authors).values(**row)
            return make(statement, statement.excluded)
        if dialect == "mysql":
            statement = mysql.insert(authors).values(**row)
            return make(statement, statement.inserted)
        return None

    def update_by(set_, where_=None):
        def make(statement, new):
            changes = {k: (new[k] if v is None else v) for k, v in set_.items()}
            if dialect == "mysql":
                return None if where_ else statement.on_duplicate_key_update(**changes)
            return statement.on_conflict_do_update(index_elements=["id"], set_=changes,
                                                   where=where_(new) if where_ else None)
        return make

    add("upsert_nothing", upsert(dict(id=1, name="x"), lambda statement, new: None if dialect == "mysql"
                                 else statement.on_conflict_do_nothing(index_elements=["id"])))
    add("upsert_update", upsert(dict(id=1, name="x"), update_by(dict(name=None))))
    add("upsert_value", upsert(dict(id=1, name="x"), update_by(dict(name="y"))))
    add("upsert_two", upsert(dict(id=1, name="x", country="FR"), update_by(dict(name=None, country=None))))
    add("upsert_where", upsert(dict(id=1, name="x"), update_by(dict(name=None), lambda new: name != new.name)))

    made = insert(authors).values(id=1, name="x").returning(a_id).cte("made")
    add("cte_insert", select(made.c.id))
    renamed = update(authors).values(name="x").where(a_id == 1).returning(a_id, name).cte("renamed")
    add("cte_update", select(renamed.c.name))
    gone = delete(sales).where(sales.c.id == 1).returning(sales.c.book_id).cte("gone")
    add("cte_delete", select(title).where(id.in_(select(gone.c.book_id))))
    add("cte_moved", insert(authors).from_select(["id"], select(gone.c.book_id)))
    add("update_all", update(authors).values(name="x"))
    add("update_where", update(authors).values(name="x").where(a_id == 1))
    add("update_two", update(authors).values(name="x", country="FR").where(a_id == 1))
    add("update_expression", update(books).values(price=price * 2).where(id == 1))
    add("update_expression_sum", update(books).values(pages=pages + id + 1))
    add("update_null", update(authors).values(name=null()).where(a_id == 1))
    add("update_function", update(authors).values(name=func.upper(name)))
    add("update_in", update(authors).values(name="x").where(a_id.in_([1, 2])))
    add("update_and", update(authors).values(name="x").where(and_(a_id == 1, country == "FR")))
    add("update_case", update(books).values(pages=case((pages > 100, 100), else_=pages)))
    add("update_subquery", update(books).values(title=select(name).where(a_id == author_id).scalar_subquery()))
    add("update_where_subquery",
        update(books).values(pages=0).where(author_id.in_(select(a_id).where(country == "FR"))))
    add("update_exists", update(books).values(pages=0).where(select(a_id).where(a_id == author_id).exists()))
    add("update_from", update(books).values(title=name).where(author_id == a_id))
    add("update_returning", update(authors).values(name="x").where(a_id == 1).returning(a_id))
    add("update_odd", update(odd).values({"select": "a"}).where(odd.c["Mixed Case"] == 1))
    add("delete_all", delete(sales))
    add("delete_where", delete(books).where(id == 1))
    add("delete_and", delete(books).where(and_(id == 1, title == "x")))
    add("delete_in", delete(books).where(id.in_([1, 2, 3])))
    add("delete_subquery", delete(books).where(author_id.in_(select(a_id).where(country == "FR"))))
    add("delete_exists", delete(books).where(select(a_id).where(a_id == author_id).exists()))
    add("delete_using", delete(sales).where(and_(s_book == id, pages > 3)))
    add("delete_returning", delete(sales).where(sales.c.id == 1).returning(sales.c.id))
    add("delete_odd", delete(odd).where(odd.c["Mixed Case"] == 1))
    return every


def shown(value):
    return "NULL" if value is None else str(value)


def main():
    which = sys.argv[1]
    modules = {"sqlite": sqlite, "postgresql": postgresql, "mysql": mysql, "oracle": oracle, "mssql": mssql}
    dialect = modules[which].dialect(paramstyle="qmark")
    if which == "mssql":
        dialect._supports_offset_fetch = True
    for key, statement in statements(which):
        print("-- " + key)
        try:
            if statement is None:
                raise sa.exc.CompileError("no such construct")
            compiled = statement.compile(dialect=dialect)
            parameters = compiled.construct_params()
            state = compiled._process_parameters_for_postcompile(dict(parameters))
            found = {**parameters, **state.additional_parameters}
            sql = re.sub(r"\s+", " ", state.statement).strip()
            bound = [shown(found[k]) for k in (state.positiontup or [])]
        # TypeError and KeyError: what it throws for an array elsewhere, and for a name with a blank.
        except (sa.exc.CompileError, sa.exc.InvalidRequestError, NotImplementedError, TypeError, KeyError):
            print("REFUSED")
            continue
        print(sql)
        if bound:
            print("-- values: " + " | ".join(bound))


main()
