-- elo.sql: ratings from games. That one player beats another has the probability sigmoid(a - b), where a
-- and b are their strengths. Elo counts in points: 400 for a factor of 10 in the odds.

DROP TABLE IF EXISTS temp.games;
CREATE TEMP TABLE games(game INTEGER PRIMARY KEY, winner, loser);
INSERT INTO games(winner, loser) VALUES
  ('ann', 'bob'), ('bob', 'cyd'), ('ann', 'cyd'), ('cyd', 'bob'), ('ann', 'bob'), ('bob', 'ann'),
  ('dan', 'cyd'), ('ann', 'dan'), ('bob', 'dan'), ('cyd', 'dan'), ('ann', 'cyd'), ('dan', 'bob');
DROP TABLE IF EXISTS temp.players;
CREATE TEMP TABLE players AS SELECT winner AS player FROM games UNION SELECT loser FROM games;

-- Elo, game by game from 1500 (A. Elo, 1978): the winner takes 32 times the probability that the loser had.
WITH RECURSIVE elo(game, ratings) AS (
  SELECT 0, (SELECT json_group_object(player, 1500.0) FROM players)
  UNION ALL
  SELECT games.game,
         (SELECT json_group_object(key, value + (CASE key WHEN winner THEN 32 WHEN loser THEN -32 ELSE 0 END)
                   * sigmoid(((ratings ->> loser) - (ratings ->> winner)) * ln(10) / 400))
          FROM json_each(ratings))
  FROM elo JOIN games ON games.game = elo.game + 1
)
SELECT key AS player, round(value, 1) AS elo
FROM json_each((SELECT ratings FROM elo ORDER BY game DESC LIMIT 1))
ORDER BY value DESC;

-- Bradley-Terry, all games at once whatever their order (R. Bradley and M. Terry, 1952): the strengths of
-- maximum likelihood, by a hundred gradient steps. A step is twice a player's mean residual, which never
-- overshoots. Only differences count, so the mean is set to 0. Whoever has won all games, or lost all, has
-- no finite strength.
WITH RECURSIVE side(player, other, won) AS (
  SELECT winner, loser, 1 FROM games UNION ALL SELECT loser, winner, 0 FROM games
),
fit(step, strengths) AS (
  SELECT 0, (SELECT json_group_object(player, 0.0) FROM players)
  UNION ALL
  SELECT step + 1,
         (SELECT json_group_object(player, strength)
          FROM (SELECT player, (strengths ->> player)
                       + 2 * avg(won - sigmoid((strengths ->> player) - (strengths ->> other))) AS strength
                FROM side GROUP BY player))
  FROM fit
  WHERE step < 100
)
SELECT player, round(strength, 4) AS strength, round(1500 + strength * 400 / ln(10), 1) AS points
FROM (SELECT key AS player, value - avg(value) OVER () AS strength
      FROM json_each((SELECT strengths FROM fit WHERE step = 100)))
ORDER BY strength DESC;
