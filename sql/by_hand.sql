-- by_hand.sql: what hand-written SQL answers to ordinary scores, beside this extension.

CREATE TEMP TABLE three(x);
INSERT INTO three VALUES (1000), (1001), (1002);
CREATE TEMP TABLE tie(class, score);
INSERT INTO tie VALUES ('cat', 2.5), ('dog', 2.5);

CREATE TEMP TABLE answers(question, by_hand, answer, sqlite_logits);
INSERT INTO answers
SELECT 'top softmax of 1000 to 1002', 'exp(max(x)) / sum(exp(x))',
       exp(max(x)) / sum(exp(x)), round(softmax_max(x), 4) FROM three
UNION ALL
SELECT 'logsumexp of 1000 to 1002', 'ln(sum(exp(x)))',
       ln(sum(exp(x))), round(logsumexp(x), 4) FROM three
UNION ALL
SELECT 'log of the sigmoid of -800', 'ln(1 / (1 + exp(800)))',
       ln(1 / (1 + exp(800))), log_sigmoid(-800)
UNION ALL
SELECT 'loss of 0 (right) and -40', 'ln(exp(0) + exp(-40)) - 0',
       ln(exp(0) + exp(-40)) - 0, (SELECT xent(x, x = 0) FROM (SELECT 0 AS x UNION SELECT -40))
UNION ALL
SELECT 'mean loss of p = 0.5 and 0', 'avg(-ln(p))',
       (SELECT round(avg(-ln(p)), 4) FROM (SELECT 0.5 AS p UNION SELECT 0)),
       (SELECT avg(-log_prob(p)) FROM (SELECT 0.5 AS p UNION SELECT 0))
UNION ALL
SELECT 'best of a tie', 'SELECT class, max(score)',
       (SELECT class FROM (SELECT class, max(score) FROM tie)), argmax(class, score) FROM tie;

CREATE INDEX temp.tie_by_score ON tie(score, class);
INSERT INTO answers
SELECT 'same tie, after CREATE INDEX', 'SELECT class, max(score)',
       (SELECT class FROM (SELECT class, max(score) FROM tie)), argmax(class, score) FROM tie;

.nullvalue NULL
SELECT * FROM answers;
.nullvalue ''
