import { type Filter, readsText } from '../../model/filter.ts'
import type { MatchedStory, Page } from '../../store/store.ts'
import type { PageContext } from './page-context.ts'

export const A_PAGE = 20
const MOST_COUNTED = 100

/** How many stories a search found, as far as that costs little; empty: it is not known. */
export const foundText = async (
  { store, locale, query }: PageContext,
  filter: Filter,
  { rows, next }: Page<MatchedStory>,
): Promise<string> => {
  const isFirst = query.get('before') === null
  if (!isFirst || rows.length === 0) return ''
  if (next === null) return locale.message('search.found', { count: rows.length })
  // A regular expression reads every text. A page that is short has a next where there may be more, a full one where there is more.
  if (readsText(filter)) return rows.length < A_PAGE ? '' : locale.message('search.found.more', { count: rows.length })
  const limit = MOST_COUNTED - rows.length
  const more = await store.stories({ filter, limit, before: next })
  if (more.next === null) return locale.message('search.found', { count: rows.length + more.rows.length })
  // A search that looks at very many comes short of what there may be.
  return more.rows.length === limit ? locale.message('search.found.more', { count: MOST_COUNTED }) : ''
}
