-- What PostgreSQL 16 to 18 brought.
SET client_min_messages = warning;
CREATE EXTENSION btree_gist;
CREATE TABLE stays (
    room int,
    period daterange,
    price numeric NOT NULL,
    doubled numeric GENERATED ALWAYS AS (price * 2) VIRTUAL,
    tripled numeric GENERATED ALWAYS AS (price * 3) STORED,
    note text STORAGE EXTERNAL CONSTRAINT note_there NOT NULL,
    own text CONSTRAINT own_there NOT NULL NO INHERIT,
    late text,
    PRIMARY KEY (room, period WITHOUT OVERLAPS),
    UNIQUE (price, period WITHOUT OVERLAPS),
    CONSTRAINT hint CHECK (price > 0) NOT ENFORCED
);
ALTER TABLE stays ADD CONSTRAINT late_there NOT NULL late NOT VALID;
CREATE TABLE bills (
    id int PRIMARY KEY,
    room int,
    during daterange,
    other int,
    FOREIGN KEY (room, PERIOD during) REFERENCES stays (room, PERIOD period),
    CONSTRAINT other_hint FOREIGN KEY (other) REFERENCES bills NOT ENFORCED
);
CREATE TABLE parted (id bigint GENERATED ALWAYS AS IDENTITY, a int) PARTITION BY LIST (a);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);
CREATE TABLE excluded (a int, b int4range, EXCLUDE USING gist (a WITH =, b WITH &&)) PARTITION BY LIST (a);
CREATE TABLE excluded_1 PARTITION OF excluded FOR VALUES IN (1);
CREATE COLLATION plain (provider = builtin, locale = 'C.UTF-8');
CREATE TABLE collated (a text COLLATE plain);
COMMENT ON CONSTRAINT note_there ON stays IS 'Named';
CREATE TABLE older (a int CONSTRAINT a_there NOT NULL, b int CONSTRAINT b_there NOT NULL NO INHERIT);
CREATE TABLE younger (c int NOT NULL) INHERITS (older);
