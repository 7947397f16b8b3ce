import type { Database } from '../database.js';

/** A run of letters and digits that is searched for, and the bigrams that every text with it has. */
export interface SearchTerm {
  term: string;
  grams: readonly string[];
}

// What was said with a command that was refused, or is undecided, is not part of what happened. A scalar question, so that it
// is asked of what was found only (as an anti-join the planner might read the whole inbox for it), and `<>`, which the planner
// takes to hold almost always, as it does.
const IS_TOLD = `coalesce((SELECT 1 FROM inbox WHERE inbox.case_id = vault_texts.case_id AND inbox.ordinal > 1
  AND (inbox.outcome IS NULL OR inbox.outcome ? 'refusal') AND inbox.body::text LIKE '%' || vault_texts.ref || '%' LIMIT 1), 0) <> 1`;

/** What somebody searches for, split as the texts are; none where there is no letter or digit in it. */
export async function readTerms({ pool }: Database, sought: string): Promise<readonly SearchTerm[]> {
  const { rows } = await pool.query<SearchTerm>({
    name: 'search-terms',
    text: `SELECT term, array(SELECT gram FROM unnest(search_bigrams(term)) AS gram
             WHERE char_length(gram) = least(2, char_length(term))) AS grams
           FROM unnest(search_terms($1)) AS term`,
    values: [sought],
  });
  return rows;
}

/** That a request has a text with a term; `put` takes a value and gives its place in the statement. */
export function hasTerm({ term, grams }: SearchTerm, put: (value: unknown) => string): string {
  // Bigrams may stand apart, so the term itself is looked for in what they found; it also rules rows out sooner where the
  // planner goes through the newest requests one by one, as it does for a word that stands in many.
  return `case_id IN (SELECT case_id FROM vault_texts
    WHERE search_bigrams(searched_text(purpose, text)) @> ${put(grams)}::text[]
      AND strpos(search_normal(searched_text(purpose, text)), ${put(term)}::text) <> 0 AND ${IS_TOLD})`;
}
