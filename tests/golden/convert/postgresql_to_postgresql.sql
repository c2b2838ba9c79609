SET check_function_bodies = false;

CREATE SCHEMA audit;

CREATE TYPE mood AS ENUM ('bad', 'fine', 'it''s great');

CREATE SEQUENCE order_id_seq AS integer;

CREATE SEQUENCE tickets START WITH 10 INCREMENT BY 5;

CREATE DOMAIN year AS INTEGER
    CONSTRAINT year_check CHECK (VALUE >= 1901 AND VALUE <= 2155);

CREATE TABLE customer (
    id BIGINT GENERATED ALWAYS AS IDENTITY (START WITH 100) NOT NULL,
    name VARCHAR(80) NOT NULL,
    email TEXT NOT NULL,
    label VARCHAR(200) GENERATED ALWAYS AS ((((name)::text || ' <'::text) || email) || '>'::text) STORED,
    born DATE,
    is_active BOOLEAN DEFAULT true NOT NULL,
    mood mood DEFAULT 'fine'::mood,
    born_in year,
    tags TEXT[] DEFAULT '{}'::text[],
    data JSONB DEFAULT '{}'::jsonb,
    token UUID DEFAULT gen_random_uuid() NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    patience INTERVAL,
    photo BYTEA,
    balance NUMERIC DEFAULT 0.0 NOT NULL,
    CONSTRAINT customer_pkey PRIMARY KEY (id),
    CONSTRAINT customer_email_key UNIQUE (email) DEFERRABLE,
    CONSTRAINT customer_name_check CHECK (length((name)::text) > 0 AND (name)::text <> 'admin'::text),
    CONSTRAINT customer_email_check CHECK (email ~~ '%@%'::text),
    CONSTRAINT customer_regex CHECK (email ~ '^[^ ]+$'::text)
);

CREATE TABLE audit.log (
    ticket BIGINT DEFAULT nextval('tickets'::regclass) NOT NULL,
    what TEXT
);

CREATE TABLE "order" (
    id INTEGER DEFAULT nextval('order_id_seq'::regclass) NOT NULL,
    customer_id BIGINT NOT NULL,
    gift_for BIGINT,
    last_line INTEGER,
    state VARCHAR(10) DEFAULT 'new'::character varying NOT NULL,
    day DATE DEFAULT CURRENT_DATE NOT NULL,
    CONSTRAINT order_pkey PRIMARY KEY (id),
    CONSTRAINT order_gift_key UNIQUE (customer_id, gift_for),
    CONSTRAINT order_customer_fkey FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE,
    CONSTRAINT order_gift_fkey FOREIGN KEY (gift_for) REFERENCES customer (id) ON DELETE SET NULL,
    CONSTRAINT order_gone_fkey FOREIGN KEY (customer_id) REFERENCES elsewhere (id),
    CONSTRAINT order_state_check CHECK ((state)::text = ANY ((ARRAY['new'::character varying, 'paid'::character varying, 'sent'::character varying])::text[]))
);

CREATE TABLE order_line (
    order_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    note TEXT,
    price NUMERIC(10, 2) NOT NULL,
    CONSTRAINT order_line_pkey PRIMARY KEY (order_id, line),
    CONSTRAINT order_line_order_fkey FOREIGN KEY (order_id) REFERENCES "order" (id) ON UPDATE CASCADE ON DELETE RESTRICT
);

CREATE FUNCTION audit() RETURNS trigger AS $$ BEGIN RETURN NEW; END $$ LANGUAGE plpgsql;

ALTER SEQUENCE order_id_seq OWNED BY "order".id;

CREATE INDEX customer_name_lower ON customer ((lower((name)::text)));

CREATE UNIQUE INDEX customer_active_born ON customer (born) WHERE is_active AND (born IS NOT NULL);

CREATE INDEX customer_data ON customer USING gin (data);

CREATE INDEX customer_label ON customer (label, email) INCLUDE (name);

CREATE INDEX order_line_note ON order_line (note);

ALTER TABLE ONLY "order" ADD CONSTRAINT order_last_line_fkey FOREIGN KEY (id, last_line) REFERENCES order_line (order_id, line) DEFERRABLE INITIALLY DEFERRED;

CREATE VIEW order_total AS
 SELECT o.id AS order_id,
    c.name,
    COALESCE(sum(l.price), (0)::numeric) AS total
   FROM (("order" o
     JOIN customer c ON ((c.id = o.customer_id)))
     LEFT JOIN order_line l ON ((l.order_id = o.id)))
  WHERE c.is_active
  GROUP BY o.id, c.name
  ORDER BY o.id;;

CREATE VIEW odd AS
 SELECT customer.id
   FROM customer
  WHERE (customer.email ~ 'x'::text);;

CREATE TRIGGER order_audit AFTER INSERT ON "order" FOR EACH ROW EXECUTE FUNCTION audit();

COMMENT ON TABLE customer IS 'People who buy; it''s \ a comment';

COMMENT ON COLUMN customer.email IS 'One account each';

RESET check_function_bodies;

-- Dropping it all:
ALTER TABLE "order" DROP CONSTRAINT order_last_line_fkey;

DROP VIEW IF EXISTS odd;

DROP VIEW IF EXISTS order_total;

DROP TABLE IF EXISTS order_line;

DROP TABLE IF EXISTS "order";

DROP TABLE IF EXISTS audit.log;

DROP TABLE IF EXISTS customer;

DROP DOMAIN IF EXISTS year;

DROP SEQUENCE IF EXISTS tickets;

DROP TYPE IF EXISTS mood;
