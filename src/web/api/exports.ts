/** Exports of the articles or stories that a search finds, as one document for counting or citing; written page by page while it is read. */
import { MINUTE } from '../../lib/durations.ts'
import type { StoredArticle } from '../../model/article.ts'
import { createFairQueue } from '../../lib/fair-queue.ts'
import type { LanguageTag } from '../../model/ids.ts'
import { mapByTheirSteps } from '../../lib/steps.ts'
import type { Store } from '../../store/ports/store.ts'
import type { Cursor, MatchedStory, Page, StoryQuery } from '../../store/ports/story-search.ts'
import { createQueryBudget } from '../../store/ports/query-budget.ts'
import type { WebDeps } from '../deps.ts'
import { HttpError, tooBusy } from '../http/http-error.ts'
import { DATA_HEADERS } from '../http/security.ts'
import type { WebRequest } from '../http/web-request.ts'
import { positionOf } from '../pages/paging.ts'
import type { PageContext } from '../pages/page-context.ts'
import { type ConcurrencyLimit, createConcurrencyLimit } from '../concurrency-limit.ts'
import { refusing } from '../query-limits.ts'
import { bibtexEntry, CSV_HEAD, csvLine, risRecord } from './article-formats.ts'
import { bomIn, limitIn, type ReportQuery, reportQuery } from './parameters.ts'
import type { Article, StoryMatch } from './report-schemas.ts'
import { STORY_HEAD, storyLine } from './story-formats.ts'
import { affairsOf, reportViews } from './report-views.ts'

export const EXPORTED = { usual: 1_000, most: 10_000 }

type Format<Row> = { readonly type: string; readonly head: string; readonly write: (row: Row) => string }
const CSV = 'text/csv; charset=utf-8; header=present'
const JSONL = 'application/jsonl; charset=utf-8'
const jsonLine = (row: Article | StoryMatch): string => `${JSON.stringify(row)}\n`
const OF_ARTICLES = {
  'articles.csv': { type: CSV, head: CSV_HEAD, write: csvLine },
  'articles.jsonl': { type: JSONL, head: '', write: jsonLine },
  'articles.bib': { type: 'application/x-bibtex; charset=utf-8', head: '', write: bibtexEntry },
  'articles.ris': { type: 'application/x-research-info-systems; charset=utf-8', head: '', write: risRecord },
} as const satisfies Readonly<Record<string, Format<Article>>>
const OF_STORIES = {
  'stories.csv': { type: CSV, head: STORY_HEAD, write: storyLine },
  'stories.jsonl': { type: JSONL, head: '', write: jsonLine },
} as const satisfies Readonly<Record<string, Format<StoryMatch>>>
/** The formats by the end of the address. */
export const EXPORT_FORMATS = { ...OF_ARTICLES, ...OF_STORIES }
export type ExportName = keyof typeof EXPORT_FORMATS
const isOfStories = (name: ExportName): name is keyof typeof OF_STORIES => name in OF_STORIES

/**
 * The most exports at a time; each has one page of articles in memory. When all are in use, one of a client with several makes room for
 * another client.
 */
const MOST_OPEN = 16
const ROWS_AT_ONCE = 100
/**
 * The most that the query for one page may cost, in milliseconds and rows. `MOST_MS` limits all pages of an export together; then the
 * export breaks off.
 */
const PAGE = { ms: 1_500, rows: 300_000 }
const MOST_MS = MINUTE

export type Exports = {
  open(request: WebRequest, context: PageContext, name: ExportName): Promise<Response>
}

export const createExports = (deps: WebDeps, elapsed: () => number): Exports => {
  const inTurn = createConcurrencyLimit({ running: 1, waiting: MOST_OPEN, waitMs: MOST_MS, elapsed })
  const running = createFairQueue<Export>({ most: MOST_OPEN, evict: ({ stop }) => stop.abort(tooBusy()) })

  async function* texts<Row>(one: Export, wanted: Wanted, { head, find, show }: Writing<Row>): AsyncGenerator<string, void> {
    try {
      let before = head
      for await (const rows of pages(wanted, find, { elapsed, inTurn })) {
        yield before + (await show(rows))
        before = ''
      }
      if (before !== '') yield before
    } catch (error) {
      if (!(error instanceof HttpError) && !wanted.signal.aborted) deps.log('error', 'export-failed', { error: String(error) })
      throw error
    } finally {
      running.remove(one)
    }
  }

  return {
    async open(request, context, name) {
      const { query, method, client } = request
      const { filter, preferred } = await reportQuery(context)
      const stop = new AbortController()
      const signal = AbortSignal.any([request.signal, stop.signal])
      const wanted = { client, filter, limit: limitIn(query, EXPORTED.usual, EXPORTED.most), before: positionOf(query), signal }
      const bom = bomIn(query) ? '\uFEFF' : ''
      const headers = headersFor(
        EXPORT_FORMATS[name].type,
        `polywire-${isOfStories(name) ? 'stories-' : ''}${new Date(deps.now()).toISOString().slice(0, 10)}.${name.replace(/^.*\./, '')}`,
      )
      if (method === 'HEAD') return new Response(null, { headers })
      const one = { client, stop }
      if (!running.add(one)) throw tooBusy()
      const text = isOfStories(name)
        ? texts(one, wanted, storyWriting(deps.store, context, { preferred, bom, format: OF_STORIES[name] }))
        : texts(one, wanted, articleWriting(deps.store, context, { preferred, bom, format: OF_ARTICLES[name] }))
      // An error of the search appears with the first page, when the answer can still be an error.
      const first = await text.next()
      return new Response(ReadableStream.from(resumed(first, text)).pipeThrough(new TextEncoderStream(), { signal }), {
        headers,
      })
    },
  }
}

/** `stop` ends the export while its client is still connected. */
type Export = { readonly client: string; readonly stop: AbortController }
type Wanted = Pick<ReportQuery, 'filter'> & {
  readonly client: string
  readonly limit: number
  readonly before: Cursor | null
  readonly signal: AbortSignal
}
type Means = { readonly elapsed: () => number; readonly inTurn: ConcurrencyLimit }
type Find<Row> = (query: StoryQuery) => Promise<Page<Row>>
/** `show`: the text of a page of rows. */
type Writing<Row> = {
  readonly head: string
  readonly find: Find<Row>
  readonly show: (rows: readonly Row[]) => Promise<string>
}
type Shape<Row> = { readonly preferred: readonly LanguageTag[]; readonly bom: string; readonly format: Format<Row> }

const articleWriting = (
  store: Store,
  context: PageContext,
  { preferred, bom, format }: Shape<Article>,
): Writing<StoredArticle> => {
  const { article } = reportViews(context, preferred)
  return {
    head: bom + format.head,
    find: async (query) => await store.articles(query),
    show: async (rows) => rows.map((row) => format.write(article(row))).join(''),
  }
}

const storyWriting = (
  store: Store,
  context: PageContext,
  { preferred, bom, format }: Shape<StoryMatch>,
): Writing<MatchedStory> => {
  const { storyMatch } = reportViews(context, preferred)
  return {
    head: bom + format.head,
    find: async (query) => await store.stories(query),
    async show(rows) {
      const affairs = await affairsOf(
        store,
        rows.map(({ story }) => story),
      )
      const views = await context.inTurns(mapByTheirSteps(rows, (row) => storyMatch(row, affairs)))
      return views.map(format.write).join('')
    },
  }
}

/** The rows, page by page; only one export queries the store at a time. */
async function* pages<Row>(
  { client, filter, limit, before, signal }: Wanted,
  find: Find<Row>,
  { elapsed, inTurn }: Means,
): AsyncGenerator<readonly Row[], void> {
  let [left, position, spent]: [number, Cursor | null, number] = [limit, before, 0]
  do {
    const query = { filter, limit: Math.min(left, ROWS_AT_ONCE), before: position }
    const page = await inTurn(client, signal, async () => {
      const begun = elapsed()
      const found = await refusing(find({ ...query, budget: createQueryBudget({ ...PAGE, signal, elapsed }) }))
      spent += elapsed() - begun
      return found
    })
    if (page.rows.length > 0) yield page.rows
    left -= page.rows.length
    position = page.next
    if (position !== null && spent > MOST_MS) throw tookTooLong()
  } while (left > 0 && position !== null)
}

async function* resumed(first: IteratorResult<string, void>, rest: AsyncGenerator<string, void>): AsyncGenerator<string, void> {
  if (first.done === true) return
  yield first.value
  yield* rest
}

const tookTooLong = (): HttpError =>
  new HttpError(503, 'The export was stopped: it looks at more articles than there is time for. Narrow the filter.')

const headersFor = (type: string, file: string): Readonly<Record<string, string>> => ({
  ...DATA_HEADERS,
  'content-type': type,
  'content-disposition': `attachment; filename="${file}"`,
  'cache-control': 'no-store',
})
