-- changed: article.place: spatial type becomes GEOMETRY (each database has spatial types of its own)
-- info: article, index body_words: index over long text becomes an index over its first 255 characters (MariaDB keys have a bounded size)
SET NAMES utf8mb4;

CREATE TABLE article (
    id bigint unsigned NOT NULL AUTO_INCREMENT,
    title VARCHAR(100) NOT NULL,
    state enum('draft','it''s out') NOT NULL DEFAULT 'draft',
    flags SET('hot', 'new'),
    stock SMALLINT UNSIGNED NOT NULL DEFAULT 0,
    changed_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
    slug VARCHAR(120) GENERATED ALWAYS AS (lower(concat(`title`,'-',`id`))) VIRTUAL,
    teaser VARCHAR(20) GENERATED ALWAYS AS (substr(`title`,1,20)) VIRTUAL,
    `body` TEXT,
    price NUMERIC(8, 2) DEFAULT '0.00',
    data JSON,
    place GEOMETRY,
    PRIMARY KEY (id),
    CONSTRAINT stock_is_low CHECK ((`stock` between 0 and 1000)),
    CONSTRAINT odd CHECK ((`title` regexp '^a'))
) ENGINE=InnoDB COMMENT='All articles';

CREATE INDEX body_start ON article (`body`(50));

CREATE FULLTEXT INDEX body_words ON article (`body`(255));

CREATE INDEX by_state ON article (state, changed_at);

CREATE TABLE comment (
    id INTEGER NOT NULL AUTO_INCREMENT,
    article_id BIGINT UNSIGNED NOT NULL,
    text VARCHAR(5000),
    PRIMARY KEY (id),
    CONSTRAINT comment_article FOREIGN KEY (article_id) REFERENCES article (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE INDEX by_state ON comment (article_id);

CREATE VIEW drafts AS
select `a`.`id` AS `id`,concat(`a`.`title`,' (',`a`.`state`,')') AS `caption`,if((`a`.`stock` > 0),'yes','no') AS `there` from (`article` `a` left join `comment` `c` on((`c`.`article_id` = `a`.`id`))) where (`a`.`state` = 'draft');

-- Dropping it all:
SET NAMES utf8mb4;

DROP VIEW IF EXISTS drafts;

DROP TABLE IF EXISTS comment;

DROP TABLE IF EXISTS article;
