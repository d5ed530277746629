/** Lists of the API, page by page. */
import { mapByTheirSteps } from '../../lib/steps.ts'
import { pathWithQuery } from '../../lib/url.ts'
import type { Label } from '../../model/taxonomy.ts'
import { cursorText } from '../../publish/feed-document.ts'
import type { Cursor } from '../../store/ports/story-search.ts'
import { HttpError } from '../http/http-error.ts'
import { positionOf } from '../pages/paging.ts'
import type { PageContext } from '../pages/page-context.ts'
import { limitIn, reportQuery, sortIn } from './parameters.ts'
import type { Article, StoryMatch } from './report-schemas.ts'
import { affairsOf, reportViews } from './report-views.ts'

/** How many rows a page has: of stories and articles (`REPORTS`), and of what the configuration names (`NAMED`). */
export const REPORTS = { usual: 50, most: 200 }
export const NAMED = { usual: 200, most: 1_000 }

export type Listing<Row> = {
  readonly data: readonly Row[]
  readonly next: string | null
  readonly links: { readonly self: string; readonly next: string | null }
}

/**
 * The Link header (RFC 8288) of an answer that is a page of a list. Addresses are percent-encoded, so none contains a `>` that would end
 * the `<…>`.
 */
export const pageLinks = (answer: unknown): { readonly link?: string } => {
  if (!isListing(answer)) return {}
  const { self, next } = answer.links
  return { link: [`<${self}>; rel="self"`, ...(next === null ? [] : [`<${next}>; rel="next"`])].join(', ') }
}

const isListing = (answer: unknown): answer is Listing<unknown> =>
  typeof answer === 'object' && answer !== null && 'data' in answer && 'next' in answer && 'links' in answer

export const listStories = async (context: PageContext): Promise<Listing<StoryMatch>> => {
  const { filter, preferred } = await reportQuery(context)
  const page = await context.store.stories({ filter, ...pageIn(context), sort: sortIn(context.query) })
  const affairs = await affairsOf(
    context.store,
    page.rows.map(({ story }) => story),
  )
  const { storyMatch } = reportViews(context, preferred)
  const shown = await context.inTurns(mapByTheirSteps(page.rows, (match) => storyMatch(match, affairs)))
  return listing(context, shown, cursorOf(page.next))
}

export const listArticles = async (context: PageContext): Promise<Listing<Article>> => {
  const { filter, preferred } = await reportQuery(context)
  const page = await context.store.articles({ filter, ...pageIn(context) })
  return listing(context, page.rows.map(reportViews(context, preferred).article), cursorOf(page.next))
}

const pageIn = ({ query }: PageContext) => ({ limit: limitIn(query, REPORTS.usual, REPORTS.most), before: positionOf(query) })

const cursorOf = (next: Cursor | null): string | null => (next === null ? null : cursorText(next))

/** The fields of a row that `q` searches. */
type Named = {
  readonly id: string
  readonly kind?: string
  readonly name: string
  readonly label?: Label
  readonly title?: Label
  readonly description?: Label | null
}
const namesOf = ({ id, kind = '', name, label, title, description }: Named): string =>
  [id, kind, name, ...[label, title, description].flatMap((text) => Object.values(text ?? {}))].join('\n').toLowerCase()

/** A page of the rows whose ids or names contain all words of `q`. The cursor is the last id shown; throws 400 if the list does not have it. */
export const listNamed = <Row extends Named>(context: PageContext, rows: readonly Row[]): Listing<Row> => {
  const { query } = context
  const words = (query.get('q') ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 20)
  const found = rows.filter((row) => {
    const text = words.length === 0 ? '' : namesOf(row)
    return words.every((word) => text.includes(word))
  })
  const start = startAfter(query.get('before'), found)
  const limit = limitIn(query, NAMED.usual, NAMED.most)
  const shown = found.slice(start, start + limit)
  const last = shown.at(-1)
  const next = last === undefined || start + limit >= found.length ? null : Buffer.from(last.id).toString('base64url')
  return listing(context, shown, next)
}

const startAfter = (cursor: string | null, rows: readonly { readonly id: string }[]): number => {
  if (cursor === null || cursor === '') return 0
  const id = Buffer.from(cursor.slice(0, 400), 'base64url').toString('utf8')
  const at = rows.findIndex((row) => row.id === id)
  if (at === -1)
    throw new HttpError(400, 'The cursor “before” is not valid for this list. Start again without it.', {
      extra: { parameter: 'before' },
    })
  return at + 1
}

const listing = <Row>({ origin, path, query }: PageContext, data: readonly Row[], next: string | null): Listing<Row> => {
  const [route = '/'] = path.split('?')
  const to = (before: string | null): string => origin + pathWithQuery(route, { ...Object.fromEntries(query), before })
  return { data, next, links: { self: to(query.get('before')), next: next === null ? null : to(next) } }
}
