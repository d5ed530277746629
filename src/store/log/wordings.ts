/** Earlier headlines and excerpts of articles, the last few of each. */
import { type ArticleId, articleId, type Instant } from '../../model/ids.ts'
import type { EarlierWording } from '../../model/wording.ts'
import { isEdit } from '../../text/edit.ts'
import { all, asRows, type Database, insertInto, run, type Sql, type Work } from '../database.ts'
import type { Revised } from '../ports/article-log.ts'

/** The most earlier wordings of an article that are stored. */
export const MOST_WORDINGS = 5

export type Wordings = ReturnType<typeof wordingsIn>

export const wordingsIn = (database: Database) => ({
  /** The earlier wordings of these articles, the first one first; articles whose wording never changed are left out. */
  wordingsOf: async (articles: readonly ArticleId[]): Promise<ReadonlyMap<ArticleId, readonly EarlierWording[]>> => {
    const rows = articles.length === 0 ? [] : await database.all<WordingRow>(OF_ARTICLES, articles)
    return new Map(
      [...Map.groupBy(rows, ({ id }) => articleId(id))].map(([id, own]) => [
        id,
        own.map(({ title, summary, replaced_at: replacedAt }) => ({ title, summary, replacedAt })),
      ]),
    )
  },
})
const OF_ARTICLES: Sql = ({ isIn }) => `
  SELECT a.id, w.title, w.summary, w.replaced_at FROM article a JOIN wording w ON w.article = a.n
  WHERE ${isIn('a.id', '$1', 'text')} ORDER BY w.article, w.replaced_at`

/** Stores the wordings that these revisions replace by one that says something else. Runs before the revisions are written. */
export function* storeWordings(revised: readonly Revised[], now: Instant): Work<void> {
  if (revised.length === 0) return
  const stored = yield* all<StoredRow>(
    STORED,
    revised.map(({ article }) => article),
  )
  const after = new Map(revised.map(({ article, row }) => [article, row.content]))
  const edited = stored.filter((before) => {
    const wording = after.get(before.article)
    return wording !== undefined && isEdit(before, wording, publisherOf(before))
  })
  if (edited.length === 0) return
  const articles = edited.map(({ article }) => article)
  const rows = edited.map(({ article, title, summary }) => ({ article, replaced_at: now, title, summary }))
  yield* run(STORE, asRows(rows))
  yield* run(TRIM, articles)
}
const STORED: Sql = ({ isIn }) => `
  SELECT c.article, c.title, c.summary, s.name, s.feed_title, s.host
  FROM content c JOIN article a ON a.n = c.article LEFT JOIN source s ON s.n = a.source WHERE ${isIn('c.article', '$1', 'bigint')}`
const STORE = insertInto(
  'wording',
  { article: 'bigint', replaced_at: 'bigint', title: 'text', summary: 'text' },
  'ON CONFLICT (article, replaced_at) DO NOTHING',
)
const TRIM: Sql = ({ isIn }) => `
  DELETE FROM wording WHERE ${isIn('article', '$1', 'bigint')} AND ${MOST_WORDINGS} <= (
    SELECT count(*) FROM wording later WHERE later.article = wording.article AND later.replaced_at > wording.replaced_at)`

const publisherOf = ({ name, feed_title: title, host }: StoredRow): readonly string[] =>
  [name, title, host].filter((one) => one !== null)

type StoredRow = {
  readonly article: number
  readonly title: string
  readonly summary: string
  readonly name: string | null
  readonly feed_title: string | null
  readonly host: string | null
}
type WordingRow = { readonly id: string; readonly title: string; readonly summary: string; readonly replaced_at: number }
