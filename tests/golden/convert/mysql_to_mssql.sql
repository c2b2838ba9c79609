-- changed: article.id: unsigned integer becomes BIGINT with a check for 0 and above (SQL Server has no unsigned integers)
-- changed: article.state: ENUM becomes NVARCHAR(8) with a check (SQL Server has no enumerations)
-- changed: article.flags: SET becomes NVARCHAR(255) (SQL Server has no SETs)
-- changed: article.stock: unsigned integer becomes INTEGER with a check for 0 and above (SQL Server has no unsigned integers)
-- changed: article.data: JSON becomes NVARCHAR(max) with a check (SQL Server has no JSON type in tables)
-- changed: article.place: spatial type becomes GEOMETRY (each database has spatial types of its own)
-- changed: comment.article_id: unsigned integer becomes NUMERIC(20, 0) with a check for 0 and above (SQL Server has no unsigned integers)
-- changed: comment.article_id: NUMERIC(20, 0) becomes BIGINT (a foreign key's column is of the type that it refers to)
-- lost: article.changed_at: ON UPDATE CURRENT_TIMESTAMP(3) is left out (MySQL alone has it; a trigger can do the same)
-- lost: article, check odd: CHECK ((`title` regexp '^a')) is left out (SQL Server has no regular expressions of its own)
-- lost: article, index body_start is left out (SQL Server does not index unbounded text and bytes)
-- lost: article, index body_words is left out (it is of the kind FULLTEXT)
SET ANSI_NULLS ON;
SET QUOTED_IDENTIFIER ON;
GO

CREATE TABLE article (
    id BIGINT NOT NULL IDENTITY(1,1),
    title NVARCHAR(100) NOT NULL,
    state NVARCHAR(8) NOT NULL DEFAULT 'draft',
    flags NVARCHAR(255) NULL,
    stock INTEGER NOT NULL DEFAULT 0,
    changed_at DATETIME2(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    slug AS (LOWER(title + '-' + CAST(id AS NVARCHAR(max)))),
    teaser AS (SUBSTRING(title, 1, 20)),
    body NVARCHAR(max) NULL,
    price NUMERIC(8, 2) NULL DEFAULT 0.00,
    data NVARCHAR(max) NULL,
    place GEOMETRY NULL,
    PRIMARY KEY (id),
    CONSTRAINT stock_is_low CHECK (stock BETWEEN 0 AND 1000),
    CHECK (id >= 0),
    CHECK (state IN ('draft', 'it''s out')),
    CHECK (stock >= 0),
    CHECK (ISJSON(data) = 1)
);

CREATE INDEX by_state ON article (state, changed_at);

CREATE TABLE comment (
    id INTEGER NOT NULL IDENTITY(1,1),
    article_id BIGINT NOT NULL,
    text NVARCHAR(max) NULL,
    PRIMARY KEY (id),
    CONSTRAINT comment_article FOREIGN KEY (article_id) REFERENCES article (id) ON DELETE CASCADE,
    CHECK (article_id >= 0)
);

CREATE INDEX by_state ON comment (article_id);

GO
CREATE VIEW drafts AS
SELECT a.id, a.title + ' (' + a.state + ')' AS caption, CASE WHEN a.stock > 0 THEN 'yes' ELSE 'no' END AS there
FROM article AS a
LEFT JOIN comment AS c ON c.article_id = a.id
WHERE a.state = 'draft'
GO

EXEC sp_addextendedproperty N'MS_Description', N'All articles', N'SCHEMA', N'dbo', N'TABLE', N'article';

-- Dropping it all:
DROP VIEW IF EXISTS drafts;

DROP TABLE IF EXISTS comment;

DROP TABLE IF EXISTS article;
