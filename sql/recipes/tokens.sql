-- tokens.sql: log-probabilities of a language model, as an API returns them: one row per token, and for
-- some positions the likeliest candidates.

DROP TABLE IF EXISTS temp.tokens;
CREATE TEMP TABLE tokens(document, position, token, logprob);
INSERT INTO tokens VALUES
  ('letter', 1, 'Dear', -0.21), ('letter', 2, ' Sir', -0.64), ('letter', 3, ' or', -0.33),
  ('letter', 4, ' Madam', -0.02), ('poem', 1, 'The', -1.40), ('poem', 2, ' moth', -6.91),
  ('poem', 3, ' reads', -7.55), ('poem', 4, ' light', -4.08);
DROP TABLE IF EXISTS temp.candidates;
CREATE TEMP TABLE candidates(document, position, token, logprob);
INSERT INTO candidates VALUES
  ('letter', 2, ' Sir', -0.64), ('letter', 2, ' Madam', -1.14), ('letter', 2, ' John', -2.41),
  ('letter', 2, ' all', -3.51), ('poem', 2, ' sun', -1.20), ('poem', 2, ' moon', -1.31),
  ('poem', 2, ' sea', -1.90), ('poem', 2, ' night', -2.20), ('poem', 2, ' wind', -2.66);

-- Perplexity per document: among how many tokens the model was as good as guessing.
SELECT document, count(logprob) AS tokens, round(perplexity(logprob), 2) AS perplexity
FROM tokens
GROUP BY document;

-- Per position the entropy of what it considered, and the smallest set that holds 90% of it (top-p).
WITH considered AS (
  SELECT document, position, token,
         softmax_prob(logprob, logsumexp(logprob) OVER (PARTITION BY document, position)) AS p
  FROM candidates
),
ranked AS (
  SELECT *, sum(p) OVER (PARTITION BY document, position ORDER BY p DESC, token) AS cum
  FROM considered
)
SELECT document, position,
       round(entropy(p), 3) AS entropy,
       json_group_array(token) FILTER (WHERE cum - p < 0.9) AS top_p
FROM ranked
GROUP BY document, position;
