/** What is shown of each publisher's articles, as CSV: what publishers may ask of a service that shows excerpts. */
import type { Filter } from '../model/filter.ts'
import type { StoredArticle } from '../model/article.ts'
import { DAY } from '../lib/durations.ts'
import type { Instant, SourceId } from '../model/ids.ts'
import type { Source } from '../model/source.ts'
import { republished } from '../publish/republished.ts'
import type { Store } from '../store/ports/store.ts'
import { type CsvColumn, csvHead, csvLineOf } from '../web/api/article-formats.ts'
import { InputError } from '../model/input-error.ts'
import type { CommandContext } from './context.ts'
import { withStories } from './story-names.ts'

export type ExcerptFlags = { readonly since?: string; readonly until?: string; readonly articles?: boolean }

type Shown = {
  readonly publisher: string
  readonly source: SourceId
  readonly article: StoredArticle
  readonly excerpt: string
  /** Characters of the whole text, where that is shown. */
  readonly text: number
}

export const excerpts = async (context: CommandContext, flags: ExcerptFlags): Promise<number> =>
  await withStories(context, async (store, { sources }) => {
    const now = context.clock.now()
    const until = dayIn('--until', flags.until)
    const span = { from: dayIn('--since', flags.since) ?? now - 30 * DAY, to: until === null ? now : until + DAY }
    for await (const line of excerptLines(store, sources, { ...span, articles: flags.articles === true }))
      context.terminal.out(line.trimEnd())
    return 0
  })

type Wanted = { readonly from: Instant; readonly to: Instant; readonly articles: boolean }

/** The lines of the CSV, with its head: one for each publisher, most excerpts first, or one for each article. */
export async function* excerptLines(
  store: Pick<Store, 'articles'>,
  sources: readonly Source[],
  { from, to, articles }: Wanted,
): AsyncGenerator<string, void> {
  const byId = new Map(sources.map((source) => [source.id, source]))
  const publishers = new Map<string, Publisher>()
  yield articles ? csvHead(EACH) : csvHead(TOTALS)
  for await (const article of articlesOf(store, from, to)) {
    const shown = shownOf(article, byId.get(article.source))
    if (articles) yield csvLineOf(EACH, shown)
    else publishers.set(shown.publisher, added(publishers.get(shown.publisher), shown))
  }
  for (const publisher of [...publishers.values()].toSorted((a, b) => b.excerpts - a.excerpts))
    yield csvLineOf(TOTALS, publisher)
}

const dayIn = (flag: string, written: string | undefined): Instant | null => {
  if (written === undefined) return null
  const at = Date.parse(`${written}T00:00:00Z`)
  if (!/^\d{4}-\d\d-\d\d$/.test(written) || Number.isNaN(at))
    throw new InputError(`${flag} ${written} is no day; write 2026-11-30`)
  return at
}

const ROWS_AT_ONCE = 500

async function* articlesOf(store: Pick<Store, 'articles'>, from: Instant, to: Instant): AsyncGenerator<StoredArticle, void> {
  const filter: Filter = {
    kind: 'and',
    of: [
      { kind: 'after', at: from },
      { kind: 'before', at: to },
    ],
  }
  let before = null
  do {
    const page: Awaited<ReturnType<Store['articles']>> = await store.articles({ filter, limit: ROWS_AT_ONCE, before })
    yield* page.rows
    before = page.next
  } while (before !== null)
}

const shownOf = (article: StoredArticle, source: Source | undefined): Shown => {
  const { summary, html } = republished(article, source)
  const publisher = source?.owner ?? source?.name ?? article.source
  return { publisher, source: article.source, article, excerpt: summary, text: html === null ? 0 : article.text.length }
}

type Publisher = {
  readonly publisher: string
  readonly sources: ReadonlySet<SourceId>
  readonly articles: number
  readonly excerpts: number
  readonly characters: number
  readonly longest: number
  readonly whole: number
}

const added = (before: Publisher | undefined, { publisher, source, excerpt, text }: Shown): Publisher => ({
  publisher,
  sources: new Set([...(before?.sources ?? []), source]),
  articles: (before?.articles ?? 0) + 1,
  excerpts: (before?.excerpts ?? 0) + (excerpt === '' ? 0 : 1),
  characters: (before?.characters ?? 0) + excerpt.length,
  longest: Math.max(before?.longest ?? 0, excerpt.length),
  whole: (before?.whole ?? 0) + (text > 0 ? 1 : 0),
})

const TOTALS: readonly CsvColumn<Publisher>[] = [
  ['publisher', ({ publisher }) => publisher],
  ['sources', ({ sources }) => [...sources].join('; ')],
  ['articles', ({ articles }) => articles],
  ['excerpts', (one) => one.excerpts],
  ['characters', ({ characters }) => characters],
  ['longest', ({ longest }) => longest],
  ['whole_texts', ({ whole }) => whole],
]
const EACH: readonly CsvColumn<Shown>[] = [
  ['publisher', ({ publisher }) => publisher],
  ['source', ({ source }) => source],
  ['article', ({ article }) => article.id],
  ['published_at', ({ article }) => new Date(article.publishedAt).toISOString()],
  ['link', ({ article }) => article.link],
  ['title', ({ article }) => article.title],
  ['characters', ({ excerpt }) => excerpt.length],
  ['excerpt', ({ excerpt }) => excerpt],
  ['whole_text', ({ text }) => text],
]
