import type { WordQuery } from '../../filter-words.ts'
import type { NewArticleRow } from '../../new-article-row.ts'
import { phrasesOf, type TextForms } from '../../relevance-points.ts'
import { columnsOf, type Queries } from './queries.ts'

/** Longer words cannot be indexed, and are cut: two that begin alike count as one, in texts and in queries. */
const LONGEST_WORD = 400
/** The distance between the title's last word and the text's first, so that no phrase spans both. */
const GAP = 20
/** PostgreSQL counts positions no further, and for one word no more than 255 of them. */
const LAST_POSITION = 16_383

export const lexeme = (word: string): string => `'${word.slice(0, LONGEST_WORD).replaceAll(/['\\]/g, (sign) => sign + sign)}'`

/** Words with their positions, as PostgreSQL reads a tsvector: words of the title have weight A. */
export const searchVector = ({ title, body }: NewArticleRow['words']): string => {
  const places = new Map<string, string[]>()
  let position = 0
  const place = (words: string, weight: string): void => {
    for (const word of words.split(' ')) {
      if (word === '') continue
      position += 1
      if (position > LAST_POSITION) return
      const text = lexeme(word)
      const known = places.get(text)
      if (known === undefined) places.set(text, [`${position}${weight}`])
      else known.push(`${position}${weight}`)
    }
  }
  place(title, 'A')
  position += GAP
  place(body, '')
  return [...places].map(([word, at]) => `${word}:${at.join(',')}`).join(' ')
}

export type ArticleWords = { readonly article: number; readonly words: NewArticleRow['words'] }

/** Call it inside a transaction. */
export const writeWords = async ({ run }: Queries, rows: readonly ArticleWords[]): Promise<void> => {
  if (rows.length === 0) return
  await run(
    WRITE_WORDS,
    ...columnsOf(
      rows,
      ({ article }) => article,
      ({ words }) => searchVector(words),
    ),
  )
}
const WRITE_WORDS = `
  INSERT INTO words (article, words) SELECT article, words::tsvector FROM unnest($1::bigint[], $2::text[]) AS w (article, words)
  ON CONFLICT (article) DO UPDATE SET words = excluded.words`

/** A query to the index, as PostgreSQL reads a tsquery. */
export const tsqueryOf = (query: WordQuery): string => {
  // A word that occurs twice would be read twice.
  if (query.kind !== 'phrase') return `(${[...new Set(query.of.map(tsqueryOf))].join(query.kind === 'and' ? ' & ' : ' | ')})`
  const { phrase, forms, inTitle } = query
  const { words, isOpen } = phrase
  const last = words.at(-1) ?? ''
  const weight = inTitle ? 'A' : ''
  const start = words.slice(0, -1).map((word) => lexeme(word) + (inTitle ? ':A' : ''))
  const end = isOpen ? `:*${weight}` : inTitle ? ':A' : ''
  const others = forms.filter((form) => form !== last).map((form) => lexeme(form) + (inTitle ? ':A' : ''))
  const ends = [lexeme(last) + end, ...others]
  return `(${[...start, ends.length === 1 ? (ends[0] ?? '') : `(${ends.join(' | ')})`].join(' <-> ')})`
}

/** A query for two words or phrases, in any of their first few forms, with at most `words` words between them. */
export const nearQuery = (one: TextForms, other: TextForms, words: number): string => {
  const [first, second] = [one, other].map((text) => `(${formQueries(text).join(' | ')})`)
  const distances = Array.from({ length: words + 1 }, (_, between) => between + 1)
  const nearly = distances.flatMap((distance) => [`${first} <${distance}> ${second}`, `${second} <${distance}> ${first}`])
  return nearly.map((near) => `(${near})`).join(' | ')
}

const formQueries = (text: TextForms): readonly string[] =>
  phrasesOf(text).map((phrase) => tsqueryOf({ kind: 'phrase', phrase, forms: [], inTitle: false }))
