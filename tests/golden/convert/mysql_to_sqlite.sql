-- changed: article.id: unsigned integer becomes BIGINT with a check for 0 and above (SQLite has no unsigned integers)
-- changed: article.state: ENUM becomes VARCHAR(8) with a check (SQLite has no enumerations)
-- changed: article.flags: SET becomes VARCHAR(255) (SQLite has no SETs)
-- changed: article.stock: unsigned integer becomes SMALLINT with a check for 0 and above (SQLite has no unsigned integers)
-- changed: article.place: spatial type becomes BLOB (each database has spatial types of its own)
-- changed: comment.article_id: unsigned integer becomes BIGINT with a check for 0 and above (SQLite has no unsigned integers)
-- lost: article.changed_at: ON UPDATE CURRENT_TIMESTAMP(3) is left out (MySQL alone has it; a trigger can do the same)
-- lost: article: comment is left out (SQLite has no comments in its catalogue)
-- lost: article, check odd: CHECK ((`title` regexp '^a')) is left out (SQLite has no regular expressions of its own)
-- lost: article, index body_words is left out (it is of the kind FULLTEXT)
-- info: comment, by_state: the name becomes comment_by_state (another object of the schema has it)
CREATE TABLE article (
    id INTEGER NOT NULL,
    title VARCHAR(100) NOT NULL,
    state VARCHAR(8) DEFAULT 'draft' NOT NULL,
    flags VARCHAR(255),
    stock SMALLINT DEFAULT 0 NOT NULL,
    changed_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    slug VARCHAR(120) GENERATED ALWAYS AS (LOWER(title || '-' || id)) VIRTUAL,
    teaser VARCHAR(20) GENERATED ALWAYS AS (SUBSTR(title, 1, 20)) VIRTUAL,
    body TEXT,
    price NUMERIC(8, 2) DEFAULT 0.00,
    data JSON,
    place BLOB,
    PRIMARY KEY (id),
    CONSTRAINT stock_is_low CHECK (stock BETWEEN 0 AND 1000),
    CHECK (id >= 0),
    CHECK (state IN ('draft', 'it''s out')),
    CHECK (stock >= 0)
);

CREATE INDEX body_start ON article (body);

CREATE INDEX by_state ON article (state, changed_at);

CREATE TABLE comment (
    id INTEGER NOT NULL,
    article_id BIGINT NOT NULL,
    text VARCHAR(5000),
    PRIMARY KEY (id),
    CONSTRAINT comment_article FOREIGN KEY (article_id) REFERENCES article (id) ON DELETE CASCADE,
    CHECK (article_id >= 0)
);

CREATE INDEX comment_by_state ON comment (article_id);

CREATE VIEW drafts AS
SELECT a.id, a.title || ' (' || a.state || ')' AS caption, CASE WHEN a.stock > 0 THEN 'yes' ELSE 'no' END AS there
FROM article AS a
LEFT JOIN comment AS c ON c.article_id = a.id
WHERE a.state = 'draft';

-- Dropping it all:
DROP VIEW IF EXISTS drafts;

DROP TABLE IF EXISTS comment;

DROP TABLE IF EXISTS article;
