-- Things that need each other in unusual orders: what can stand in its kind's place in a script only with care.
-- Defaults of domains are written under another search_path, because the server also keeps their text of that moment.
SELECT current_setting('server_version_num')::int >= 120000 AS v12, current_setting('server_version_num')::int >= 140000 AS v14, current_setting('server_version_num')::int >= 170000 AS v17 \gset
SET client_min_messages = warning;
-- A default that calls code over a view.
CREATE SCHEMA late_default;
SET search_path = late_default;
CREATE TABLE a (x int);
CREATE FUNCTION fa(a) RETURNS int LANGUAGE sql IMMUTABLE AS 'select 1';
CREATE VIEW v AS SELECT fa(a) AS n FROM a;
CREATE FUNCTION fv(v) RETURNS int LANGUAGE sql IMMUTABLE AS 'select 2';
CREATE TABLE b (y int DEFAULT fv(NULL), z int);
CREATE VIEW w AS SELECT * FROM b;
-- A domain whose default and check call code over a type that needs another domain.
CREATE SCHEMA domain_over_code;
SET search_path = domain_over_code;
CREATE TYPE late AS (p int);
CREATE DOMAIN d1 AS int;
CREATE TYPE later AS (q d1);
CREATE FUNCTION fl(later) RETURNS int LANGUAGE sql IMMUTABLE AS 'select 1';
SET search_path = pg_catalog;
CREATE DOMAIN domain_over_code.dd AS int DEFAULT domain_over_code.fl(NULL) CHECK (value > domain_over_code.fl(NULL));
SET search_path = domain_over_code;
CREATE TABLE t (c dd);
-- A domain that is checked by code over a table, and what holds it.
CREATE SCHEMA domain_over_table;
SET search_path = domain_over_table;
CREATE TABLE a (x int);
CREATE FUNCTION fa(a) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'select true';
CREATE DOMAIN dd AS int CHECK (fa(NULL) OR value > 0);
CREATE TABLE t (c dd, ds dd[]);
CREATE TYPE comp AS (m dd);
CREATE TABLE t2 (c comp);
-- A generated column that calls code over a table.
CREATE SCHEMA generated_by_code;
SET search_path = generated_by_code;
CREATE TABLE a (x int);
CREATE FUNCTION fa(a) RETURNS int LANGUAGE sql IMMUTABLE AS 'select 1';
\if :v12
CREATE TABLE g (k int, z int GENERATED ALWAYS AS (k + fa(NULL)) STORED, y text);
\endif
-- Composite types over rows of tables, domains over these, and the other way round.
CREATE SCHEMA composites_of_rows;
SET search_path = composites_of_rows;
CREATE TABLE a (x int);
CREATE TYPE ct AS (r a, n int);
CREATE TABLE uses (c ct, rs a[]);
CREATE DOMAIN dt AS ct;
CREATE TABLE uses2 (d dt);
CREATE TYPE ct2 AS (e dt);
CREATE DOMAIN dr AS int4range;
CREATE TYPE rr AS RANGE (subtype = float8);
CREATE DOMAIN drr AS rr;
-- Sequences in defaults of domains and arguments.
CREATE SCHEMA sequences_in_code;
SET search_path = sequences_in_code;
CREATE SEQUENCE s;
CREATE FUNCTION fs() RETURNS bigint LANGUAGE sql AS $$ select nextval('sequences_in_code.s') $$;
CREATE FUNCTION fd(n bigint DEFAULT nextval('sequences_in_code.s')) RETURNS bigint LANGUAGE sql AS 'select n';
CREATE TABLE t (id bigint DEFAULT fs(), k bigint DEFAULT nextval('sequences_in_code.s'));
CREATE TABLE owner_ (id int);
CREATE SEQUENCE os OWNED BY owner_.id;
CREATE VIEW vs AS SELECT nextval('sequences_in_code.s') AS n;
SET search_path = pg_catalog;
CREATE DOMAIN sequences_in_code.ds AS bigint DEFAULT nextval('sequences_in_code.s');
SET search_path = sequences_in_code;
CREATE TABLE uses_ds (a ds);
-- Checks, indexes, exclusions and policies that call code over partitioned and inherited tables.
CREATE SCHEMA checks_by_code;
SET search_path = checks_by_code;
CREATE TABLE pt (k int, j int) PARTITION BY RANGE (k);
CREATE FUNCTION fpt(pt) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'select true';
CREATE FUNCTION fint(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'select true';
ALTER TABLE pt ADD CONSTRAINT c2 CHECK (fint(k));
CREATE TABLE p1 PARTITION OF pt FOR VALUES FROM (1) TO (5);
ALTER TABLE p1 ADD CONSTRAINT own CHECK (fpt(NULL));
CREATE TABLE base (k int, CONSTRAINT cb CHECK (fint(k)));
CREATE FUNCTION fbase(base) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'select true';
CREATE TABLE heir () INHERITS (base);
ALTER TABLE heir ADD CONSTRAINT h1 CHECK (fbase(NULL));
ALTER TABLE ONLY heir ALTER k SET DEFAULT 3;
CREATE INDEX i1 ON base ((fbase(base.*)));
CREATE TABLE ex (a int4range, b int, EXCLUDE USING GIST (a with &&) WHERE (fbase(NULL)));
CREATE POLICY pol ON base USING (fbase(base.*));
-- Tables that hold rows of views, code over these, and views over that.
CREATE SCHEMA views_in_code;
SET search_path = views_in_code;
CREATE VIEW v1 AS SELECT 1 AS a;
CREATE FUNCTION f1() RETURNS SETOF views_in_code.v1 LANGUAGE sql AS 'SELECT * FROM views_in_code.v1';
CREATE VIEW v2 AS SELECT * FROM f1();
CREATE MATERIALIZED VIEW m AS SELECT * FROM v2;
CREATE FUNCTION fm(m) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE INDEX im ON m ((fm(m.*)));
CREATE VIEW v3 AS SELECT fm(m) FROM m;
CREATE TABLE tv (c v1, k int PRIMARY KEY);
CREATE TYPE tvt AS (d v1, e v3);
CREATE TABLE tvt_t (x tvt, t int REFERENCES tv);
ALTER TABLE tv ADD COLUMN back int REFERENCES tv;
CREATE VIEW over_tv AS SELECT *, count(*) FROM tv GROUP BY k;
CREATE FUNCTION ftv(tv) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE RULE r AS ON INSERT TO v2 DO INSTEAD INSERT INTO tv VALUES (NULL);
CREATE VIEW calls AS SELECT ftv(tv) FROM tv;
-- What version 17 names.
CREATE SCHEMA named_not_null;
SET search_path = named_not_null;
CREATE DOMAIN dnn AS int CONSTRAINT nn NOT NULL;
CREATE DOMAIN dn2 AS int NOT NULL;
COMMENT ON SCHEMA public IS NULL;
\if :v17
COMMENT ON CONSTRAINT nn ON DOMAIN dnn IS 'x';
\endif
-- A domain over a composite type that holds a domain, checked by code over the type.
CREATE SCHEMA domains_of_composites;
SET search_path = domains_of_composites;
CREATE TABLE a (id int PRIMARY KEY, x int);
CREATE VIEW grp AS SELECT a.id, a.x, count(*) FROM a GROUP BY a.id;
CREATE FUNCTION ffn() RETURNS SETOF grp LANGUAGE sql AS 'select * from grp';
CREATE VIEW ugrp AS SELECT * FROM ffn();
CREATE TYPE sh; CREATE TYPE en AS ENUM ('a');
CREATE FUNCTION fen(en) RETURNS en LANGUAGE sql IMMUTABLE AS $$ select 'a'::en $$;
SET search_path = pg_catalog;
CREATE DOMAIN domains_of_composites.den AS domains_of_composites.en DEFAULT domains_of_composites.fen('a') CHECK (value = domains_of_composites.fen('a'));
SET search_path = domains_of_composites;
CREATE TYPE cen AS (d den, f en);
CREATE FUNCTION fcen(cen) RETURNS cen LANGUAGE sql IMMUTABLE AS 'select $1';
CREATE DOMAIN dcen AS cen CHECK (fcen(value) IS NOT NULL);
CREATE TABLE tcen (a dcen DEFAULT fcen(NULL), b dcen[]);
-- A domain whose check calls code over the domain.
CREATE SCHEMA check_of_itself;
SET search_path = check_of_itself;
CREATE DOMAIN dd AS int;
CREATE FUNCTION pos(dd) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'select $1 > 0';
ALTER DOMAIN dd ADD CONSTRAINT ok CHECK (pos(value));
CREATE TABLE t (a dd);
-- Sequences of one table that others use.
CREATE SCHEMA owned_elsewhere;
SET search_path = owned_elsewhere;
CREATE TABLE numbered (id serial PRIMARY KEY, "My no" int);
CREATE SEQUENCE "My.seq" OWNED BY numbered."My no";
CREATE TABLE takes (id int DEFAULT nextval('numbered_id_seq'), n int DEFAULT nextval('"My.seq"'));
CREATE TABLE parent (id bigserial, k int) PARTITION BY LIST (k);
CREATE TABLE child PARTITION OF parent FOR VALUES IN (1);
CREATE TABLE heir (more int) INHERITS (numbered);
CREATE VIEW reads AS SELECT last_value, currval('parent_id_seq'::regclass) AS c FROM numbered_id_seq;
SET search_path = pg_catalog;
CREATE DOMAIN owned_elsewhere.dn AS int DEFAULT nextval('owned_elsewhere."My.seq"');
\if :v14
CREATE FUNCTION owned_elsewhere.another() RETURNS bigint BEGIN ATOMIC SELECT nextval('owned_elsewhere.numbered_id_seq'); END;
\endif
