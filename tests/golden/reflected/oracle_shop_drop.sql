DROP MATERIALIZED VIEW totals;

DROP VIEW buyers;

DROP TABLE "Order Line";

DROP TABLE auditor.event;

DROP TABLE words;

DROP TABLE scratch;

DROP TABLE sale_page;

DROP TABLE sale_note;

DROP TABLE sale;

DROP TABLE lower;

DROP TABLE customer;

DROP PROCEDURE tidy
/

DROP FUNCTION gross
/

DROP TYPE address
/

DROP SYNONYM far_away
/

DROP SYNONYM events
/

DROP SEQUENCE invoice;

DROP SEQUENCE ticket;
