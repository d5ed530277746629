import { setImmediate } from 'node:timers/promises'
import { DAY } from '../../../lib/durations.ts'
import type { Instant } from '../../../model/ids.ts'
import type { NewArticleRow } from '../../new-article-row.ts'
import { type QueryBudget, UNLIMITED } from '../../ports/query-budget.ts'
import type { IndexedWord } from '../../ports/story-search.ts'
import { formSearch, likeliest, similarSearch, type SimilarWord } from '../../word-lookups.ts'
import type { Queries } from './queries.ts'
import { lexeme } from './postgres-words.ts'

/** The words that the index may contain, since the index cannot list them itself. Some may be in no article any more. */
export type Vocabulary = {
  /** Adds words. Not inside a transaction: words of articles that are not stored in the end do no harm, and nobody waits for their locks. */
  readonly learn: (rows: readonly Pick<NewArticleRow, 'words'>[], now: Instant) => Promise<void>
  /** Deletes words that no stored article can contain. */
  readonly forget: () => Promise<void>
  /** Clears the memory, because the server is another one. */
  readonly learnAnew: () => void
  /** The forms of each word in each of these languages. */
  readonly forms: (words: readonly string[], languages: readonly string[]) => Promise<ReadonlyMap<string, WordForms>>
  readonly similar: (written: string, budget?: QueryBudget) => Promise<readonly IndexedWord[]>
}
/** Forms of one word, by language. */
export type WordForms = ReadonlyMap<string, readonly string[]>

/** Shorter words have no forms and are similar to too many others; pairs of characters are among them. */
const FEWEST_LETTERS = 3
const MOST_REMEMBERED = 100_000
/** How often each word in use is written: once a week. */
const WEEK = 7 * DAY

export const createVocabulary = (queries: Queries): Vocabulary => {
  const remembered = new Set<string>()
  /** The latest week in which words were learned. */
  let since = 0
  return {
    async learn(rows, now) {
      const week = Math.floor(now / WEEK)
      if (week > since) remembered.clear()
      since = Math.max(since, week)
      const words = new Set(rows.flatMap(({ words: { title, body } }) => `${title} ${body}`.split(' ')))
      const fresh = [...words].filter((word) => word.length >= FEWEST_LETTERS && !remembered.has(word))
      if (fresh.length === 0) return
      await queries.run(LEARN, fresh, week)
      if (remembered.size > MOST_REMEMBERED) remembered.clear()
      for (const word of fresh) remembered.add(word)
    },
    learnAnew: () => remembered.clear(),
    async forget() {
      while ((await queries.run(FORGET)) > 0) await setImmediate()
    },
    async forms(words, languages) {
      const found = new Map<string, WordForms>()
      for (const word of new Set(words)) {
        const { starts, longest, formsIn } = formSearch(word, languages)
        const terms = starts.length === 0 ? [] : await queries.all<{ readonly word: string }>(BEGINNING, starts, longest)
        found.set(word, formsIn(terms.map((term) => term.word)))
      }
      return found
    },
    similar: async (written, budget = UNLIMITED) => await similarWords(queries, written, budget),
  }
}
/** Sorted, so that two processes do not block each other. */
const LEARN = `
  INSERT INTO vocabulary AS v (word, week) SELECT w.word, $2 FROM unnest($1::text[]) AS w (word)
  WHERE NOT EXISTS (SELECT 1 FROM vocabulary k WHERE k.word = w.word AND k.week >= $2) ORDER BY w.word COLLATE "C"
  ON CONFLICT (word) DO UPDATE SET week = excluded.week WHERE v.week < excluded.week`
/** Words of the weeks before the oldest stored article: a word of a stored article was learned in that article's week or later. */
const FORGET = `
  DELETE FROM vocabulary WHERE week < (SELECT min(first_seen) FROM article) / ${WEEK} AND word = ANY (ARRAY(
    SELECT word FROM vocabulary WHERE week < (SELECT min(first_seen) FROM article) / ${WEEK} ORDER BY week LIMIT 5000))`
/** U+10FFFF sorts after all letters. */
const FOLLOWS = `chr(1114111)`
const BEGINNING = `
  SELECT v.word FROM unnest($1::text[]) AS s (start) JOIN vocabulary v ON v.word >= s.start AND v.word < s.start || ${FOLLOWS}
  WHERE length(v.word) <= $2 ORDER BY v.word`

const similarWords = async ({ all }: Queries, written: string, budget: QueryBudget): Promise<readonly IndexedWord[]> => {
  const search = similarSearch(written)
  if (search === null) return []
  const { word, start, shortest, longest, stepsTo } = search
  const near: { readonly word: string; readonly steps: number }[] = []
  for (const { word: term } of await all<{ readonly word: string }>(NEAR_WORDS, start, shortest, longest)) {
    const steps = stepsTo(term)
    if (steps !== null) near.push({ word: term, steps })
    if (budget.isSpent()) break
  }
  const counts = await all<IndexedWord>(
    COUNT_WORDS,
    near.map((one) => one.word),
    near.map((one) => lexeme(one.word)),
  )
  const articlesWith = new Map(counts.map((one) => [one.word, one.articles]))
  if ((articlesWith.get(word) ?? 0) > 0) return []
  return likeliest(
    near.flatMap((one): readonly SimilarWord[] => {
      const articles = articlesWith.get(one.word) ?? 0
      return articles === 0 ? [] : [{ ...one, articles }]
    }),
  )
}
const NEAR_WORDS = `
  SELECT word FROM vocabulary WHERE word >= $1 AND word < $1 || ${FOLLOWS} AND length(word) BETWEEN $2 AND $3 ORDER BY word`
const COUNT_WORDS = `
  SELECT n.word, (SELECT count(*) FROM words w WHERE w.words @@ n.query::tsquery) AS articles
  FROM unnest($1::text[], $2::text[]) AS n (word, query)`
