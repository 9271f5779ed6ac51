-- What prelude.test finds.
CREATE TABLE prelude(x);
INSERT INTO prelude VALUES (1), (2);
