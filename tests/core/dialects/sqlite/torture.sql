-- At least one of everything that SQLite's CREATE grammar has.
CREATE TABLE plain (a, b, c);
CREATE TABLE "types" (
    i INTEGER, si SMALLINT, bi UNSIGNED BIG INT, d DECIMAL(10,5), n NUMERIC (8 , 2), neg NUMBER(5, -2),
    v VARYING CHARACTER(255), nv NVARCHAR(20), c CHARACTER(3), x [bracket type], y 'string type', q "quoted ""type"(10),
    dp DOUBLE PRECISION, t TEXT, text text, b BLOB, bo BOOLEAN, da DATE, ti TIME, dt DATETIME, ts TIMESTAMP WITH TIME ZONE,
    j JSON, u UUID, odd CHARACTER
        VARYING, none
);
CREATE TABLE defaults (
    a DEFAULT 1, b DEFAULT -1, c DEFAULT +1.5e-3, d TEXT DEFAULT 'it''s', e DEFAULT "double", f DEFAULT bare,
    g DEFAULT NULL, h DEFAULT TRUE, i DEFAULT CURRENT_TIMESTAMP, j DEFAULT (datetime('now', '-1 day')),
    k DEFAULT x'00ff', l DEFAULT (1 + (2 * 3)), m INTEGER NOT NULL DEFAULT 0x10,
    n DEFAULT ('a' || -- not a comment: '
        'b'), o DEFAULT ''
);
CREATE TABLE numbered (id INTEGER CONSTRAINT numbered_pk PRIMARY KEY AUTOINCREMENT, a);
CREATE TABLE numbered_below (a, id INTEGER, PRIMARY KEY (id AUTOINCREMENT));
CREATE TABLE rowid_alias (id INTEGER PRIMARY KEY ASC ON CONFLICT REPLACE, a);
CREATE TABLE no_alias (id INTEGER PRIMARY KEY DESC, a);
CREATE TABLE no_alias_int (id INT PRIMARY KEY NOT NULL, a);
CREATE TABLE alias_below (a, id INTEGER, CONSTRAINT alias_pk PRIMARY KEY (id DESC));
CREATE TABLE without_rowid (a TEXT, b INT, c, PRIMARY KEY (a COLLATE NOCASE DESC, b)) WITHOUT ROWID;
CREATE TABLE strict_one (a INT, b INTEGER PRIMARY KEY, c REAL, d TEXT, e BLOB, f ANY) STRICT;
CREATE TABLE strict_two (a TEXT NOT NULL PRIMARY KEY, b ANY UNIQUE) WITHOUT ROWID, STRICT;
CREATE TABLE conflicts (
    a INTEGER CONSTRAINT a_set NOT NULL ON CONFLICT IGNORE CONSTRAINT a_one UNIQUE ON CONFLICT FAIL,
    b TEXT NOT NULL ON CONFLICT REPLACE DEFAULT 'b' CONSTRAINT b_case COLLATE NOCASE,
    c CONSTRAINT c_default DEFAULT 7 CONSTRAINT c_null NULL, d NOT NULL ON CONFLICT ABORT,
    PRIMARY KEY (a, b) ON CONFLICT ROLLBACK,
    UNIQUE (b COLLATE RTRIM DESC, c) ON CONFLICT IGNORE
    CONSTRAINT two UNIQUE (c, d)
    CHECK (a > 0) CONSTRAINT b_long CHECK (length(b) > 1 /* and so on */ AND b <> ')'),
    CONSTRAINT lonely CONSTRAINT last CHECK (c IN (1, 2, 'three'))
);
CREATE TABLE generated (
    a INTEGER, b INTEGER,
    total INTEGER GENERATED ALWAYS AS (a + b) STORED,
    label TEXT CONSTRAINT made AS ('#' || a) VIRTUAL NOT NULL,
    bare AS (a * 2), twice GENERATED ALWAYS AS (b * 2) UNIQUE CHECK (twice < 1000)
);
CREATE TABLE parent (id INTEGER PRIMARY KEY, a TEXT, b TEXT, UNIQUE (a, b));
CREATE TABLE child (
    id INTEGER PRIMARY KEY REFERENCES Parent,
    up INTEGER REFERENCES child (ID) ON DELETE CASCADE,
    later INTEGER CONSTRAINT to_later REFERENCES defined_later (id) ON UPDATE SET NULL ON DELETE SET DEFAULT
        DEFERRABLE INITIALLY DEFERRED,
    never INTEGER REFERENCES never_made (id) NOT DEFERRABLE INITIALLY IMMEDIATE,
    a TEXT, b TEXT, c INTEGER REFERENCES parent ON UPDATE RESTRICT MATCH FULL,
    CONSTRAINT to_parent FOREIGN KEY (a, b) REFERENCES parent (A, B) ON UPDATE CASCADE DEFERRABLE,
    FOREIGN KEY (a) REFERENCES without_rowid
);
CREATE TABLE defined_later (id INTEGER PRIMARY KEY, back INTEGER REFERENCES child (id));
CREATE/* here */TABLE--there
commented/* ( , ) */( -- CREATE TABLE x (
    a INTEGER -- , b
    , c /* CHECK ( */ TEXT CHECK (c > '--' /* ) */) -- )
) /* WITHOUT ROWID */;
CREATE TABLE renamed_before (a INTEGER PRIMARY KEY, b TEXT, CHECK (b <> ''));
ALTER TABLE renamed_before RENAME TO "renamed after";
ALTER TABLE "renamed after" RENAME COLUMN b TO "b ""2""";
ALTER TABLE "renamed after" ADD COLUMN added TEXT NOT NULL DEFAULT 'x' COLLATE NOCASE;
CREATE TABLE as_select AS SELECT 1 AS one, 'a' AS "two words", 1.5 AS "select", x'00' AS b, NULL AS n;

CREATE INDEX plain_a ON plain (a);
CREATE UNIQUE INDEX "plain b" ON plain (b COLLATE NOCASE DESC, "c");
CREATE INDEX plain_expressions ON plain (lower(a), a || b COLLATE RTRIM, (c) COLLATE BINARY, abs(c) COLLATE NOCASE DESC, a IN (1, 2));
CREATE INDEX plain_partial ON plain (a, c) WHERE b IS NOT NULL AND (c > 1 OR c IN (3, 4)); -- the end
CREATE UNIQUE INDEX without_rowid_c ON without_rowid (c);
CREATE INDEX generated_total ON generated (total, bare);

CREATE VIEW simple AS SELECT a, b FROM plain;
CREATE VIEW named (x, "y z") AS SELECT a, count(*) FROM simple GROUP BY a;
CREATE VIEW "view; with" AS
    WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 10)
    SELECT i, p.* FROM n JOIN parent AS p ON p.id = n.i /* last */;
CREATE VIEW first_made_last AS SELECT * FROM named;
CREATE VIEW constant AS VALUES (1, 'a'), (2, 'b');

CREATE TRIGGER before_insert BEFORE INSERT ON plain BEGIN SELECT raise(ABORT, 'no; END'); END;
CREATE TRIGGER "after ""update""" AFTER UPDATE OF a, "b" ON plain FOR EACH ROW WHEN new.a <> old.a
BEGIN
    -- END;
    UPDATE plain SET c = CASE new.a WHEN 1 THEN 2 ELSE 3 END;
    DELETE FROM numbered WHERE id = old.a;
END;
CREATE TRIGGER unsaid DELETE ON plain BEGIN INSERT INTO numbered (a) VALUES (old.a); END;
CREATE TRIGGER simple_insert INSTEAD OF INSERT ON simple BEGIN INSERT INTO plain (a, b) VALUES (new.a, new.b); END;

CREATE VIRTUAL TABLE documents USING fts5(title, body, tokenize = 'porter ascii');
CREATE VIRTUAL TABLE "old docs" USING fts4(body TEXT, "other, one");
CREATE VIRTUAL TABLE boxes USING rtree(id, min_x, max_x, +label TEXT);
CREATE TABLE documents_notes (id INTEGER PRIMARY KEY);
CREATE VIRTUAL TABLE documents_vocab USING fts5vocab('documents', 'row');
CREATE VIRTUAL TABLE outside USING fts5(a, b UNINDEXED, content='plain', content_rowid='rowid', prefix='2 3');
CREATE VIRTUAL TABLE contentless USING fts5(x, content='', detail=none);
CREATE VIRTUAL TABLE cells USING rtree_i32(id, x0, x1, y0, y1);
