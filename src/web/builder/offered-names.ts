import { DAY } from '../../lib/durations.ts'
import type { PageContext } from '../pages/page-context.ts'
import { unique } from './feed-form.ts'
import { knownNames, type NamedField } from './known-names.ts'

/** The most organisations or places offered while the reader types; other names are found when the form is sent. */
const MOST_OFFERED = 150
const MOST_SOURCES = 300
const MONTH = 30 * DAY

/**
 * Ids whose names are offered while the reader types: organisations and places, the most frequent of the last month first, and the sources
 * and countries of the configuration.
 */
export const offeredNames = async ({
  statistics,
  configuration,
  hour,
}: PageContext): Promise<Readonly<Record<NamedField, readonly string[]>>> => {
  const known = knownNames(configuration)
  const frequent = async (kind: 'entity' | 'place'): Promise<readonly string[]> => {
    const counted = await statistics.tagCounts(kind, hour - MONTH)
    const ids = counted
      .toSorted((a, b) => b.articles - a.articles)
      .map(({ id }) => known[kind].byId.get(id.toLowerCase()) ?? '')
    const others = known[kind].ids
    return unique([...ids.filter((id) => id !== ''), ...others]).slice(0, MOST_OFFERED)
  }
  return {
    entity: await frequent('entity'),
    place: await frequent('place'),
    source: known.source.ids.slice(0, MOST_SOURCES),
    country: known.country.ids,
  }
}
