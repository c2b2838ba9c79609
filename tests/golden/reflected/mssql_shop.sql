SET ANSI_NULLS ON;
SET QUOTED_IDENTIFIER ON;
GO

CREATE SCHEMA audit
GO

CREATE TYPE dbo.phone FROM VARCHAR(40)
GO

CREATE PARTITION FUNCTION by_year (DATE) AS RANGE RIGHT FOR VALUES (N'2023-01-01', N'2024-01-01')
GO

CREATE PARTITION FUNCTION by_number (INT) AS RANGE LEFT FOR VALUES (1000)
GO

CREATE PARTITION SCHEME numbers AS PARTITION by_number ALL TO ([PRIMARY])
GO

CREATE PARTITION SCHEME years AS PARTITION by_year TO ([PRIMARY], [FG 2023], [FG 2024])
GO

CREATE FUNCTION dbo.gross (@net money) RETURNS money AS BEGIN RETURN @net * 1.2 END
GO

CREATE SEQUENCE invoice START WITH 100 INCREMENT BY 1 MINVALUE -9223372036854775808 MAXVALUE 9223372036854775807;

CREATE SEQUENCE ticket AS DECIMAL(12) START WITH 1 INCREMENT BY -1 MINVALUE -999 MAXVALUE 10 CYCLE NO CACHE;

CREATE SEQUENCE cached AS INT START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 CACHE 50;

CREATE TABLE customer (
    id INT NOT NULL IDENTITY(1000,5) NOT FOR REPLICATION,
    name NVARCHAR(120) NOT NULL,
    email VARCHAR(MAX) COLLATE Latin1_General_CS_AS MASKED WITH (FUNCTION = 'email()') NULL,
    phone dbo.phone NULL,
    credit DECIMAL(12, 2) NOT NULL CONSTRAINT DF_customer_credit DEFAULT ((0)),
    active BIT NOT NULL DEFAULT ((1)),
    valid_from DATETIME2(7) GENERATED ALWAYS AS ROW START HIDDEN NOT NULL,
    valid_to DATETIME2(7) GENERATED ALWAYS AS ROW END HIDDEN NOT NULL,
    CONSTRAINT PK_customer PRIMARY KEY (id) ON [FG 2023],
    CONSTRAINT UQ_email UNIQUE (phone, name) WITH (PAD_INDEX = ON, FILLFACTOR = 80) ON [FG 2023],
    CONSTRAINT CK_credit CHECK NOT FOR REPLICATION ([credit]>=(0) AND [credit]<=(10000)),
    PERIOD FOR SYSTEM_TIME (valid_from, valid_to)
) ON [FG 2023] TEXTIMAGE_ON [FG 2024] WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = audit.customer_history));

CREATE INDEX ix_name ON customer (name DESC, id) INCLUDE (credit, active) WHERE ([active]=(1)) WITH (DATA_COMPRESSION = ROW) ON [PRIMARY];

CREATE INDEX ix_off ON customer (credit);

ALTER INDEX ix_off ON customer DISABLE;

CREATE TABLE note (
    id INT NOT NULL,
    body NVARCHAR(MAX) NULL,
    CONSTRAINT PK_note PRIMARY KEY NONCLUSTERED (id)
) WITH (MEMORY_OPTIMIZED = ON, DURABILITY = SCHEMA_AND_DATA);

CREATE TABLE product (
    id UNIQUEIDENTIFIER NOT NULL CONSTRAINT DF_product_id DEFAULT (newsequentialid()) ROWGUIDCOL,
    code CHAR(6) NOT NULL,
    name NVARCHAR(100) NOT NULL,
    weight FLOAT SPARSE NULL,
    share REAL NULL,
    picture VARBINARY(MAX) NULL,
    hash BINARY(32) NULL,
    opens TIME(0) NULL,
    details XML NULL,
    kind SQL_VARIANT NULL,
    small SMALLDATETIME NULL,
    label AS (([code]+N' ')+[name]),
    CONSTRAINT PK_product PRIMARY KEY NONCLUSTERED (id),
    CONSTRAINT CK_code CHECK ([code] like '[A-Z][A-Z]%')
);

CREATE UNIQUE CLUSTERED INDEX cx_code ON product (code) WITH (IGNORE_DUP_KEY = ON);

CREATE TABLE [order]]s] (
    id BIGINT NOT NULL,
    placed DATE NOT NULL CONSTRAINT DF_placed DEFAULT (getdate()),
    customer_id INT NOT NULL,
    product_id UNIQUEIDENTIFIER NOT NULL,
    quantity SMALLINT NOT NULL,
    price MONEY NOT NULL,
    total AS ([quantity]*[price]) PERSISTED,
    shipped DATETIMEOFFSET(3) NULL,
    version ROWVERSION NOT NULL,
    CONSTRAINT PK_orders PRIMARY KEY (id, placed),
    CONSTRAINT FK_orders_customer FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE
) ON years (placed) WITH (DATA_COMPRESSION = PAGE);

ALTER TABLE [order]]s] WITH NOCHECK ADD CONSTRAINT FK_orders_product FOREIGN KEY (product_id) REFERENCES product (id) ON UPDATE SET NULL NOT FOR REPLICATION;

ALTER TABLE [order]]s] NOCHECK CONSTRAINT FK_orders_product;

ALTER TABLE [order]]s] WITH NOCHECK ADD CONSTRAINT CK_quantity CHECK ([quantity]>(0));

ALTER TABLE [order]]s] NOCHECK CONSTRAINT CK_quantity;

CREATE NONCLUSTERED COLUMNSTORE INDEX ix_columns ON [order]]s] (customer_id, total);

CREATE TABLE audit.event (
    id INT NOT NULL IDENTITY(1,1),
    customer_id INT NULL,
    what NVARCHAR(MAX) NULL,
    CONSTRAINT PK__event__3213E83F0519C6AF PRIMARY KEY (id)
);

ALTER TABLE audit.event WITH NOCHECK ADD CONSTRAINT FK_event_customer FOREIGN KEY (customer_id) REFERENCES dbo.customer (id) ON UPDATE CASCADE ON DELETE SET NULL;

GO
CREATE SYNONYM dbo.events FOR [audit].[event]
GO

CREATE FUNCTION dbo.orders_of (@id int) RETURNS TABLE AS RETURN SELECT id FROM dbo.[order]]s] WHERE customer_id = @id
GO

CREATE VIEW active_customer (id, [Full Name]) AS
SELECT id, name FROM dbo.customer WHERE active = 1
WITH CHECK OPTION
GO

CREATE VIEW sales
WITH SCHEMABINDING AS
select product_id, count_big(*) as n from dbo.[order]]s] group by product_id
GO

CREATE UNIQUE CLUSTERED INDEX ix_sales ON sales (product_id);

GO
CREATE TRIGGER dbo.tr_customer ON dbo.customer AFTER INSERT, UPDATE AS
BEGIN
    SET NOCOUNT ON;
END
GO

DISABLE TRIGGER tr_customer ON customer
GO

CREATE TRIGGER dbo.tr_view ON dbo.active_customer INSTEAD OF DELETE AS SET NOCOUNT ON
GO

CREATE PROCEDURE dbo.tidy AS DELETE FROM dbo.note
GO

EXEC sp_addextendedproperty N'MS_Description', N'People who buy', N'SCHEMA', N'dbo', N'TABLE', N'customer';

EXEC sp_addextendedproperty N'MS_Description', N'Number on the card', N'SCHEMA', N'dbo', N'TABLE', N'customer', N'COLUMN', N'id';

EXEC sp_addextendedproperty N'MS_Description', N'The key', N'SCHEMA', N'dbo', N'TABLE', N'customer', N'CONSTRAINT', N'PK_customer';

EXEC sp_addextendedproperty N'MS_Description', N'Not too much', N'SCHEMA', N'dbo', N'TABLE', N'customer', N'CONSTRAINT', N'CK_credit';

EXEC sp_addextendedproperty N'MS_Description', N'For the search', N'SCHEMA', N'dbo', N'TABLE', N'customer', N'INDEX', N'ix_name';

EXEC sp_addextendedproperty N'MS_Description', N'Switched off', N'SCHEMA', N'dbo', N'TABLE', N'customer', N'TRIGGER', N'tr_customer';

EXEC sp_addextendedproperty N'MS_Description', N'It''s for sale', N'SCHEMA', N'dbo', N'TABLE', N'product';

EXEC sp_addextendedproperty N'MS_Description', N'Who bought', N'SCHEMA', N'dbo', N'TABLE', N'order]s', N'CONSTRAINT', N'FK_orders_customer';

EXEC sp_addextendedproperty N'MS_Description', N'Not the others', N'SCHEMA', N'dbo', N'VIEW', N'active_customer';

EXEC sp_addextendedproperty N'MS_Description', N'As on the card', N'SCHEMA', N'dbo', N'VIEW', N'active_customer', N'COLUMN', N'Full Name';

EXEC sp_addextendedproperty N'MS_Description', N'Numbers of invoices', N'SCHEMA', N'dbo', N'SEQUENCE', N'invoice';

EXEC sp_addextendedproperty N'MS_Description', N'Elsewhere', N'SCHEMA', N'dbo', N'SYNONYM', N'events';

EXEC sp_addextendedproperty N'MS_Description', N'With tax', N'SCHEMA', N'dbo', N'FUNCTION', N'gross';
