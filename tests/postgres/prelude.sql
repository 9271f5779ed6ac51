-- prelude.sql: functions that SQLite has and PostgreSQL has not, under SQLite's names, so that one text of
-- SQL asks both in tests/*.test. The runner runs it in every database first (--prelude). It holds
-- nothing of the extension: what a test asks of that goes straight to it.
--
-- An item of JSON has one type here, where SQLite has one for each value: json_each and json_extract
-- give double precision. Superusers only: there is a cast between two types of PostgreSQL's own.

CREATE SCHEMA sqlite;
SET search_path = sqlite, public, pg_catalog;

-- ---- BLOBs: CAST(x'00FF' AS BLOB) ----

CREATE DOMAIN blob AS bytea;

-- The bytes stand behind the number of bits.
CREATE FUNCTION bytes(bit) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT substr(bit_send($1), 5)';
CREATE CAST (bit AS bytea) WITH FUNCTION bytes(bit);
-- The bytes of UTF-8, not text like \x61.
CREATE FUNCTION bytes(text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT convert_to($1, ''UTF8'')';
CREATE FUNCTION characters(bytea) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT convert_from($1, ''UTF8'')';
CREATE CAST (text AS bytea) WITH FUNCTION bytes(text);
CREATE CAST (bytea AS text) WITH FUNCTION characters(bytea);

CREATE FUNCTION zeroblob(bigint) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT decode(repeat(''00'', $1::integer), ''hex'')';
CREATE FUNCTION hex(bytea) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT upper(encode($1, ''hex''))';
CREATE FUNCTION hex(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT upper(encode(convert_to($1, ''UTF8''), ''hex''))';

-- ---- values ----

CREATE FUNCTION typeof(anyelement) RETURNS text LANGUAGE sql IMMUTABLE
  AS $$SELECT CASE WHEN $1 IS NULL THEN 'null'
    WHEN pg_typeof($1) IN ('boolean', 'smallint', 'integer', 'bigint') THEN 'integer'
    WHEN pg_typeof($1) IN ('real', 'double precision', 'numeric') THEN 'real'
    WHEN pg_typeof($1) IN ('bytea', 'blob') THEN 'blob' ELSE 'text' END$$;
-- A literal has no type of its own.
CREATE FUNCTION typeof(text) RETURNS text LANGUAGE sql IMMUTABLE
  AS $$SELECT CASE WHEN $1 IS NULL THEN 'null' ELSE 'text' END$$;

CREATE FUNCTION ifnull(anyelement, anyelement) RETURNS anyelement LANGUAGE sql IMMUTABLE
  AS 'SELECT coalesce($1, $2)';
CREATE FUNCTION max(double precision, double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT greatest($1, $2)';
CREATE FUNCTION min(double precision, double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT least($1, $2)';
CREATE FUNCTION round(double precision, integer) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT
  AS $$SELECT CASE WHEN abs($1) < 1e300 THEN round($1::text::numeric, $2)::double precision ELSE $1 END$$;

-- ---- a comparison is 0 or 1 ----

CREATE FUNCTION plus(boolean, boolean) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT $1::integer + $2::integer';
CREATE FUNCTION plus(integer, boolean) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT $1 + $2::integer';
CREATE OPERATOR + (FUNCTION = plus, LEFTARG = boolean, RIGHTARG = boolean);
CREATE OPERATOR + (FUNCTION = plus, LEFTARG = integer, RIGHTARG = boolean);
CREATE FUNCTION add(bigint, boolean) RETURNS bigint LANGUAGE sql IMMUTABLE
  AS 'SELECT coalesce($1 + $2::integer, $1, $2::integer)';
CREATE AGGREGATE sum(boolean) (SFUNC = add, STYPE = bigint);
CREATE FUNCTION share(bigint[], boolean) RETURNS bigint[] LANGUAGE sql IMMUTABLE
  AS 'SELECT CASE WHEN $2 IS NULL THEN $1 ELSE ARRAY[$1[1] + $2::integer, $1[2] + 1] END';
CREATE FUNCTION share(bigint[]) RETURNS double precision LANGUAGE sql IMMUTABLE
  AS 'SELECT $1[1] / nullif($1[2], 0)::double precision';
CREATE AGGREGATE avg(boolean) (SFUNC = share, STYPE = bigint[], FINALFUNC = share, INITCOND = '{0,0}');

-- ---- text ----

CREATE FUNCTION instr(text, text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT strpos($1, $2)';
CREATE FUNCTION printf(text, double precision) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS $$SELECT replace($1, '%.4f', round($2::text::numeric, 4)::text)$$;
CREATE FUNCTION printf(text, text) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS $$SELECT replace($1, '%s', $2)$$;
-- As SQLite writes a number: 1.0 and not 1.
CREATE FUNCTION written(anyelement) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS $$SELECT CASE WHEN pg_typeof($1) IN ('real', 'double precision') AND $1::text ~ '^-?[0-9]+$'
    THEN $1::text || '.0' ELSE $1::text END$$;
CREATE FUNCTION joined(text, anyelement, text) RETURNS text LANGUAGE sql IMMUTABLE
  AS 'SELECT coalesce($1 || $3 || written($2), $1, written($2))';
-- As PostgreSQL's own, under the types that each of its versions has for an aggregate.
CREATE FUNCTION append(anyarray, anyelement) RETURNS anyarray LANGUAGE internal IMMUTABLE AS 'array_append';
CREATE FUNCTION joined(anyarray) RETURNS text LANGUAGE sql IMMUTABLE
  AS $$SELECT string_agg(written(item), ',' ORDER BY n) FROM unnest($1) WITH ORDINALITY AS items(item, n)$$;
CREATE AGGREGATE group_concat(anyelement) (SFUNC = append, STYPE = anyarray, FINALFUNC = joined);
CREATE AGGREGATE group_concat(anyelement, text) (SFUNC = joined, STYPE = text);
CREATE AGGREGATE group_concat(text, text) (SFUNC = string_agg_transfn, STYPE = internal, FINALFUNC = string_agg_finalfn);

-- ---- JSON: two of them are equal where their texts are ----

CREATE FUNCTION same(json, json) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT $1::text = $2::text';
CREATE FUNCTION differs(json, json) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT $1::text <> $2::text';
CREATE OPERATOR = (FUNCTION = same, LEFTARG = json, RIGHTARG = json);
CREATE OPERATOR <> (FUNCTION = differs, LEFTARG = json, RIGHTARG = json);

-- 9e999 is how JSON says Infinity.
CREATE FUNCTION number(text) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT
  AS $$SELECT CASE WHEN $1::numeric > 1.8e308 THEN 'Infinity' WHEN $1::numeric < -1.8e308 THEN '-Infinity'
    ELSE $1 END::double precision$$;
CREATE FUNCTION json_each(json, OUT key bigint, OUT value double precision) RETURNS SETOF record LANGUAGE sql IMMUTABLE
  AS 'SELECT n - 1, number(item) FROM json_array_elements_text($1) WITH ORDINALITY AS items(item, n)';
CREATE FUNCTION json_each(text, OUT key bigint, OUT value double precision) RETURNS SETOF record LANGUAGE sql IMMUTABLE
  AS 'SELECT n - 1, number(item) FROM json_array_elements_text($1::json) WITH ORDINALITY AS items(item, n)';
CREATE FUNCTION json_extract(json, text) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT
  AS $$SELECT number(jsonb_path_query_first($1::jsonb, $2::jsonpath) #>> '{}')$$;
CREATE FUNCTION json_extract(text, text) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT
  AS $$SELECT number(jsonb_path_query_first($1::jsonb, $2::jsonpath) #>> '{}')$$;
CREATE FUNCTION json_type(json, text DEFAULT '$') RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS $$SELECT jsonb_typeof(jsonb_path_query_first($1::jsonb, $2::jsonpath))$$;
CREATE FUNCTION json_type(text, text DEFAULT '$') RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS $$SELECT jsonb_typeof(jsonb_path_query_first($1::jsonb, $2::jsonpath))$$;
CREATE FUNCTION json_array_length(text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT json_array_length($1::json)';
CREATE FUNCTION json_array_length(json, text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT jsonb_array_length(jsonb_path_query_first($1::jsonb, $2::jsonpath))';
-- With quotes: the name is a word of SQL since PostgreSQL 16, which then has it.
CREATE FUNCTION "json_array"(VARIADIC "any") RETURNS json LANGUAGE internal STABLE AS 'json_build_array';
CREATE FUNCTION json_valid(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT
  AS $$BEGIN PERFORM $1::json; RETURN true; EXCEPTION WHEN invalid_text_representation THEN RETURN false; END$$;
CREATE FUNCTION json_valid(json) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT json_valid($1::text)';
CREATE FUNCTION item(anyelement) RETURNS text LANGUAGE sql IMMUTABLE
  AS $$SELECT CASE WHEN $1 IS NULL THEN 'null' WHEN pg_typeof($1) = 'text'::regtype THEN to_json($1)::text
    ELSE written($1) END$$;
CREATE FUNCTION listed(anyarray) RETURNS json LANGUAGE sql IMMUTABLE
  AS $$SELECT ('[' || coalesce(string_agg(item(item), ',' ORDER BY n), '') || ']')::json
    FROM unnest($1) WITH ORDINALITY AS items(item, n)$$;
CREATE AGGREGATE json_group_array(anyelement) (SFUNC = append, STYPE = anyarray, FINALFUNC = listed, INITCOND = '{}');
