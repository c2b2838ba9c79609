-- info: schema audit becomes a database of its own (schemas are databases there)
-- info: customer.mood: enumeration mood becomes ENUM(...) at the column (MySQL has no named enumerations)
-- changed: customer.born_in: domain year becomes INTEGER with its checks (MySQL has no domains)
-- changed: customer.tags: array becomes JSON (MySQL has no arrays)
-- changed: customer.token: UUID becomes CHAR(36) (MySQL has no UUID type)
-- changed: customer.created_at: timestamp with time zone becomes DATETIME(6); store UTC (MySQL has no timestamps with time zone)
-- changed: customer.patience: interval becomes VARCHAR(64) (MySQL has no intervals)
-- changed: customer.balance: number without a precision becomes NUMERIC(65, 16) (NUMERIC alone has no decimals there)
-- lost: audit.log.ticket: default from the sequence tickets is left out (MySQL has no sequences)
-- lost: sequence tickets is left out (MySQL has no sequences)
-- changed: customer.email: LONGTEXT in a key becomes VARCHAR(255) (MySQL keys have a bounded size)
-- changed: customer, unique constraint customer_email_key: DEFERRABLE becomes a key that is checked at once (MySQL has no deferrable keys)
-- changed: order, foreign key order_last_line_fkey: DEFERRABLE becomes a key that is checked at once (MySQL has no deferrable keys)
-- lost: order, foreign key order_gone_fkey is left out (the table elsewhere is not in the script)
-- lost: customer, index customer_active_born: unique index is left out (MySQL has no indexes over a part of the rows)
-- lost: customer, index customer_data is left out (it is of the kind gin)
-- info: customer, index customer_label: INCLUDE becomes the key alone (MySQL has no included columns)
-- info: order_line, index order_line_note: index over long text becomes an index over its first 255 characters (MySQL keys have a bounded size)
-- lost: order, trigger order_audit is left out (its body is in PostgreSQL's own language)
-- lost: function audit() is left out (only PostgreSQL understands it)
SET NAMES utf8mb4;

CREATE SCHEMA audit;

CREATE TABLE customer (
    id BIGINT NOT NULL AUTO_INCREMENT,
    name VARCHAR(80) NOT NULL,
    email VARCHAR(255) NOT NULL COMMENT 'One account each',
    label VARCHAR(200) GENERATED ALWAYS AS (CONCAT(name, ' <', email, '>')) STORED,
    born DATE,
    is_active BOOL NOT NULL DEFAULT TRUE,
    mood ENUM('bad', 'fine', 'it''s great') DEFAULT 'fine',
    born_in INTEGER,
    tags JSON DEFAULT ('[]'),
    data JSON DEFAULT ('{}'),
    token CHAR(36) NOT NULL DEFAULT (UUID()),
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    patience VARCHAR(64),
    photo LONGBLOB,
    balance NUMERIC(65, 16) NOT NULL DEFAULT 0.0,
    PRIMARY KEY (id),
    CONSTRAINT customer_email_key UNIQUE (email),
    CONSTRAINT customer_name_check CHECK (CHAR_LENGTH(name) > 0 AND name <> 'admin'),
    CONSTRAINT customer_email_check CHECK (email LIKE '%@%'),
    CONSTRAINT customer_regex CHECK (REGEXP_LIKE(email, '^[^ ]+$', 'c')),
    CHECK (born_in >= 1901 AND born_in <= 2155)
) ENGINE=InnoDB AUTO_INCREMENT=100 DEFAULT CHARSET=utf8mb4 COMMENT='People who buy; it''s \\ a comment';

CREATE INDEX customer_name_lower ON customer ((LOWER(name)));

CREATE INDEX customer_label ON customer (label, email);

CREATE TABLE audit.log (
    ticket BIGINT NOT NULL,
    what LONGTEXT
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE `order` (
    id INTEGER NOT NULL AUTO_INCREMENT,
    customer_id BIGINT NOT NULL,
    gift_for BIGINT,
    last_line INTEGER,
    state VARCHAR(10) NOT NULL DEFAULT 'new',
    day DATE NOT NULL DEFAULT (CURRENT_DATE),
    PRIMARY KEY (id),
    CONSTRAINT order_gift_key UNIQUE (customer_id, gift_for),
    CONSTRAINT order_customer_fkey FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE,
    CONSTRAINT order_gift_fkey FOREIGN KEY (gift_for) REFERENCES customer (id) ON DELETE SET NULL,
    CONSTRAINT order_state_check CHECK (state IN ('new', 'paid', 'sent'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE order_line (
    order_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    note LONGTEXT,
    price NUMERIC(10, 2) NOT NULL,
    PRIMARY KEY (order_id, line),
    CONSTRAINT order_line_order_fkey FOREIGN KEY (order_id) REFERENCES `order` (id) ON UPDATE CASCADE ON DELETE RESTRICT
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE INDEX order_line_note ON order_line (note(255));

ALTER TABLE `order` ADD CONSTRAINT order_last_line_fkey FOREIGN KEY (id, last_line) REFERENCES order_line (order_id, line);

CREATE VIEW order_total AS
SELECT o.id AS order_id, c.name, COALESCE(SUM(l.price), 0) AS total
FROM `order` AS o
JOIN customer AS c ON c.id = o.customer_id
LEFT JOIN order_line AS l ON l.order_id = o.id
WHERE c.is_active
GROUP BY o.id, c.name
ORDER BY CASE WHEN o.id IS NULL THEN 1 ELSE 0 END, o.id;

CREATE VIEW odd AS
SELECT customer.id
FROM customer
WHERE REGEXP_LIKE(customer.email, 'x', 'c');

-- Dropping it all:
SET NAMES utf8mb4;

DROP VIEW IF EXISTS odd;

DROP VIEW IF EXISTS order_total;

ALTER TABLE `order` DROP FOREIGN KEY order_last_line_fkey;

DROP TABLE IF EXISTS order_line;

DROP TABLE IF EXISTS `order`;

DROP TABLE IF EXISTS audit.log;

DROP TABLE IF EXISTS customer;
