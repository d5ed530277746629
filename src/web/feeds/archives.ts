import type { Filter } from '../../model/filter.ts'
import type { Grouping } from '../../model/taxonomy.ts'
import { ARCHIVE_ENTRIES, type ArchiveLinks, type ArchivePart, beginsDocument, documentsIn } from '../../publish/archive.ts'
import type { FeedPage } from '../../publish/feed-document.ts'
import type { Arrival } from '../../store/ports/story-search.ts'
import type { ReadStore } from '../query-limits.ts'
import { HttpError } from '../http/http-error.ts'

/** The entries of an archive: everything that the filter finds. */
export type Archived = { readonly store: ReadStore; readonly filter: Filter; readonly group: Grouping }

/**
 * Whether a feed with this filter has archive documents. With a regular expression, every text would have to be read to find where a
 * document ends: such a feed only has pages, as one whose articles join it when they are changed.
 */
export const canBeArchived = (filter: Filter): boolean => {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.every(canBeArchived)
  return filter.kind === 'not' ? canBeArchived(filter.of) : filter.kind !== 'regex' && filter.kind !== 'changed'
}

/** An archive document with its neighbours. Null: it is not full yet, and will be at this address. Throws 404 if there is no such document. */
export const archiveDocument = async (
  archived: Archived,
  { from, upTo }: ArchivePart,
): Promise<{ readonly page: FeedPage; readonly links: ArchiveLinks } | null> => {
  const { store, filter, group } = archived
  const limit = ARCHIVE_ENTRIES + 1
  const run = await store.arrivals({ filter, grouping: group, from, direction: 'newer', limit })
  if (run[0]?.number !== from) throw notThere()
  const cut = run.findIndex(({ id }, index) => index > 0 && (index === ARCHIVE_ENTRIES || beginsDocument(id)))
  const next = cut === -1 ? null : (run[cut]?.number ?? null)
  if (next === null && upTo === null) return null
  // Articles that arrived with the next document are shown there, or in the feed itself.
  const last = Math.min(upTo ?? Number.POSITIVE_INFINITY, (next ?? Number.POSITIVE_INFINITY) - 1)
  const numbers = run.flatMap(({ number }) => (number <= last ? [number] : [])).toReversed()
  const query = { filter, numbers, upTo: last }
  const page: FeedPage =
    group === 'story'
      ? { group, rows: await store.arrivedStories(query), next: null }
      : { group, rows: await store.arrivedArticles(query), next: null }
  const previous = await documentBefore(archived, from)
  return { page, links: { previous, next: upTo === null && next !== null ? { from: next, upTo: null } : null } }
}

/** A link to the newest archive document: it and those before it contain everything that the feed itself does not show. */
export const archivesBehind = async (archived: Archived, page: FeedPage): Promise<ArchiveLinks> => {
  const open = documentsIn(await runBack(archived, Number.MAX_SAFE_INTEGER - 1)).at(-1)
  const [first] = open ?? []
  const last = open?.at(-1)
  if (open === undefined || first === undefined || last === undefined) return { previous: null, next: null }
  const ids: readonly string[] = page.group === 'story' ? page.rows.map(({ story }) => story.id) : page.rows.map(({ id }) => id)
  const shown = new Set(ids)
  const previous = open.every(({ id }) => shown.has(id))
    ? await documentBefore(archived, first.number)
    : { from: first.number, upTo: last.number }
  return { previous, next: null }
}

const documentBefore = async (archived: Archived, number: number): Promise<ArchivePart | null> => {
  const first = documentsIn(await runBack(archived, number - 1))
    .at(-1)
    ?.at(0)
  return first === undefined ? null : { from: first.number, upTo: null }
}

/** The entries from the nearest one that begins a document by itself up to article number `from`, in the order of arrival. */
const runBack = async ({ store, filter, group }: Archived, from: number): Promise<readonly Arrival[]> => {
  const run: Arrival[] = []
  let at = from
  for (;;) {
    const page = await store.arrivals({ filter, grouping: group, from: at, direction: 'older', limit: A_PAGE })
    const begin = page.findIndex(({ id }) => beginsDocument(id))
    run.push(...(begin === -1 ? page : page.slice(0, begin + 1)))
    const last = page.at(-1)
    if (begin !== -1 || page.length < A_PAGE || last === undefined) return run.toReversed()
    at = last.number - 1
  }
}
const A_PAGE = 100

const notThere = (): HttpError =>
  new HttpError(
    404,
    'There is no such archive document; it may be older than the retention period. Start again from the feed itself.',
    {
      extra: { parameter: 'archive' },
      localized: { key: 'error.cursor' },
    },
  )
