#include "tests/core/convert/model.h"

namespace relata::test {
namespace {

SqlText pg(std::string text)
{
    return {std::move(text), "postgresql"};
}

SqlText my(std::string text)
{
    return {std::move(text), "mysql"};
}

SqlType named(TypeKind kind, std::string name)
{
    SqlType type = SqlType::of(kind);
    type.name = std::move(name);
    return type;
}

Column withDefault(Column column, SqlText text)
{
    column.serverDefault = std::move(text);
    return column;
}

ForeignKeyConstraint foreignKey(std::string name, std::vector<std::string> columns, std::string table,
    std::vector<std::string> referred, ReferentialAction onDelete = ReferentialAction::NoAction)
{
    ForeignKeyConstraint key;
    key.name = std::move(name);
    key.columns = std::move(columns);
    key.referredTable = std::move(table);
    key.referredColumns = std::move(referred);
    key.onDelete = onDelete;
    return key;
}

CheckConstraint check(std::string name, SqlText text)
{
    CheckConstraint result;
    result.name = std::move(name);
    result.expression = std::move(text);
    return result;
}

Index index(std::string name, std::vector<std::string> columns, bool unique = false)
{
    Index result;
    result.name = std::move(name);
    result.unique = unique;
    for (std::string& column : columns) {
        IndexElement element;
        element.column = std::move(column);
        result.elements.push_back(std::move(element));
    }
    return result;
}

Table customers()
{
    Table table;
    table.name = "customer";
    table.comment = "People who buy; it's \\ a comment";
    Column id = makeColumn("id", SqlType::of(TypeKind::BigInteger), false);
    id.identity = Identity{true, 100, {}, {}, {}, {}, false, ""};
    Column mail = makeColumn("email", SqlType::of(TypeKind::Text), false);
    mail.comment = "One account each";
    Column label = makeColumn("label", SqlType::string(200));
    label.computed = Computed{pg("(((name)::text || ' <'::text) || email) || '>'::text"), true};
    Column born = makeColumn("born", SqlType::of(TypeKind::Date));
    Column tags =
        withDefault(makeColumn("tags", SqlType::arrayOf(SqlType::of(TypeKind::Text))), pg("'{}'::text[]"));
    SqlType json = SqlType::of(TypeKind::Json);
    json.binary = true;
    table.columns = {id, makeColumn("name", SqlType::string(80), false), mail, label, born,
        withDefault(makeColumn("is_active", SqlType::of(TypeKind::Boolean), false), pg("true")),
        withDefault(makeColumn("mood", named(TypeKind::Enum, "mood")), pg("'fine'::mood")),
        makeColumn("born_in", named(TypeKind::Domain, "year")), tags,
        withDefault(makeColumn("data", json), pg("'{}'::jsonb")),
        withDefault(makeColumn("token", SqlType::of(TypeKind::Uuid), false), pg("gen_random_uuid()")),
        withDefault(makeColumn("created_at", SqlType::dateTime(true), false), pg("now()")),
        makeColumn("patience", SqlType::of(TypeKind::Interval)),
        makeColumn("photo", SqlType::of(TypeKind::LargeBinary)),
        withDefault(makeColumn("balance", SqlType::numeric(), false), pg("0.0"))};
    table.primaryKey.name = "customer_pkey";
    table.primaryKey.columns = {"id"};
    UniqueConstraint unique;
    unique.name = "customer_email_key";
    unique.columns = {"email"};
    unique.deferrable = true;
    table.uniqueConstraints = {unique};
    table.checkConstraints = {
        check("customer_name_check", pg("length((name)::text) > 0 AND (name)::text <> 'admin'::text")),
        check("customer_email_check", pg("email ~~ '%@%'::text")),
        check("customer_regex", pg("email ~ '^[^ ]+$'::text"))};
    Index lower = index("customer_name_lower", {});
    lower.elements.resize(1);
    lower.elements[0].expression = pg("lower((name)::text)");
    Index open = index("customer_active_born", {"born"}, true);
    open.where = pg("is_active AND (born IS NOT NULL)");
    Index document = index("customer_data", {"data"});
    document.options.set("postgresql.using", "gin");
    Index wide = index("customer_label", {"label", "email"});
    wide.includeColumns = {"name"};
    table.indexes = {lower, open, document, wide};
    return table;
}

Table orders()
{
    Table table;
    table.name = "order";
    Column id = withDefault(
        makeColumn("id", SqlType::of(TypeKind::Integer), false), pg("nextval('order_id_seq'::regclass)"));
    id.autoincrement = Autoincrement::Yes;
    table.columns = {id, makeColumn("customer_id", SqlType::of(TypeKind::BigInteger), false),
        makeColumn("gift_for", SqlType::of(TypeKind::BigInteger)),
        makeColumn("last_line", SqlType::of(TypeKind::Integer)),
        withDefault(makeColumn("state", SqlType::string(10), false), pg("'new'::character varying")),
        withDefault(makeColumn("day", SqlType::of(TypeKind::Date), false), pg("CURRENT_DATE"))};
    table.primaryKey.name = "order_pkey";
    table.primaryKey.columns = {"id"};
    UniqueConstraint unique;
    unique.name = "order_gift_key";
    unique.columns = {"customer_id", "gift_for"};
    table.uniqueConstraints = {unique};
    ForeignKeyConstraint last =
        foreignKey("order_last_line_fkey", {"id", "last_line"}, "order_line", {"order_id", "line"});
    last.deferrable = true;
    last.initiallyDeferred = true;
    table.foreignKeys = {
        foreignKey("order_customer_fkey", {"customer_id"}, "customer", {"id"}, ReferentialAction::Cascade),
        foreignKey("order_gift_fkey", {"gift_for"}, "customer", {"id"}, ReferentialAction::SetNull), last,
        foreignKey("order_gone_fkey", {"customer_id"}, "elsewhere", {"id"})};
    table.checkConstraints = {check("order_state_check",
        pg("(state)::text = ANY ((ARRAY['new'::character varying, 'paid'::character varying, "
           "'sent'::character varying])::text[])"))};
    Trigger trigger;
    trigger.name = "order_audit";
    trigger.definition =
        pg("CREATE TRIGGER order_audit AFTER INSERT ON \"order\" FOR EACH ROW EXECUTE FUNCTION audit()");
    table.triggers = {trigger};
    return table;
}

Table lines()
{
    Table table;
    table.name = "order_line";
    table.columns = {makeColumn("order_id", SqlType::of(TypeKind::Integer), false),
        makeColumn("line", SqlType::of(TypeKind::Integer), false),
        makeColumn("note", SqlType::of(TypeKind::Text)), makeColumn("price", SqlType::numeric(10, 2), false)};
    table.primaryKey.name = "order_line_pkey";
    table.primaryKey.columns = {"order_id", "line"};
    ForeignKeyConstraint key =
        foreignKey("order_line_order_fkey", {"order_id"}, "order", {"id"}, ReferentialAction::Restrict);
    key.onUpdate = ReferentialAction::Cascade;
    table.foreignKeys = {key};
    table.indexes = {index("order_line_note", {"note"})};
    return table;
}

View view(std::string name, SqlText definition, std::vector<Column> columns)
{
    View result;
    result.name = std::move(name);
    result.definition = std::move(definition);
    result.columns = std::move(columns);
    return result;
}

} // namespace

Column makeColumn(std::string name, SqlType type, bool nullable)
{
    Column result;
    result.name = std::move(name);
    result.type = std::move(type);
    result.nullable = nullable;
    return result;
}

MetaData postgresqlModel()
{
    MetaData metadata;
    metadata.dialect = "postgresql";
    metadata.defaultSchema = "public";
    metadata.schemas = {"", "audit"};
    EnumType mood;
    mood.name = "mood";
    mood.values = {"bad", "fine", "it's great"};
    metadata.enums = {mood};
    Domain year;
    year.name = "year";
    year.type = SqlType::of(TypeKind::Integer);
    year.checkConstraints = {check("year_check", pg("VALUE >= 1901 AND VALUE <= 2155"))};
    metadata.domains = {year};
    Sequence serial;
    serial.name = "order_id_seq";
    serial.dataType = "integer";
    serial.ownedByTable = "order";
    serial.ownedByColumn = "id";
    Sequence tickets;
    tickets.name = "tickets";
    tickets.start = 10;
    tickets.increment = 5;
    metadata.sequences = {serial, tickets};
    metadata.addTable(customers());
    metadata.addTable(orders());
    metadata.addTable(lines());
    Table log;
    log.schema = "audit";
    log.name = "log";
    log.columns = {makeColumn("ticket", SqlType::of(TypeKind::BigInteger), false),
        makeColumn("what", SqlType::of(TypeKind::Text))};
    log.columns[0].serverDefault = pg("nextval('tickets'::regclass)");
    metadata.addTable(log);
    metadata.addView(view("order_total",
        pg(" SELECT o.id AS order_id,\n    c.name,\n    COALESCE(sum(l.price), (0)::numeric) AS total\n   "
           "FROM ((\"order\" o\n"
           "     JOIN customer c ON ((c.id = o.customer_id)))\n     LEFT JOIN order_line l ON ((l.order_id = "
           "o.id)))\n"
           "  WHERE c.is_active\n  GROUP BY o.id, c.name\n  ORDER BY o.id;"),
        {makeColumn("order_id", SqlType::of(TypeKind::Integer)), makeColumn("name", SqlType::string(80)),
            makeColumn("total", SqlType::numeric())}));
    metadata.addView(
        view("odd", pg(" SELECT customer.id\n   FROM customer\n  WHERE (customer.email ~ 'x'::text);"),
            {makeColumn("id", SqlType::of(TypeKind::BigInteger))}));
    CarriedObject function;
    function.name = "audit()";
    function.kind = "function";
    function.definition =
        pg("CREATE FUNCTION audit() RETURNS trigger AS $$ BEGIN RETURN NEW; END $$ LANGUAGE plpgsql;");
    metadata.carried = {function};
    return metadata;
}

MetaData mysqlModel()
{
    MetaData metadata;
    metadata.dialect = "mysql";
    metadata.schemas = {""};
    Table table;
    table.name = "article";
    table.comment = "All articles";
    SqlType id = SqlType::of(TypeKind::BigInteger);
    id.isUnsigned = true;
    Column key = makeColumn("id", id.withNative("mysql", "bigint unsigned"), false);
    key.autoincrement = Autoincrement::Yes;
    SqlType state = SqlType::of(TypeKind::Enum);
    state.values = {"draft", "it's out"};
    SqlType flags = SqlType::of(TypeKind::Set);
    flags.values = {"hot", "new"};
    SqlType stamp = SqlType::dateTime(false);
    stamp.precision = 3;
    SqlType small = SqlType::of(TypeKind::SmallInteger);
    small.isUnsigned = true;
    Column changed = withDefault(makeColumn("changed_at", stamp, false), my("CURRENT_TIMESTAMP(3)"));
    changed.options.set("mysql.on_update", "CURRENT_TIMESTAMP(3)");
    Column slug = makeColumn("slug", SqlType::string(120));
    slug.computed = Computed{my("lower(concat(`title`,'-',`id`))"), false};
    Column teaser = makeColumn("teaser", SqlType::string(20));
    teaser.computed = Computed{my("substr(`title`,1,20)"), false};
    table.columns = {key, makeColumn("title", SqlType::string(100), false),
        withDefault(makeColumn("state", state.withNative("mysql", "enum('draft','it''s out')"), false),
            my("'draft'")),
        makeColumn("flags", flags), withDefault(makeColumn("stock", small, false), my("0")), changed, slug,
        teaser, makeColumn("body", SqlType::of(TypeKind::Text)),
        withDefault(makeColumn("price", SqlType::numeric(8, 2)), my("'0.00'")),
        makeColumn("data", SqlType::of(TypeKind::Json)),
        makeColumn("place", SqlType::of(TypeKind::Geometry))};
    table.primaryKey.columns = {"id"};
    Index prefix = index("body_start", {"body"});
    prefix.elements[0].prefixLength = 50;
    Index words = index("body_words", {"body"});
    words.options.set("mysql.prefix", "FULLTEXT");
    table.indexes = {prefix, words, index("by_state", {"state", "changed_at"})};
    table.checkConstraints = {
        check("stock_is_low", my("(`stock` between 0 and 1000)")), check("odd", my("(`title` regexp '^a')"))};
    table.options.set("mysql.engine", "InnoDB");
    metadata.addTable(table);
    Table comment;
    comment.name = "comment";
    comment.columns = {makeColumn("id", SqlType::of(TypeKind::Integer), false),
        makeColumn("article_id", id, false), makeColumn("text", SqlType::string(5000))};
    comment.columns[0].autoincrement = Autoincrement::Yes;
    comment.primaryKey.columns = {"id"};
    comment.foreignKeys = {
        foreignKey("comment_article", {"article_id"}, "article", {"id"}, ReferentialAction::Cascade)};
    comment.indexes = {index("by_state", {"article_id"})};
    metadata.addTable(comment);
    metadata.addView(view("drafts",
        my("select `a`.`id` AS `id`,concat(`a`.`title`,' (',`a`.`state`,')') AS `caption`,if((`a`.`stock` > "
           "0),'yes','no') AS "
           "`there` from (`article` `a` left join `comment` `c` on((`c`.`article_id` = `a`.`id`))) where "
           "(`a`.`state` = "
           "'draft')"),
        {makeColumn("id", id), makeColumn("caption", SqlType::string(120)),
            makeColumn("there", SqlType::string(3))}));
    return metadata;
}

} // namespace relata::test
