-- changed: schema audit becomes "audit_" in front of its names (SQLite has no schemas that a script can make)
-- changed: customer.mood: enumeration mood becomes VARCHAR(10) with a check (SQLite has no enumerations)
-- changed: customer.born_in: domain year becomes INTEGER with its checks (SQLite has no domains)
-- changed: customer.tags: array becomes JSON (SQLite has no arrays)
-- changed: customer.token: UUID becomes CHAR(36) (SQLite has no UUID type)
-- changed: customer.created_at: timestamp with time zone becomes DATETIME; store UTC (SQLite has no timestamps with time zone)
-- changed: customer.patience: interval becomes VARCHAR(64) (SQLite has no intervals)
-- lost: audit.log.ticket: default from the sequence tickets is left out (SQLite has no sequences)
-- lost: sequence tickets is left out (SQLite has no sequences)
-- lost: customer.email: comment is left out (SQLite has no comments in its catalogue)
-- lost: customer: comment is left out (SQLite has no comments in its catalogue)
-- lost: customer, check customer_regex: CHECK (email ~ '^[^ ]+$'::text) is left out (SQLite has no regular expressions of its own)
-- lost: order, foreign key order_gone_fkey is left out (the table elsewhere is not in the script)
-- lost: customer, index customer_data is left out (it is of the kind gin)
-- info: customer, index customer_label: INCLUDE becomes the key alone (SQLite has no included columns)
-- lost: view odd is left out (SQLite has no regular expressions of its own)
-- lost: order, trigger order_audit is left out (its body is in PostgreSQL's own language)
-- lost: function audit() is left out (only PostgreSQL understands it)
CREATE TABLE audit_log (
    ticket BIGINT NOT NULL,
    what TEXT
);

CREATE TABLE customer (
    id INTEGER NOT NULL,
    name VARCHAR(80) NOT NULL,
    email TEXT NOT NULL,
    label VARCHAR(200) GENERATED ALWAYS AS (name || ' <' || email || '>') STORED,
    born DATE,
    is_active BOOLEAN DEFAULT TRUE NOT NULL,
    mood VARCHAR(10) DEFAULT 'fine',
    born_in INTEGER,
    tags JSON DEFAULT '[]',
    data JSON DEFAULT '{}',
    token CHAR(36) DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89AB', 1 + (abs(random()) % 4), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))) NOT NULL,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    patience VARCHAR(64),
    photo BLOB,
    balance NUMERIC DEFAULT 0.0 NOT NULL,
    CONSTRAINT customer_pkey PRIMARY KEY (id),
    CONSTRAINT customer_email_key UNIQUE (email),
    CONSTRAINT customer_name_check CHECK (LENGTH(name) > 0 AND name <> 'admin'),
    CONSTRAINT customer_email_check CHECK (email LIKE '%@%'),
    CHECK (mood IN ('bad', 'fine', 'it''s great')),
    CHECK (born_in >= 1901 AND born_in <= 2155)
);

CREATE INDEX customer_name_lower ON customer ((LOWER(name)));

CREATE UNIQUE INDEX customer_active_born ON customer (born) WHERE is_active AND born IS NOT NULL;

CREATE INDEX customer_label ON customer (label, email);

CREATE TABLE "order" (
    id INTEGER NOT NULL,
    customer_id BIGINT NOT NULL,
    gift_for BIGINT,
    last_line INTEGER,
    state VARCHAR(10) DEFAULT 'new' NOT NULL,
    day DATE DEFAULT CURRENT_DATE NOT NULL,
    CONSTRAINT order_pkey PRIMARY KEY (id),
    CONSTRAINT order_gift_key UNIQUE (customer_id, gift_for),
    CONSTRAINT order_customer_fkey FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE,
    CONSTRAINT order_gift_fkey FOREIGN KEY (gift_for) REFERENCES customer (id) ON DELETE SET NULL,
    CONSTRAINT order_last_line_fkey FOREIGN KEY (id, last_line) REFERENCES order_line (order_id, line) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT order_state_check CHECK (state IN ('new', 'paid', 'sent'))
);

CREATE TABLE order_line (
    order_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    note TEXT,
    price NUMERIC(10, 2) NOT NULL,
    CONSTRAINT order_line_pkey PRIMARY KEY (order_id, line),
    CONSTRAINT order_line_order_fkey FOREIGN KEY (order_id) REFERENCES "order" (id) ON UPDATE CASCADE ON DELETE RESTRICT
);

CREATE INDEX order_line_note ON order_line (note);

CREATE VIEW order_total AS
SELECT o.id AS order_id, c.name, COALESCE(SUM(l.price), 0) AS total
FROM "order" AS o
JOIN customer AS c ON c.id = o.customer_id
LEFT JOIN order_line AS l ON l.order_id = o.id
WHERE c.is_active
GROUP BY o.id, c.name
ORDER BY o.id NULLS LAST;

-- Dropping it all:
DROP VIEW IF EXISTS order_total;

DROP TABLE IF EXISTS order_line;

DROP TABLE IF EXISTS "order";

DROP TABLE IF EXISTS customer;

DROP TABLE IF EXISTS audit_log;
