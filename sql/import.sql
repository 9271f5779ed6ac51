-- import.sql: the scores of sql/data/ into typed tables; run by the sqlite3 shell from the top folder.
-- The tables come first: .import into a table that does not exist makes every column TEXT.

DROP TABLE IF EXISTS digits;
CREATE TABLE digits(
  model TEXT, image INTEGER, label INTEGER, class INTEGER, logit REAL,
  PRIMARY KEY (model, image, class)
) WITHOUT ROWID;

DROP TABLE IF EXISTS tumours;
CREATE TABLE tumours(
  model TEXT, patient INTEGER, malignant INTEGER, logit REAL,
  PRIMARY KEY (model, patient)
) WITHOUT ROWID;

.mode csv
.import --skip 1 sql/data/digits_scores.csv digits
.import --skip 1 sql/data/tumour_scores.csv tumours
