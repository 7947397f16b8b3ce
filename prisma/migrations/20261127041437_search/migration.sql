-- Search by bigrams. Functions and an expression index, so nothing of a text is kept beside it: who erases the text erases
-- what finds it. The builtin collation knows every letter, whatever locale the database has.

-- As texts are compared: compatibility forms made plain, small letters, and without the marks that choose the shape of a
-- Mongolian letter or join signs without being seen.
CREATE FUNCTION "search_normal"("said" text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(regexp_replace(normalize("said", NFKC), '[\u180B-\u180F\u200B-\u200D\u2060\uFEFF]', '', 'g') COLLATE pg_c_utf8);

-- Its runs of letters and digits.
CREATE FUNCTION "search_terms"("said" text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN array_remove(regexp_split_to_array(search_normal("said") COLLATE pg_c_utf8, '[^[:alnum:]]+'), '');

-- What a text is found by: each of its letters and digits, and every two that stand together in a run. As dear as it is, so
-- that whatever else can rule a row out is asked first.
CREATE FUNCTION "search_bigrams"("said" text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000
RETURN (
  SELECT coalesce(array_agg(DISTINCT gram), '{}')
  FROM (
    SELECT letter, lead(letter) OVER (PARTITION BY place ORDER BY position) AS following
    FROM unnest(search_terms("said")) WITH ORDINALITY AS term(word, place),
      unnest(string_to_array(word, NULL)) WITH ORDINALITY AS spelt(letter, position)
  ) AS letters,
  LATERAL (VALUES (letter), (letter || following)) AS grams(gram)
  WHERE gram IS NOT NULL
);

-- What is searched: what the resident said, and what the resident was told.
CREATE FUNCTION "searched_text"("purpose" text, "said" text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN "purpose" IN ('request', 'address', 'supplement', 'answer', 'reply') THEN "said" END;

-- Not partial: the planner reads the statistics of a partial index's expression for nothing, and would take every word for
-- a rare one.
CREATE INDEX "vault_texts_search" ON "vault_texts" USING GIN (search_bigrams(searched_text("purpose", "text")));
