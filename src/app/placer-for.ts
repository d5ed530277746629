import type { SourceId } from '../model/ids.ts'
import type { Placer } from '../store/store.ts'
import { type IdentityContext, identify } from '../grouping/identity.ts'
import type { Placing } from './placing.ts'

/** First the very same article, then, for articles that are grouped, copies, stories and links. */
export const createPlacerFor =
  (isAtHome: IdentityContext['isAtHome'], placing: Placing | null, grouped: 'tagged' | 'all') =>
  (source: SourceId): Placer => {
    const group = placing?.placerFor(source) ?? null
    return (article, candidates) => {
      const same = identify(article, candidates.identical, { source, isAtHome })
      if (same !== null) return same
      if (group === null || (grouped === 'tagged' && article.topics.length === 0)) return { kind: 'starts', reasons: [] }
      return group(article, candidates)
    }
  }
