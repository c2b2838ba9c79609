CREATE TABLE artist (
    artist_id INTEGER NOT NULL,
    name VARCHAR2(120 BYTE),
    CONSTRAINT pk_artist PRIMARY KEY (artist_id)
);

CREATE TABLE album (
    album_id INTEGER NOT NULL,
    title VARCHAR2(160 BYTE) NOT NULL,
    artist_id INTEGER NOT NULL,
    CONSTRAINT pk_album PRIMARY KEY (album_id),
    CONSTRAINT fk_album_artist_id FOREIGN KEY (artist_id) REFERENCES artist (artist_id)
);

CREATE INDEX ifkalbum_artist_id ON album (artist_id);

CREATE TABLE employee (
    employee_id INTEGER NOT NULL,
    last_name VARCHAR2(20 BYTE) NOT NULL,
    first_name VARCHAR2(20 BYTE) NOT NULL,
    title VARCHAR2(30 BYTE),
    reports_to INTEGER,
    birth_date DATE,
    hire_date DATE,
    address VARCHAR2(70 BYTE),
    city VARCHAR2(40 BYTE),
    state VARCHAR2(40 BYTE),
    country VARCHAR2(40 BYTE),
    postal_code VARCHAR2(10 BYTE),
    phone VARCHAR2(24 BYTE),
    fax VARCHAR2(24 BYTE),
    email VARCHAR2(60 BYTE),
    CONSTRAINT pk_employee PRIMARY KEY (employee_id),
    CONSTRAINT fk_employee_reports_to FOREIGN KEY (reports_to) REFERENCES employee (employee_id)
);

CREATE INDEX ifkemployee_reports_to ON employee (reports_to);

CREATE TABLE customer (
    customer_id INTEGER NOT NULL,
    first_name VARCHAR2(40 BYTE) NOT NULL,
    last_name VARCHAR2(20 BYTE) NOT NULL,
    company VARCHAR2(80 BYTE),
    address VARCHAR2(70 BYTE),
    city VARCHAR2(40 BYTE),
    state VARCHAR2(40 BYTE),
    country VARCHAR2(40 BYTE),
    postal_code VARCHAR2(10 BYTE),
    phone VARCHAR2(24 BYTE),
    fax VARCHAR2(24 BYTE),
    email VARCHAR2(60 BYTE) NOT NULL,
    support_rep_id INTEGER,
    CONSTRAINT pk_customer PRIMARY KEY (customer_id),
    CONSTRAINT fk_customer_support_rep_id FOREIGN KEY (support_rep_id) REFERENCES employee (employee_id)
);

CREATE INDEX ifkcustomer_support_rep_id ON customer (support_rep_id);

CREATE TABLE genre (
    genre_id INTEGER NOT NULL,
    name VARCHAR2(120 BYTE),
    CONSTRAINT pk_genre PRIMARY KEY (genre_id)
);

CREATE TABLE invoice (
    invoice_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    invoice_date DATE NOT NULL,
    billing_address VARCHAR2(70 BYTE),
    billing_city VARCHAR2(40 BYTE),
    billing_state VARCHAR2(40 BYTE),
    billing_country VARCHAR2(40 BYTE),
    billing_postal_code VARCHAR2(10 BYTE),
    total NUMBER(10, 2) NOT NULL,
    CONSTRAINT pk_invoice PRIMARY KEY (invoice_id),
    CONSTRAINT fk_invoice_customer_id FOREIGN KEY (customer_id) REFERENCES customer (customer_id)
);

CREATE INDEX ifkinvoice_customer_id ON invoice (customer_id);

CREATE TABLE media_type (
    media_type_id INTEGER NOT NULL,
    name VARCHAR2(120 BYTE),
    CONSTRAINT pk_media_type PRIMARY KEY (media_type_id)
);

CREATE TABLE playlist (
    playlist_id INTEGER NOT NULL,
    name VARCHAR2(120 BYTE),
    CONSTRAINT pk_playlist PRIMARY KEY (playlist_id)
);

CREATE TABLE track (
    track_id INTEGER NOT NULL,
    name VARCHAR2(200 BYTE) NOT NULL,
    album_id INTEGER,
    media_type_id INTEGER NOT NULL,
    genre_id INTEGER,
    composer VARCHAR2(220 BYTE),
    milliseconds INTEGER NOT NULL,
    bytes INTEGER,
    unit_price NUMBER(10, 2) NOT NULL,
    CONSTRAINT pk_track PRIMARY KEY (track_id),
    CONSTRAINT fk_track_album_id FOREIGN KEY (album_id) REFERENCES album (album_id),
    CONSTRAINT fk_track_genre_id FOREIGN KEY (genre_id) REFERENCES genre (genre_id),
    CONSTRAINT fk_track_media_type_id FOREIGN KEY (media_type_id) REFERENCES media_type (media_type_id)
);

CREATE INDEX ifktrack_album_id ON track (album_id);

CREATE INDEX ifktrack_genre_id ON track (genre_id);

CREATE INDEX ifktrack_media_type_id ON track (media_type_id);

CREATE TABLE invoice_line (
    invoice_line_id INTEGER NOT NULL,
    invoice_id INTEGER NOT NULL,
    track_id INTEGER NOT NULL,
    unit_price NUMBER(10, 2) NOT NULL,
    quantity INTEGER NOT NULL,
    CONSTRAINT pk_invoice_line PRIMARY KEY (invoice_line_id),
    CONSTRAINT fk_invoice_line_invoice_id FOREIGN KEY (invoice_id) REFERENCES invoice (invoice_id),
    CONSTRAINT fk_invoice_line_track_id FOREIGN KEY (track_id) REFERENCES track (track_id)
);

CREATE INDEX ifkinvoice_line_invoice_id ON invoice_line (invoice_id);

CREATE INDEX ifkinvoice_line_track_id ON invoice_line (track_id);

CREATE TABLE playlist_track (
    playlist_id INTEGER NOT NULL,
    track_id INTEGER NOT NULL,
    CONSTRAINT pk_playlist_track PRIMARY KEY (playlist_id, track_id),
    CONSTRAINT fk_playlist_track_playlist_id FOREIGN KEY (playlist_id) REFERENCES playlist (playlist_id),
    CONSTRAINT fk_playlist_track_track_id FOREIGN KEY (track_id) REFERENCES track (track_id)
);

CREATE INDEX ifkplaylist_track_playlist_id ON playlist_track (playlist_id);

CREATE INDEX ifkplaylist_track_track_id ON playlist_track (track_id);
