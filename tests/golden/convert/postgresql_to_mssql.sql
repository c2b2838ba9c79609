-- changed: customer.mood: enumeration mood becomes NVARCHAR(10) with a check (SQL Server has no enumerations)
-- changed: customer.born_in: domain year becomes INTEGER with its checks (SQL Server has no domains)
-- changed: customer.tags: array becomes NVARCHAR(max) (SQL Server has no arrays)
-- changed: customer.data: JSON becomes NVARCHAR(max) with a check (SQL Server has no JSON type in tables)
-- changed: customer.patience: interval becomes NVARCHAR(64) (SQL Server has no intervals)
-- changed: customer.balance: number without a precision becomes NUMERIC(38, 9) (NUMERIC alone has no decimals there)
-- changed: customer.email: NVARCHAR(max) in a key becomes NVARCHAR(255) (SQL Server keys have a bounded size)
-- changed: customer, unique constraint customer_email_key: DEFERRABLE becomes a key that is checked at once (SQL Server has no deferrable keys)
-- changed: customer, check customer_name_check: CHECK becomes CHECK (LEN(name) > 0 AND name <> 'admin') (LEN leaves trailing blanks out)
-- lost: customer, check customer_regex: CHECK (email ~ '^[^ ]+$'::text) is left out (SQL Server has no regular expressions of its own)
-- info: order, unique constraint order_gift_key: UNIQUE over columns that may be NULL becomes a unique index over the rows without NULL (NULL counts as a value there)
-- changed: order, foreign key order_last_line_fkey: DEFERRABLE becomes a key that is checked at once (SQL Server has no deferrable keys)
-- lost: order, foreign key order_gone_fkey is left out (the table elsewhere is not in the script)
-- info: order_line, foreign key order_line_order_fkey: ON DELETE RESTRICT becomes NO ACTION (SQL Server has no RESTRICT)
-- changed: order, foreign key order_gift_fkey: ON DELETE SET NULL becomes NO ACTION (SQL Server allows one path of actions between two tables)
-- lost: customer, index customer_name_lower is left out (SQL Server has no indexes over expressions)
-- lost: customer, index customer_data is left out (it is of the kind gin)
-- lost: order_line, index order_line_note is left out (SQL Server does not index unbounded text and bytes)
-- changed: view order_total becomes the same query (the rows are in no order; order them where the view is read)
-- lost: view odd is left out (SQL Server has no regular expressions of its own)
-- lost: order, trigger order_audit is left out (its body is in PostgreSQL's own language)
-- lost: function audit() is left out (only PostgreSQL understands it)
SET ANSI_NULLS ON;
SET QUOTED_IDENTIFIER ON;
GO

CREATE SCHEMA audit
GO

CREATE SEQUENCE tickets START WITH 10 INCREMENT BY 5;

CREATE TABLE customer (
    id BIGINT NOT NULL IDENTITY(100,1),
    name NVARCHAR(80) NOT NULL,
    email NVARCHAR(255) NOT NULL,
    label AS (name + ' <' + email + '>') PERSISTED,
    born DATE NULL,
    is_active BIT NOT NULL DEFAULT 1,
    mood NVARCHAR(10) NULL DEFAULT 'fine',
    born_in INTEGER NULL,
    tags NVARCHAR(max) NULL DEFAULT '[]',
    data NVARCHAR(max) NULL DEFAULT '{}',
    token UNIQUEIDENTIFIER NOT NULL DEFAULT NEWID(),
    created_at DATETIMEOFFSET NOT NULL DEFAULT CURRENT_TIMESTAMP,
    patience NVARCHAR(64) NULL,
    photo VARBINARY(max) NULL,
    balance NUMERIC(38, 9) NOT NULL DEFAULT 0.0,
    CONSTRAINT customer_pkey PRIMARY KEY (id),
    CONSTRAINT customer_email_key UNIQUE (email),
    CONSTRAINT customer_name_check CHECK (LEN(name) > 0 AND name <> 'admin'),
    CONSTRAINT customer_email_check CHECK (email LIKE '%@%'),
    CHECK (mood IN ('bad', 'fine', 'it''s great')),
    CHECK (born_in >= 1901 AND born_in <= 2155),
    CHECK (ISJSON(data) = 1)
);

CREATE UNIQUE INDEX customer_active_born ON customer (born) WHERE is_active = 1 AND born IS NOT NULL;

CREATE INDEX customer_label ON customer (label, email) INCLUDE (name);

CREATE TABLE audit.log (
    ticket BIGINT NOT NULL DEFAULT NEXT VALUE FOR tickets,
    what NVARCHAR(max) NULL
);

CREATE TABLE [order] (
    id INTEGER NOT NULL IDENTITY(1,1),
    customer_id BIGINT NOT NULL,
    gift_for BIGINT NULL,
    last_line INTEGER NULL,
    state NVARCHAR(10) NOT NULL DEFAULT 'new',
    day DATE NOT NULL DEFAULT CAST(CURRENT_TIMESTAMP AS DATE),
    CONSTRAINT order_pkey PRIMARY KEY (id),
    CONSTRAINT order_customer_fkey FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE,
    CONSTRAINT order_gift_fkey FOREIGN KEY (gift_for) REFERENCES customer (id),
    CONSTRAINT order_state_check CHECK (state IN ('new', 'paid', 'sent'))
);

CREATE UNIQUE INDEX order_gift_key ON [order] (customer_id, gift_for) WHERE gift_for IS NOT NULL;

CREATE TABLE order_line (
    order_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    note NVARCHAR(max) NULL,
    price NUMERIC(10, 2) NOT NULL,
    CONSTRAINT order_line_pkey PRIMARY KEY (order_id, line),
    CONSTRAINT order_line_order_fkey FOREIGN KEY (order_id) REFERENCES [order] (id) ON UPDATE CASCADE
);

ALTER TABLE [order] ADD CONSTRAINT order_last_line_fkey FOREIGN KEY (id, last_line) REFERENCES order_line (order_id, line);

GO
CREATE VIEW order_total AS
SELECT o.id AS order_id, c.name, COALESCE(SUM(l.price), 0) AS total
FROM [order] AS o
JOIN customer AS c ON c.id = o.customer_id
LEFT JOIN order_line AS l ON l.order_id = o.id
WHERE c.is_active = 1
GROUP BY o.id, c.name
GO

EXEC sp_addextendedproperty N'MS_Description', N'People who buy; it''s \ a comment', N'SCHEMA', N'dbo', N'TABLE', N'customer';

EXEC sp_addextendedproperty N'MS_Description', N'One account each', N'SCHEMA', N'dbo', N'TABLE', N'customer', N'COLUMN', N'email';

-- Dropping it all:
DROP VIEW IF EXISTS order_total;

ALTER TABLE [order] DROP CONSTRAINT order_last_line_fkey;

DROP TABLE IF EXISTS order_line;

DROP TABLE IF EXISTS [order];

DROP TABLE IF EXISTS audit.log;

DROP TABLE IF EXISTS customer;

DROP SEQUENCE IF EXISTS tickets;
