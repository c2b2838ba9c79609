#include "tests/core/sql/golden_statements.h"

#include "core/sql/functions.h"

namespace relata::test {
namespace {

Column column(const char* name, SqlType type)
{
    Column made;
    made.name = name;
    made.type = std::move(type);
    return made;
}

SqlType of(TypeKind kind)
{
    return SqlType::of(kind);
}

FromClause tableOf(const char* name, std::vector<Column> columns, const char* key,
    std::vector<std::pair<std::string, std::string>> references = {})
{
    auto table = std::make_shared<Table>();
    table->name = name;
    table->columns = std::move(columns);
    table->primaryKey.columns = {key};
    for (auto& [from, to] : references) {
        ForeignKeyConstraint foreignKey;
        foreignKey.columns = {from};
        foreignKey.referredTable = to;
        foreignKey.referredColumns = {"id"};
        table->foreignKeys.push_back(std::move(foreignKey));
    }
    return FromClause(TablePtr(std::move(table)));
}

} // namespace

const GoldenTables& goldenTables()
{
    static const GoldenTables tables = {
        tableOf("authors",
            {column("id", of(TypeKind::Integer)), column("name", SqlType::string(50)),
                column("country", SqlType::string(2)), column("mentor_id", of(TypeKind::Integer))},
            "id"),
        tableOf("books",
            {column("id", of(TypeKind::Integer)), column("title", SqlType::string(100)),
                column("author_id", of(TypeKind::Integer)), column("price", SqlType::numeric(10, 2)),
                column("pages", of(TypeKind::Integer)), column("in_print", of(TypeKind::Boolean)),
                column("published", of(TypeKind::Date)), column("data", of(TypeKind::Json))},
            "id", {{"author_id", "authors"}}),
        tableOf("sales",
            {column("id", of(TypeKind::Integer)), column("book_id", of(TypeKind::Integer)),
                column("quantity", of(TypeKind::Integer)), column("place", SqlType::string(20))},
            "id", {{"book_id", "books"}}),
        tableOf("order",
            {column("id", of(TypeKind::Integer)), column("select", SqlType::string(10)),
                column("Mixed Case", of(TypeKind::Integer))},
            "id"),
    };
    return tables;
}

std::vector<GoldenStatement> goldenStatements()
{
    const auto& [authors, books, sales, odd] = goldenTables();
    Expression id = books.c("id"), title = books.c("title"), price = books.c("price"),
               pages = books.c("pages"), authorId = books.c("author_id"), inPrint = books.c("in_print"),
               published = books.c("published"), data = books.c("data");
    Expression aId = authors.c("id"), name = authors.c("name"), country = authors.c("country");
    Expression sBook = sales.c("book_id"), quantity = sales.c("quantity"), place = sales.c("place");
    std::vector<GoldenStatement> all;
    auto add = [&](std::string name, const Statement& statement) {
        all.emplace_back(std::move(name), statement);
    };
    auto where = [&](std::string name, const Expression& condition) {
        add("where_" + name, select(id).where(condition));
    };
    auto show = [&](std::string name, const Expression& expression) {
        add("show_" + name, select(expression.label("x")).selectFrom(books));
    };

    // Columns and labels.
    add("select_table", select(authors));
    add("select_columns", select(id, title));
    add("select_label", select(title.label("t"), price.label("p")));
    add("select_two_tables", select(title, name));
    add("select_same_name", select(id, aId));
    add("select_same_column", select(id, id));
    add("select_expression", select(price * 2));
    add("select_function", select(func::count(id)));
    add("select_two_functions", select(func::max(price), func::min(price), func::max(pages)));
    add("select_count_star", select(func::count()).selectFrom(books));
    add("select_odd_names", select(odd));
    add("select_odd_where", select(odd.c("select")).where(odd.c("Mixed Case") == 1));
    add("select_distinct", select(country).distinct());
    add("select_literal", select(literal(1).label("one")));
    add("select_null", select(null().label("nothing")).selectFrom(books));
    add("select_literal_column", select(literalColumn("1 + 1").label("two")).selectFrom(books));
    add("select_table_labels", select(id, aId).labelStyle(ast::LabelStyle::TableAndColumn));
    add("select_star", select(star()).selectFrom(books));
    add("select_text_where", select(id).where(text("pages > 3")));
    add("select_text_parameter", select(id).where(text("pages > :least", {{"least", Value(3)}})));
    add("select_text_order", select(id).orderBy(text("pages")));
    add("select_long_label",
        select(title.label("a_label_that_is_longer_than_any_of_the_servers_would_ever_take_it_because_it_has_"
                           "more_than_one_hundred_and_twenty_eight_characters_in_it")));
    add("select_prefix", select(id).prefixWith("ALL"));

    // Comparisons, each with a value and with a column.
    auto compared = [&](const char* op, auto make) {
        where(std::string(op) + "_value", make(pages, Expression(10)));
        where(std::string(op) + "_column", make(pages, authorId));
        where(std::string(op) + "_text", make(title, Expression("x")));
        where(std::string(op) + "_function", make(func::lower(title), Expression("x")));
    };
    compared("eq", [](const Expression& a, const Expression& b) { return a == b; });
    compared("ne", [](const Expression& a, const Expression& b) { return a != b; });
    compared("lt", [](const Expression& a, const Expression& b) { return a < b; });
    compared("le", [](const Expression& a, const Expression& b) { return a <= b; });
    compared("gt", [](const Expression& a, const Expression& b) { return a > b; });
    compared("ge", [](const Expression& a, const Expression& b) { return a >= b; });
    where("is_null", title == nullptr);
    where("is_not_null", title != nullptr);
    where("is_null_method", title.is_(nullptr));
    where("is_not_method", title.isNot(nullptr));
    where("distinct_from", pages.isDistinctFrom(3));
    where("not_distinct_from", pages.isNotDistinctFrom(authorId));
    where("like", title.like("a%"));
    where("not_like", title.notLike("a%"));
    where("like_escape", title.like("a/%%", "/"));
    where("ilike", title.ilike("a%"));
    where("not_ilike", title.notIlike("a%"));
    where("startswith", title.startsWith(Expression("a")));
    where("endswith", title.endsWith(Expression("a")));
    where("contains", title.contains(Expression("a")));
    where("regexp", title.regexpMatch("^a"));
    where("not_regexp", title.notRegexpMatch("^a"));
    where("in", id.in_({1, 2, 3}));
    where("in_one", id.in_({1}));
    where("in_empty", id.in_({}));
    where("not_in", id.notIn({1, 2}));
    where("not_in_empty", id.notIn({}));
    where("in_and", id.in_({1, 2}) && pages > 3);
    where("in_subquery", authorId.in_(select(aId).where(country == "FR")));
    where("not_in_subquery", authorId.notIn(select(aId).where(country == "FR")));
    where("in_tuple", tuple_({id, pages}).in_(std::vector<std::vector<Value>>{{1, 2}, {3, 4}}));
    where("between", pages.between(10, 20));
    where("not_between", pages.notBetween(10, 20));
    where("between_columns", pages.between(id, authorId));
    where("collate_eq", title.collate("NOCASE") == "x");
    where("any", authorId == any_(select(aId)));
    where("all", authorId > all_(select(aId)));
    where("custom_operator", pages.op("%", 2, 8) == 0);
    where("bool_operator", pages.boolOp("<>", 2));

    // Connectives.
    where("and", pages > 1 && price > 2);
    where("and_three", pages > 1 && price > 2 && id > 3);
    where("or", pages > 1 || price > 2);
    where("or_in_and", (pages > 1 || price > 2) && id > 3);
    where("and_in_or", (pages > 1 && price > 2) || id > 3);
    where("not_eq", !(pages == 1));
    where("not_and", !(pages > 1 && price > 2));
    where("not_or", !(pages > 1 || price > 2));
    where("not_like_by_not", !title.like("a%"));
    where("not_in_by_not", !id.in_({1}));
    where("not_between_by_not", !pages.between(1, 2));
    where("not_lt", !(pages < 1));
    where("not_null", !(title == nullptr));
    where("deep", ((pages > 1 || price > 2) && (id > 3 || id < 9)) || title == "x");
    where("boolean", inPrint);
    where("not_boolean", !inPrint);
    where("boolean_and", inPrint && pages > 1);
    where("boolean_is_true", inPrint == true_());
    where("boolean_is_false", inPrint == false_());
    add("where_twice", select(id).where(pages > 1).where(price > 2));
    add("where_twice_or", select(id).where(pages > 1 || id == 7).where(price > 2));

    // Arithmetic and text.
    show("add", pages + 1);
    show("add_column", pages + id);
    show("sub", pages - 1);
    show("sub_chain", (pages - id) - authorId);
    show("sub_right", pages - (id - authorId));
    show("mul", pages * 2);
    show("div", pages / 2);
    show("mod", pages % 2);
    show("neg", -pages);
    show("mixed", (pages + 1) * 2);
    show("mixed_right", pages * (id + 2));
    show("mul_add", pages * 2 + 1);
    show("add_chain", pages + 1 + id + 2);
    show("concat", title + "!");
    show("concat_columns", title + " " + title);
    show("concat_chain", title.concat("a").concat("b"));
    show("comparison", pages > 1);
    show("bit_and", pages.op("&", 7));

    // Functions.
    show("lower", func::lower(title));
    show("upper", func::upper(title));
    show("coalesce", func::coalesce({title, "none"}));
    show("coalesce_three", func::coalesce({pages, id, 0}));
    show("nullif", func::nullif(pages, 0));
    show("abs", func::abs(pages));
    show("round", func::round(price));
    show("replace", func::replace(title, "a", "b"));
    show("char_length", func::length(title));
    show("trim", func::trim(title));
    show("now", func::now());
    show("current_timestamp", func::currentTimestamp());
    show("count_distinct", func::count(title.distinct()));
    show("sum", func::sum(price));
    show("avg", func::avg(price));
    show("sum_expression", func::sum(price * pages));
    show("nested", func::lower(func::upper(title)));
    show("own_function", func::call("my_function", pages, 3));
    show("package_function", func::call("pkg.my_function", pages));
    show("filter", func::count(id).filter(pages > 3));

    // CASE, CAST, EXTRACT.
    show("case", case_({{pages > 100, "long"}}, "short"));
    show("case_no_else", case_({{pages > 100, "long"}}));
    show("case_two", case_({{pages > 100, "long"}, {pages > 10, "middle"}}, "short"));
    show("case_value", caseOf(pages, {{Expression(1), "one"}, {Expression(2), "two"}}, "many"));
    show("case_columns", case_({{pages > id, pages}}, id));
    where("case", case_({{pages > 100, 1}}, 0) == 1);
    show("cast_integer", cast(title, of(TypeKind::Integer)));
    show("cast_string", cast(pages, SqlType::string(20)));
    show("cast_numeric", cast(title, SqlType::numeric(10, 2)));
    show("cast_date", cast(title, of(TypeKind::Date)));
    show("cast_value", cast(Expression("1"), of(TypeKind::Integer)));
    where("cast", cast(title, of(TypeKind::Integer)) > 3);
    add("cast_unlabelled", select(cast(title, of(TypeKind::Integer))));
    for (const char* field : {"year", "month", "day"})
        show(std::string("extract_") + field, extract(field, published));

    // Order and limits.
    add("order", select(id).orderBy(title));
    add("order_desc", select(id).orderBy(title.desc()));
    add("order_asc", select(id).orderBy(title.asc()));
    add("order_two", select(id).orderBy(title.desc(), id));
    add("order_expression", select(id).orderBy(pages + id));
    add("order_function", select(id).orderBy(func::lower(title)));
    add("order_nulls_first", select(id).orderBy(title.nullsFirst()));
    add("order_nulls_last", select(id).orderBy(title.desc().nullsLast()));
    Expression doubled = (pages * 2).label("doubled");
    add("order_label", select(id, doubled).orderBy(doubled));
    add("order_label_desc", select(id, doubled).orderBy(doubled.desc()));
    add("limit", select(id).orderBy(id).limit(10));
    add("limit_offset", select(id).orderBy(id).limit(10).offset(20));
    add("offset", select(id).orderBy(id).offset(20));
    add("limit_without_order", select(id).limit(10));
    add("limit_where", select(id).where(pages > 5).orderBy(id).limit(10).offset(3));
    add("limit_distinct", select(country).distinct().orderBy(country).limit(2));

    // Groups.
    add("group", select(authorId, func::count(id)).groupBy(authorId));
    add("group_having", select(authorId).groupBy(authorId).having(func::count(id) > 2));
    add("group_order", select(authorId, func::sum(price).label("total")).groupBy(authorId).orderBy(authorId));
    add("group_two", select(authorId, pages).groupBy(authorId, pages));
    add("group_expression", select(func::count(id)).groupBy(pages + id));
    add("group_having_and",
        select(authorId).groupBy(authorId).having(func::count(id) > 2 && func::sum(price) > 10));

    // Joins.
    add("join_on", select(title, name).selectFrom(books.join(authors, authorId == aId)));
    add("join_foreign_key", select(title, name).selectFrom(books.join(authors)));
    add("join_outer", select(title, name).selectFrom(books.outerJoin(authors, authorId == aId)));
    add("join_full", select(title, name).selectFrom(books.fullJoin(authors, authorId == aId)));
    add("join_method", select(title).join(authors, authorId == aId).where(country == "FR"));
    add("join_method_outer", select(title).outerJoin(authors, authorId == aId));
    add("join_method_foreign_key", select(title).join(authors));
    add("join_three",
        select(title, name, quantity)
            .selectFrom(books.join(authors, authorId == aId).join(sales, sBook == id)));
    add("join_methods", select(title, quantity).selectFrom(books).join(authors).join(sales, sBook == id));
    add("join_nested",
        select(name).selectFrom(authors.outerJoin(books.join(sales, sBook == id), authorId == aId)));
    add("join_condition", select(title).selectFrom(books.join(authors, authorId == aId && country == "FR")));
    FromClause mentor = authors.alias("mentor");
    add("join_self",
        select(name, mentor.c("name"))
            .selectFrom(authors.join(mentor, authors.c("mentor_id") == mentor.c("id"))));
    add("join_alias", select(mentor.c("name")).selectFrom(books.join(mentor, authorId == mentor.c("id"))));

    // Aliases and subqueries.
    FromClause b = books.alias("b");
    FromClause anonymous = books.alias();
    add("alias", select(b.c("id")));
    add("alias_anonymous", select(anonymous.c("id")));
    add("alias_beside_table", select(id, b.c("id")).where(id == b.c("author_id")));
    add("alias_two_anonymous",
        select(anonymous.c("id")).where(anonymous.c("id") == books.alias().c("author_id")));
    FromClause sub = select(authorId, func::count(id).label("n")).groupBy(authorId).subquery("counts");
    add("subquery", select(sub.c("n")));
    add("subquery_where", select(sub.c("author_id")).where(sub.c("n") > 3));
    add("subquery_join", select(name, sub.c("n")).selectFrom(authors.join(sub, sub.c("author_id") == aId)));
    add("subquery_anonymous", select(select(id, title).where(pages > 3).subquery().c("title")));
    add("subquery_limit", select(select(id).orderBy(id).limit(5).subquery("few").c("id")));
    add("scalar", select(name, select(func::count(id)).where(authorId == aId).scalar().label("n")));
    add("scalar_unlabelled", select(name, select(func::max(price)).where(authorId == aId).scalar()));
    add("scalar_where", select(id).where(price == select(func::max(b.c("price"))).scalar()));
    add("scalar_uncorrelated", select(aId, select(func::max(price)).scalar().label("m")));
    add("exists", select(name).where(select(id).where(authorId == aId).exists()));
    add("not_exists", select(name).where(!select(id).where(authorId == aId).exists()));
    add("exists_and", select(name).where(country == "FR" && select(id).where(authorId == aId).exists()));
    add("correlate_nothing", select(name).where(select(id).where(authorId == aId).correlate({}).exists()));

    // Common table expressions.
    FromClause dear = select(id, authorId).where(price > 100).cte("dear");
    add("cte", select(dear.c("id")));
    add("cte_join", select(name).selectFrom(authors.join(dear, dear.c("author_id") == aId)));
    FromClause cheap = select(dear.c("id")).where(dear.c("id") > 3).cte("later");
    add("cte_of_cte", select(cheap.c("id")));
    FromClause second = select(aId).where(country == "FR").cte("french");
    add("cte_two", select(dear.c("id")).where(dear.c("author_id").in_(select(second.c("id")))));
    add("cte_anonymous", select(select(id).where(pages > 1).cte().c("id")));
    FromClause chain = select(aId, authors.c("mentor_id"))
                           .where(authors.c("mentor_id") == nullptr)
                           .cte("chain", CteKind::Recursive);
    FromClause whole = chain.unionAll(
        select(mentor.c("id"), mentor.c("mentor_id")).where(mentor.c("mentor_id") == chain.c("id")));
    add("cte_recursive", select(whole.c("id")));
    FromClause alias = dear.alias("d2");
    add("cte_alias", select(dear.c("id"), alias.c("id")).where(dear.c("id") == alias.c("author_id")));

    // Set operations.
    Select few = select(id).where(pages < 10);
    Select many = select(id).where(pages > 100);
    add("union", few.union_(many));
    add("union_all", few.unionAll(many));
    add("intersect", few.intersect(many));
    add("except", few.except(many));
    add("intersect_all", few.intersectAll(many));
    add("except_all", few.exceptAll(many));
    add("union_three", union_({few, many, select(aId)}));
    add("union_nested", few.union_(many).except(select(aId)));
    add("union_limit", unionAll({few, many}).limit(3));
    add("union_parts_limited", unionAll({few.orderBy(id).limit(1), many.orderBy(id).limit(1)}));
    FromClause united = few.union_(many).subquery("u");
    add("union_subquery", select(united.c("id")));

    // Windows.
    add("over_empty", select(over(func::rowNumber()).label("n")).selectFrom(books));
    add("over_order", select(over(func::rowNumber(), {{}, {price}}).label("n")));
    add("over_partition", select(over(func::sum(price), {{authorId}, {}}).label("n")));
    add("over_both", select(over(func::rank(), {{authorId}, {price.desc()}}).label("n")));
    add("over_rows", select(over(func::sum(price), {{}, {id}, Frame::rows(-2, 0)}).label("n")));
    add("over_rows_unbounded",
        select(over(func::sum(price), {{}, {id}, Frame::rows(std::nullopt, 0)}).label("n")));
    add("over_range",
        select(over(func::sum(pages), {{}, {id}, Frame::range(std::nullopt, std::nullopt)}).label("n")));
    add("over_unlabelled", select(over(func::rowNumber(), {{}, {id}})));
    add("over_two_orders", select(over(func::rowNumber(), {{authorId, pages}, {price, id}}).label("n")));
    for (const char* function : {"dense_rank", "percent_rank", "cume_dist"})
        add(std::string("over_") + function,
            select(over(func::call(function), {{}, {price}}).label("n")).selectFrom(books));
    for (const char* function : {"lag", "lead", "first_value", "last_value"})
        add(std::string("over_") + function,
            select(over(func::call(function, price), {{}, {id}}).label("n")));

    // Locks.
    add("for_update", select(id).withForUpdate());
    add("for_update_nowait", select(id).withForUpdate({.noWait = true}));
    add("for_update_skip_locked", select(id).withForUpdate({.skipLocked = true}));
    add("for_share", select(id).withForUpdate({.read = true}));
    add("for_update_where", select(id).where(pages == 3).withForUpdate());

    // JSON.
    show("json_key", data.json("a"));
    show("json_index", data.json(1));
    show("json_text", data.json("a").asText());
    show("json_integer", data.json("a").asInteger());
    show("json_path", data.jsonPath({{false, "a", 0}, {true, "", 1}}));
    where("json_text", data.json("a").asText() == "x");

    // What few dialects have.
    add("distinct_on", select(id, title).distinctOn({title}));
    add("lateral",
        select(name, select(title).where(authorId == aId).lateral("l").c("title")).selectFrom(authors));
    add("values",
        select(values("v", {column("a", of(TypeKind::Integer)), column("b", SqlType::string())},
            {{1, "x"}, {2, "y"}})));
    add("array", select(array({1, 2, 3}).label("a")).selectFrom(books));
    add("within_group",
        select(func::call("percentile_cont", Expression(Value::real(0.5))).withinGroup({price}).label("m")));
    add("over_groups", select(over(func::sum(price), {{}, {id}, Frame::groups(-1, 1)}).label("n")));
    show("try_cast", tryCast(title, of(TypeKind::Integer)));
    where("between_symmetric", pages.betweenSymmetric(20, 10));
    add("group_rollup", select(authorId, func::count(id)).groupBy(func::rollup({authorId, pages})));
    add("group_cube", select(authorId, func::count(id)).groupBy(func::cube({authorId, pages})));
    add("group_sets",
        select(authorId, func::count(id))
            .groupBy(func::groupingSets({tuple_({authorId, pages}), tuple_({authorId})})));
    show("array_index", array({1, 2, 3}).at(2));
    show("array_slice", array({1, 2, 3}).slice(1, 2));
    show("string_agg", func::stringAgg(title, Expression(", ")));
    show("string_agg_order", func::stringAgg(title, Expression(", "), {title.desc()}));
    show("array_agg_order", func::arrayAgg(title, {id}));
    add("next_value", select(nextValue("numbers").label("n")));
    add("text_statement",
        textStatement(
            "SELECT id FROM books WHERE pages = :n AND title = :t", {{"n", Value(1)}, {"t", Value("x")}}));

    // Combinations of conditions, orders and limits, as browsing makes them.
    const std::pair<const char*, Expression> conditions[] = {{"pages", pages > 5},
        {"title", title.like("a%")}, {"null", price == nullptr}, {"in", id.in_({4, 5})}};
    const std::pair<const char*, Expression> orders[] = {
        {"id", id}, {"price_desc", price.desc()}, {"lower", func::lower(title)}};
    for (const auto& [conditionName, condition] : conditions) {
        for (const auto& [orderName, order] : orders) {
            add(std::string("browse_") + conditionName + "_" + orderName,
                select(id, title).where(condition).orderBy(order));
            add(std::string("browse_join_") + conditionName + "_" + orderName,
                select(title, name).selectFrom(books.join(authors)).where(condition).orderBy(order));
        }
    }
    return all;
}

std::vector<GoldenStatement> goldenChanges()
{
    const auto& [authors, books, sales, odd] = goldenTables();
    Expression id = books.c("id"), title = books.c("title"), price = books.c("price"),
               pages = books.c("pages"), authorId = books.c("author_id");
    Expression aId = authors.c("id"), name = authors.c("name"), country = authors.c("country");
    std::vector<GoldenStatement> all;
    auto add = [&](std::string name, const Statement& statement) {
        all.emplace_back(std::move(name), statement);
    };
    add("insert_values", insert(authors).values({{"id", 1}, {"name", "x"}}));
    add("insert_one", insert(authors).values({{"id", 1}}));
    add("insert_null", insert(authors).values({{"id", 1}, {"name", null()}}));
    add("insert_expression", insert(authors).values({{"id", func::abs(3)}, {"name", func::lower("X")}}));
    add("insert_rows", insert(authors).rows({"id", "name"}, {{1, "a"}, {2, "b"}, {3, "c"}}));
    add("insert_odd", insert(odd).values({{"id", 1}, {"select", "a"}, {"Mixed Case", 2}}));
    add("insert_subquery_value",
        insert(authors).values({{"id", 1}, {"name", select(func::max(title)).scalar()}}));
    add("insert_select", insert(authors).fromSelect({"id", "name"}, select(id, title).where(pages > 3)));
    add("insert_select_union",
        insert(authors).fromSelect(
            {"id"}, select(id).where(pages > 3).unionAll(select(authorId).where(pages < 3))));
    FromClause dear = select(id, title).where(price > 100).cte("dear");
    add("insert_select_cte", insert(authors).fromSelect({"id", "name"}, select(dear)));
    add("insert_returning", insert(authors).values({{"id", 1}, {"name", "x"}}).returning(aId));
    add("insert_returning_two",
        insert(authors).values({{"id", 1}, {"name", "x"}}).returning(std::vector<Expression>{aId, name}));
    add("insert_prefix", insert(authors).values({{"id", 1}}).prefixWith("/* hint */"));
    add("upsert_nothing", insert(authors).values({{"id", 1}, {"name", "x"}}).onConflictDoNothing({"id"}));
    add("upsert_update",
        insert(authors)
            .values({{"id", 1}, {"name", "x"}})
            .onConflictDoUpdate({"id"}, {{"name", excluded("name")}}));
    add("upsert_value",
        insert(authors).values({{"id", 1}, {"name", "x"}}).onConflictDoUpdate({"id"}, {{"name", "y"}}));
    add("upsert_two",
        insert(authors)
            .values({{"id", 1}, {"name", "x"}, {"country", "FR"}})
            .onConflictDoUpdate({"id"}, {{"name", excluded("name")}, {"country", excluded("country")}}));
    add("upsert_where",
        insert(authors)
            .values({{"id", 1}, {"name", "x"}})
            .onConflictDoUpdate({"id"}, {{"name", excluded("name")}}, name != excluded("name")));
    FromClause made = insert(authors).values({{"id", 1}, {"name", "x"}}).returning(aId).cte("made");
    add("cte_insert", select(made.c("id")));
    FromClause renamed = update(authors)
                             .values({{"name", "x"}})
                             .where(aId == 1)
                             .returning(std::vector<Expression>{aId, name})
                             .cte("renamed");
    add("cte_update", select(renamed.c("name")));
    FromClause gone = delete_(sales).where(sales.c("id") == 1).returning(sales.c("book_id")).cte("gone");
    add("cte_delete", select(title).where(id.in_(select(gone.c("book_id")))));
    add("cte_moved", insert(authors).fromSelect({"id"}, select(gone.c("book_id"))));
    add("update_all", update(authors).values({{"name", "x"}}));
    add("update_where", update(authors).values({{"name", "x"}}).where(aId == 1));
    add("update_two", update(authors).values({{"name", "x"}, {"country", "FR"}}).where(aId == 1));
    add("update_expression", update(books).values({{"price", price * 2}}).where(id == 1));
    add("update_expression_sum", update(books).values({{"pages", pages + id + 1}}));
    add("update_null", update(authors).values({{"name", null()}}).where(aId == 1));
    add("update_function", update(authors).values({{"name", func::upper(name)}}));
    add("update_in", update(authors).values({{"name", "x"}}).where(aId.in_({1, 2})));
    add("update_and", update(authors).values({{"name", "x"}}).where(aId == 1 && country == "FR"));
    add("update_case", update(books).values({{"pages", case_({{pages > 100, 100}}, pages)}}));
    add("update_subquery", update(books).values({{"title", select(name).where(aId == authorId).scalar()}}));
    add("update_where_subquery",
        update(books).values({{"pages", 0}}).where(authorId.in_(select(aId).where(country == "FR"))));
    add("update_exists",
        update(books).values({{"pages", 0}}).where(select(aId).where(aId == authorId).exists()));
    add("update_from", update(books).values({{"title", name}}).where(authorId == aId));
    add("update_returning", update(authors).values({{"name", "x"}}).where(aId == 1).returning(aId));
    add("update_odd", update(odd).values({{"select", "a"}}).where(odd.c("Mixed Case") == 1));
    add("delete_all", delete_(sales));
    add("delete_where", delete_(books).where(id == 1));
    add("delete_and", delete_(books).where(id == 1 && title == "x"));
    add("delete_in", delete_(books).where(id.in_({1, 2, 3})));
    add("delete_subquery", delete_(books).where(authorId.in_(select(aId).where(country == "FR"))));
    add("delete_exists", delete_(books).where(select(aId).where(aId == authorId).exists()));
    add("delete_using", delete_(sales).where(sales.c("book_id") == id && pages > 3));
    add("delete_returning", delete_(sales).where(sales.c("id") == 1).returning(sales.c("id")));
    add("delete_odd", delete_(odd).where(odd.c("Mixed Case") == 1));
    return all;
}

} // namespace relata::test
