CREATE TABLE orders (
    id int unsigned NOT NULL AUTO_INCREMENT,
    code varchar(36) NOT NULL DEFAULT (uuid()),
    said varchar(20) COLLATE utf8mb4_bin DEFAULT 'it''s \\',
    flags bit(3) DEFAULT (b'101'),
    total decimal(10,2) NOT NULL INVISIBLE DEFAULT 0.00,
    label varchar(40) GENERATED ALWAYS AS (concat(`code`,_utf8mb4'-')) STORED,
    changed timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
    PRIMARY KEY (id) USING BTREE,
    CONSTRAINT positive CHECK ((`total` >= 0)) NOT ENFORCED
) ENGINE=InnoDB AUTO_INCREMENT=42 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8 COMMENT='kept'
PARTITION BY RANGE (`id`)
SUBPARTITION BY HASH (`id`)
SUBPARTITIONS 2
(PARTITION p0 VALUES LESS THAN (10) COMMENT = 'ENGINE = x',
 PARTITION p1 VALUES LESS THAN MAXVALUE)
;
CREATE INDEX by_label ON orders ((lower(concat(`label`,_utf8mb4'x'))))
;
CREATE INDEX hidden ON orders (total DESC) KEY_BLOCK_SIZE=4 INVISIBLE COMMENT 'why'
;
CREATE TABLE people (
    id int NOT NULL,
    order_id int unsigned,
    name varchar(40) CHARACTER SET latin1 COLLATE latin1_swedish_ci,
    PRIMARY KEY (id),
    CONSTRAINT fk_order FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE,
    CONSTRAINT named CHECK ((`name` <> _utf8mb4''))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci
;
CREATE FULLTEXT INDEX ft ON people (name) WITH PARSER ngram
;
CREATE FUNCTION twice(n int) RETURNS int DETERMINISTIC NO SQL
RETURN n * 2
;
CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW names AS
select `people`.`name` AS `name` from `people`
;
SET @relata_sql_mode = @@SESSION.sql_mode, sql_mode = 'ANSI_QUOTES'
;
CREATE EVENT sweep ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' ON COMPLETION NOT PRESERVE DISABLE ON SLAVE DO DELETE FROM people
;
SET sql_mode = @relata_sql_mode
;
