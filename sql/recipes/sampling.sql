-- sampling.sql: the next token of a language model, drawn in SQL. Nine tokens stand for a vocabulary; `seen` is 1
-- for those of the text so far.

DROP TABLE IF EXISTS temp.vocabulary;
CREATE TEMP TABLE vocabulary(id INTEGER PRIMARY KEY, token, logit, seen);
INSERT INTO vocabulary VALUES
  (0, ' the', 4.1, 1), (1, ' moon', 3.6, 1), (2, ' sea', 3.4, 0), (3, ' sun', 3.1, 0), (4, ' night', 2.2, 0),
  (5, ' wind', 1.4, 0), (6, ' of', 0.3, 1), (7, ' tax', -0.9, 0), (8, ' xml', -2.5, 0);

-- The logits are changed in this order. Repetition penalty 1.3: a seen token's logit is divided by it, or multiplied
-- where it is negative. Logit bias: ' sun' gets 0.5 more, ' tax' is forbidden. Temperature 0.8.
DROP TABLE IF EXISTS temp.next;
CREATE TEMP TABLE next AS
WITH penalised AS (
  SELECT vec_group(id, CASE WHEN NOT seen THEN logit WHEN logit > 0 THEN logit / 1.3 ELSE logit * 1.3 END) AS v,
         (SELECT json_group_array(token) FROM (SELECT token FROM vocabulary ORDER BY id)) AS tokens
  FROM vocabulary
),
final AS (
  SELECT vec_scale(vec_add(v, '[0, 0, 0, 0.5, 0, 0, 0, -9e999, 0]'), 1.0 / 0.8) AS v, tokens FROM penalised
)
SELECT idx, name AS token, logit, prob,
       rank <= 5 AS top_k, cum_before < 0.9 AS top_p, ratio >= 0.1 AS min_p
FROM final, vec_scores(v, tokens);

-- Top-k keeps the five best, top-p the smallest set with 90% of the probability, min-p those with a tenth of the best
-- one's probability or more.
SELECT token, round(logit, 3) AS logit, round(prob, 4) AS prob, top_k, top_p, min_p FROM next ORDER BY logit DESC;

-- The draw: softmax_sample among those that are left. uniform(seed, key) is the same number every time; the key
-- is the position in the text. From a whole vector: vec_sample(v, uniform(7, n)).
WITH RECURSIVE position(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM position LIMIT 10000),
drawn AS (
  SELECT n, softmax_sample(token, logit, uniform(7, n)) AS token
  FROM position, next
  WHERE top_k AND top_p AND min_p
  GROUP BY n
),
expected AS (
  SELECT token, softmax_prob(logit, logsumexp(logit) OVER ()) AS prob FROM next WHERE top_k AND top_p AND min_p
)
SELECT token, count(*) AS draws, round(prob, 4) AS prob, group_concat(n) FILTER (WHERE n <= 8) AS first_positions
FROM drawn JOIN expected USING (token)
GROUP BY token
ORDER BY prob DESC;
