DROP TABLE playlist_track;

DROP TABLE invoice_line;

DROP TABLE track;

DROP TABLE playlist;

DROP TABLE media_type;

DROP TABLE invoice;

DROP TABLE genre;

DROP TABLE customer;

DROP TABLE employee;

DROP TABLE album;

DROP TABLE artist;
