-- ab_test.sql: the log-odds of an A/B test. Does page B sell more than page A? The counts are made up.
-- Write 1.0 * sold / visits: in SQL 120 / 1000 is the integer 0, and logit(0) is -Inf.

DROP TABLE IF EXISTS temp.pages;
CREATE TEMP TABLE pages(page, visits, sold);
INSERT INTO pages VALUES ('A', 1000, 120), ('B', 1000, 156);

-- A logit's variance is 1 / (n p q). Its 95% interval goes through sigmoid, and stays between 0 and 1.
WITH log_odds AS (
  SELECT *, 1.0 * sold / visits AS rate, logit(1.0 * sold / visits) AS x FROM pages
),
interval AS (SELECT *, 1.96 / sqrt(visits * rate * (1 - rate)) AS margin FROM log_odds)
SELECT page, rate, round(sigmoid(x - margin), 4) AS rate_low, round(sigmoid(x + margin), 4) AS rate_high,
       round(x, 4) AS log_odds, logit(sold / visits) AS integer_division
FROM interval;

-- The difference of two log-odds is the log of the odds ratio, and their variances add up. An interval
-- without 0, an odds ratio without 1, is significant at 5%.
WITH difference AS (
  SELECT logit(1.0 * b.sold / b.visits) - logit(1.0 * a.sold / a.visits) AS x,
         sqrt(1.0 / a.sold + 1.0 / (a.visits - a.sold) + 1.0 / b.sold + 1.0 / (b.visits - b.sold)) AS se
  FROM pages AS a JOIN pages AS b ON a.page = 'A' AND b.page = 'B'
)
SELECT round(x, 4) AS log_odds_ratio, round(se, 4) AS standard_error, round(exp(x), 3) AS odds_ratio,
       round(exp(x - 1.96 * se), 3) AS ratio_low, round(exp(x + 1.96 * se), 3) AS ratio_high
FROM difference;
