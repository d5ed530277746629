/** Exports of the articles that a search finds, as one document for counting or citing; written page by page while it is read. */
import { MINUTE } from '../../lib/durations.ts'
import type { StoredArticle } from '../../model/article.ts'
import { createFairQueue } from '../../lib/fair-queue.ts'
import type { Cursor } from '../../store/ports/story-search.ts'
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
import type { Article } from './report-schemas.ts'
import { reportViews } from './report-views.ts'

export const EXPORTED = { usual: 1_000, most: 10_000 }

type ExportFormat = { readonly type: string; readonly head: string; readonly write: (article: Article) => string }
/** The formats by the ending of the address. */
export const EXPORT_FORMATS = {
  csv: { type: 'text/csv; charset=utf-8; header=present', head: CSV_HEAD, write: csvLine },
  jsonl: { type: 'application/jsonl; charset=utf-8', head: '', write: (article) => `${JSON.stringify(article)}\n` },
  bib: { type: 'application/x-bibtex; charset=utf-8', head: '', write: bibtexEntry },
  ris: { type: 'application/x-research-info-systems; charset=utf-8', head: '', write: risRecord },
} as const satisfies Readonly<Record<string, ExportFormat>>
export type ExportEnding = keyof typeof EXPORT_FORMATS

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
  open(request: WebRequest, context: PageContext, ending: ExportEnding): Promise<Response>
}

export const createExports = (deps: WebDeps, elapsed: () => number): Exports => {
  const inTurn = createConcurrencyLimit({ running: 1, waiting: MOST_OPEN, waitMs: MOST_MS, elapsed })
  const running = createFairQueue<Export>({ most: MOST_OPEN, evict: ({ stop }) => stop.abort(tooBusy()) })

  async function* texts(one: Export, wanted: Wanted, { head, show }: Writing): AsyncGenerator<string, void> {
    try {
      let before = head
      for await (const rows of pages(wanted, { store: deps.store, elapsed, inTurn })) {
        yield before + rows.map(show).join('')
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
    async open(request, context, ending) {
      const { query, method, client } = request
      const { type, head, write }: ExportFormat = EXPORT_FORMATS[ending]
      const { filter, preferred } = await reportQuery(context)
      const stop = new AbortController()
      const signal = AbortSignal.any([request.signal, stop.signal])
      const wanted = { client, filter, limit: limitIn(query, EXPORTED.usual, EXPORTED.most), before: positionOf(query), signal }
      const { article } = reportViews(context, preferred)
      const writing = { head: (bomIn(query) ? '\uFEFF' : '') + head, show: (row: StoredArticle) => write(article(row)) }
      const headers = headersFor(type, `polywire-${new Date(deps.now()).toISOString().slice(0, 10)}.${ending}`)
      if (method === 'HEAD') return new Response(null, { headers })
      const one = { client, stop }
      if (!running.add(one)) throw tooBusy()
      const text = texts(one, wanted, writing)
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
type Means = Pick<WebDeps, 'store'> & {
  readonly elapsed: () => number
  readonly inTurn: ConcurrencyLimit
}
type Writing = { readonly head: string; readonly show: (row: StoredArticle) => string }

/** The articles, page by page; only one export queries the store at a time. */
async function* pages(
  { client, filter, limit, before, signal }: Wanted,
  { store, elapsed, inTurn }: Means,
): AsyncGenerator<readonly StoredArticle[], void> {
  let [left, position, spent]: [number, Cursor | null, number] = [limit, before, 0]
  do {
    const query = { filter, limit: Math.min(left, ROWS_AT_ONCE), before: position }
    const page = await inTurn(client, signal, async () => {
      const begun = elapsed()
      const found = await refusing(store.articles({ ...query, budget: createQueryBudget({ ...PAGE, signal, elapsed }) }))
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
