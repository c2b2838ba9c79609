-- Bookshop: the sample database of Relata, a small chain of bookshops.
--
-- One script for SQLite 3.31 or newer. It makes 22 tables, 5 views, 2 triggers and about
-- 100,000 rows. Nothing in it is random or depends on the clock: every run gives the same
-- rows. People, books, publishers and shops are invented; e-mail and web addresses end in
-- ".example", which never resolves.
--
-- Copyright (C) Relata contributors
-- SPDX-License-Identifier: GPL-3.0-or-later

PRAGMA foreign_keys = ON;
PRAGMA temp_store = MEMORY;

BEGIN;

-- ---------------------------------------------------------------------------------------
-- Tables
-- ---------------------------------------------------------------------------------------

CREATE TABLE countries (
    code                CHAR(2)        NOT NULL,
    name                VARCHAR(60)    NOT NULL,
    region              VARCHAR(20)    NOT NULL,
    CONSTRAINT pk_countries PRIMARY KEY (code),
    CONSTRAINT uq_countries_name UNIQUE (name),
    CONSTRAINT ck_countries_code CHECK (length(code) = 2 AND code = upper(code))
);

CREATE TABLE publishers (
    id                  INTEGER        NOT NULL,
    name                VARCHAR(80)    NOT NULL,
    city                VARCHAR(60)    NOT NULL,
    country_code        CHAR(2)        NOT NULL,
    founded_year        INTEGER        NOT NULL,
    website             VARCHAR(120),
    CONSTRAINT pk_publishers PRIMARY KEY (id),
    CONSTRAINT uq_publishers_name UNIQUE (name),
    CONSTRAINT fk_publishers_country FOREIGN KEY (country_code) REFERENCES countries (code),
    CONSTRAINT ck_publishers_founded CHECK (founded_year BETWEEN 1800 AND 2100)
);

CREATE TABLE genres (
    id                  INTEGER        NOT NULL,
    parent_id           INTEGER,
    name                VARCHAR(60)    NOT NULL,
    slug                VARCHAR(60)    NOT NULL,
    CONSTRAINT pk_genres PRIMARY KEY (id),
    CONSTRAINT uq_genres_slug UNIQUE (slug),
    CONSTRAINT fk_genres_parent FOREIGN KEY (parent_id) REFERENCES genres (id) ON DELETE SET NULL
);

CREATE TABLE series (
    id                  INTEGER        NOT NULL,
    title               VARCHAR(120)   NOT NULL,
    is_complete         BOOLEAN        NOT NULL DEFAULT FALSE,
    CONSTRAINT pk_series PRIMARY KEY (id),
    CONSTRAINT uq_series_title UNIQUE (title),
    CONSTRAINT ck_series_is_complete CHECK (is_complete IN (FALSE, TRUE))
);

CREATE TABLE authors (
    id                  INTEGER        NOT NULL,
    given_name          VARCHAR(60)    NOT NULL,
    family_name         VARCHAR(60)    NOT NULL,
    full_name           VARCHAR(121)   GENERATED ALWAYS AS (given_name || ' ' || family_name) VIRTUAL,
    born_on             DATE           NOT NULL,
    died_on             DATE,
    country_code        CHAR(2)        NOT NULL,
    CONSTRAINT pk_authors PRIMARY KEY (id),
    CONSTRAINT fk_authors_country FOREIGN KEY (country_code) REFERENCES countries (code),
    CONSTRAINT ck_authors_lifetime CHECK (died_on IS NULL OR died_on > born_on)
);

-- One-to-one: an author has at most one profile, and the profile has no key of its own.
CREATE TABLE author_profiles (
    author_id           INTEGER        NOT NULL,
    birthplace          VARCHAR(60)    NOT NULL,
    biography           TEXT           NOT NULL,
    website             VARCHAR(120),
    updated_on          DATE           NOT NULL,
    CONSTRAINT pk_author_profiles PRIMARY KEY (author_id),
    CONSTRAINT fk_author_profiles_author FOREIGN KEY (author_id) REFERENCES authors (id) ON DELETE CASCADE
);

CREATE TABLE books (
    id                  INTEGER        NOT NULL,
    title               VARCHAR(120)   NOT NULL,
    subtitle            VARCHAR(160),
    publisher_id        INTEGER        NOT NULL,
    series_id           INTEGER,
    volume_no           INTEGER,
    original_language   VARCHAR(30)    NOT NULL DEFAULT 'English',
    published_on        DATE           NOT NULL,
    page_count          INTEGER        NOT NULL,
    summary             TEXT,
    CONSTRAINT pk_books PRIMARY KEY (id),
    CONSTRAINT uq_books_series_volume UNIQUE (series_id, volume_no),
    CONSTRAINT fk_books_publisher FOREIGN KEY (publisher_id) REFERENCES publishers (id),
    CONSTRAINT fk_books_series FOREIGN KEY (series_id) REFERENCES series (id) ON DELETE RESTRICT,
    CONSTRAINT ck_books_page_count CHECK (page_count BETWEEN 8 AND 5000),
    CONSTRAINT ck_books_volume CHECK ((series_id IS NULL AND volume_no IS NULL)
        OR (series_id IS NOT NULL AND volume_no >= 1))
);

CREATE TABLE book_covers (
    book_id             INTEGER        NOT NULL,
    media_type          VARCHAR(40)    NOT NULL DEFAULT 'image/svg+xml',
    width               INTEGER        NOT NULL,
    height              INTEGER        NOT NULL,
    image               BLOB           NOT NULL,
    CONSTRAINT pk_book_covers PRIMARY KEY (book_id),
    CONSTRAINT fk_book_covers_book FOREIGN KEY (book_id) REFERENCES books (id) ON DELETE CASCADE,
    CONSTRAINT ck_book_covers_size CHECK (width > 0 AND height > 0)
);

CREATE TABLE book_authors (
    book_id             INTEGER        NOT NULL,
    author_id           INTEGER        NOT NULL,
    contribution        VARCHAR(20)    NOT NULL DEFAULT 'author',
    credit_no           INTEGER        NOT NULL DEFAULT 1,
    CONSTRAINT pk_book_authors PRIMARY KEY (book_id, author_id, contribution),
    CONSTRAINT uq_book_authors_credit UNIQUE (book_id, credit_no),
    CONSTRAINT fk_book_authors_book FOREIGN KEY (book_id) REFERENCES books (id) ON DELETE CASCADE,
    CONSTRAINT fk_book_authors_author FOREIGN KEY (author_id) REFERENCES authors (id) ON DELETE RESTRICT,
    CONSTRAINT ck_book_authors_contribution CHECK (contribution IN ('author', 'translator', 'illustrator', 'editor')),
    CONSTRAINT ck_book_authors_credit CHECK (credit_no >= 1)
) WITHOUT ROWID;

CREATE TABLE book_genres (
    book_id             INTEGER        NOT NULL,
    genre_id            INTEGER        NOT NULL,
    is_main             BOOLEAN        NOT NULL DEFAULT FALSE,
    CONSTRAINT pk_book_genres PRIMARY KEY (book_id, genre_id),
    CONSTRAINT fk_book_genres_book FOREIGN KEY (book_id) REFERENCES books (id) ON DELETE CASCADE,
    CONSTRAINT fk_book_genres_genre FOREIGN KEY (genre_id) REFERENCES genres (id) ON DELETE CASCADE,
    CONSTRAINT ck_book_genres_is_main CHECK (is_main IN (FALSE, TRUE))
) WITHOUT ROWID;

-- What is sold: a book in one binding or file format, with a price and an ISBN of its own.
CREATE TABLE editions (
    id                  INTEGER        NOT NULL,
    book_id             INTEGER        NOT NULL,
    format              VARCHAR(12)    NOT NULL,
    isbn                CHAR(13)       NOT NULL,
    released_on         DATE           NOT NULL,
    list_price          NUMERIC(10, 2) NOT NULL,
    weight_grams        INTEGER,
    is_available        BOOLEAN        NOT NULL DEFAULT TRUE,
    CONSTRAINT pk_editions PRIMARY KEY (id),
    CONSTRAINT uq_editions_isbn UNIQUE (isbn),
    CONSTRAINT uq_editions_book_format UNIQUE (book_id, format),
    CONSTRAINT fk_editions_book FOREIGN KEY (book_id) REFERENCES books (id) ON DELETE CASCADE,
    CONSTRAINT ck_editions_format CHECK (format IN ('hardcover', 'paperback', 'ebook', 'audiobook')),
    CONSTRAINT ck_editions_isbn CHECK (length(isbn) = 13),
    CONSTRAINT ck_editions_list_price CHECK (list_price >= 0),
    CONSTRAINT ck_editions_is_available CHECK (is_available IN (FALSE, TRUE))
);

CREATE TABLE price_changes (
    id                  INTEGER        NOT NULL,
    edition_id          INTEGER        NOT NULL,
    changed_at          TIMESTAMP      NOT NULL DEFAULT CURRENT_TIMESTAMP,
    old_price           NUMERIC(10, 2) NOT NULL,
    new_price           NUMERIC(10, 2) NOT NULL,
    CONSTRAINT pk_price_changes PRIMARY KEY (id),
    CONSTRAINT fk_price_changes_edition FOREIGN KEY (edition_id) REFERENCES editions (id) ON DELETE CASCADE,
    CONSTRAINT ck_price_changes_differ CHECK (old_price <> new_price)
);

CREATE TABLE shops (
    id                  INTEGER        NOT NULL,
    name                VARCHAR(60)    NOT NULL,
    kind                VARCHAR(12)    NOT NULL DEFAULT 'shop',
    street              VARCHAR(80)    NOT NULL,
    postcode            VARCHAR(12)    NOT NULL,
    city                VARCHAR(60)    NOT NULL,
    country_code        CHAR(2)        NOT NULL,
    phone               VARCHAR(24),
    opened_on           DATE           NOT NULL,
    CONSTRAINT pk_shops PRIMARY KEY (id),
    CONSTRAINT uq_shops_name UNIQUE (name),
    CONSTRAINT fk_shops_country FOREIGN KEY (country_code) REFERENCES countries (code),
    CONSTRAINT ck_shops_kind CHECK (kind IN ('shop', 'warehouse'))
);

CREATE TABLE employees (
    id                  INTEGER        NOT NULL,
    shop_id             INTEGER        NOT NULL,
    manager_id          INTEGER,
    given_name          VARCHAR(60)    NOT NULL,
    family_name         VARCHAR(60)    NOT NULL,
    email               VARCHAR(120)   NOT NULL,
    job_title           VARCHAR(40)    NOT NULL,
    hired_on            DATE           NOT NULL,
    monthly_salary      NUMERIC(10, 2) NOT NULL,
    CONSTRAINT pk_employees PRIMARY KEY (id),
    CONSTRAINT uq_employees_email UNIQUE (email),
    CONSTRAINT fk_employees_shop FOREIGN KEY (shop_id) REFERENCES shops (id) ON DELETE RESTRICT,
    CONSTRAINT fk_employees_manager FOREIGN KEY (manager_id) REFERENCES employees (id) ON DELETE SET NULL,
    CONSTRAINT ck_employees_salary CHECK (monthly_salary > 0)
);

CREATE TABLE stock (
    shop_id             INTEGER        NOT NULL,
    edition_id          INTEGER        NOT NULL,
    shelf               VARCHAR(8)     NOT NULL,
    quantity            INTEGER        NOT NULL DEFAULT 0,
    reorder_level       INTEGER        NOT NULL DEFAULT 2,
    CONSTRAINT pk_stock PRIMARY KEY (shop_id, edition_id),
    CONSTRAINT fk_stock_shop FOREIGN KEY (shop_id) REFERENCES shops (id) ON DELETE CASCADE,
    CONSTRAINT fk_stock_edition FOREIGN KEY (edition_id) REFERENCES editions (id) ON DELETE CASCADE,
    CONSTRAINT ck_stock_quantity CHECK (quantity >= 0),
    CONSTRAINT ck_stock_reorder_level CHECK (reorder_level >= 0)
);

-- Stock is the sum of its movements; a trigger keeps it so.
CREATE TABLE stock_movements (
    id                  INTEGER        NOT NULL,
    shop_id             INTEGER        NOT NULL,
    edition_id          INTEGER        NOT NULL,
    moved_at            TIMESTAMP      NOT NULL DEFAULT CURRENT_TIMESTAMP,
    reason              VARCHAR(12)    NOT NULL,
    quantity            INTEGER        NOT NULL,
    CONSTRAINT pk_stock_movements PRIMARY KEY (id),
    CONSTRAINT fk_stock_movements_stock FOREIGN KEY (shop_id, edition_id)
        REFERENCES stock (shop_id, edition_id) ON DELETE CASCADE,
    CONSTRAINT ck_stock_movements_reason CHECK (reason IN ('delivery', 'sale', 'return', 'loss')),
    CONSTRAINT ck_stock_movements_quantity CHECK ((reason IN ('delivery', 'return') AND quantity > 0)
        OR (reason IN ('sale', 'loss') AND quantity < 0))
);

CREATE TABLE customers (
    id                  INTEGER        NOT NULL,
    given_name          VARCHAR(60)    NOT NULL,
    family_name         VARCHAR(60)    NOT NULL,
    email               VARCHAR(120)   NOT NULL,
    born_on             DATE,
    joined_on           DATE           NOT NULL DEFAULT CURRENT_DATE,
    loyalty_tier        VARCHAR(8)     NOT NULL DEFAULT 'reader',
    wants_newsletter    BOOLEAN        NOT NULL DEFAULT FALSE,
    CONSTRAINT pk_customers PRIMARY KEY (id),
    CONSTRAINT ck_customers_email CHECK (email LIKE '%_@_%'),
    CONSTRAINT ck_customers_born CHECK (born_on IS NULL OR born_on < joined_on),
    CONSTRAINT ck_customers_tier CHECK (loyalty_tier IN ('reader', 'bookworm', 'patron')),
    CONSTRAINT ck_customers_newsletter CHECK (wants_newsletter IN (FALSE, TRUE))
);

CREATE TABLE addresses (
    id                  INTEGER        NOT NULL,
    customer_id         INTEGER        NOT NULL,
    label               VARCHAR(10)    NOT NULL DEFAULT 'home',
    street              VARCHAR(80)    NOT NULL,
    postcode            VARCHAR(12)    NOT NULL,
    city                VARCHAR(60)    NOT NULL,
    country_code        CHAR(2)        NOT NULL,
    is_default          BOOLEAN        NOT NULL DEFAULT FALSE,
    CONSTRAINT pk_addresses PRIMARY KEY (id),
    CONSTRAINT uq_addresses_label UNIQUE (customer_id, label),
    CONSTRAINT fk_addresses_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE,
    CONSTRAINT fk_addresses_country FOREIGN KEY (country_code) REFERENCES countries (code),
    CONSTRAINT ck_addresses_is_default CHECK (is_default IN (FALSE, TRUE))
);

CREATE TABLE orders (
    id                  INTEGER        NOT NULL,
    customer_id         INTEGER        NOT NULL,
    shop_id             INTEGER        NOT NULL,
    employee_id         INTEGER,
    address_id          INTEGER,
    status              VARCHAR(10)    NOT NULL DEFAULT 'placed',
    ordered_at          TIMESTAMP      NOT NULL DEFAULT CURRENT_TIMESTAMP,
    shipped_at          TIMESTAMP,
    shipping_fee        NUMERIC(10, 2) NOT NULL DEFAULT 0,
    note                VARCHAR(200),
    CONSTRAINT pk_orders PRIMARY KEY (id),
    CONSTRAINT fk_orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE RESTRICT,
    CONSTRAINT fk_orders_shop FOREIGN KEY (shop_id) REFERENCES shops (id) ON DELETE RESTRICT,
    CONSTRAINT fk_orders_employee FOREIGN KEY (employee_id) REFERENCES employees (id) ON DELETE SET NULL,
    CONSTRAINT fk_orders_address FOREIGN KEY (address_id) REFERENCES addresses (id) ON DELETE SET NULL,
    CONSTRAINT ck_orders_status CHECK (status IN ('placed', 'paid', 'packed', 'shipped', 'delivered', 'returned',
        'cancelled')),
    CONSTRAINT ck_orders_shipped CHECK (shipped_at IS NULL OR shipped_at >= ordered_at),
    CONSTRAINT ck_orders_shipping_fee CHECK (shipping_fee >= 0)
);

CREATE TABLE order_lines (
    order_id            INTEGER        NOT NULL,
    line_no             INTEGER        NOT NULL,
    edition_id          INTEGER        NOT NULL,
    quantity            INTEGER        NOT NULL DEFAULT 1,
    unit_price          NUMERIC(10, 2) NOT NULL,
    discount_percent    INTEGER        NOT NULL DEFAULT 0,
    line_total          NUMERIC(10, 2) GENERATED ALWAYS AS
        (ROUND(quantity * unit_price * (100 - discount_percent) / 100.0, 2)) STORED,
    CONSTRAINT pk_order_lines PRIMARY KEY (order_id, line_no),
    CONSTRAINT uq_order_lines_edition UNIQUE (order_id, edition_id),
    CONSTRAINT fk_order_lines_order FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE,
    CONSTRAINT fk_order_lines_edition FOREIGN KEY (edition_id) REFERENCES editions (id) ON DELETE RESTRICT,
    CONSTRAINT ck_order_lines_quantity CHECK (quantity BETWEEN 1 AND 999),
    CONSTRAINT ck_order_lines_unit_price CHECK (unit_price >= 0),
    CONSTRAINT ck_order_lines_discount CHECK (discount_percent BETWEEN 0 AND 90)
);

CREATE TABLE payments (
    id                  INTEGER        NOT NULL,
    order_id            INTEGER        NOT NULL,
    kind                VARCHAR(8)     NOT NULL DEFAULT 'charge',
    method              VARCHAR(12)    NOT NULL,
    amount              NUMERIC(10, 2) NOT NULL,
    paid_at             TIMESTAMP      NOT NULL DEFAULT CURRENT_TIMESTAMP,
    transaction_ref     VARCHAR(24)    NOT NULL,
    CONSTRAINT pk_payments PRIMARY KEY (id),
    CONSTRAINT uq_payments_transaction UNIQUE (transaction_ref),
    CONSTRAINT fk_payments_order FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE,
    CONSTRAINT ck_payments_kind CHECK (kind IN ('charge', 'refund')),
    CONSTRAINT ck_payments_method CHECK (method IN ('card', 'transfer', 'voucher', 'cash')),
    CONSTRAINT ck_payments_amount CHECK (amount > 0)
);

CREATE TABLE reviews (
    id                  INTEGER        NOT NULL,
    book_id             INTEGER        NOT NULL,
    customer_id         INTEGER        NOT NULL,
    rating              INTEGER        NOT NULL,
    headline            VARCHAR(80),
    body                TEXT,
    helpful_votes       INTEGER        NOT NULL DEFAULT 0,
    written_at          TIMESTAMP      NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_reviews PRIMARY KEY (id),
    CONSTRAINT uq_reviews_book_customer UNIQUE (book_id, customer_id),
    CONSTRAINT fk_reviews_book FOREIGN KEY (book_id) REFERENCES books (id) ON DELETE CASCADE,
    CONSTRAINT fk_reviews_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE,
    CONSTRAINT ck_reviews_rating CHECK (rating BETWEEN 1 AND 5),
    CONSTRAINT ck_reviews_votes CHECK (helpful_votes >= 0)
);

-- ---------------------------------------------------------------------------------------
-- Dice and words (temporary)
--
-- seed_dice holds the output of a linear congruential generator, eight numbers a row. Every
-- choice below is made by one of them, so a row depends on its number only.
-- seed_words is a small grammar: lists of words and of phrases, where a phrase may name
-- another list in braces. '|' in a title marks where its cover breaks the line.
-- ---------------------------------------------------------------------------------------

CREATE TEMP TABLE seed_dice (n INTEGER PRIMARY KEY, a, b, c, d, e, f, g, h);

WITH RECURSIVE roll (n, a, b, c, d, e, f, g, h) AS (
    SELECT 0, 20011, 48271, 182605794, 1291394886, 1914720637, 2078669041, 407355683, 1105902161
    UNION ALL
    SELECT n + 1,
        (h * 630360016 + 7) % 2147483647, (a * 742938285 + h) % 2147483647,
        (b * 950706376 + a) % 2147483647, (c * 1226874159 + b) % 2147483647,
        (d * 62089911 + c) % 2147483647, (e * 1343714438 + d) % 2147483647,
        (f * 630360016 + e) % 2147483647, (g * 742938285 + f) % 2147483647
    FROM roll WHERE n < 39999
)
INSERT INTO seed_dice SELECT n, a, b, c, d, e, f, g, h FROM roll;

CREATE TEMP TABLE seed_source (list TEXT PRIMARY KEY, entries TEXT NOT NULL) WITHOUT ROWID;

-- Names of people, by language or culture: g.* given, f.* family.
INSERT INTO seed_source VALUES
('g.en', 'Alice;Arthur;Beatrice;Clara;Daniel;Edith;Eleanor;Frances;George;Harriet;Hugh;Imogen;James;Joan;Leonard;Martha;Nathaniel;Oliver;Phoebe;Rosalind;Samuel;Thomas;Winifred;Grace'),
('f.en', 'Ashdown;Attwater;Barlow;Bexley;Calloway;Cartwright;Dunmore;Ellery;Fairclough;Garside;Hallam;Holloway;Lockwood;Marchbanks;Northcott;Pemberton;Quill;Ravenhill;Sedgwick;Thornbury;Underhill;Wetherby;Winslow;Yardley'),
('g.us', 'Abigail;Caleb;Dorothy;Elijah;Georgia;Hazel;Isaiah;Josephine;June;Loretta;Marcus;Naomi;Odessa;Ruth;Silas;Theodore;Violet;Walter;Willa;Ezra'),
('f.us', 'Abernathy;Beaumont;Carver;Delacroix;Eastman;Fontaine;Grady;Hollis;Ingram;Jefferies;Kessler;Larkin;Nightingale;Pettibone;Prescott;Ransom;Sutter;Tolliver;Vance;Whitlock'),
('g.ie', 'Aoife;Brendan;Caoimhe;Ciarán;Deirdre;Eoin;Fionnuala;Gráinne;Niamh;Oisín;Róisín;Saoirse;Séamus;Siobhán;Tadhg;Úna'),
('f.ie', 'Breathnach;Callaghan;Devlin;Fallon;Geraghty;Hennessy;Keane;Lenihan;MacCarthy;Ní Dhuibhir;Ó Briain;O’Rourke;Quinlan;Rafferty;Sweeney;Tierney'),
('g.fr', 'Agathe;Antoine;Aurélie;Benoît;Camille;Céleste;Éloïse;Étienne;Geneviève;Hélène;Jérôme;Léa;Lucien;Mathieu;Noémie;Océane;Rémi;Solène;Théo;Yves'),
('f.fr', 'Arnaud;Baudry;Belleville;Chevallier;Delorme;Duchêne;Fabre;Fournier;Garnier;Jourdan;Lacombe;Lefèvre;Marchand;Mercier;Peyrac;Renaud;Rousselle;Savary;Thibault;Vasseur'),
('g.de', 'Anneliese;Bastian;Charlotte;Dieter;Elke;Florian;Friederike;Greta;Hannes;Ilse;Jürgen;Käthe;Lorenz;Margarethe;Matthias;Ottilie;Rüdiger;Sabine;Ulrike;Wolfram'),
('f.de', 'Achenbach;Bergmann;Brückner;Dornbach;Ehrlich;Falkenberg;Grünwald;Hartmann;Immendorf;Jäger;Köhler;Lindenau;Möller;Nußbaum;Ostermann;Rademacher;Schönfeld;Steinbach;Vogelsang;Weißhaupt'),
('g.es', 'Adriana;Álvaro;Beatriz;Consuelo;Diego;Elvira;Fermín;Gonzalo;Inés;Joaquín;Lucía;Marisol;Martín;Nieves;Pilar;Rafael;Rocío;Santiago;Teresa;Ximena'),
('f.es', 'Aguirre;Alcántara;Benavides;Cordero;Escudero;Figueroa;Galván;Herrera;Ibáñez;Larrañaga;Montoro;Navarrete;Olmedo;Peñalver;Quintana;Robledo;Sepúlveda;Tejada;Urrutia;Villanueva'),
('g.pt', 'Afonso;Amélia;Benedita;Caetano;Catarina;Duarte;Eduarda;Estêvão;Francisca;Gonçalo;Inês;João;Leonor;Lourenço;Mafalda;Matilde;Rui;Simão;Tomás;Vitória'),
('f.pt', 'Abrantes;Azevedo;Barreto;Cabral;Carvalho;Coutinho;Figueiredo;Guimarães;Lacerda;Magalhães;Meireles;Nóbrega;Outeiro;Pacheco;Rebelo;Sequeira;Teixeira;Valadares;Vilhena;Zambujo'),
('g.it', 'Alessandra;Bruno;Caterina;Claudia;Davide;Elisabetta;Fabrizio;Ginevra;Giacomo;Isabella;Lorenzo;Marcella;Niccolò;Ornella;Pietro;Raffaella;Silvio;Tommaso;Valeria;Vittoria'),
('f.it', 'Amadori;Bellandi;Castellani;De Angelis;Esposito;Fabbri;Galvani;Lombardi;Marchetti;Morandi;Orsini;Pellegrini;Rinaldi;Salvatori;Santoro;Tedeschi;Valenti;Vianello;Zanetti;Zorzi'),
('g.nl', 'Anneke;Bram;Cornelis;Dirk;Elsbeth;Femke;Gijs;Hendrik;Ineke;Jasper;Katrijn;Lotte;Maarten;Nienke;Pieter;Roos;Sander;Tess;Veerle;Wouter'),
('f.nl', 'Aerts;Bakker;Claes;de Boer;De Smet;Dijkstra;Hoekstra;Jansen;Kuipers;Maes;Mulder;Peeters;van Dalen;van den Berg;van Loon;Vermeulen;Visser;Willems;Wouters;Zijlstra'),
('g.pl', 'Agnieszka;Bartosz;Bogna;Dorota;Elżbieta;Grzegorz;Halina;Jadwiga;Jerzy;Kazimierz;Łucja;Małgorzata;Mieczysław;Paweł;Stanisława;Tadeusz;Urszula;Wojciech;Zofia;Żaneta'),
('f.pl', 'Adamczyk;Bielak;Ciesielczyk;Dudek;Gajos;Jabłoń;Kaczmarek;Kołodziej;Krawczyk;Łoś;Mazur;Nowak;Ochota;Pawlak;Rybak;Sobczak;Szymczak;Śmigiel;Wójcik;Żurek'),
('g.sv', 'Anders;Birgitta;Einar;Eskil;Frida;Gunnar;Gudrun;Håkan;Ingrid;Jorunn;Kjell;Linnea;Märta;Nils;Oddvar;Signe;Solveig;Sören;Torbjörn;Åsa'),
('f.sv', 'Åkesson;Bergström;Dahlgren;Ekdahl;Forsberg;Grönlund;Hedlund;Isaksson;Järnefors;Kvist;Lindqvist;Mårtensson;Nyström;Öberg;Palmgren;Rosengren;Sandberg;Tornquist;Wallin;Ågren'),
('g.fi', 'Aino;Eero;Elina;Hilkka;Ilmari;Kaisa;Lauri;Marjatta;Mikko;Onni;Päivi;Riitta;Säde;Tuomas;Väinö'),
('f.fi', 'Aaltonen;Heikkilä;Järvinen;Koskela;Lehtonen;Mäkinen;Niemi;Peltola;Rantanen;Salmela;Tähtinen;Virtanen'),
('g.hu', 'Ágnes;András;Boglárka;Dezső;Erzsébet;Ferenc;Gergő;Ilona;Katalin;László;Piroska;Zoltán'),
('f.hu', 'Balogh;Csordás;Erdős;Fehér;Hegedűs;Juhász;Kővári;Somogyi;Szőke;Takács;Várady;Zöldi'),
('g.tr', 'Ayşe;Burak;Cem;Defne;Elif;Feride;Gökhan;İpek;Kerem;Leyla;Nazlı;Orhan;Özgür;Selin;Şule;Yusuf'),
('f.tr', 'Aksoy;Bayraktar;Çelik;Demirci;Erdem;Gündoğan;Karaca;Öztürk;Şahin;Tekin;Uçar;Yıldız'),
('g.gr', 'Alexandra;Dimitris;Eleni;Ioanna;Kostas;Lefteris;Myrto;Nikos;Petros;Sofia;Thaleia;Yannis'),
('f.gr', 'Andreou;Christou;Dimou;Economou;Galanis;Ioannou;Kontos;Lambrou;Makris;Nikolaou;Pappas;Vlachos'),
('g.ua', 'Andriy;Bohdan;Daryna;Halyna;Iryna;Kateryna;Lesya;Mykola;Oksana;Oleh;Solomiya;Taras'),
('f.ua', 'Bondarenko;Danylenko;Hrytsenko;Kovalenko;Lysenko;Marchenko;Ostapchuk;Pavlenko;Romanchuk;Savchuk;Tymoshchuk;Zinchenko'),
('g.ar', 'Amal;Bassam;Dalia;Farid;Ghada;Hisham;Iman;Karim;Layla;Mariam;Nadia;Omar;Rania;Samir;Tariq;Yasmin'),
('f.ar', 'Abboud;Barakat;El-Amrani;Farouk;Gharib;Haddad;Idrissi;Khoury;Mansour;Qasim;Rahal;Sabbagh;Tazi;Younes;Zayani;Zahran'),
('g.fa', 'Anahita;Behrouz;Darya;Farhad;Golnaz;Kaveh;Laleh;Mehrdad;Niloufar;Parisa;Shirin;Siavash'),
('f.fa', 'Ardalan;Bahrami;Daneshvar;Ebrahimi;Farahani;Golzar;Hosseini;Jamshidi;Karimi;Mirzaei;Rostami;Tavakoli'),
('g.in', 'Aditi;Anand;Anjali;Aparna;Dev;Gauri;Ishaan;Kavita;Leela;Madhav;Meera;Nikhil;Priya;Rohan;Sanjay;Tara;Uma;Vasant'),
('f.in', 'Banerjee;Bhattacharya;Chaudhuri;Deshpande;Ghosh;Iyer;Joshi;Kulkarni;Menon;Mukherjee;Nambiar;Pillai;Rao;Sengupta;Sharma;Trivedi;Varma;Wadhwa'),
('g.jp', 'Akiko;Daichi;Emi;Haruka;Hiroshi;Kaori;Kenji;Mariko;Naoki;Reiko;Satoshi;Sayuri;Takumi;Yuriko;Yūto'),
('f.jp', 'Aoyama;Endō;Fujimoto;Hayashi;Ishikawa;Kawai;Kobayashi;Matsuda;Nakagawa;Okazaki;Sakamoto;Takeda;Uchida;Watanabe;Yamashita'),
('g.kr', 'Bora;Da-eun;Eun-ji;Hae-won;Ji-ho;Ji-woo;Min-jun;Seo-yeon;Soo-min;Tae-yang;Woo-jin;Ye-rin'),
('f.kr', 'Baek;Choi;Han;Hwang;Jang;Kang;Kim;Lee;Moon;Park;Seo;Yoon'),
('g.cn', 'Bo;Fang;Hui;Jiaying;Jun;Lan;Mei;Ning;Qiang;Rui;Shu;Wenjing;Xiaoyu;Yan;Zhen'),
('f.cn', 'Cai;Deng;Fan;Gu;Huang;Jiang;Lin;Luo;Meng;Pan;Shen;Tang;Wei;Xie;Zhou'),
('g.vn', 'An;Bảo;Cường;Hạnh;Khánh;Lan;Linh;Ngọc;Phúc;Thảo;Trang;Vân'),
('f.vn', 'Bùi;Đặng;Đinh;Đỗ;Lê;Ngô;Nguyễn;Phạm;Trần;Vũ'),
('g.ng', 'Adaeze;Amara;Ayodele;Babatunde;Chidi;Chinonso;Folake;Ifeoma;Kelechi;Ngozi;Obinna;Olumide;Temitope;Uche;Yetunde'),
('f.ng', 'Adebayo;Afolabi;Akande;Balogun;Chukwu;Eze;Ibekwe;Nwosu;Ogunleye;Okafor;Okonkwo;Onyekachi;Salako;Sowande;Udeh'),
('g.ke', 'Achieng;Baraka;Esther;Faith;Jabali;Juma;Kamau;Makena;Njeri;Otieno;Wanjiru;Zawadi'),
('f.ke', 'Gathogo;Karanja;Kiprono;Kimathi;Mbugua;Mutua;Mwangi;Ndungu;Ochieng;Odhiambo;Wafula;Wekesa'),
('culture', 'en;us;ie;fr;de;es;pt;it;nl;pl;sv;fi;hu;tr;gr;ua;ar;fa;in;jp;kr;cn;vn;ng;ke'),
-- Where people are from; a country is as likely as it is often named.
('home.author', 'GB;GB;GB;GB;GB;US;US;US;US;IE;IE;CA;AU;FR;FR;BE;NL;DE;DE;AT;CH;ES;ES;PT;IT;IT;SE;NO;DK;FI;PL;HU;TR;GR;UA;EG;LB;MA;IR;IN;IN;JP;JP;KR;CN;VN;NG;NG;KE;BR;MX;AR;CL;NZ;ZA'),
('home.customer', 'IE;IE;IE;IE;GB;GB;GB;GB;PT;PT;BE;BE;BE;NL;NL;NL;PL;PL;SE;SE;DE;DE;DE;DE;FR;FR;ES;IT;FI;DK;NO;AT');

-- Words of titles. *.s are plurals; l.* are written in lower case, for running text.
INSERT INTO seed_source VALUES
('adj', 'Quiet;Borrowed;Salt;Hidden;Paper;Winter;Last;Unfinished;Distant;Hollow;Silver;Patient;Restless;Forgotten;Blue;Northern;Tender;Invisible;Slow;Amber;Second;Wild;Broken;Gentle;Long;Unlit;Drifting;Crooked;Summer;Faithful'),
('noun', 'Harbour;Orchard;Lantern;Garden;Ferry;Archive;Lighthouse;Staircase;Meridian;Letter;Clock;River;Island;Mirror;Bridge;Window;Map;Tide;Chapel;Violin;Ledger;Compass;Kitchen;Balcony;Piano;Well;Winter;Station;Vineyard;Theatre'),
('noun.s', 'Swallows;Rivers;Letters;Windows;Lanterns;Islands;Bridges;Orchards;Mirrors;Stairs;Bells;Ferries;Gardens;Rooms;Harbours;Chairs;Umbrellas;Doors;Clocks;Gloves;Pianos;Roofs;Tides;Kites'),
('place', 'Trieste;Lisbon;Galway;Bruges;Ravenna;Tangier;Valparaíso;Odesa;Riga;Kyoto;Uppsala;Coimbra;Toledo;Aleppo;Kraków;Bergen;Alexandria;Palermo;Zanzibar;Ghent;Samarkand;Cork;Tartu;Cádiz;Delft;Patras;Isfahan;Kochi;Turku;Ljubljana'),
('thing', 'River;Sea;Snow;Garden;Night;Rain;House;Forest;Moon;City;Mountain;Wind;Lake;Marsh;Orchard'),
('knows', 'Remembers;Knows;Keeps;Forgives;Carries;Gave Back;Left Us;Hears;Would Not Say;Took'),
('who', 'Cartographer;Watchmaker;Ferryman;Translator;Beekeeper;Archivist;Lamplighter;Pianist;Gardener;Bookbinder;Lighthouse Keeper;Apothecary;Glassblower;Astronomer;Typesetter;Weaver;Organ Builder;Schoolteacher;Ornithologist;Baker'),
('person', 'Ilse;Mateo;Odile;Anselm;Clementine;Tobias;Marguerite;Leonora;Casimir;Ottoline;Florian;Beatrix;Ivo;Saskia;Lorenzo;Mirela;Agnes;Rufus;Delphine;Emeric'),
('number', 'Three;Four;Five;Six;Seven;Eight;Nine;Ten;Eleven;Twelve;Thirteen;Forty'),
('season', 'Winter;August;November;Spring;September;Midsummer;Lent;February;July;October'),
('abstract', 'Silence;Hunger;Mercy;Distance;Memory;Patience;Hope;Doubt;Solitude;Gravity;Longing;Wonder;Idleness;Forgiveness;Kindness;Time'),
('doing', 'Walking;Waiting;Reading Slowly;Getting Lost;Being Late;Listening;Growing Old;Keeping Bees;Looking Closely;Making Bread;Forgetting;Saying No;Staying Put;Mending Things;Writing Letters;Keeping Quiet'),
('sleep', 'Sleep;Gather;Return;Wait;Go in Winter;Begin;Turn South;Settle;Learn to Sing;Meet'),
('metal', 'Iron;Copper;Silver;Glass;Ash;Bone;Amber;Salt;Thorn;Ivory;Cinder;Obsidian'),
('realm', 'Crown;Throne;Tower;Gate;Oath;Blade;Harp;Crow;Stag;Queen;Wolf;Heir;Flame;Raven;Forest;Sea'),
('star', 'Callisto;Ganymede;Altair;Vega;Titan;Proxima;Deneb;Antares;Triton;Europa;Ceres;Rigel;Arcturus;Mimas'),
('space', 'Signal;Orbit;Horizon;Colony;Protocol;Silence;Engine;Archive;Expedition;Parallax;Station;Harvest'),
('clue', 'Inheritance;Affair;Alibi;Photograph;Telegram;Cellar;Portrait;Verdict;Recipe;Regatta;Will;Concerto;Auction;Manuscript;Tontine'),
('room', 'Boathouse;Orangery;Bell Tower;Reading Room;Vestry;Ice House;Night Train;Print Shop;Wine Cellar;Observatory;Customs House;Cloakroom'),
('topic', 'Maps;Glass;Paper;Bridges;Clocks;Ink;Harbours;Salt;Gardens;Lighthouses;Libraries;Pigments;Alphabets;Bells;Umbrellas;Cathedrals;Canals;Bread'),
('good1', 'Salt;Silk;Saffron;Tin;Pepper;Amber'),
('good2', 'Silver;Indigo;Sugar;Wool;Coffee;Timber'),
('good3', 'Spice;Ivory;Gold;Grain;Paper;Herring'),
('science', 'Ice;Light;Sleep;Gravity;Colour;Sound;Chance;Rust;Soil;Tides;Friction;Moss;Lightning;Numbers;Smell;Dust'),
('animal', 'Otter;Heron;Badger;Hare;Owl;Hedgehog;Fox;Bear;Goose;Mouse;Lynx;Walrus;Crow;Beaver;Puffin;Toad'),
('animal.s', 'Otters;Herons;Swifts;Eels;Moths;Beavers;Cranes;Bats;Curlews;Hares;Salmon;Bumblebees;Owls;Starlings;Seals;Newts'),
('tree', 'Alder;Rowan;Hornbeam;Elder;Yew;Larch;Willow;Hazel;Blackthorn;Aspen;Juniper;Lime'),
('food', 'Lemon;Barley;Fennel;Rye;Honey;Olive;Quince;Almond;Walnut;Fig;Chestnut;Saffron;Pear;Plum'),
('herb', 'Thyme;Salt;Smoke;Butter;Dill;Mint;Sage;Vinegar;Pepper;Sorrel;Caraway'),
('meal', 'Breakfasts;Suppers;Soups;Dumplings;Pickles;Breads;Puddings;Picnics;Stews;Feasts'),
('funny', 'Enormous;Upside-down;Very Small;Purple;Grumpy;Runaway;Musical;Striped;Wobbly;Midnight;Polite;Invisible'),
('toy', 'Suitcase;Umbrella;Bicycle;Trumpet;Balloon;Pancake;Teapot;Wellington;Submarine;Sock;Scarf;Pudding'),
('did', 'Forgot to Sleep;Learned to Whistle;Lost the Moon;Would Not Swim;Counted to a Million;Missed the Boat;Painted the Sea;Wanted a Hat;Ate Tuesday;Found a Cloud;Stayed Up Late;Knitted a Bridge'),
('art', 'Line;Margin;Grid;Shadow;Frame;Brush;Alphabet;Chair;Poster;Façade;Fresco;Ornament'),
('time', 'Dusk;Low Tide;Noon;Daybreak;Midnight;the Equinox;Closing Time;First Light;Vespers'),
-- Titles, by kind of book.
('t.literary', 'The {adj}|{noun};The {noun}|of {place};What the {thing}|{knows};The {who}’s|{noun};All the {adj}|{noun.s};{number} {noun.s}|in {place};North of|{place};Letters to|{person};Where|the {noun.s}|{sleep};The {adj} {noun}|of {person};A Year|Without {abstract};{noun.s} in|{season};The {noun}|and|the {thing};{person}, or|the {adj}|{noun};Everything|the {thing} {knows}'),
('t.historical', 'The {who}|of {place};The {place}|{noun};The {who}’s|Daughter;The {adj} Road|to {place};A Winter|in {place};The {who}’s|Apprentice;The Siege|of {place};The Silk House|of {place};{season}|in {place};The {who}|and the King'),
('t.crime', 'Death in|{place};The {place}|{clue};The {who}|Vanishes;A Body in|the {room};The {adj}|Witness;The {who}’s|{clue};Murder at|{time};The {adj}|{clue};{number} Nights|in {place};Nobody Leaves|{place};The Silence|of the|{room};Cold {noun}'),
('t.fantasy', 'The {metal}|{realm};{realm} of|{metal} and|{abstract};The {realm}|of {number}|{noun.s};Daughter of|the {realm};Song of|the {metal}|{realm};The {adj}|{realm};The {who}|of {metal}|Hill;Oath of the|{realm}'),
('t.scifi', 'The {star}|{space};Beyond|{star};Signal from|{star};The Last|{who}|of {star};{number} Moons|of {star};The Weight of|{abstract};{adj}|{space};Children of|{star};The {space}|of {abstract};{star}|Rising;A Garden|on {star}'),
('t.short', 'The {noun}|and Other|Stories;{noun.s} at|{time};Stories for the|{adj} {noun};{number} {adj}|{noun.s};{season} Stories;The {who}|Dreams;Small {noun.s};{number} Ways to|Leave {place}'),
('t.poetry', '{noun.s} at|{time};The {noun}|Notebooks;Poems for the|{adj} {noun};{season}|Psalter;Field Notes on|{abstract};The {tree}|Poems;{place}|Sonnets;An Alphabet|of {abstract}'),
('t.drama', 'The {who}’s|Guests;{number} {noun.s};{abstract}:|A Play;{person} and|the {who};The {adj}|{room};Supper at|{time}'),
('t.history', 'A Short|History of|{topic};{good1}, {good2}|and {good3};When {place}|Ruled the Sea;The Merchants|of {place};{place}: A City|in {number} Lives;The {good1} Road;The {good2}|Trade;The World|Before {topic};{place}|at War;How {topic} Made|the World;The Trial of|the {who}'),
('t.biography', 'My Life in|{noun.s};The {who}’s|Son;Growing Up|in {place};Notes from the|{adj} {noun};{number} Years|in {place};The {adj} Life|of {person};An Ordinary|{noun};Leaving|{place};A {who}|Remembers'),
('t.science', 'The Secret|Life of|{science};How {science}|Works;The Mathematics|of {abstract};An Atlas|of {science};A Theory|of {science};Why {science}|Matters;The {adj}|Universe;{number}|Questions|about {science};The Physics|of {topic}'),
('t.nature', 'The {animal}|Year;A Field Guide|to {animal.s};Under the|{tree};In Search|of {animal.s};The {tree}|and the {animal};A Country|of {animal.s};The Return|of the {animal};{animal.s}|in {season};Notes from the|{adj} Marsh;A {tree}|Almanac'),
('t.essays', 'On {doing};The Art of|{doing};Against|{abstract};In Defence|of {abstract};A Short Guide|to {doing};Notes on|{abstract};The Uses|of {abstract};{doing}|and Other|Pleasures;Learning|{abstract}'),
('t.travel', 'Slow Train|to {place};Walking|to {place};A Year in|{place};By Bicycle|to {place};The Road Beyond|{place};{place}|by Night;The Ferry|to {place};{number} Days|to {place};From {place}|to the Sea;{place},|Again'),
('t.food', 'The {place}|Kitchen;{food}|and {herb};Slow {meal};{meal} from|{place};A Table|in {place};{food}, {herb}|and Smoke;{season}|{meal};The {food}|Cookbook;The Art of|{meal};{number} {meal}|and a Cake'),
('t.arts', 'The Colour|of {abstract};Drawing|{noun.s};The {adj}|{art};A History|of the {art};Looking at|{topic};The {art}|and the {noun};How to Draw|{animal.s};{place}|Modern'),
('t.picture', '{animal} and the|{funny} {toy};The {animal} Who|{did};Goodnight,|{funny} {animal};{person}’s|{funny} {toy};Where Is|{animal}’s|{toy}?;The {funny}|{animal};{number} {funny}|{animal.s};{animal} Goes|to {place};The {toy} That|{did}'),
('t.middle', '{person} and the|{funny} {toy};The {who}’s|Secret;The Secret|of the|{room};{person} {animal}|and the|{noun};The {funny} Club|of {place};{number} Days with|a {animal};The {animal}|of {adj}|Street;The {metal}|{animal}'),
('t.young', 'The Summer|of {person};All Our|{adj} {noun.s};The Year We|Found {place};{person},|After {season};Us and|the {thing};Girls Made|of {metal};A Boy|Called {season};Falling for|{person}'),
('kind', 'literary;literary;literary;literary;historical;historical;crime;crime;crime;fantasy;fantasy;scifi;scifi;short;poetry;drama;history;history;biography;science;nature;essays;travel;food;arts;picture;picture;middle;young'),
('subtitle', 'A Memoir;A Field Companion;Essays and Observations;A Very Short Introduction to a Long Subject;Lessons from {place};From {place} to the Sea;The Story Nobody Told;Collected Notes;A Cultural History;What We Know and What We Do Not;A Portrait in {number} Chapters;With Drawings by the Author;A Personal Journey;An Illustrated Companion'),
('series.historical', 'The {place} Quartet;The House of {person};The {who}’s Chronicle;The {place} Trilogy;The {adj} Road'),
('series.crime', '{person} Investigates;The {adj} {noun} Mysteries;The {place} Mysteries;The {who} Mysteries;{person} of {place}'),
('series.fantasy', 'The {realm} and {metal} Saga;Tales of {metal} Hill;The {adj} Islands;The {metal} {realm};The House of {metal}'),
('series.scifi', 'The {star} Cycle;The {star} Archive;The {adj} Fleet;The {star} {space};The {number} Moons'),
('series.picture', '{animal} and Friends;Good Morning, {animal};The {funny} Street;{person} and {animal}'),
('series.middle', 'The {funny} Detectives;The {who}’s Tales;{person} and the {noun};The {animal} Club');

-- Running text: summaries, biographies, reviews.
INSERT INTO seed_source VALUES
('l.who', 'a retired ferry captain;a young archivist;a pair of sisters;a piano tuner;an exiled mapmaker;a night porter;a village doctor;the last lamplighter;a runaway apprentice;a widowed beekeeper;a translator who no longer speaks;a pair of old friends;a stubborn schoolteacher;a failed violinist'),
('l.find', 'a bundle of unsent letters;a photograph that should not exist;a key without a door;a map of a town that was never built;an unfinished score;a child who will not give her name;a ledger written in cipher;the diary of a stranger;a debt that is forty years old;a boat with no owner'),
('l.turn', 'nothing in the town is quite where it was;an old promise comes due;the past asks for its share;everyone seems to know more than they say;the winter closes the roads;a secret begins to unravel;the river rises;the whole valley takes sides;every answer costs a friendship;silence is no longer possible'),
('l.tone', 'Tender, exact and quietly funny;Written with rare patience;A book about what we owe one another;By turns comic and devastating;Unhurried and full of light;A story of loyalty and its price;Luminous and unsentimental;Sharp, warm and beautifully made;Impossible to put down;A small masterpiece of observation'),
('l.subject', 'tides;old maps;bread;the habits of birds;lost alphabets;the colour blue;sleep;paper mills;bridges;night trains;glass;public gardens;the weather;clocks'),
('s.novel', '{l.tone}. In {place}, {l.who} finds {l.find}, and {l.turn}.;When {l.who} comes to {place} with {l.find}, {l.turn}. {l.tone}.;{place}, a winter long ago. Behind a closed door lies {l.find}, and before the thaw {l.turn}.;All {l.who} wanted was to be left alone. Then comes {l.find}, and {l.turn}. {l.tone}.'),
('s.fact', 'What can {l.subject} teach us? More than you would think, as this journey from {place} to the sea shows. {l.tone}.;A history of {l.subject}, told through {l.find}. {l.tone}.;Ten years in the making: the first full account of {l.subject}, from {place} to the present day.;An invitation to look again at {l.subject}. {l.tone}.'),
('s.child', 'A {l.animal} with one {l.toy} sets out for {place}. What could possibly go wrong? For readers from four to a hundred and four.;Nobody believes {person} about the {l.animal}. Then the {l.toy} goes missing. A story to read aloud, preferably twice.;A big adventure for a small {l.animal}, with pictures on every page.'),
('s.cook', 'Eighty recipes from the kitchens of {place}, from weekday soups to one truly unreasonable cake.;Simple food with {l.food} and {l.herb}, and the stories that came with it.;Cooking with the seasons: what {place} taught its author about patience, fire and butter.'),
('bio', 'Studied {study} in {place} and worked as {job} before turning to writing. Lives with {pet} in {town}.;Grew up in {place}, above a bookshop, trained as {job}, and began to write at night. Has been translated into {l.number} languages.;Once {job}, now a full-time writer and part-time gardener. Collects {l.subject} and forgets where.;Writes in the mornings, teaches {study} in the afternoons and is at work on a book about {l.subject}.;Left {place} with one suitcase and a degree in {study}. The suitcase is still in use.'),
('study', 'hydrology;comparative literature;architecture;medieval law;botany;musicology;statistics;philosophy;astronomy;linguistics;printmaking;economics'),
('job', 'a ship’s radio officer;a proofreader;a court interpreter;a bus driver;a bookbinder;a secondary-school teacher;a restorer of organs;a crossword setter;a forester;a data analyst;a nurse;a stage manager'),
('pet', 'two elderly cats;a very large dog;a piano that needs tuning;three hens and a view of the sea;a partner and too many bicycles;a parrot that quotes poetry;a collection of broken clocks'),
('town', 'a former lighthouse;a small town by the sea;an attic above a bakery;the hills;a houseboat;a village with no name on most maps'),
('r5.head', 'A joy from start to finish;Read it in one night;My book of the year;I did not want it to end;Simply beautiful;Already bought a second copy;A new favourite;Worth every page;Perfect'),
('r5.body', '{r.open} {r.good} {r.good2};{r.good} {r.good2} {r.end};{r.open} {r.good};{r.good2} {r.end};{r.good}'),
('r4.head', 'Very good indeed;A slow start, then wonderful;Warmly recommended;Clever and kind;Nearly perfect;A lovely surprise;Well worth the time'),
('r4.body', '{r.open} {r.good} {r.but};{r.good2} {r.but};{r.good} {r.end};{r.open} {r.but} {r.good2}'),
('r3.head', 'Good in parts;Mixed feelings;Fine for the train;Not quite for me;Promising;Somewhere in the middle'),
('r3.body', '{r.open} {r.but} {r.bad};{r.but} {r.good};{r.bad} {r.good2};{r.but}'),
('r2.head', 'Expected more;Lost me halfway;Too long;Not my cup of tea;A pity'),
('r2.body', '{r.open} {r.bad} {r.bad2};{r.bad} {r.but};{r.bad2}'),
('r1.head', 'Could not finish it;Disappointing;Not for me;Life is short'),
('r1.body', '{r.bad} {r.bad2};{r.bad2};{r.open} {r.bad2}'),
('r.open', 'Picked this up on a whim.;A present from my sister.;Our reading group chose it.;The bookseller pressed it on me.;I read it on the ferry.;Bought it for the cover, I admit.;I had been looking forward to this.;Found it on the table by the door.;My third by this author.;Read aloud to the family over two weeks.'),
('r.good', 'The sentences are so clear that you forget they were written.;Every page has something worth underlining.;The characters stay with you for days.;I laughed out loud twice and cried once.;You can smell the sea in it.;The chapters are short and each ends at just the right moment.;It taught me things I did not know I wanted to know.;The ending is earned.;Even the minor figures are alive.'),
('r.good2', 'The translation reads beautifully.;I went straight back to page one.;The maps and notes are a treat.;I have been pressing it on friends since.;The paper and the binding are lovely too.;It deserves many more readers.;I now want to visit every place in it.;Just the thing for a rainy weekend.'),
('r.but', 'The middle part drags a little.;It takes fifty pages to find its feet.;There are a few too many names to remember.;The type is rather small.;One subplot could have gone.;The last chapter feels rushed.;I would have liked an index.'),
('r.bad', 'I never quite believed in the main character.;It repeats itself.;The summary on the back gives away too much.;Too many coincidences for my taste.;It cannot decide what it wants to be.;I kept checking how many pages were left.'),
('r.bad2', 'Given to the charity shop.;I skipped to the end and did not regret it.;Perhaps I was in the wrong mood.;My copy arrived with a bent corner, which did not help.;The earlier books were much better.'),
('r.end', 'Highly recommended.;More, please.;Five stars from the whole family.;Keep a pencil at hand.;Thank you to the staff for the tip.;A keeper.'),
('note', 'Please gift-wrap.;Leave with the neighbour.;Ring twice, the bell is faint.;It is a birthday present, no invoice in the parcel please.;Deliver after five.;Signed copy if possible.;Thank you for the lovely recommendation last time.;Second floor, no lift.;Please use paper tape only.'),
('mailbox', 'mail.example;post.example;inbox.example;letters.example;home.example');

CREATE TEMP TABLE seed_words (list TEXT, n INTEGER, word TEXT, PRIMARY KEY (list, n)) WITHOUT ROWID;

WITH RECURSIVE split (list, n, word, rest) AS (
    SELECT list, -1, '', entries || ';' FROM seed_source
    UNION ALL
    SELECT list, n + 1, substr(rest, 1, instr(rest, ';') - 1), substr(rest, instr(rest, ';') + 1)
    FROM split WHERE rest <> ''
)
INSERT INTO seed_words SELECT list, n, word FROM split WHERE n >= 0;
INSERT INTO seed_words
SELECT 'l.' || list, n, lower(word) FROM seed_words WHERE list IN ('animal', 'food', 'herb', 'number', 'toy');

CREATE TEMP TABLE seed_lists (list TEXT PRIMARY KEY, size INTEGER) WITHOUT ROWID;
INSERT INTO seed_lists SELECT list, COUNT(*) FROM seed_words GROUP BY list;

-- Phrases to be expanded, and what they became.
CREATE TEMP TABLE seed_phrases (purpose TEXT, n INTEGER, dice INTEGER, phrase TEXT);
CREATE TEMP TABLE seed_texts (purpose TEXT, n INTEGER, body TEXT, PRIMARY KEY (purpose, n)) WITHOUT ROWID;

-- ---------------------------------------------------------------------------------------
-- Countries, publishers, genres, shops: written by hand
-- ---------------------------------------------------------------------------------------

CREATE TEMP TABLE seed_countries (
    code TEXT PRIMARY KEY, name TEXT, region TEXT, culture TEXT, speaks TEXT, address TEXT, postcode TEXT, cities TEXT, streets TEXT
) WITHOUT ROWID;
INSERT INTO seed_countries VALUES
('AR', 'Argentina', 'South America', 'es', 'Spanish', NULL, NULL, 'Rosario;Córdoba;Mendoza;Salta', NULL),
('AT', 'Austria', 'Europe', 'de', 'German', '$s $n', '%04d', 'Graz;Linz;Salzburg;Wien', 'Annagasse;Färbergasse;Lindenweg;Mühlgasse;Schulgasse;Sonnenweg'),
('AU', 'Australia', 'Oceania', 'en', 'English', NULL, NULL, 'Hobart;Adelaide;Fremantle;Ballarat', NULL),
('BE', 'Belgium', 'Europe', 'nl', 'Dutch', '$s $n', '%04d', 'Gent;Antwerpen;Leuven;Brugge;Mechelen', 'Korenlei;Lindestraat;Molenweg;Oude Vest;Predikherenlei;Sleutelstraat;Veldstraat'),
('BR', 'Brazil', 'South America', 'pt', 'Portuguese', NULL, NULL, 'Recife;Porto Alegre;Olinda;Curitiba', NULL),
('CA', 'Canada', 'North America', 'en', 'English', NULL, NULL, 'Halifax;Montréal;Victoria;St. John’s', NULL),
('CH', 'Switzerland', 'Europe', 'de', 'German', NULL, NULL, 'Basel;Luzern;Chur;Zürich', NULL),
('CL', 'Chile', 'South America', 'es', 'Spanish', NULL, NULL, 'Valparaíso;Concepción;Valdivia', NULL),
('CN', 'China', 'Asia', 'cn', 'Chinese', NULL, NULL, 'Suzhou;Chengdu;Xiamen;Qingdao', NULL),
('DE', 'Germany', 'Europe', 'de', 'German', '$s $n', '%05d', 'Leipzig;Bremen;Freiburg;Münster;Göttingen;Lübeck;Bamberg', 'Ahornweg;Bahnhofstraße;Gerberstraße;Kastanienallee;Lessingstraße;Marktgasse;Rosenweg;Uferstraße'),
('DK', 'Denmark', 'Europe', 'sv', 'Danish', '$s $n', '%04d', 'Aarhus;Odense;København;Ribe', 'Algade;Havnegade;Lindevej;Nørregade;Skolegade;Strandvej'),
('EG', 'Egypt', 'Africa', 'ar', 'Arabic', NULL, NULL, 'Alexandria;Cairo;Port Said', NULL),
('ES', 'Spain', 'Europe', 'es', 'Spanish', '$s, $n', '%05d', 'Salamanca;Cádiz;Bilbao;Girona;Oviedo', 'Calle de la Luna;Calle del Olmo;Calle Mayor;Paseo del Río;Plaza de las Flores;Rúa Nova'),
('FI', 'Finland', 'Europe', 'fi', 'Finnish', '$s $n', '%05d', 'Turku;Tampere;Oulu;Porvoo', 'Kirkkokatu;Koivutie;Linnankatu;Rantatie;Satamakatu'),
('FR', 'France', 'Europe', 'fr', 'French', '$n $s', '%05d', 'Nantes;Lyon;Rennes;Arles;Dijon;Strasbourg', 'allée des Tilleuls;place du Marché;quai des Brumes;rue de la Lune;rue des Carmes;rue des Lilas;rue du Puits'),
('GB', 'United Kingdom', 'Europe', 'en', 'English', '$n $s', 'EH%d %dQT', 'Edinburgh;Bath;York;Norwich;Cardiff;Lewes;Durham;Whitby', 'Albany Street;Castle Wynd;Church Lane;Harbour Row;Mill Road;Orchard Close;Rose Crescent;St Mary’s Terrace;Victoria Park'),
('GR', 'Greece', 'Europe', 'gr', 'Greek', NULL, NULL, 'Thessaloniki;Patras;Nafplio;Chania', NULL),
('HU', 'Hungary', 'Europe', 'hu', 'Hungarian', NULL, NULL, 'Pécs;Szeged;Eger;Budapest', NULL),
('IE', 'Ireland', 'Europe', 'ie', 'English', '$n $s', 'D%02d %dXK', 'Dublin;Galway;Cork;Sligo;Kilkenny', 'Abbey Row;Bridge Street;Canal Walk;Harcourt Terrace;Quay Street;Shandon View;Strand Road'),
('IN', 'India', 'Asia', 'in', 'English', NULL, NULL, 'Kolkata;Kochi;Pune;Mysuru;Pondicherry', NULL),
('IR', 'Iran', 'Asia', 'fa', 'Persian', NULL, NULL, 'Shiraz;Isfahan;Tabriz', NULL),
('IT', 'Italy', 'Europe', 'it', 'Italian', '$s, $n', '%05d', 'Trieste;Bologna;Lucca;Lecce;Torino', 'via dei Mille;via del Forno;via della Fonte;via Garibaldi;viale dei Tigli;vicolo Stretto'),
('JP', 'Japan', 'Asia', 'jp', 'Japanese', NULL, NULL, 'Kyoto;Kanazawa;Sapporo;Nagasaki', NULL),
('KE', 'Kenya', 'Africa', 'ke', 'English', NULL, NULL, 'Nairobi;Mombasa;Kisumu', NULL),
('KR', 'South Korea', 'Asia', 'kr', 'Korean', NULL, NULL, 'Busan;Jeonju;Seoul', NULL),
('LB', 'Lebanon', 'Asia', 'ar', 'Arabic', NULL, NULL, 'Beirut;Tripoli;Byblos', NULL),
('MA', 'Morocco', 'Africa', 'ar', 'French', NULL, NULL, 'Tangier;Fez;Essaouira', NULL),
('MX', 'Mexico', 'North America', 'es', 'Spanish', NULL, NULL, 'Oaxaca;Puebla;Mérida;Guanajuato', NULL),
('NG', 'Nigeria', 'Africa', 'ng', 'English', NULL, NULL, 'Lagos;Ibadan;Enugu;Calabar', NULL),
('NL', 'Netherlands', 'Europe', 'nl', 'Dutch', '$s $n', '%04d GR', 'Utrecht;Delft;Groningen;Rotterdam;Middelburg', 'Dorpsstraat;Herenstraat;Nieuwegracht;Oudegracht;Parklaan;Schoolstraat;Singel;Zeedijk'),
('NO', 'Norway', 'Europe', 'sv', 'Norwegian', '$s $n', '%04d', 'Bergen;Tromsø;Oslo;Ålesund', 'Bjerkealléen;Fjordgata;Kirkegata;Sjøgata;Storgata'),
('NZ', 'New Zealand', 'Oceania', 'en', 'English', NULL, NULL, 'Dunedin;Nelson;Wellington', NULL),
('PL', 'Poland', 'Europe', 'pl', 'Polish', 'ul. $s $n', '%02d-%03d', 'Kraków;Gdańsk;Wrocław;Poznań;Toruń', 'Długa;Kwiatowa;Lipowa;Mostowa;Ogrodowa;Piękna;Szewska;Źródlana'),
('PT', 'Portugal', 'Europe', 'pt', 'Portuguese', '$s, $n', '%04d-%03d', 'Lisboa;Porto;Coimbra;Évora;Aveiro', 'Largo da Sé;Rua da Esperança;Rua das Flores;Rua do Almada;Rua do Sol;Travessa da Palma'),
('SE', 'Sweden', 'Europe', 'sv', 'Swedish', '$s $n', '%03d %02d', 'Göteborg;Uppsala;Malmö;Visby;Luleå', 'Björkgatan;Drottninggatan;Hamngatan;Kungsgatan;Slottsgatan;Strandvägen'),
('TR', 'Türkiye', 'Asia', 'tr', 'Turkish', NULL, NULL, 'Izmir;Istanbul;Bursa;Mardin', NULL),
('UA', 'Ukraine', 'Europe', 'ua', 'Ukrainian', NULL, NULL, 'Lviv;Odesa;Kyiv;Chernivtsi', NULL),
('US', 'United States', 'North America', 'us', 'English', NULL, NULL, 'Portland;Savannah;Santa Fe;Duluth;Providence', NULL),
('VN', 'Vietnam', 'Asia', 'vn', 'Vietnamese', NULL, NULL, 'Huế;Đà Lạt;Hội An', NULL),
('ZA', 'South Africa', 'Africa', 'en', 'English', NULL, NULL, 'Cape Town;Durban;Knysna', NULL);

INSERT INTO countries (code, name, region) SELECT code, name, region FROM seed_countries ORDER BY code;

-- Cities and streets become lists of words of their own: c.XX and w.XX.
WITH RECURSIVE split (list, n, word, rest) AS (
    SELECT 'c.' || code, -1, '', cities || ';' FROM seed_countries
    UNION ALL
    SELECT 'w.' || code, -1, '', streets || ';' FROM seed_countries WHERE streets IS NOT NULL
    UNION ALL
    SELECT list, n + 1, substr(rest, 1, instr(rest, ';') - 1), substr(rest, instr(rest, ';') + 1)
    FROM split WHERE rest <> ''
)
INSERT INTO seed_words SELECT list, n, word FROM split WHERE n >= 0;
INSERT INTO seed_lists SELECT list, COUNT(*) FROM seed_words WHERE list LIKE 'c.__' OR list LIKE 'w.__' GROUP BY list;

CREATE TEMP TABLE seed_publishers (id INTEGER PRIMARY KEY, name TEXT, city TEXT, country_code TEXT, founded_year INTEGER, line TEXT);
INSERT INTO seed_publishers VALUES
(1, 'Alder & Finch', 'London', 'GB', 1921, 'novel'), (2, 'Quayside Press', 'Bristol', 'GB', 1954, 'novel'),
(3, 'Northlight Editions', 'Edinburgh', 'GB', 1978, 'novel'), (4, 'Halcyon House', 'New York', 'US', 1934, 'novel'),
(5, 'Éditions du Phare', 'Nantes', 'FR', 1947, 'novel'), (6, 'Verlag am Steg', 'Leipzig', 'DE', 1929, 'novel'),
(7, 'Casa Limón', 'Sevilla', 'ES', 1988, 'novel'), (8, 'Blackwater Crime', 'Belfast', 'GB', 1961, 'tale'),
(9, 'Nightbus Books', 'Glasgow', 'GB', 1996, 'tale'), (10, 'Skerry & Sons', 'Bergen', 'NO', 1957, 'tale'),
(11, 'Ninth Moon', 'Portland', 'US', 1969, 'tale'), (12, 'Perihelion', 'Toronto', 'CA', 1983, 'tale'),
(13, 'Thornwood', 'Bath', 'GB', 1938, 'tale'), (14, 'Glass Tower', 'Seattle', 'US', 2004, 'tale'),
(15, 'Pequod Street', 'Providence', 'US', 1972, 'novel'), (16, 'Longshore', 'Cork', 'IE', 1999, 'novel'),
(17, 'The Lantern Library', 'Dublin', 'IE', 1951, 'fact'), (18, 'Meridian University Press', 'Utrecht', 'NL', 1912, 'fact'),
(19, 'Ordnance & Bell', 'London', 'GB', 1948, 'fact'), (20, 'Fieldfare', 'Norwich', 'GB', 1965, 'fact'),
(21, 'Tramline', 'Lisboa', 'PT', 1991, 'fact'), (22, 'Salt Marsh Press', 'Boston', 'US', 1976, 'fact'),
(23, 'Kilometre Zero', 'Madrid', 'ES', 2001, 'fact'), (24, 'Octavo & Daughters', 'Oxford', 'GB', 1903, 'fact'),
(25, 'Plain Words', 'Melbourne', 'AU', 2009, 'fact'), (26, 'Orto', 'Bologna', 'IT', 1958, 'plate'),
(27, 'Copper Pan', 'London', 'GB', 1984, 'plate'), (28, 'Atelier Nord', 'København', 'DK', 1949, 'plate'),
(29, 'Wide Margin', 'Basel', 'CH', 1962, 'plate'), (30, 'Second Helping', 'Cape Town', 'ZA', 2006, 'plate'),
(31, 'Little Otter', 'York', 'GB', 1955, 'child'), (32, 'Paper Boat', 'Kochi', 'IN', 1987, 'child'),
(33, 'Hopscotch & Co', 'Wellington', 'NZ', 1994, 'child'), (34, 'Kleine Eule', 'Hamburg', 'DE', 1960, 'child'),
(35, 'Attic Window', 'Chicago', 'US', 2011, 'child'), (36, 'Swallow Press', 'Galway', 'IE', 1946, 'verse'),
(37, 'Half Rhyme', 'Graz', 'AT', 1992, 'verse'), (38, 'Penny Stage', 'Manchester', 'GB', 1959, 'verse'),
(39, 'Coral & Ink', 'Lagos', 'NG', 1986, 'novel'), (40, 'Baobab Road', 'Nairobi', 'KE', 1998, 'novel');

INSERT INTO publishers (id, name, city, country_code, founded_year, website)
SELECT id, name, city, country_code, founded_year,
    CASE WHEN id % 9 <> 4 THEN 'https://www.' || replace(replace(replace(replace(lower(name), ' ', ''), '&', '-'), 'É', 'e'), 'ó', 'o')
        || '.example' END
FROM seed_publishers ORDER BY id;

INSERT INTO genres (id, parent_id, name, slug) VALUES
(1, NULL, 'Fiction', 'fiction'), (2, 1, 'Literary fiction', 'literary-fiction'), (3, 1, 'Historical fiction', 'historical-fiction'),
(4, 1, 'Crime and mystery', 'crime-and-mystery'), (5, 1, 'Fantasy', 'fantasy'), (6, 1, 'Science fiction', 'science-fiction'),
(7, 1, 'Short stories', 'short-stories'), (8, 4, 'Detective stories', 'detective-stories'), (9, 4, 'Cosy crime', 'cosy-crime'),
(10, 4, 'Noir', 'noir'), (11, 5, 'Epic fantasy', 'epic-fantasy'), (12, 5, 'Fairy tales', 'fairy-tales'),
(13, 6, 'Space opera', 'space-opera'), (14, 6, 'Utopia and dystopia', 'utopia-and-dystopia'), (15, 6, 'Climate fiction', 'climate-fiction'),
(16, NULL, 'Poetry and drama', 'poetry-and-drama'), (17, 16, 'Poetry', 'poetry'), (18, 16, 'Drama', 'drama'),
(19, NULL, 'Non-fiction', 'non-fiction'), (20, 19, 'History', 'history'), (21, 19, 'Biography and memoir', 'biography-and-memoir'),
(22, 19, 'Science', 'science'), (23, 19, 'Nature', 'nature'), (24, 19, 'Essays and ideas', 'essays-and-ideas'),
(25, 19, 'Travel', 'travel'), (26, 19, 'Food and drink', 'food-and-drink'), (27, 19, 'Art and design', 'art-and-design'),
(28, 20, 'Maritime history', 'maritime-history'), (29, 20, 'City portraits', 'city-portraits'), (30, 22, 'Mathematics', 'mathematics'),
(31, 22, 'Physics', 'physics'), (32, 23, 'Birds', 'birds'), (33, 23, 'Gardens', 'gardens'), (34, 26, 'Baking', 'baking'),
(35, NULL, 'Children', 'children'), (36, 35, 'Picture books', 'picture-books'), (37, 35, 'Middle grade', 'middle-grade'),
(38, 35, 'Young adult', 'young-adult'), (39, NULL, 'Books in translation', 'books-in-translation');

-- Kinds of book: main genre, two further genres, publisher's line, summary, pages, price, and whether there are series.
CREATE TEMP TABLE seed_kinds (
    kind TEXT PRIMARY KEY, genre_id INTEGER, other_a INTEGER, other_b INTEGER, line TEXT, summary TEXT,
    pages_from INTEGER, pages_span INTEGER, price_from INTEGER, in_series INTEGER
) WITHOUT ROWID;
INSERT INTO seed_kinds VALUES
('literary', 2, 3, 7, 'novel', 's.novel', 176, 320, 17, 0), ('historical', 3, 2, 28, 'novel', 's.novel', 256, 400, 18, 1),
('crime', 4, 8, 10, 'tale', 's.novel', 224, 240, 16, 1), ('fantasy', 5, 11, 12, 'tale', 's.novel', 304, 480, 18, 1),
('scifi', 6, 13, 14, 'tale', 's.novel', 224, 340, 17, 1), ('short', 7, 2, 12, 'novel', 's.novel', 128, 160, 14, 0),
('poetry', 17, 24, 23, 'verse', NULL, 56, 88, 11, 0), ('drama', 18, 2, 7, 'verse', NULL, 72, 64, 11, 0),
('history', 20, 28, 29, 'fact', 's.fact', 240, 420, 22, 0), ('biography', 21, 20, 24, 'fact', 's.fact', 192, 280, 19, 0),
('science', 22, 30, 31, 'fact', 's.fact', 192, 260, 20, 0), ('nature', 23, 32, 33, 'fact', 's.fact', 176, 220, 19, 0),
('essays', 24, 21, 2, 'fact', 's.fact', 112, 160, 14, 0), ('travel', 25, 29, 21, 'fact', 's.fact', 192, 220, 17, 0),
('food', 26, 34, 33, 'plate', 's.cook', 192, 160, 25, 0), ('arts', 27, 29, 22, 'plate', 's.fact', 128, 200, 29, 0),
('picture', 36, 12, 35, 'child', 's.child', 24, 24, 12, 1), ('middle', 37, 9, 12, 'child', 's.child', 144, 180, 11, 1),
('young', 38, 14, 2, 'child', 's.novel', 224, 200, 13, 0);

INSERT INTO shops (id, name, kind, street, postcode, city, country_code, phone, opened_on) VALUES
(1, 'Rotterdam Warehouse', 'warehouse', 'Merwehaven 14', '3029 AK', 'Rotterdam', 'NL', '+31 10 555 0114', '2009-02-02'),
(2, 'The Crooked Shelf', 'shop', '27 Quay Street', 'D02 7XK', 'Dublin', 'IE', '+353 1 555 0127', '1998-10-17'),
(3, 'The Upper Shelf', 'shop', '4 Castle Wynd', 'EH1 2QT', 'Edinburgh', 'GB', '+44 131 555 0104', '2003-05-10'),
(4, 'Livraria da Esquina', 'shop', 'Rua da Esperança, 61', '1200-657', 'Lisboa', 'PT', '+351 21 555 0161', '2011-04-23'),
(5, 'De Scheve Plank', 'shop', 'Korenlei 9', '9000', 'Gent', 'BE', '+32 9 555 0109', '2007-09-01'),
(6, 'Oudegracht Books', 'shop', 'Oudegracht 212', '3511 NR', 'Utrecht', 'NL', '+31 30 555 0212', '2005-03-19'),
(7, 'Krzywa Półka', 'shop', 'ul. Szewska 8', '31-009', 'Kraków', 'PL', '+48 12 555 0108', '2014-06-06'),
(8, 'Bokhandeln vid Hamnen', 'shop', 'Hamngatan 3', '411 14', 'Göteborg', 'SE', '+46 31 555 0103', '2012-11-24'),
(9, 'Die Schiefe Leiter', 'shop', 'Gerberstraße 17', '04105', 'Leipzig', 'DE', '+49 341 555 0117', '2016-03-12');

-- ---------------------------------------------------------------------------------------
-- People
-- ---------------------------------------------------------------------------------------

-- 1,100 candidates for authors (two never share a name), then staff, then customers.
CREATE TEMP TABLE seed_people (n INTEGER PRIMARY KEY, given TEXT, family TEXT, country TEXT, culture TEXT, role TEXT);

INSERT INTO seed_people
SELECT p.n,
    (SELECT word FROM seed_words WHERE list = 'g.' || p.culture AND n = p.b % (SELECT size FROM seed_lists WHERE list = 'g.' || p.culture)),
    (SELECT word FROM seed_words WHERE list = 'f.' || p.culture AND n = p.c % (SELECT size FROM seed_lists WHERE list = 'f.' || p.culture)),
    p.country, p.culture, p.role
FROM (
    SELECT h.n, h.b, h.c, h.role, h.country, CASE
        WHEN h.e % 100 < 12 THEN (SELECT word FROM seed_words WHERE list = 'culture' AND n = h.f % (SELECT size FROM seed_lists WHERE list = 'culture'))
        WHEN h.country = 'BE' AND h.f % 2 = 0 THEN 'fr'
        ELSE (SELECT culture FROM seed_countries WHERE code = h.country) END AS culture
    FROM (
        SELECT n, b, c, e, f,
            CASE WHEN n <= 1100 THEN 'author' WHEN n <= 1190 THEN 'staff' ELSE 'customer' END AS role,
            CASE
                WHEN n <= 1100 THEN (SELECT word FROM seed_words WHERE list = 'home.author'
                    AND n = d.a % (SELECT size FROM seed_lists WHERE list = 'home.author'))
                WHEN n <= 1190 THEN (SELECT country_code FROM shops WHERE id = CASE WHEN d.n <= 1112 THEN 1 ELSE 2 + d.n % 8 END)
                ELSE (SELECT word FROM seed_words WHERE list = 'home.customer'
                    AND n = d.a % (SELECT size FROM seed_lists WHERE list = 'home.customer'))
            END AS country
        FROM seed_dice AS d WHERE n BETWEEN 1 AND 6190
    ) AS h
) AS p;

DELETE FROM seed_people WHERE role = 'author'
    AND n NOT IN (SELECT MIN(n) FROM seed_people WHERE role = 'author' GROUP BY given, family);

-- Names as they stand in an e-mail address: lower case, no accents.
CREATE TEMP TABLE seed_letters (k INTEGER PRIMARY KEY, accented TEXT, plain TEXT);
WITH RECURSIVE split (k, pair, rest) AS (
    SELECT 0, '', 'áa àa âa ãa äa åa ảa ạa ặa ỗo ăa çc ćc čc đd ée èe êe ëe ęe ėe ểe ễe íi ìi îi ïi ıi łl ńn ñn ňn óo òo ôo õo öo øo őo ọo ớo ōo śs şs šs ßss úu ùu ûu üu űu ūu ũu ưu ờo ườuo ầa ấa ğg źz żz ýy ệe Áa Åa Äa Ée Íi İi Óo Öo Øo Őo Úu Üu Çc Şs Śs Łl Źz Żz Đd ’ - '
    UNION ALL
    SELECT k + 1, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1) FROM split WHERE rest <> ''
)
INSERT INTO seed_letters SELECT k, substr(pair, 1, 1), substr(pair, 2) FROM split WHERE pair <> '';

CREATE TEMP TABLE seed_plain (word TEXT PRIMARY KEY, plain TEXT) WITHOUT ROWID;
WITH RECURSIVE fold (word, plain, k) AS (
    SELECT DISTINCT word, replace(word, ' ', ''), 1 FROM seed_words WHERE list LIKE 'g.__' OR list LIKE 'f.__'
    UNION ALL
    SELECT fold.word, replace(fold.plain, l.accented, l.plain), fold.k + 1 FROM fold JOIN seed_letters AS l ON l.k = fold.k
)
INSERT INTO seed_plain SELECT word, lower(plain) FROM fold WHERE k = (SELECT MAX(k) + 1 FROM seed_letters);

-- ---------------------------------------------------------------------------------------
-- Books
-- ---------------------------------------------------------------------------------------

CREATE TEMP TABLE seed_candidates (n INTEGER PRIMARY KEY, kind TEXT);
INSERT INTO seed_candidates
SELECT n, (SELECT word FROM seed_words WHERE list = 'kind' AND n = d.b % (SELECT size FROM seed_lists WHERE list = 'kind'))
FROM seed_dice AS d WHERE n BETWEEN 1 AND 3000;

INSERT INTO seed_phrases
SELECT 'title', d.n, d.c, '{t.' || c.kind || '}' FROM seed_candidates AS c JOIN seed_dice AS d ON d.n = c.n
UNION ALL
SELECT 'subtitle', d.n, d.d, '{subtitle}' FROM seed_candidates AS c JOIN seed_kinds AS k ON k.kind = c.kind
    JOIN seed_dice AS d ON d.n = c.n WHERE k.summary = 's.fact' AND d.e % 100 < 55
UNION ALL
SELECT 'summary', d.n, d.f, '{' || k.summary || '}' FROM seed_candidates AS c JOIN seed_kinds AS k ON k.kind = c.kind
    JOIN seed_dice AS d ON d.n = c.n WHERE k.summary IS NOT NULL AND d.e % 100 >= 4
UNION ALL
SELECT 'bio', n, g, '{bio}' FROM seed_dice WHERE n BETWEEN 1 AND 800
UNION ALL
SELECT 'note', n, h, '{note}' FROM seed_dice WHERE n BETWEEN 1 AND 900;

WITH RECURSIVE grow (purpose, n, dice, body) AS (
    SELECT purpose, n, dice, phrase FROM seed_phrases
    UNION ALL
    SELECT purpose, n, (dice * 742938285 + 7) % 2147483647,
        substr(body, 1, instr(body, '{') - 1)
        || (SELECT word FROM seed_words AS w JOIN seed_lists AS l ON l.list = w.list
            WHERE w.list = substr(body, instr(body, '{') + 1, instr(body, '}') - instr(body, '{') - 1) AND w.n = dice / 64 % l.size)
        || substr(body, instr(body, '}') + 1)
    FROM grow WHERE instr(body, '{') > 0
)
INSERT INTO seed_texts SELECT purpose, n, body FROM grow WHERE instr(body, '{') = 0;
DELETE FROM seed_phrases;

-- The first 2,000 different titles. Books of a kind come in blocks of one to six by one author, who
-- keeps a publisher; some longer blocks are series.
CREATE TEMP TABLE seed_pattern (pos INTEGER PRIMARY KEY, block INTEGER, idx INTEGER, size INTEGER);
INSERT INTO seed_pattern VALUES
(0, 0, 0, 1), (1, 1, 0, 4), (2, 1, 1, 4), (3, 1, 2, 4), (4, 1, 3, 4), (5, 2, 0, 2), (6, 2, 1, 2), (7, 3, 0, 3), (8, 3, 1, 3),
(9, 3, 2, 3), (10, 4, 0, 6), (11, 4, 1, 6), (12, 4, 2, 6), (13, 4, 3, 6), (14, 4, 4, 6), (15, 4, 5, 6), (16, 5, 0, 1),
(17, 6, 0, 2), (18, 6, 1, 2), (19, 7, 0, 5), (20, 7, 1, 5), (21, 7, 2, 5), (22, 7, 3, 5), (23, 7, 4, 5);

CREATE TEMP TABLE seed_books (
    id INTEGER PRIMARY KEY, n INTEGER, kind TEXT, lines TEXT, title TEXT, block TEXT, idx INTEGER, size INTEGER,
    author_id INTEGER, publisher_id INTEGER, series_id INTEGER, published_on TEXT, pages INTEGER
);
INSERT INTO seed_books (id, n, kind, lines, title, block, idx, size)
SELECT id, n, kind, lines, title, kind || (place / 24) || '/' || p.block, p.idx, p.size
FROM (
    SELECT id, n, kind, lines, title, ROW_NUMBER() OVER (PARTITION BY kind ORDER BY id) - 1 AS place
    FROM (
        SELECT ROW_NUMBER() OVER (ORDER BY MIN(t.n)) AS id, MIN(t.n) AS n, c.kind, t.body AS lines, replace(t.body, '|', ' ') AS title
        FROM seed_texts AS t JOIN seed_candidates AS c ON c.n = t.n
        WHERE t.purpose = 'title' GROUP BY replace(t.body, '|', ' ')
    ) WHERE id <= 2000
) JOIN seed_pattern AS p ON p.pos = place % 24;

CREATE TEMP TABLE seed_blocks (
    block TEXT PRIMARY KEY, author_id INTEGER, kind TEXT, size INTEGER, books INTEGER, step INTEGER, base_year INTEGER,
    publisher_id INTEGER, series_id INTEGER
) WITHOUT ROWID;
INSERT INTO seed_blocks
SELECT block, author_id, kind, size, books, step,
    2025 - (size - 1) * step - (CASE WHEN size > 1 THEN step ELSE 0 END) - (d.b % 47) * (d.c % 47) / 47, NULL, NULL
FROM (
    SELECT block, kind, size, COUNT(*) AS books, ROW_NUMBER() OVER (ORDER BY MIN(id)) AS author_id, 1 + MIN(n) % 2 AS step
    FROM seed_books GROUP BY block
) JOIN seed_dice AS d ON d.n = author_id * 11 + 400;

UPDATE seed_blocks SET publisher_id = (
    SELECT MIN((p.id * 37 + seed_blocks.author_id * 53) % 101 * 100 + p.id) % 100
    FROM seed_publishers AS p JOIN seed_kinds AS k ON k.line = p.line
    WHERE k.kind = seed_blocks.kind AND p.founded_year <= seed_blocks.base_year);

INSERT INTO seed_phrases
SELECT 'series', b.author_id, d.d, '{series.' || b.kind || '}'
FROM seed_blocks AS b JOIN seed_kinds AS k ON k.kind = b.kind JOIN seed_dice AS d ON d.n = b.author_id + 7000
WHERE k.in_series = 1 AND b.books >= 3 AND d.e % 100 < 85;
WITH RECURSIVE grow (purpose, n, dice, body) AS (
    SELECT purpose, n, dice, phrase FROM seed_phrases
    UNION ALL
    SELECT purpose, n, (dice * 742938285 + 7) % 2147483647,
        substr(body, 1, instr(body, '{') - 1)
        || (SELECT word FROM seed_words AS w JOIN seed_lists AS l ON l.list = w.list
            WHERE w.list = substr(body, instr(body, '{') + 1, instr(body, '}') - instr(body, '{') - 1) AND w.n = dice / 64 % l.size)
        || substr(body, instr(body, '}') + 1)
    FROM grow WHERE instr(body, '{') > 0
)
INSERT INTO seed_texts SELECT purpose, n, body FROM grow WHERE instr(body, '{') = 0;
DELETE FROM seed_phrases;

CREATE TEMP TABLE seed_series (n INTEGER PRIMARY KEY, id INTEGER);
INSERT INTO seed_series SELECT MIN(n), ROW_NUMBER() OVER (ORDER BY MIN(n)) FROM seed_texts WHERE purpose = 'series' GROUP BY body;
UPDATE seed_blocks SET series_id = (SELECT s.id FROM seed_series AS s WHERE s.n = seed_blocks.author_id);

INSERT INTO series (id, title, is_complete)
SELECT b.series_id, t.body, b.base_year + (b.size - 1) * b.step < 2021 AND b.author_id % 5 > 0
FROM seed_blocks AS b JOIN seed_texts AS t ON t.purpose = 'series' AND t.n = b.author_id
WHERE b.series_id IS NOT NULL ORDER BY b.series_id;

UPDATE seed_books SET
    author_id = (SELECT author_id FROM seed_blocks AS b WHERE b.block = seed_books.block),
    publisher_id = (SELECT publisher_id FROM seed_blocks AS b WHERE b.block = seed_books.block),
    series_id = (SELECT series_id FROM seed_blocks AS b WHERE b.block = seed_books.block),
    published_on = (
        SELECT printf('%04d-%02d-%02d', b.base_year + seed_books.idx * b.step,
            1 + d.g % CASE WHEN b.base_year + seed_books.idx * b.step >= 2025 THEN 9 ELSE 12 END, 1 + d.h % 28)
        FROM seed_blocks AS b JOIN seed_dice AS d ON d.n = seed_books.n WHERE b.block = seed_books.block),
    pages = (
        SELECT k.pages_from + d.a % k.pages_span / 8 * 8 FROM seed_kinds AS k JOIN seed_dice AS d ON d.n = seed_books.n + 3500
        WHERE k.kind = seed_books.kind);

-- Authors: one for each block, then those who only translate, draw or edit.
CREATE TEMP TABLE seed_authors (id INTEGER PRIMARY KEY, given TEXT, family TEXT, country TEXT, first_year INTEGER, last_year INTEGER);
INSERT INTO seed_authors
SELECT p.id, p.given, p.family, p.country, COALESCE(b.base_year, 1974 + p.id % 16),
    COALESCE(b.base_year + (b.size - 1) * b.step, 2025)
FROM (SELECT ROW_NUMBER() OVER (ORDER BY n) AS id, given, family, country FROM seed_people WHERE role = 'author') AS p
LEFT JOIN seed_blocks AS b ON b.author_id = p.id
WHERE p.id <= (SELECT MAX(author_id) + 96 FROM seed_blocks);

INSERT INTO authors (id, given_name, family_name, born_on, died_on, country_code)
SELECT a.id, a.given, a.family,
    printf('%04d-%02d-%02d', a.first_year - 25 - d.a % 31, 1 + d.b % 12, 1 + d.c % 28),
    CASE WHEN a.first_year - 25 - d.a % 31 < 1948 AND a.last_year < 2016 AND d.d % 5 < 3
        THEN printf('%04d-%02d-%02d', a.last_year + 1 + d.e % (2024 - a.last_year), 1 + d.f % 12, 1 + d.g % 28) END,
    a.country
FROM seed_authors AS a JOIN seed_dice AS d ON d.n = a.id + 9000 ORDER BY a.id;

INSERT INTO author_profiles (author_id, birthplace, biography, website, updated_on)
SELECT a.id,
    (SELECT word FROM seed_words AS w JOIN seed_lists AS l ON l.list = w.list WHERE w.list = 'c.' || a.country_code AND w.n = d.a % l.size),
    t.body,
    CASE WHEN d.b % 3 = 0 AND a.died_on IS NULL THEN 'https://' || g.plain || f.plain || '.example' END,
    date('2025-09-30', '-' || (d.c % 1600) || ' days')
FROM authors AS a
JOIN seed_texts AS t ON t.purpose = 'bio' AND t.n = a.id
JOIN seed_dice AS d ON d.n = a.id + 11000
JOIN seed_plain AS g ON g.word = a.given_name
JOIN seed_plain AS f ON f.word = a.family_name
WHERE d.d % 100 < 82 ORDER BY a.id;

INSERT INTO books (id, title, subtitle, publisher_id, series_id, volume_no, original_language, published_on, page_count, summary)
SELECT b.id, b.title, u.body, b.publisher_id, b.series_id, CASE WHEN b.series_id IS NOT NULL THEN b.idx + 1 END, c.speaks, b.published_on, b.pages, s.body
FROM seed_books AS b
JOIN seed_authors AS a ON a.id = b.author_id
JOIN seed_countries AS c ON c.code = a.country
LEFT JOIN seed_texts AS u ON u.purpose = 'subtitle' AND u.n = b.n
LEFT JOIN seed_texts AS s ON s.purpose = 'summary' AND s.n = b.n
ORDER BY b.id;

INSERT INTO book_authors (book_id, author_id, contribution, credit_no)
SELECT book_id, author_id, contribution, ROW_NUMBER() OVER (PARTITION BY book_id ORDER BY rank)
FROM (
    SELECT id AS book_id, author_id, 'author' AS contribution, 1 AS rank FROM seed_books
    UNION ALL
    -- Now and then a second author of the same kind of book.
    SELECT b.id, (SELECT MIN((s.author_id * 31 + b.id * 17) % 97 * 1000 + s.author_id) % 1000 FROM seed_blocks AS s
        WHERE s.kind = b.kind AND s.author_id <> b.author_id AND s.base_year BETWEEN b.base_year - 12 AND b.base_year
        AND s.base_year + (s.size - 1) * s.step >= CAST(substr(b.published_on, 1, 4) AS INTEGER)), 'author', 2
    FROM (SELECT k.*, l.base_year FROM seed_books AS k JOIN seed_blocks AS l ON l.block = k.block) AS b JOIN seed_dice AS d ON d.n = b.id + 12000
    WHERE d.a % 100 < 6 AND b.series_id IS NULL
    UNION ALL
    SELECT b.id, (SELECT MAX(author_id) FROM seed_blocks) + 1 + d.b % 48, 'translator', 3
    FROM books AS b JOIN seed_dice AS d ON d.n = b.id + 12000 WHERE b.original_language <> 'English' AND b.published_on >= '1990'
    UNION ALL
    SELECT b.id, (SELECT MAX(author_id) FROM seed_blocks) + 49 + d.c % 32, 'illustrator', 4
    FROM seed_books AS b JOIN seed_dice AS d ON d.n = b.id + 12000 WHERE b.published_on >= '1990' AND (b.kind = 'picture' OR (b.kind IN ('middle', 'nature', 'food') AND d.d % 3 = 0))
    UNION ALL
    SELECT b.id, (SELECT MAX(author_id) FROM seed_blocks) + 81 + d.e % 16, 'editor', 5
    FROM seed_books AS b JOIN seed_dice AS d ON d.n = b.id + 12000 WHERE b.published_on >= '1990' AND b.kind IN ('short', 'poetry', 'history') AND d.f % 4 = 0
) WHERE author_id IS NOT NULL ORDER BY book_id, rank;

INSERT INTO book_genres (book_id, genre_id, is_main)
SELECT b.id, k.genre_id, TRUE FROM seed_books AS b JOIN seed_kinds AS k ON k.kind = b.kind
UNION ALL
SELECT b.id, k.other_a, FALSE FROM seed_books AS b JOIN seed_kinds AS k ON k.kind = b.kind JOIN seed_dice AS d ON d.n = b.id + 14000 WHERE d.a % 100 < 45
UNION ALL
SELECT b.id, k.other_b, FALSE FROM seed_books AS b JOIN seed_kinds AS k ON k.kind = b.kind JOIN seed_dice AS d ON d.n = b.id + 14000 WHERE d.b % 100 < 30
UNION ALL
SELECT book_id, 39, FALSE FROM book_authors WHERE contribution = 'translator'
ORDER BY 1, 2;

-- ---------------------------------------------------------------------------------------
-- Editions and their prices
-- ---------------------------------------------------------------------------------------

CREATE TEMP TABLE seed_editions (
    id INTEGER PRIMARY KEY, book_id INTEGER, format TEXT, released_on TEXT, price REAL, is_popular INTEGER
);
INSERT INTO seed_editions (book_id, format, released_on, price, is_popular)
SELECT book_id, format, released_on,
    euros + CASE publisher_id % 4 WHEN 0 THEN 0.99 WHEN 1 THEN 0.95 WHEN 2 THEN 0.50 ELSE 0.90 END, is_popular
FROM (
    SELECT b.id AS book_id, 1 AS rank, 'hardcover' AS format, b.published_on AS released_on, b.publisher_id,
        k.price_from + 3 + b.pages / 90 + d.b % 3 AS euros, d.h % 100 < 14 AS is_popular
    FROM seed_books AS b JOIN seed_kinds AS k ON k.kind = b.kind JOIN seed_dice AS d ON d.n = b.id + 16000
    WHERE k.line IN ('plate', 'child') OR (b.published_on >= '1990' AND d.a % 100 < 62)
    UNION ALL
    SELECT b.id, 2, 'paperback',
        CASE WHEN b.published_on >= '1990' AND d.a % 100 < 62 THEN date(b.published_on, '+' || (280 + d.c % 150) || ' days') ELSE b.published_on END,
        b.publisher_id, k.price_from - 6 + b.pages / 160 + d.d % 3, d.h % 100 < 14
    FROM seed_books AS b JOIN seed_kinds AS k ON k.kind = b.kind JOIN seed_dice AS d ON d.n = b.id + 16000
    WHERE k.line NOT IN ('plate', 'child') OR d.d % 100 < 35
    UNION ALL
    SELECT b.id, 3, 'ebook',
        CASE WHEN b.published_on >= '2010' THEN b.published_on ELSE date('2010-03-01', '+' || (d.e % 2900) || ' days') END,
        b.publisher_id, k.price_from / 2 + d.f % 3, d.h % 100 < 14
    FROM seed_books AS b JOIN seed_kinds AS k ON k.kind = b.kind JOIN seed_dice AS d ON d.n = b.id + 16000
    WHERE b.kind NOT IN ('picture', 'arts') AND (b.published_on >= '2010' OR d.e % 100 < 45)
    UNION ALL
    SELECT b.id, 4, 'audiobook', date(b.published_on, '+' || (14 + d.g % 90) || ' days'),
        b.publisher_id, k.price_from + 2 + b.pages / 200, d.h % 100 < 14
    FROM seed_books AS b JOIN seed_kinds AS k ON k.kind = b.kind JOIN seed_dice AS d ON d.n = b.id + 16000
    WHERE b.published_on >= '2012' AND b.kind NOT IN ('picture', 'arts', 'food', 'poetry') AND d.g % 100 < 34
) WHERE released_on <= '2025-10-31' ORDER BY book_id, rank;

INSERT INTO editions (id, book_id, format, isbn, released_on, list_price, weight_grams, is_available)
SELECT id, book_id, format,
    digits || ((10 - (substr(digits, 1, 1) + 3 * substr(digits, 2, 1) + substr(digits, 3, 1) + 3 * substr(digits, 4, 1)
        + substr(digits, 5, 1) + 3 * substr(digits, 6, 1) + substr(digits, 7, 1) + 3 * substr(digits, 8, 1)
        + substr(digits, 9, 1) + 3 * substr(digits, 10, 1) + substr(digits, 11, 1) + 3 * substr(digits, 12, 1)) % 10) % 10),
    released_on, price, grams, is_available
FROM (
    SELECT e.id, e.book_id, e.format, printf('9781%08d', (e.id * 7654321 + 31415926) % 100000000) AS digits, e.released_on, e.price,
        CASE e.format WHEN 'hardcover' THEN 140 + b.pages * 13 / 10 WHEN 'paperback' THEN 40 + b.pages * 9 / 10 END AS grams,
        e.format = 'ebook' OR e.released_on >= '2008' OR d.a % 100 < 55 AS is_available
    FROM seed_editions AS e JOIN seed_books AS b ON b.id = e.book_id JOIN seed_dice AS d ON d.n = e.id + 18000
) ORDER BY id;

-- One or two earlier prices for a third of the editions, never before the edition was there.
INSERT INTO price_changes (id, edition_id, changed_at, old_price, new_price)
SELECT ROW_NUMBER() OVER (ORDER BY changed_at, edition_id), edition_id, changed_at, old_price, new_price
FROM (
    SELECT e.id AS edition_id, date('2022-01-10', '+' || (d.b % 1300) || ' days') || printf(' 0%d:00:00', 6 + d.c % 3) AS changed_at,
        ROUND(e.price - 1 - d.d % 2, 2) AS old_price, e.price AS new_price
    FROM seed_editions AS e JOIN seed_dice AS d ON d.n = e.id + 20000
    WHERE d.a % 100 < 34 AND e.price > 7 AND e.released_on < '2021-12-01'
    UNION ALL
    SELECT e.id, date('2019-01-15', '+' || (d.f % 1000) || ' days') || printf(' 0%d:00:00', 6 + d.g % 3),
        ROUND(e.price - 1 - d.d % 2 + CASE WHEN d.h % 5 = 0 THEN 2 ELSE -1 END, 2), ROUND(e.price - 1 - d.d % 2, 2)
    FROM seed_editions AS e JOIN seed_dice AS d ON d.n = e.id + 20000
    WHERE d.a % 100 < 16 AND e.price > 7 AND e.released_on < '2018-12-01'
);

-- ---------------------------------------------------------------------------------------
-- Staff and stock
-- ---------------------------------------------------------------------------------------

-- Employee 1 leads the company; the first of each shop leads that shop; the rest report to them.
INSERT INTO employees (id, shop_id, manager_id, given_name, family_name, email, job_title, hired_on, monthly_salary)
SELECT id, shop_id, CASE WHEN id = 1 THEN NULL WHEN place = 1 OR id = 2 THEN 1 WHEN shop_id = 1 THEN 2 ELSE first_id END, given, family,
    plain || CASE WHEN twin > 1 THEN twin ELSE '' END || '@crookedshelf.example',
    CASE WHEN id = 1 THEN 'Managing director' WHEN id = 2 THEN 'Head of logistics' WHEN place = 1 THEN 'Shop manager'
        WHEN shop_id = 1 THEN CASE a % 3 WHEN 0 THEN 'Buyer' WHEN 1 THEN 'Packer' ELSE 'Driver' END
        ELSE CASE a % 7 WHEN 0 THEN 'Children’s bookseller' WHEN 1 THEN 'Events' WHEN 2 THEN 'Apprentice' ELSE 'Bookseller' END END,
    CASE WHEN place = 1 THEN date(opened_on, '-30 days') ELSE date(opened_on, '+' || (b % (24 * 90)) || ' days') END,
    CASE WHEN id = 1 THEN 6900 WHEN place = 1 OR id = 2 THEN 3900 + c % 6 * 50 ELSE 2350 + c % 13 * 50 END
FROM (
    SELECT s.*, MIN(s.id) OVER (PARTITION BY s.shop_id) AS first_id, ROW_NUMBER() OVER (PARTITION BY s.shop_id ORDER BY s.id) AS place,
        ROW_NUMBER() OVER (PARTITION BY s.plain ORDER BY s.id) AS twin, d.a, d.b, d.c
    FROM (
        SELECT p.n - 1100 AS id, CASE WHEN p.n <= 1112 THEN 1 ELSE 2 + p.n % 8 END AS shop_id, p.given, p.family, g.plain || '.' || f.plain AS plain
        FROM seed_people AS p JOIN seed_plain AS g ON g.word = p.given JOIN seed_plain AS f ON f.word = p.family WHERE p.role = 'staff'
    ) AS s JOIN seed_dice AS d ON d.n = s.id + 22000
) JOIN (SELECT id AS sid, opened_on FROM shops) ON sid = shop_id ORDER BY id;

-- Printed editions: all of them in the warehouse, about one in six in each shop. What was delivered, less what
-- was sold or lost, plus what came back, is what there is.
CREATE TEMP TABLE seed_stock (
    shop_id INTEGER, edition_id INTEGER, delivered INTEGER, sold INTEGER, returned INTEGER, lost INTEGER, day INTEGER, shelf TEXT,
    PRIMARY KEY (shop_id, edition_id)
) WITHOUT ROWID;
INSERT INTO seed_stock
SELECT s.id, e.id, d.c % 12 + CASE s.id WHEN 1 THEN 12 ELSE 3 END,
    CASE WHEN d.d % 100 < 62 THEN 1 + d.e % CASE s.id WHEN 1 THEN 11 ELSE 2 END ELSE 0 END,
    CASE WHEN d.f % 100 < 7 THEN 1 ELSE 0 END, CASE WHEN d.f % 100 BETWEEN 40 AND 43 THEN 1 ELSE 0 END, d.g % 500,
    CASE s.id WHEN 1 THEN printf('%s%02d-%d', substr('ABCDEFGH', 1 + d.h % 8, 1), 1 + d.b % 24, 1 + d.f % 6)
        ELSE substr('CDFHKNPST', 1 + d.h % 9, 1) || (1 + d.b % 9) END
FROM shops AS s JOIN seed_editions AS e ON e.format IN ('hardcover', 'paperback')
JOIN seed_dice AS d ON d.n = (e.id * 9 + s.id) % 40000
WHERE s.id = 1 OR d.a % 1000 < CASE WHEN e.is_popular THEN 420 ELSE 110 END;

INSERT INTO stock (shop_id, edition_id, shelf, quantity, reorder_level)
SELECT shop_id, edition_id, shelf, delivered - sold + returned - lost, CASE WHEN shop_id = 1 THEN 6 ELSE 2 END
FROM seed_stock ORDER BY shop_id, edition_id;

INSERT INTO stock_movements (id, shop_id, edition_id, moved_at, reason, quantity)
SELECT ROW_NUMBER() OVER (ORDER BY moved_at, shop_id, edition_id, reason), shop_id, edition_id, moved_at, reason, quantity
FROM (
    SELECT shop_id, edition_id, MAX(date('2024-02-01', '+' || day || ' days'), (SELECT released_on FROM seed_editions WHERE id = edition_id))
        || printf(' %02d:%02d:00', 7 + day % 4, edition_id % 60) AS moved_at, 'delivery' AS reason, delivered AS quantity FROM seed_stock
    UNION ALL
    SELECT shop_id, edition_id, MAX(date('2024-02-01', '+' || (day + 5 + edition_id % 40) || ' days'), (SELECT released_on FROM seed_editions WHERE id = edition_id))
        || printf(' %02d:%02d:00', 11 + day % 7, edition_id * 7 % 60), 'sale', -sold FROM seed_stock WHERE sold > 0
    UNION ALL
    SELECT shop_id, edition_id, MAX(date('2024-02-01', '+' || (day + 50 + edition_id % 60) || ' days'), (SELECT released_on FROM seed_editions WHERE id = edition_id))
        || printf(' %02d:%02d:00', 19, edition_id * 11 % 60), 'return', returned FROM seed_stock WHERE returned > 0
    UNION ALL
    SELECT shop_id, edition_id, '2025-09-28 20:15:00', 'loss', -lost FROM seed_stock WHERE lost > 0
);

-- ---------------------------------------------------------------------------------------
-- Customers and orders
-- ---------------------------------------------------------------------------------------

-- Customers are numbered in the order in which they joined.
CREATE TEMP TABLE seed_customers (id INTEGER PRIMARY KEY, n INTEGER, given TEXT, family TEXT, country TEXT, joined_on TEXT);
INSERT INTO seed_customers
SELECT ROW_NUMBER() OVER (ORDER BY joined_on, n), n, given, family, country, joined_on
FROM (
    SELECT p.n, p.given, p.family, p.country,
        date('2025-09-30', '-' || ((d.a % 2400) * (50 + d.b % 51) / 100) || ' days') AS joined_on
    FROM seed_people AS p JOIN seed_dice AS d ON d.n = p.n + 20000 WHERE p.role = 'customer'
);

INSERT INTO customers (id, given_name, family_name, email, born_on, joined_on, wants_newsletter)
SELECT c.id, c.given, c.family, g.plain || '.' || f.plain || CASE WHEN twin > 1 THEN twin ELSE '' END || '@'
    || (SELECT word FROM seed_words AS w WHERE w.list = 'mailbox' AND w.n = d.c % 5),
    CASE WHEN d.d % 100 < 71 THEN printf('%04d-%02d-%02d', 1938 + d.e % 34 + d.f % 35, 1 + d.g % 12, 1 + d.h % 28) END,
    c.joined_on, d.a % 100 < 46
FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY given, family ORDER BY id) AS twin FROM seed_customers) AS c
JOIN seed_dice AS d ON d.n = c.n + 26000
JOIN seed_plain AS g ON g.word = c.given
JOIN seed_plain AS f ON f.word = c.family ORDER BY c.id;

INSERT INTO addresses (id, customer_id, label, street, postcode, city, country_code, is_default)
SELECT ROW_NUMBER() OVER (ORDER BY customer_id, label DESC), customer_id, label,
    replace(replace(c.address, '$s', (SELECT word FROM seed_words AS w JOIN seed_lists AS l ON l.list = w.list
        WHERE w.list = 'w.' || c.code AND w.n = x.a % l.size)), '$n', 1 + x.b % (3 + x.c % 120)),
    printf(c.postcode, CASE substr(c.postcode, instr(c.postcode, '%') + 1, 2) WHEN '05' THEN 10000 + x.d % 89999
        WHEN '04' THEN 1000 + x.d % 8999 WHEN '03' THEN 100 + x.d % 899 WHEN '02' THEN 10 + x.d % 14 ELSE 1 + x.d % 9 END,
        CASE c.code WHEN 'PT' THEN 100 + x.e % 899 WHEN 'PL' THEN 100 + x.e % 899 WHEN 'SE' THEN 10 + x.e % 89 ELSE 1 + x.e % 9 END),
    (SELECT word FROM seed_words AS w JOIN seed_lists AS l ON l.list = w.list WHERE w.list = 'c.' || c.code AND w.n = x.f % l.size),
    c.code, is_default
FROM (
    SELECT s.id AS customer_id, 'home' AS label, s.country, TRUE AS is_default, d.a, d.b, d.c, d.d, d.e, d.f
    FROM seed_customers AS s JOIN seed_dice AS d ON d.n = s.n + 30000
    UNION ALL
    SELECT s.id, CASE d.h % 3 WHEN 0 THEN 'work' WHEN 1 THEN 'parents' ELSE 'holiday' END, s.country, FALSE, d.b, d.c, d.d, d.e, d.a, d.f
    FROM seed_customers AS s JOIN seed_dice AS d ON d.n = s.n + 30000 WHERE d.g % 100 < 22
) AS x JOIN seed_countries AS c ON c.code = x.country;

-- Orders are numbered in time. 55 of 100 go through the web shop and leave the warehouse; the others are bought
-- over a counter, if there is a shop in the customer's country.
CREATE TEMP TABLE seed_orders (
    id INTEGER PRIMARY KEY, n INTEGER, customer_id INTEGER, shop_id INTEGER, ordered_at TEXT, status TEXT, line_count INTEGER
);
INSERT INTO seed_orders
SELECT ROW_NUMBER() OVER (ORDER BY ordered_at, n), n, customer_id, shop_id, ordered_at,
    CASE WHEN shop_id > 1 THEN 'delivered'
        WHEN ordered_at >= '2025-10-30' THEN 'placed' WHEN ordered_at >= '2025-10-28' THEN CASE e % 3 WHEN 0 THEN 'packed' ELSE 'paid' END
        WHEN ordered_at >= '2025-10-24' THEN CASE e % 3 WHEN 0 THEN 'delivered' ELSE 'shipped' END
        WHEN e % 100 < 3 THEN 'cancelled' WHEN e % 100 < 6 THEN 'returned' ELSE 'delivered' END,
    CASE WHEN f % 100 < 36 THEN 1 WHEN f % 100 < 64 THEN 2 WHEN f % 100 < 83 THEN 3 WHEN f % 100 < 94 THEN 4 ELSE 5 END
FROM (
    SELECT d.n, c.id AS customer_id, d.e, d.f,
        CASE WHEN d.h % 100 < 55 THEN 1 ELSE COALESCE((SELECT s.id FROM shops AS s WHERE s.kind = 'shop' AND s.country_code = c.country), 1) END AS shop_id,
        date(c.joined_on, '+' || CAST((julianday('2025-10-31') - julianday(c.joined_on)) * (d.c % 10007) / 10007 AS INTEGER) || ' days')
            || printf(' %02d:%02d:%02d', 9 + d.d % 10, d.g % 60, d.h % 60) AS ordered_at
    FROM seed_dice AS d JOIN seed_customers AS c ON c.id = 1 + (d.a % 5000) * (d.b % 5000) / 5000
    WHERE d.n BETWEEN 1 AND 11800
);

-- What could be bought in a month: editions by date of release, in four pools (popular or all, for counters or
-- for the web), and how many of each were out when the month began.
CREATE TEMP TABLE seed_pools (pool INTEGER, k INTEGER, edition_id INTEGER, released_on TEXT, price REAL, PRIMARY KEY (pool, k)) WITHOUT ROWID;
INSERT INTO seed_pools
SELECT pool, ROW_NUMBER() OVER (PARTITION BY pool ORDER BY released_on, id) - 1, id, released_on, price
FROM (
    SELECT 0 AS pool, * FROM seed_editions
    UNION ALL SELECT 1, * FROM seed_editions WHERE is_popular
    UNION ALL SELECT 2, * FROM seed_editions WHERE format IN ('hardcover', 'paperback')
    UNION ALL SELECT 3, * FROM seed_editions WHERE is_popular AND format IN ('hardcover', 'paperback')
);
CREATE TEMP TABLE seed_months (month TEXT, pool INTEGER, size INTEGER, PRIMARY KEY (month, pool)) WITHOUT ROWID;
INSERT INTO seed_months
SELECT m.month, p.pool, SUM(p.editions) FROM (SELECT DISTINCT substr(ordered_at, 1, 7) AS month FROM seed_orders) AS m
JOIN (SELECT pool, substr(released_on, 1, 7) AS month, COUNT(*) AS editions FROM seed_pools GROUP BY 1, 2) AS p ON p.month < m.month
GROUP BY m.month, p.pool;

CREATE TEMP TABLE seed_lines (order_id INTEGER, edition_id INTEGER, line_no INTEGER, dice INTEGER, PRIMARY KEY (order_id, edition_id)) WITHOUT ROWID;
INSERT INTO seed_lines
SELECT order_id, edition_id, ROW_NUMBER() OVER (PARTITION BY order_id ORDER BY MIN(j)), MIN(dice)
FROM (
    SELECT x.order_id, x.j, x.dice, p.edition_id
    FROM (
        SELECT o.id AS order_id, j.j, d.n AS dice, o.ordered_at, d.b, d.c,
            CASE WHEN o.shop_id > 1 THEN 2 ELSE 0 END + CASE WHEN d.a % 100 < 45 THEN 1 ELSE 0 END AS pool
        FROM seed_orders AS o
        JOIN (SELECT 1 AS j UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5) AS j ON j.j <= o.line_count
        JOIN seed_dice AS d ON d.n = (o.n * 5 + j.j * 8009) % 40000
    ) AS x
    JOIN seed_months AS m ON m.month = substr(x.ordered_at, 1, 7) AND m.pool = x.pool
    -- A third of all lines are among the newest tenth.
    JOIN seed_pools AS p ON p.pool = x.pool
        AND p.k = CASE WHEN x.c % 3 = 0 THEN m.size - 1 - x.b % (m.size / 10 + 1) ELSE x.b % m.size END
) GROUP BY order_id, edition_id;

INSERT INTO orders (id, customer_id, shop_id, employee_id, address_id, status, ordered_at, shipped_at, shipping_fee, note)
SELECT o.id, o.customer_id, o.shop_id,
    CASE WHEN o.shop_id > 1 THEN (SELECT MIN((e.id * 29 + o.id * 13) % 61 * 1000 + e.id) % 1000 FROM employees AS e
        WHERE e.shop_id = o.shop_id AND e.hired_on <= o.ordered_at) END,
    CASE WHEN o.shop_id = 1 THEN COALESCE(
        (SELECT a.id FROM addresses AS a WHERE a.customer_id = o.customer_id AND NOT a.is_default AND d.a % 100 < 30),
        (SELECT a.id FROM addresses AS a WHERE a.customer_id = o.customer_id AND a.is_default)) END,
    o.status, o.ordered_at,
    CASE WHEN o.shop_id = 1 AND o.status IN ('shipped', 'delivered', 'returned')
        THEN datetime(o.ordered_at, '+' || (5 + d.b % 52) || ' hours', '+' || (d.c % 60) || ' minutes') END,
    CASE WHEN o.shop_id > 1 OR l.grams = 0 OR l.goods >= 60 THEN 0 WHEN d.d % 4 = 0 THEN 5.9 ELSE 3.9 END,
    CASE WHEN o.shop_id = 1 AND d.e % 100 < 8 THEN (SELECT body FROM seed_texts WHERE purpose = 'note' AND n = 1 + d.f % 900) END
FROM seed_orders AS o
JOIN seed_dice AS d ON d.n = o.n + 12000
JOIN (SELECT s.order_id, SUM(e.list_price) AS goods, SUM(COALESCE(e.weight_grams, 0)) AS grams
    FROM seed_lines AS s JOIN editions AS e ON e.id = s.edition_id GROUP BY s.order_id) AS l ON l.order_id = o.id
ORDER BY o.id;

-- The price that was valid on the day.
CREATE INDEX ix_price_changes_edition ON price_changes (edition_id, changed_at);

INSERT INTO order_lines (order_id, line_no, edition_id, quantity, unit_price, discount_percent)
SELECT l.order_id, l.line_no, l.edition_id,
    CASE WHEN d.d % 100 < 91 THEN 1 WHEN d.d % 100 < 98 THEN 2 ELSE 3 + d.e % 6 END,
    COALESCE((SELECT p.old_price FROM price_changes AS p WHERE p.edition_id = l.edition_id AND p.changed_at > o.ordered_at
        ORDER BY p.changed_at LIMIT 1), e.price),
    CASE WHEN d.f % 100 < 5 THEN 10 WHEN d.f % 100 < 7 THEN 15 WHEN d.f % 100 = 7 THEN 30 ELSE 0 END
FROM seed_lines AS l JOIN seed_orders AS o ON o.id = l.order_id JOIN seed_editions AS e ON e.id = l.edition_id
JOIN seed_dice AS d ON d.n = l.dice ORDER BY l.order_id, l.line_no;

INSERT INTO payments (id, order_id, kind, method, amount, paid_at, transaction_ref)
SELECT id, order_id, kind, method, amount, paid_at,
    printf('%s-%s-%06d', CASE kind WHEN 'charge' THEN 'CH' ELSE 'RF' END, substr(replace(paid_at, '-', ''), 3, 6), id)
FROM (
    SELECT ROW_NUMBER() OVER (ORDER BY paid_at, order_id, kind) AS id, * FROM (
        SELECT o.id AS order_id, 'charge' AS kind,
            CASE WHEN d.a % 100 < 12 THEN CASE WHEN o.shop_id > 1 THEN 'cash' ELSE 'transfer' END WHEN d.a % 100 < 17 THEN 'voucher' ELSE 'card' END AS method,
            ROUND(t.goods + o.shipping_fee, 2) AS amount,
            CASE WHEN o.shop_id > 1 THEN o.ordered_at ELSE datetime(o.ordered_at, '+' || (20 + d.b % 400) || ' seconds') END AS paid_at
        FROM orders AS o JOIN seed_dice AS d ON d.n = o.id + 25000
        JOIN (SELECT order_id, SUM(line_total) AS goods FROM order_lines GROUP BY order_id) AS t ON t.order_id = o.id
        WHERE o.status <> 'placed' AND (o.status <> 'cancelled' OR d.c % 2 = 0)
        UNION ALL
        SELECT o.id, 'refund', CASE WHEN d.a % 100 < 12 THEN 'transfer' WHEN d.a % 100 < 17 THEN 'voucher' ELSE 'card' END,
            ROUND(t.goods + CASE o.status WHEN 'cancelled' THEN o.shipping_fee ELSE 0 END, 2),
            datetime(o.ordered_at, '+' || (CASE o.status WHEN 'cancelled' THEN 3 ELSE 170 END + d.d % 60) || ' hours')
        FROM orders AS o JOIN seed_dice AS d ON d.n = o.id + 25000
        JOIN (SELECT order_id, SUM(line_total) AS goods FROM order_lines GROUP BY order_id) AS t ON t.order_id = o.id
        WHERE o.status = 'returned' OR (o.status = 'cancelled' AND d.c % 2 = 0)
    )
) ORDER BY id;

CREATE TEMP TABLE seed_visits (customer_id INTEGER PRIMARY KEY, visits INTEGER);
INSERT INTO seed_visits SELECT customer_id, COUNT(*) FROM seed_orders GROUP BY customer_id HAVING COUNT(*) >= 4;
UPDATE customers SET loyalty_tier = (
    SELECT CASE WHEN v.visits >= 9 THEN 'patron' ELSE 'bookworm' END FROM seed_visits AS v WHERE v.customer_id = customers.id)
WHERE id IN (SELECT customer_id FROM seed_visits);

-- ---------------------------------------------------------------------------------------
-- Reviews: by people who bought the book, after they got it
-- ---------------------------------------------------------------------------------------

CREATE TEMP TABLE seed_reviews (id INTEGER PRIMARY KEY, book_id INTEGER, customer_id INTEGER, rating INTEGER, written_at TEXT, dice INTEGER);
INSERT INTO seed_reviews
SELECT ROW_NUMBER() OVER (ORDER BY written_at, book_id, customer_id), book_id, customer_id, rating, written_at, dice
FROM (
    SELECT x.book_id, x.customer_id, x.dice,
        datetime(x.ordered_at, '+' || (4 + d.c % 70) || ' days', '+' || (d.d % 300) || ' minutes', '+' || (d.e % 60) || ' seconds') AS written_at,
        MAX(1, MIN(5, (q.a % 21 + d.f % 30 + d.g % 14 + 8) / 10)) AS rating
    FROM (
        SELECT e.book_id, o.customer_id, MIN(o.ordered_at) AS ordered_at, (MIN(o.id) * 3 + e.book_id * 7) % 40000 AS dice
        FROM seed_lines AS l JOIN seed_orders AS o ON o.id = l.order_id JOIN seed_editions AS e ON e.id = l.edition_id
        WHERE o.status = 'delivered' GROUP BY e.book_id, o.customer_id
    ) AS x JOIN seed_dice AS d ON d.n = x.dice JOIN seed_dice AS q ON q.n = x.book_id + 3000
    WHERE d.a % 100 < 38
) WHERE written_at < '2025-11-01';

INSERT INTO seed_phrases
SELECT 'head', r.id, d.b, '{r' || r.rating || '.head}' FROM seed_reviews AS r JOIN seed_dice AS d ON d.n = r.dice
UNION ALL
SELECT 'body', r.id, d.d, '{r' || r.rating || '.body}' FROM seed_reviews AS r JOIN seed_dice AS d ON d.n = r.dice WHERE d.h % 100 < 86;
WITH RECURSIVE grow (purpose, n, dice, body) AS (
    SELECT purpose, n, dice, phrase FROM seed_phrases
    UNION ALL
    SELECT purpose, n, (dice * 742938285 + 7) % 2147483647,
        substr(body, 1, instr(body, '{') - 1)
        || (SELECT word FROM seed_words AS w JOIN seed_lists AS l ON l.list = w.list
            WHERE w.list = substr(body, instr(body, '{') + 1, instr(body, '}') - instr(body, '{') - 1) AND w.n = dice / 64 % l.size)
        || substr(body, instr(body, '}') + 1)
    FROM grow WHERE instr(body, '{') > 0
)
INSERT INTO seed_texts SELECT purpose, n, body FROM grow WHERE instr(body, '{') = 0;

INSERT INTO reviews (id, book_id, customer_id, rating, headline, body, helpful_votes, written_at)
SELECT r.id, r.book_id, r.customer_id, r.rating, h.body, b.body, (d.a % 40) * (d.b % 40) * (d.c % 40) / 4000, r.written_at
FROM seed_reviews AS r JOIN seed_dice AS d ON d.n = (r.id * 3 + 77) % 40000
LEFT JOIN seed_texts AS h ON h.purpose = 'head' AND h.n = r.id
LEFT JOIN seed_texts AS b ON b.purpose = 'body' AND b.n = r.id ORDER BY r.id;

-- ---------------------------------------------------------------------------------------
-- Covers: an SVG picture per book, of a motif and a palette
-- ---------------------------------------------------------------------------------------

-- $a ground, $b shapes, $c accent; $x and $r move and size the round part. A motif says where the title begins,
-- whether it is centred, and whether the author's name stands at the foot (on $b) or under the title (on $a).
CREATE TEMP TABLE seed_motifs (k INTEGER PRIMARY KEY, art TEXT, title_y INTEGER, centred INTEGER, at_foot INTEGER);
INSERT INTO seed_motifs VALUES
(0, '<circle cx="$x" cy="165" r="$r" fill="$c"/><path d="M0 195Q50 155 110 190T200 175V300H0z" fill="$b" opacity=".5"/><path d="M0 230Q70 190 130 225T200 215V300H0z" fill="$b"/>', 46, 0, 1),
(1, '<g fill="none" stroke="$b" stroke-width="5"><circle cx="$x" cy="222" r="16"/><circle cx="$x" cy="222" r="30"/><circle cx="$x" cy="222" r="44"/><circle cx="$x" cy="222" r="58"/></g><circle cx="$x" cy="222" r="8" fill="$c"/>', 46, 0, 0),
(2, '<path d="M0 165q25-18 50 0t50 0t50 0t50 0V300H0z" fill="$c" opacity=".55"/><path d="M0 195q25 18 50 0t50 0t50 0t50 0V300H0z" fill="$c"/><path d="M0 225q25-18 50 0t50 0t50 0t50 0V300H0z" fill="$b" opacity=".75"/><path d="M0 255q25 16 50 0t50 0t50 0t50 0V300H0z" fill="$b"/>', 46, 0, 1),
(3, '<circle cx="$x" cy="160" r="19" fill="$c"/><path d="M70 300L150 165L200 240V300z" fill="$b" opacity=".6"/><path d="M0 272L68 178L136 272H200V300H0z" fill="$b"/><path d="M68 175L43 210L60 203L69 214L78 203L93 210z" fill="$a"/>', 46, 0, 1),
(4, '<path d="M100 300C104 240 98 190 102 140" stroke="$b" stroke-width="3" fill="none"/><g fill="$b"><ellipse cx="74" cy="180" rx="27" ry="10" transform="rotate(32 74 180)"/><ellipse cx="128" cy="196" rx="27" ry="10" transform="rotate(-32 128 196)"/><ellipse cx="74" cy="226" rx="29" ry="11" transform="rotate(32 74 226)"/><ellipse cx="129" cy="244" rx="29" ry="11" transform="rotate(-32 129 244)"/><ellipse cx="102" cy="142" rx="9" ry="22"/></g><g fill="$c"><circle cx="56" cy="206" r="6"/><circle cx="146" cy="222" r="6"/><circle cx="124" cy="160" r="6"/></g>', 34, 1, 0),
(5, '<path d="M24 264V150h64v-26h56v40h36v100h20v36H0v-36z" fill="$b"/><g fill="$a" opacity=".3"><path d="M36 164h12v16H36zm22 0h12v16H58zM36 194h12v16H36zm64-56h12v16h-12zm22 30h12v16h-12zm-22 30h12v16h-12zm50-20h12v16h-12zM58 224h12v16H58zm64 0h12v16h-12z"/></g><path d="M58 194h12v16H58zm42-26h12v16h-12zm22-30h12v16h-12zm28 70h12v16h-12zM36 224h12v16H36z" fill="$c"/>', 46, 0, 1),
(6, '<path d="M0 245L200 125V160L0 280z" fill="$c"/><path d="M0 280L200 160V195L60 300H0z" fill="$b" opacity=".6"/><path d="M20 300L200 195V300z" fill="$b"/><path d="M0 262L200 262V300H0z" fill="$b"/>', 46, 0, 1),
(7, '<circle cx="$x" cy="170" r="$r" fill="$c"/><circle cx="$x" cy="170" r="$r" fill="$a" transform="translate(13 -8)"/><g fill="$c"><circle cx="30" cy="150" r="2"/><circle cx="172" cy="138" r="2.5"/><circle cx="150" cy="206" r="2"/><circle cx="22" cy="212" r="1.5"/><circle cx="96" cy="128" r="1.5"/><circle cx="184" cy="178" r="1.5"/><circle cx="58" cy="128" r="2"/></g><path d="M0 250Q60 222 100 246T200 236V300H0z" fill="$b"/>', 46, 1, 1),
(8, '<path d="M0 0h200v86H0zM0 222h200v78H0z" fill="$b"/><path d="M0 92h200v4H0zM0 212h200v4H0z" fill="$c"/><circle cx="100" cy="43" r="21" fill="none" stroke="$a" stroke-width="2.5"/><path d="M88 50q12-22 24-14q-4 18-24 14z" fill="$c"/>', 132, 1, 1),
(9, '<circle cx="76" cy="198" r="48" fill="$b" opacity=".85"/><circle cx="128" cy="198" r="48" fill="$c" opacity=".8"/><circle cx="102" cy="240" r="48" fill="$b" opacity=".45"/>', 42, 1, 0),
(10, '<path d="M0 150h50a50 50 0 0 1-50 50zM150 150h50v50a50 50 0 0 1-50-50zM50 200h50v50a50 50 0 0 1-50-50zM100 250a50 50 0 0 1 50-50v50zM0 250h200v50H0z" fill="$b"/><path d="M100 150v50H50a50 50 0 0 1 50-50zM150 200h50a50 50 0 0 1-50 50zM0 250v-50a50 50 0 0 1 50 50z" fill="$c"/><circle cx="125" cy="175" r="18" fill="$b" opacity=".6"/>', 46, 0, 1),
(11, '<circle cx="$x" cy="190" r="$r" fill="$c" opacity=".85"/><path d="M104 150v78l-44-6zM110 162v66l34-8z" fill="$b"/><path d="M52 232h104l-16 20H70z" fill="$b" opacity=".8"/><path d="M0 248q25-10 50 0t50 0t50 0t50 0V300H0z" fill="$b"/>', 46, 0, 1),
(12, '<g fill="$b"><path d="M16 300V170h22v130zM64 300V148h18v152zM110 300V186h24v114zM160 300V160h22v140z"/><path d="M38 300V190h26v110zM134 300V206h26v94z" opacity=".6"/></g><g fill="$c"><path d="M82 300V168h28v132zM16 184h22v5H16zM64 164h18v5H64zM110 202h24v5h-24zM160 176h22v5h-22z"/></g><path d="M0 262h200v38H0z" fill="$b"/>', 46, 0, 1),
(13, '<path d="M96 290V210h8v80z" fill="$b"/><g fill="$b"><circle cx="100" cy="178" r="38"/><circle cx="68" cy="200" r="26"/><circle cx="134" cy="198" r="28"/></g><g fill="$c"><circle cx="86" cy="170" r="6"/><circle cx="120" cy="186" r="6"/><circle cx="64" cy="202" r="6"/><circle cx="136" cy="206" r="6"/><circle cx="106" cy="154" r="6"/></g><path d="M0 276q100-22 200 0V300H0z" fill="$b"/>', 42, 1, 0),
(14, '<path d="M28 158q36-14 72 4q36-18 72-4v84q-36-14-72 4q-36-18-72-4z" fill="$b"/><path d="M100 162v84" stroke="$a" stroke-width="2"/><g stroke="$a" stroke-width="2" opacity=".5" fill="none"><path d="M40 176q24-8 50 4M40 192q24-8 50 4M40 208q24-8 50 4M110 180q26-12 50-4M110 196q26-12 50-4M110 212q26-12 50-4"/></g><path d="M132 152l14-3v40l-7-7l-7 9z" fill="$c"/>', 42, 1, 0);

CREATE TEMP TABLE seed_palettes (k INTEGER PRIMARY KEY, a TEXT, b TEXT, c TEXT, ink TEXT);
INSERT INTO seed_palettes VALUES
(0, '#f5ecdb', '#1f3a4d', '#d9823b', '#1f3a4d'), (1, '#12263a', '#f0e2c4', '#e4772e', '#f7efdf'), (2, '#f7f1e5', '#7a2e3a', '#e0a458', '#5e202b'),
(3, '#e9f0ea', '#2f5d50', '#e2725b', '#1f4238'), (4, '#2b2d42', '#edf2f4', '#ef5d60', '#ffffff'), (5, '#fbe8d3', '#3d405b', '#e07a5f', '#3d405b'),
(6, '#dfe9f1', '#27496d', '#f2b134', '#17324f'), (7, '#3b1f2b', '#f3d9b1', '#c97b63', '#f9ead2'), (8, '#f2efe6', '#264653', '#e9c46a', '#264653'),
(9, '#1d3b36', '#e6dfc8', '#e9a03b', '#f3eedd'), (10, '#fdf3e7', '#6b4e71', '#f08a5d', '#4a3350'), (11, '#e4d5b7', '#4a2c2a', '#b5523b', '#3b201f'),
(12, '#eaf4f4', '#386fa4', '#f4978e', '#234a70'), (13, '#5b2333', '#f7f4f3', '#f2a65a', '#fdf8f5'), (14, '#f6e7cb', '#8a4f3d', '#4f7c6b', '#5d3125'),
(15, '#20354b', '#9fc9d9', '#f4d06f', '#eef6f9'), (16, '#f3f3ee', '#33373d', '#d64045', '#24272b'), (17, '#ffe8c2', '#b23a48', '#2b5b84', '#7d1f2c'),
(18, '#dbe7d3', '#3f5a36', '#d9a441', '#2c4225'), (19, '#403d58', '#dbd3ad', '#66d7d1', '#f2efea'), (20, '#f0e6ef', '#4b4e6d', '#95a78d', '#34364f');

INSERT INTO book_covers (book_id, media_type, width, height, image)
SELECT id, 'image/svg+xml', 200, 300, CAST(
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="300" viewBox="0 0 200 300">'
    || '<rect width="200" height="300" fill="' || a || '"/>'
    || replace(replace(replace(replace(replace(
        CASE WHEN flip = 0 THEN '<g transform="translate(200 0) scale(-1 1)">' || art || '</g>' ELSE art END,
        '$a', a), '$b', b), '$c', c), '$x', sun_x), '$r', sun_r)
    || '<path d="M0 0h6v300H0z" opacity=".16"/>'
    || '<g fill="' || ink || '" font-family="' || face || '" font-weight="bold" font-size="' || size || '"' || anchor || '>'
    || '<text x="' || text_x || '" y="' || title_y || '">' || line1 || '</text>'
    || CASE WHEN line2 <> '' THEN '<text x="' || text_x || '" y="' || (title_y + size * 6 / 5) || '">' || line2 || '</text>' ELSE '' END
    || CASE WHEN line3 <> '' THEN '<text x="' || text_x || '" y="' || (title_y + size * 12 / 5) || '">' || line3 || '</text>' ELSE '' END
    || '</g><text x="' || text_x || '" y="'
    || CASE WHEN at_foot THEN 286 ELSE title_y + size * 6 / 5 * ((line2 <> '') + (line3 <> '')) + 20 END
    || '" fill="' || CASE WHEN at_foot THEN a ELSE ink END || '" font-family="' || face || '" font-size="'
    || CASE WHEN length(author) > 22 THEN 11 ELSE 13 END || '"' || anchor || '>' || author || '</text></svg>' AS BLOB)
FROM (
    SELECT x.*, MIN(26, 250 / MAX(length(line1), length(line2), length(line3), 8)) AS size,
        CASE WHEN centred THEN 103 ELSE 20 END AS text_x, CASE WHEN centred THEN ' text-anchor="middle"' ELSE '' END AS anchor
    FROM (
        SELECT b.id, m.*, p.a, p.b, p.c, p.ink, w.full_name AS author, d.d % 2 AS flip, 60 + d.e % 81 AS sun_x, 26 + d.f % 14 AS sun_r,
            CASE WHEN b.kind IN ('scifi', 'science', 'arts', 'young', 'travel') OR d.g % 5 = 0 THEN 'sans-serif' ELSE 'serif' END AS face,
            substr(b.lines || '|', 1, instr(b.lines || '|', '|') - 1) AS line1,
            CASE WHEN instr(b.lines, '|') = 0 THEN '' ELSE substr(b.rest || '|', 1, instr(b.rest || '|', '|') - 1) END AS line2,
            CASE WHEN instr(b.rest, '|') = 0 THEN '' ELSE substr(b.rest, instr(b.rest, '|') + 1) END AS line3
        FROM (SELECT *, CASE WHEN instr(lines, '|') = 0 THEN '' ELSE substr(lines, instr(lines, '|') + 1) END AS rest FROM seed_books) AS b
        JOIN authors AS w ON w.id = b.author_id
        JOIN seed_dice AS d ON d.n = b.id + 33000
        -- The books of a series share a motif and differ in colour.
        JOIN seed_motifs AS m ON m.k = CASE WHEN b.series_id IS NULL THEN d.a ELSE b.series_id * 7 END % 15
        JOIN seed_palettes AS p ON p.k = CASE WHEN b.series_id IS NULL THEN d.b ELSE b.series_id * 5 + b.idx * 4 END % 21
    ) AS x
) ORDER BY id;

-- ---------------------------------------------------------------------------------------
-- Indexes
-- ---------------------------------------------------------------------------------------

CREATE INDEX ix_publishers_country ON publishers (country_code);
CREATE INDEX ix_genres_parent ON genres (parent_id);
CREATE INDEX ix_authors_family_name ON authors (family_name, given_name);
CREATE INDEX ix_authors_country ON authors (country_code);
CREATE INDEX ix_books_title_lower ON books (lower(title));
CREATE INDEX ix_books_publisher ON books (publisher_id);
CREATE INDEX ix_books_published ON books (published_on DESC);
CREATE INDEX ix_book_authors_author ON book_authors (author_id);
CREATE INDEX ix_book_genres_genre ON book_genres (genre_id);
CREATE UNIQUE INDEX uq_book_genres_main ON book_genres (book_id) WHERE is_main = TRUE;
CREATE INDEX ix_employees_shop ON employees (shop_id);
CREATE INDEX ix_employees_manager ON employees (manager_id);
CREATE INDEX ix_stock_edition ON stock (edition_id);
CREATE INDEX ix_stock_movements_stock ON stock_movements (shop_id, edition_id, moved_at);
CREATE UNIQUE INDEX uq_customers_email_lower ON customers (lower(email));
CREATE INDEX ix_customers_name ON customers (family_name, given_name);
CREATE UNIQUE INDEX uq_addresses_default ON addresses (customer_id) WHERE is_default = TRUE;
CREATE INDEX ix_addresses_country ON addresses (country_code);
CREATE INDEX ix_orders_customer ON orders (customer_id, ordered_at);
CREATE INDEX ix_orders_shop ON orders (shop_id);
CREATE INDEX ix_orders_employee ON orders (employee_id);
CREATE INDEX ix_orders_address ON orders (address_id);
CREATE INDEX ix_orders_open ON orders (ordered_at) WHERE status IN ('placed', 'paid', 'packed');
CREATE INDEX ix_order_lines_edition ON order_lines (edition_id);
CREATE INDEX ix_payments_order ON payments (order_id);
CREATE INDEX ix_reviews_customer ON reviews (customer_id);

-- ---------------------------------------------------------------------------------------
-- Views
-- ---------------------------------------------------------------------------------------

CREATE VIEW book_ratings AS
SELECT b.id AS book_id, b.title, COUNT(r.id) AS review_count, ROUND(AVG(r.rating), 2) AS average_rating
FROM books AS b
LEFT JOIN reviews AS r ON r.book_id = b.id
GROUP BY b.id, b.title;

CREATE VIEW author_catalogue AS
SELECT a.id AS author_id, a.given_name, a.family_name, c.name AS country, COUNT(b.id) AS book_count,
    MIN(b.published_on) AS first_published_on, MAX(b.published_on) AS last_published_on
FROM authors AS a
JOIN countries AS c ON c.code = a.country_code
LEFT JOIN book_authors AS w ON w.author_id = a.id AND w.contribution = 'author'
LEFT JOIN books AS b ON b.id = w.book_id
GROUP BY a.id, a.given_name, a.family_name, c.name;

CREATE VIEW order_totals AS
SELECT o.id AS order_id, o.customer_id, o.status, o.ordered_at, COUNT(l.line_no) AS line_count,
    COALESCE(SUM(l.quantity), 0) AS item_count, ROUND(COALESCE(SUM(l.line_total), 0), 2) AS goods_total, o.shipping_fee,
    ROUND(COALESCE(SUM(l.line_total), 0) + o.shipping_fee, 2) AS order_total
FROM orders AS o
LEFT JOIN order_lines AS l ON l.order_id = o.id
GROUP BY o.id, o.customer_id, o.status, o.ordered_at, o.shipping_fee;

CREATE VIEW bestsellers AS
SELECT b.id AS book_id, b.title, p.name AS publisher, SUM(l.quantity) AS copies_sold, ROUND(SUM(l.line_total), 2) AS revenue
FROM order_lines AS l
JOIN orders AS o ON o.id = l.order_id
JOIN editions AS e ON e.id = l.edition_id
JOIN books AS b ON b.id = e.book_id
JOIN publishers AS p ON p.id = b.publisher_id
WHERE o.status NOT IN ('cancelled', 'returned')
GROUP BY b.id, b.title, p.name;

CREATE VIEW stock_to_reorder AS
SELECT s.shop_id, h.name AS shop, s.edition_id, b.title, e.format, s.quantity, s.reorder_level,
    CASE WHEN s.quantity = 0 THEN 'out of stock' ELSE 'low' END AS urgency
FROM stock AS s
JOIN shops AS h ON h.id = s.shop_id
JOIN editions AS e ON e.id = s.edition_id
JOIN books AS b ON b.id = e.book_id
WHERE s.quantity <= s.reorder_level AND e.is_available = TRUE;

-- ---------------------------------------------------------------------------------------
-- Triggers
-- ---------------------------------------------------------------------------------------

CREATE TRIGGER tr_stock_movements_apply AFTER INSERT ON stock_movements
BEGIN
    UPDATE stock SET quantity = quantity + NEW.quantity
    WHERE shop_id = NEW.shop_id AND edition_id = NEW.edition_id;
END;

CREATE TRIGGER tr_editions_price_change AFTER UPDATE OF list_price ON editions
WHEN OLD.list_price <> NEW.list_price
BEGIN
    INSERT INTO price_changes (edition_id, old_price, new_price) VALUES (NEW.id, OLD.list_price, NEW.list_price);
END;

DROP TABLE temp.seed_dice;
DROP TABLE temp.seed_source;
DROP TABLE temp.seed_words;
DROP TABLE temp.seed_lists;
DROP TABLE temp.seed_phrases;
DROP TABLE temp.seed_texts;
DROP TABLE temp.seed_countries;
DROP TABLE temp.seed_publishers;
DROP TABLE temp.seed_kinds;
DROP TABLE temp.seed_people;
DROP TABLE temp.seed_letters;
DROP TABLE temp.seed_plain;
DROP TABLE temp.seed_candidates;
DROP TABLE temp.seed_pattern;
DROP TABLE temp.seed_books;
DROP TABLE temp.seed_blocks;
DROP TABLE temp.seed_series;
DROP TABLE temp.seed_authors;
DROP TABLE temp.seed_editions;
DROP TABLE temp.seed_stock;
DROP TABLE temp.seed_customers;
DROP TABLE temp.seed_orders;
DROP TABLE temp.seed_pools;
DROP TABLE temp.seed_months;
DROP TABLE temp.seed_lines;
DROP TABLE temp.seed_visits;
DROP TABLE temp.seed_reviews;
DROP TABLE temp.seed_motifs;
DROP TABLE temp.seed_palettes;

COMMIT;
