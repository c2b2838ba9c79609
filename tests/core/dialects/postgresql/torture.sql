-- One of everything that reflection models or carries, for psql: older servers pass over what they lack.
SELECT current_setting('server_version_num')::int >= 120000 AS v12, current_setting('server_version_num')::int >= 130000 AS v13,
    current_setting('server_version_num')::int >= 140000 AS v14, current_setting('server_version_num')::int >= 150000 AS v15 \gset
SET client_min_messages = warning;
SET check_function_bodies = false;
CREATE SCHEMA app;
CREATE SCHEMA audit;
COMMENT ON SCHEMA app IS 'The application''s own schema';
CREATE EXTENSION citext;
CREATE EXTENSION btree_gist WITH SCHEMA app;

CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s "great"', '');
CREATE TYPE app.empty_enum AS ENUM ();
COMMENT ON TYPE mood IS 'How one feels';
CREATE DOMAIN positive AS integer DEFAULT 1 NOT NULL CONSTRAINT positive_check CHECK (VALUE > 0);
CREATE DOMAIN app.small_positive AS positive CONSTRAINT small CHECK (VALUE < 100);
CREATE DOMAIN app.name AS varchar(40) COLLATE "C";
COMMENT ON DOMAIN positive IS 'More than nothing';
COMMENT ON CONSTRAINT positive_check ON DOMAIN positive IS 'Really more';
CREATE TYPE app.money_amount AS (amount numeric(12, 2), currency char(3) COLLATE "C");
CREATE TYPE app.price_tag AS (price app.money_amount, mood mood, at timestamptz(3));
COMMENT ON TYPE app.price_tag IS 'A tag';
COMMENT ON COLUMN app.price_tag.price IS 'What it costs';
CREATE TYPE app.float_range AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE COLLATION app.german (provider = libc, locale = 'C.UTF-8');

CREATE FUNCTION app.double_it(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT a * 2 $$;
CREATE FUNCTION next_code() RETURNS text LANGUAGE plpgsql AS $body$
BEGIN
    RETURN 'code-' || nextval('app.code_seq'); -- it's "quoted"; and $$ inside
END
$body$;
COMMENT ON FUNCTION app.double_it(integer) IS 'Twice';
CREATE PROCEDURE app.do_nothing(IN a integer, b text DEFAULT 'x;y') LANGUAGE sql AS $$ SELECT 1 $$;
CREATE FUNCTION concat_state(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce($1 || ',', '') || $2 $$;
CREATE AGGREGATE app.join_text(text) (SFUNC = concat_state, STYPE = text, PARALLEL = SAFE);
CREATE AGGREGATE sum_twice(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', FINALFUNC = app.double_it, FINALFUNC_EXTRA = false);

CREATE SEQUENCE app.code_seq AS smallint START WITH 100 INCREMENT BY -5 MINVALUE -100 MAXVALUE 200 CACHE 3 CYCLE;
CREATE SEQUENCE plain_seq;
COMMENT ON SEQUENCE plain_seq IS 'A plain one';

CREATE TABLE every_type (
    id bigserial PRIMARY KEY,
    a_bool boolean DEFAULT true,
    a_int2 smallint, a_int4 integer DEFAULT 42, a_int8 bigint,
    a_numeric numeric, a_numeric2 numeric(38, 10), a_numeric3 numeric(5),
    a_float4 real, a_float8 double precision, a_money money,
    a_char char, a_char10 character(10), a_bpchar bpchar, a_varchar varchar, a_varchar40 varchar(40), a_text text, a_name name, a_qchar "char",
    a_citext citext,
    a_date date DEFAULT CURRENT_DATE, a_time time, a_time3 time(3), a_timetz timetz, a_timetz0 timetz(0),
    a_ts timestamp, a_ts6 timestamp(6), a_tstz timestamptz DEFAULT now(), a_tstz3 timestamptz(3),
    a_interval interval, a_interval3 interval(3), a_interval_dh interval day to hour, a_interval_s2 interval second(2),
    a_bytea bytea DEFAULT '\x00ff', a_json json, a_jsonb jsonb DEFAULT '{"a": [1, "it''s"]}',
    a_uuid uuid DEFAULT '00000000-0000-0000-0000-000000000001', a_xml xml,
    a_bit bit, a_bit8 bit(8), a_varbit varbit, a_varbit8 varbit(8),
    a_inet inet, a_cidr cidr, a_macaddr macaddr, a_macaddr8 macaddr8,
    a_point point, a_line line, a_lseg lseg, a_box box, a_path path, a_polygon polygon, a_circle circle,
    a_int4range int4range, a_int8range int8range, a_numrange numrange, a_tsrange tsrange, a_tstzrange tstzrange, a_daterange daterange,
    a_own_range app.float_range,
    a_tsvector tsvector, a_tsquery tsquery,
    a_oid oid, a_regclass regclass, a_regtype regtype, a_xid xid, a_cid cid, a_tid tid, a_pg_lsn pg_lsn, a_refcursor refcursor,
    a_enum mood DEFAULT 'ok', a_domain positive, a_domain2 app.small_positive, a_domain3 app.name, a_composite app.price_tag,
    a_int_array integer[] DEFAULT '{1,2,3}', a_text_matrix text[][], a_varchar_array varchar(10)[], a_enum_array mood[], a_domain_array positive[], a_composite_array app.money_amount[], a_numeric_array numeric(4,1)[],
    a_vector int2vector, a_oidvector oidvector
);
\if :v12
CREATE TABLE types_of_12 (a_jsonpath jsonpath);
\endif
\if :v13
CREATE TABLE types_of_13 (a_xid8 xid8, a_snapshot pg_snapshot, a_uuid uuid DEFAULT gen_random_uuid());
\endif
\if :v14
CREATE TABLE types_of_14 (a_multi int4multirange, a_own_multi app.float_multirange);
\endif
\if :v15
CREATE TABLE types_of_15 (a_numeric4 numeric(3, -2), a_numeric5 numeric(3,5));
\endif
COMMENT ON TABLE every_type IS 'Every type; ''quotes'', "double", \backslash, 
a new line and 😀';
COMMENT ON COLUMN every_type.a_bool IS 'Yes or no';

CREATE TABLE app.parents (
    id integer GENERATED ALWAYS AS IDENTITY,
    other_id smallint GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME app.odd_sequence START WITH 10 INCREMENT BY 10 MINVALUE 5 MAXVALUE 30000 CACHE 20 CYCLE),
    code text DEFAULT next_code() NOT NULL,
    price numeric(10, 2) NOT NULL,
    label text COLLATE "C",
    german text COLLATE app.german,
    payload jsonb,
    CONSTRAINT parents_pk PRIMARY KEY (id) INCLUDE (code) WITH (fillfactor = 80),
    CONSTRAINT parents_code_key UNIQUE (code, label) INCLUDE (price) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT parents_other UNIQUE (other_id) DEFERRABLE,
    CONSTRAINT price_ok CHECK (price > 0 AND (label IS NULL OR label <> ')(')),
    CONSTRAINT price_not_inherited CHECK (price < 1000000) NO INHERIT
) WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false);
ALTER TABLE app.parents ADD CONSTRAINT late CHECK (price <> 13) NOT VALID;
ALTER TABLE app.parents ALTER COLUMN label SET STORAGE EXTERNAL;
\if :v12
ALTER TABLE app.parents ADD COLUMN doubled integer GENERATED ALWAYS AS (app.double_it(1) + (price)::integer) STORED;
\endif
\if :v14
ALTER TABLE app.parents ALTER COLUMN german SET COMPRESSION pglz;
\endif
\if :v15
ALTER TABLE app.parents ADD CONSTRAINT parents_nulls_key UNIQUE NULLS NOT DISTINCT (code, label, price);
\endif
ALTER TABLE app.parents ALTER COLUMN code SET STATISTICS 500;
ALTER TABLE app.parents ALTER COLUMN price SET (n_distinct = -0.5, n_distinct_inherited = 7);
ALTER TABLE app.parents REPLICA IDENTITY FULL;
COMMENT ON CONSTRAINT price_ok ON app.parents IS 'The price is sane';
COMMENT ON CONSTRAINT parents_pk ON app.parents IS 'The key';

CREATE TABLE app.children (
    id uuid PRIMARY KEY,
    parent_id integer NOT NULL REFERENCES app.parents ON UPDATE CASCADE ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED,
    parent_code text, parent_label text,
    type_id bigint,
    mate uuid REFERENCES app.children ON DELETE SET NULL,
    period tstzrange NOT NULL,
    room integer,
    CONSTRAINT to_type FOREIGN KEY (type_id) REFERENCES public.every_type (id) MATCH FULL ON DELETE SET DEFAULT,
    CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, period WITH &&) WHERE (room > 0) DEFERRABLE
);
CREATE TABLE audit.not_yet (a text, b bigint, PRIMARY KEY (a, b), c uuid REFERENCES app.children);
ALTER TABLE app.children ADD CONSTRAINT lazy FOREIGN KEY (parent_code, type_id) REFERENCES audit.not_yet (a, b) ON DELETE SET NULL NOT VALID;
\if :v15
ALTER TABLE app.children ADD CONSTRAINT some_null FOREIGN KEY (parent_code, type_id) REFERENCES audit.not_yet (a, b) ON DELETE SET NULL (parent_code);
\endif
COMMENT ON CONSTRAINT lazy ON app.children IS 'Not checked';
COMMENT ON CONSTRAINT no_overlap ON app.children IS 'One at a time';
ALTER TABLE app.children CLUSTER ON children_pkey;
CREATE TABLE mutual_a (id int PRIMARY KEY, b int);
CREATE TABLE mutual_b (id int PRIMARY KEY, a int REFERENCES mutual_a);
ALTER TABLE mutual_a ADD FOREIGN KEY (b) REFERENCES mutual_b;

CREATE INDEX parents_label ON app.parents (label DESC, lower(code) COLLATE "POSIX" text_pattern_ops DESC NULLS LAST, german COLLATE "C") INCLUDE (price) WITH (fillfactor = 50) WHERE price > 10 AND label <> 'a, b';
CREATE UNIQUE INDEX parents_expr ON app.parents ((price * 2), (label || ')'));
\if :v15
CREATE UNIQUE INDEX parents_no_nulls ON app.parents ((price * 3)) NULLS NOT DISTINCT;
\endif
CREATE INDEX parents_gin ON app.parents USING gin (payload jsonb_path_ops) WITH (fastupdate = off);
CREATE INDEX children_gist ON app.children USING gist (period);
CREATE INDEX types_hash ON every_type USING hash (a_text);
CREATE INDEX types_brin ON every_type USING brin (a_tstz) WITH (pages_per_range = 32);
\if :v13
CREATE INDEX types_tsv ON every_type USING gist (a_tsvector tsvector_ops (siglen = 100));
\endif
CREATE INDEX types_spgist ON every_type USING spgist (a_point);
CREATE INDEX types_nulls ON every_type (a_int4 NULLS FIRST, a_int8 DESC NULLS LAST, a_int2 ASC);
CREATE INDEX types_citext ON every_type (a_citext, a_enum, a_int_array);
COMMENT ON INDEX app.parents_label IS 'By label';
ALTER INDEX app.parents_expr ALTER COLUMN 1 SET STATISTICS 400;

CREATE TABLE base_table (id int NOT NULL, note text DEFAULT 'base', CONSTRAINT note_short CHECK (length(note) < 100));
CREATE TABLE heir (extra text NOT NULL, CONSTRAINT extra_ok CHECK (extra <> '')) INHERITS (base_table);
CREATE TABLE heir2 (id int DEFAULT 7, own int) INHERITS (base_table, app.parents);
ALTER TABLE heir ALTER COLUMN note SET DEFAULT 'heir';
ALTER TABLE heir ALTER COLUMN note SET NOT NULL;
CREATE UNLOGGED TABLE unlogged_table (a int, b text);
CREATE TABLE of_type OF app.money_amount (amount NOT NULL, PRIMARY KEY (currency));
CREATE TABLE of_type_plain OF app.money_amount;
CREATE TABLE no_columns ();

CREATE TABLE measures (
    day date NOT NULL, city int NOT NULL, value numeric DEFAULT 0, note text,
    CONSTRAINT measures_pk PRIMARY KEY (day, city),
    CONSTRAINT value_ok CHECK (value >= 0)
) PARTITION BY RANGE (day);
CREATE TABLE measures_2023 PARTITION OF measures FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE measures_2024 PARTITION OF measures FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY LIST (city);
CREATE TABLE measures_2024_1 PARTITION OF measures_2024 FOR VALUES IN (1, 2);
CREATE TABLE aa_deep PARTITION OF measures_2024 FOR VALUES IN (3);
CREATE TABLE measures_rest PARTITION OF measures_2024 (value DEFAULT 5) DEFAULT;
CREATE TABLE measures_default (note text, value numeric CONSTRAINT value_ok CHECK (value >= 0), city int NOT NULL, day date NOT NULL);
ALTER TABLE measures ATTACH PARTITION measures_default DEFAULT;
CREATE INDEX measures_value ON measures (value);
CREATE INDEX measures_note_only ON measures_2023 (note);
CREATE TABLE towns (id int PRIMARY KEY);
ALTER TABLE measures ADD CONSTRAINT measures_town FOREIGN KEY (city) REFERENCES towns;
\if :v12
CREATE TABLE readings (id int, day date, city int, FOREIGN KEY (day, city) REFERENCES measures);
\endif
CREATE TABLE hashed (a int) PARTITION BY HASH (a);
CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE by_expression (a int, b text) PARTITION BY RANGE (lower(b) COLLATE "C" text_pattern_ops, a);

CREATE VIEW app.cheap AS SELECT id, price, label FROM app.parents WHERE price < 100 WITH LOCAL CHECK OPTION;
CREATE VIEW cheaper WITH (security_barrier = true) AS SELECT id AS "the id", price FROM app.cheap WHERE price < 10;
\if :v15
CREATE VIEW invoked WITH (security_invoker = true) AS SELECT id FROM app.cheap;
\endif
CREATE VIEW zz_first AS SELECT 1 AS one;
CREATE VIEW aa_second (uno, due) AS SELECT one, one + 1 FROM zz_first;
CREATE VIEW counted AS SELECT p.*, count(*) AS n FROM app.parents p JOIN app.children c ON c.parent_id = p.id GROUP BY p.id;
ALTER VIEW app.cheap ALTER COLUMN price SET DEFAULT 1;
COMMENT ON VIEW app.cheap IS 'Cheap ones';
COMMENT ON COLUMN app.cheap.price IS 'The price';
CREATE MATERIALIZED VIEW app.totals WITH (fillfactor = 90) AS SELECT label, sum(price) AS total FROM app.parents GROUP BY label WITH NO DATA;
CREATE UNIQUE INDEX totals_label ON app.totals (label);
COMMENT ON MATERIALIZED VIEW app.totals IS 'Totals';
CREATE VIEW over_totals AS SELECT * FROM app.totals;

CREATE FUNCTION app.of_parent(p app.parents) RETURNS text LANGUAGE sql STABLE AS $$ SELECT p.label $$;
CREATE FUNCTION all_cheap() RETURNS SETOF app.cheap LANGUAGE sql STABLE AS $$ SELECT * FROM app.cheap $$;
\if :v14
CREATE FUNCTION atomic(a int) RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM app.parents WHERE id = a; END;
\endif
CREATE FUNCTION audit.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.note := 'touched'; RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE INSERT OR UPDATE OF note ON base_table FOR EACH ROW WHEN (NEW.id > 0) EXECUTE FUNCTION audit.touch();
CREATE TRIGGER disabled AFTER DELETE ON base_table FOR EACH STATEMENT EXECUTE FUNCTION audit.touch();
CREATE TRIGGER always AFTER TRUNCATE ON base_table EXECUTE FUNCTION audit.touch();
CREATE CONSTRAINT TRIGGER later AFTER UPDATE ON towns DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit.touch();
CREATE TRIGGER on_partitioned AFTER INSERT ON measures FOR EACH ROW EXECUTE FUNCTION audit.touch();
CREATE TRIGGER on_view INSTEAD OF INSERT ON cheaper FOR EACH ROW EXECUTE FUNCTION audit.touch();
CREATE TRIGGER with_tables AFTER UPDATE ON towns REFERENCING OLD TABLE AS old_ones NEW TABLE AS new_ones FOR EACH STATEMENT EXECUTE FUNCTION audit.touch('a', 'it''s');
ALTER TABLE base_table DISABLE TRIGGER disabled;
ALTER TABLE base_table ENABLE ALWAYS TRIGGER always;
COMMENT ON TRIGGER touch ON base_table IS 'Touches';
CREATE RULE no_delete AS ON DELETE TO towns DO INSTEAD NOTHING;
CREATE RULE log_insert AS ON INSERT TO towns WHERE NEW.id > 5 DO ALSO INSERT INTO mutual_a (id) VALUES (NEW.id);
ALTER TABLE towns DISABLE RULE no_delete;
COMMENT ON RULE no_delete ON towns IS 'Never';
ALTER TABLE towns ENABLE ROW LEVEL SECURITY;
ALTER TABLE base_table ENABLE ROW LEVEL SECURITY;
ALTER TABLE base_table FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON towns FOR SELECT TO PUBLIC USING (id > 0);
CREATE POLICY strict ON base_table AS RESTRICTIVE USING (id > 0) WITH CHECK (id < 1000 AND note <> ')');
CREATE POLICY for_one ON base_table FOR INSERT TO postgres WITH CHECK (true);
COMMENT ON POLICY seen ON towns IS 'Who sees what';
CREATE UNIQUE INDEX towns_identity ON towns (id);
ALTER TABLE towns REPLICA IDENTITY USING INDEX towns_identity;

-- What a database holds beside tables.
COMMENT ON EXTENSION citext IS 'Texts, whatever their case';
CREATE FUNCTION audit.own_handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION audit.own_inline(internal) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE FUNCTION audit.own_validator(oid) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE LANGUAGE own_language HANDLER audit.own_handler INLINE audit.own_inline VALIDATOR audit.own_validator;
CREATE TRUSTED LANGUAGE "own trusted" HANDLER audit.own_handler;
COMMENT ON LANGUAGE own_language IS 'Spoken here';
CREATE FUNCTION audit.in_own_language() RETURNS int LANGUAGE own_language AS $$ BEGIN RETURN 1; END $$;
CREATE ACCESS METHOD own_tree TYPE INDEX HANDLER bthandler;
COMMENT ON ACCESS METHOD own_tree IS 'As the tree';
\if :v12
CREATE ACCESS METHOD own_heap TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE in_own_heap (a int) USING own_heap;
CREATE MATERIALIZED VIEW app.materialized_in_own_heap USING own_heap AS SELECT 1 AS a;
CREATE INDEX materialized_a ON app.materialized_in_own_heap (a);
ALTER MATERIALIZED VIEW app.materialized_in_own_heap CLUSTER ON materialized_a;
ALTER MATERIALIZED VIEW app.materialized_in_own_heap ALTER COLUMN a SET STATISTICS 12;
\endif

CREATE TYPE app.announced;
CREATE TYPE app.word;
CREATE FUNCTION app.word_in(cstring) RETURNS app.word LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION app.word_out(app.word) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE app.word (INPUT = app.word_in, OUTPUT = app.word_out, INTERNALLENGTH = variable, STORAGE = extended, ALIGNMENT = int4, CATEGORY = 'S', DEFAULT = 'a ''word''', DELIMITER = ';', COLLATABLE = true);
COMMENT ON TYPE app.word IS 'A word';
COMMENT ON FUNCTION app.word_in(cstring) IS 'Reads it';
CREATE TYPE app.tiny;
CREATE FUNCTION app.tiny_in(cstring) RETURNS app.tiny LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION app.tiny_out(app.tiny) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE app.tiny (INPUT = app.tiny_in, OUTPUT = app.tiny_out, INTERNALLENGTH = 4, PASSEDBYVALUE, ALIGNMENT = int4);
CREATE TABLE of_words (a app.word, b app.tiny[], c app.word[] DEFAULT '{}');
CREATE TYPE app.int_range;
CREATE FUNCTION app.canonical(app.int_range) RETURNS app.int_range LANGUAGE internal IMMUTABLE STRICT AS 'int4range_canonical';
CREATE TYPE app.int_range AS RANGE (subtype = int4, canonical = app.canonical);
COMMENT ON TYPE app.int_range IS 'Steps';
CREATE TYPE app.mood_range AS RANGE (subtype = mood);
\if :v14
CREATE TYPE app.named_range AS RANGE (subtype = mood, multirange_type_name = app.many_moods);
\endif
CREATE TYPE app.text_range AS RANGE (subtype = text, collation = "C", subtype_opclass = text_pattern_ops);
CREATE DOMAIN app.tagged AS app.money_amount CHECK ((VALUE).amount > 0);
CREATE TYPE app.of_domain AS (a app.tagged, b app.small_positive[], r app.int_range);
CREATE TABLE of_rows (p mutual_a, ps mutual_b[], d app.of_domain);

CREATE FUNCTION app.same(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 = $2';
CREATE FUNCTION app.differs(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 <> $2';
CREATE FUNCTION app.less(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 < $2';
CREATE FUNCTION app.compare(text, text) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT btrim($1)::int';
CREATE OPERATOR app.=== (FUNCTION = app.same, LEFTARG = text, RIGHTARG = text, COMMUTATOR = OPERATOR(app.===), NEGATOR = OPERATOR(app.!==), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR app.!== (FUNCTION = app.differs, LEFTARG = text, RIGHTARG = text, NEGATOR = OPERATOR(app.===));
CREATE OPERATOR <<< (FUNCTION = app.less, LEFTARG = text, RIGHTARG = text);
CREATE OPERATOR !@# (FUNCTION = app.double_it, RIGHTARG = integer);
COMMENT ON OPERATOR app.=== (text, text) IS 'The same';
COMMENT ON OPERATOR !@# (NONE, integer) IS 'Twice';
CREATE OPERATOR FAMILY app.text_family USING btree;
CREATE OPERATOR CLASS app.text_class FOR TYPE text USING btree FAMILY app.text_family AS OPERATOR 1 public.<<<, OPERATOR 3 app.===, FUNCTION 1 app.compare(text, text);
CREATE OPERATOR CLASS app.hash_class FOR TYPE citext USING hash AS STORAGE citext;
CREATE OPERATOR FAMILY app.loose_family USING btree;
ALTER OPERATOR FAMILY app.loose_family USING btree ADD OPERATOR 3 app.=== (text, text), FUNCTION 1 (text, text) app.compare(text, text);
COMMENT ON OPERATOR CLASS app.text_class USING btree IS 'Sorts texts';
COMMENT ON OPERATOR FAMILY app.text_family USING btree IS 'Sorts things';
CREATE INDEX by_text_class ON every_type (a_text app.text_class);
CREATE TABLE by_operator (a text CHECK (a OPERATOR(app.===) 'x'), b text, EXCLUDE USING btree (b app.text_class WITH OPERATOR(app.===)));
CREATE FUNCTION app.to_amount(integer) RETURNS app.money_amount LANGUAGE sql AS 'SELECT ROW($1, ''EUR'')::app.money_amount';
CREATE CAST (integer AS app.money_amount) WITH FUNCTION app.to_amount(integer) AS ASSIGNMENT;
CREATE CAST (text AS app.tiny) WITH INOUT AS IMPLICIT;
CREATE CAST (app.word AS text) WITHOUT FUNCTION;
COMMENT ON CAST (integer AS app.money_amount) IS 'Euros';
CREATE FUNCTION app.from_sql(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'int4recv';
CREATE TRANSFORM FOR macaddr8 LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION macaddr8_recv(internal));
CREATE TRANSFORM FOR app.tiny LANGUAGE own_language (FROM SQL WITH FUNCTION app.from_sql(internal));
COMMENT ON TRANSFORM FOR macaddr8 LANGUAGE sql IS 'As it is';
CREATE CONVERSION app.own_conversion FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE DEFAULT CONVERSION default_conversion FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
COMMENT ON CONVERSION app.own_conversion IS 'Old to new';
COMMENT ON COLLATION app.german IS 'Not so German';

CREATE TEXT SEARCH TEMPLATE app.own_template (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH PARSER app.own_parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
CREATE TEXT SEARCH DICTIONARY app.own_simple (TEMPLATE = app.own_template, accept = 'false');
CREATE TEXT SEARCH DICTIONARY own_stem (TEMPLATE = snowball, language = 'german', stopwords = 'german');
CREATE TEXT SEARCH CONFIGURATION app.own_search (PARSER = app.own_parser);
ALTER TEXT SEARCH CONFIGURATION app.own_search ADD MAPPING FOR word, asciiword, hword WITH app.own_simple, own_stem;
ALTER TEXT SEARCH CONFIGURATION app.own_search ADD MAPPING FOR email WITH simple;
CREATE TEXT SEARCH CONFIGURATION english_too (COPY = english);
COMMENT ON TEXT SEARCH TEMPLATE app.own_template IS 'Simple';
COMMENT ON TEXT SEARCH PARSER app.own_parser IS 'Words';
COMMENT ON TEXT SEARCH DICTIONARY app.own_simple IS 'What we know';
COMMENT ON TEXT SEARCH CONFIGURATION app.own_search IS 'Ours';
CREATE TABLE searched (body text, words tsvector DEFAULT to_tsvector('app.own_search'::regconfig, ''));
\if :v12
ALTER TABLE searched ADD COLUMN made tsvector GENERATED ALWAYS AS (to_tsvector('app.own_search'::regconfig, body)) STORED;
\endif
CREATE INDEX searched_words ON searched USING gin (to_tsvector('english_too'::regconfig, body));

CREATE EXTENSION file_fdw;
CREATE EXTENSION postgres_fdw WITH SCHEMA app;
CREATE FOREIGN DATA WRAPPER nothing OPTIONS (debug 'true', "odd name" 'it''s');
COMMENT ON FOREIGN DATA WRAPPER nothing IS 'Leads nowhere';
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE SERVER "far away" TYPE 'kind' VERSION '1.5' FOREIGN DATA WRAPPER nothing OPTIONS (place 'a, b', "Path" 'c:\d');
CREATE SERVER other_postgres FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'nowhere.invalid', dbname 'x');
COMMENT ON SERVER "far away" IS 'Over the hills';
CREATE USER MAPPING FOR PUBLIC SERVER "far away" OPTIONS (name 'someone');
CREATE USER MAPPING FOR postgres SERVER other_postgres OPTIONS (user 'me');
CREATE FOREIGN TABLE app.lines (line text COLLATE "C" NOT NULL DEFAULT '-', number int OPTIONS (force_null 'true') CHECK (number > 0)) SERVER files OPTIONS (filename '/nowhere', format 'csv');
CREATE FOREIGN TABLE far_rows (id int OPTIONS (column_name 'the id') NOT NULL, v text) SERVER other_postgres OPTIONS (table_name 'rows', schema_name 's');
CREATE FOREIGN TABLE no_options (id int) INHERITS (base_table) SERVER "far away";
ALTER FOREIGN TABLE far_rows ALTER COLUMN v SET STATISTICS 33;
COMMENT ON FOREIGN TABLE app.lines IS 'Lines of a file';
COMMENT ON COLUMN app.lines.line IS 'One line';
CREATE TABLE parted_far (a int, b text) PARTITION BY LIST (a);
CREATE FOREIGN TABLE parted_far_1 PARTITION OF parted_far FOR VALUES IN (1) SERVER "far away" OPTIONS (t 'x');
CREATE VIEW over_far AS SELECT * FROM far_rows;
CREATE TRIGGER on_far BEFORE INSERT ON far_rows FOR EACH ROW EXECUTE FUNCTION audit.touch();

CREATE STATISTICS app.both_statistics (ndistinct, dependencies) ON code, label FROM app.parents;
CREATE STATISTICS all_statistics ON a_int2, a_int4 FROM every_type;
COMMENT ON STATISTICS app.both_statistics IS 'They go together';
CREATE STATISTICS of_materialized ON label, total FROM app.totals;
\if :v13
ALTER STATISTICS app.both_statistics SET STATISTICS 250;
\endif
\if :v14
CREATE STATISTICS of_expressions (mcv) ON lower(a_text), (a_int4 + a_int2), a_date FROM every_type;
CREATE STATISTICS "of one" ON (upper(a_text)) FROM every_type;
\endif

CREATE PUBLICATION everything FOR ALL TABLES;
CREATE PUBLICATION empty_one;
CREATE PUBLICATION old_style FOR TABLE app.parents, ONLY base_table WITH (publish = 'insert, delete');
COMMENT ON PUBLICATION everything IS 'All of it';
\if :v15
CREATE PUBLICATION some_tables FOR TABLE app.children, TABLES IN SCHEMA audit WITH (publish = 'insert, delete');
CREATE PUBLICATION filtered FOR TABLE towns (id) WHERE (id > 5 AND id <> 9), measures WITH (publish_via_partition_root = true, publish = 'insert');
CREATE SUBSCRIPTION nowhere CONNECTION 'host=nowhere.invalid dbname=x application_name=''a b''' PUBLICATION p, "Q" WITH (connect = false, slot_name = NONE, binary = true, streaming = on, two_phase = off, disable_on_error = true, synchronous_commit = 'remote_apply');
\else
CREATE SUBSCRIPTION nowhere CONNECTION 'host=nowhere.invalid dbname=x' PUBLICATION p, "Q" WITH (connect = false, slot_name = NONE);
\endif
COMMENT ON SUBSCRIPTION nowhere IS 'From nowhere';

-- A chain of code and views.
\if :v14
CREATE FUNCTION app.count_cheap(c app.cheap) RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT count(*) FROM app.cheap WHERE id = (c).id; END;
\endif
CREATE VIEW bb_rows AS SELECT 1 AS one, 'x'::text AS other;
CREATE FUNCTION aa_of_view(v bb_rows) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT v.one';
CREATE FUNCTION aa_of_code(v bb_rows) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT aa_of_view(v)';
CREATE VIEW aa_calls AS SELECT aa_of_code(b) AS n FROM bb_rows b;
CREATE FUNCTION over_calls(c aa_calls) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT c.n';
CREATE VIEW aa_top AS SELECT over_calls(c) AS n, aa_of_view(ROW(1, 'y')::bb_rows) AS m FROM aa_calls c;
CREATE FUNCTION of_town(t towns) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE TABLE with_late_code (a int, ok boolean DEFAULT of_town(NULL), CONSTRAINT late_ok CHECK (of_town(ROW(a)::towns)));
CREATE TABLE heir_of_late () INHERITS (with_late_code);
CREATE TABLE parted_late (a int, CONSTRAINT parted_ok CHECK (of_town(NULL))) PARTITION BY LIST (a);
CREATE TABLE parted_late_1 PARTITION OF parted_late FOR VALUES IN (1);
CREATE POLICY by_function ON app.parents USING (app.of_parent(parents.*) IS NOT NULL);
ALTER TABLE app.parents ENABLE ROW LEVEL SECURITY;
CREATE RULE rule_with_function AS ON INSERT TO app.parents DO ALSO SELECT app.of_parent(p) FROM app.parents p;
ALTER TABLE app.parents ENABLE ALWAYS RULE rule_with_function;
COMMENT ON INDEX app.parents_pk IS 'The index of the key';
COMMENT ON SEQUENCE app.odd_sequence IS 'The sequence of an identity';
\if :v15
CREATE UNLOGGED SEQUENCE unlogged_sequence;
\endif
ALTER TABLE measures_2023 DISABLE TRIGGER on_partitioned;
ALTER TABLE measures_default ENABLE ALWAYS TRIGGER on_partitioned;
\if :v15
CREATE TABLE in_space (a int PRIMARY KEY USING INDEX TABLESPACE torture_space, b int UNIQUE) TABLESPACE torture_space;
CREATE INDEX in_space_b ON in_space (b) TABLESPACE torture_space;
CREATE MATERIALIZED VIEW view_in_space TABLESPACE torture_space AS SELECT a FROM in_space;
CREATE TABLE parted_in_space (a int) PARTITION BY LIST (a) TABLESPACE torture_space;
CREATE TABLE parted_in_space_1 PARTITION OF parted_in_space FOR VALUES IN (1);
\endif

CREATE FUNCTION audit.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
CREATE EVENT TRIGGER on_ddl ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION audit.on_ddl();
CREATE EVENT TRIGGER on_drop ON sql_drop EXECUTE FUNCTION audit.on_ddl();
CREATE EVENT TRIGGER off ON table_rewrite EXECUTE FUNCTION audit.on_ddl();
ALTER EVENT TRIGGER off DISABLE;
ALTER EVENT TRIGGER on_drop ENABLE ALWAYS;
COMMENT ON EVENT TRIGGER on_ddl IS 'Watches';
