/** Composes an issue of a digest from the stories of its period. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { DigestDefinition, DigestIssue, DigestItem, IssuePublication } from '../model/digest.ts'
import type { Filter } from '../model/filter.ts'
import type { ArticleId, Instant, LanguageTag, StoryId } from '../model/ids.ts'
import type { Owners } from '../model/origins.ts'
import type { Cursor } from '../store/ports/story-search.ts'
import type { Store } from '../store/ports/store.ts'
import {
  byRank,
  type DigestGaps,
  digestItem,
  hasDevelopedSince,
  type IssuePeriod,
  newsSince,
  type RankedStory,
  scoreStories,
} from '../publish/digest/rank-stories.ts'
import type { PublishContext } from '../publish/publish-context.ts'

export type ReadDigest = { readonly definition: DigestDefinition; readonly filter: Filter }

export type ComposeParts = {
  readonly store: Pick<Store, 'stories' | 'digests'>
  /** Names, words and addresses of entries in a language. */
  readonly context: (language: string) => PublishContext
  readonly now: () => Instant
  /** What a language does not report of the stories of a period. */
  readonly gaps: (language: LanguageTag, filter: Filter, period: IssuePeriod) => Promise<DigestGaps>
}

export type ComposedIssue = Pick<IssuePublication, 'issue' | 'about'>

const A_PAGE = 200
/** The most stories read for one issue, which only a filter that matches nearly everything exceeds. */
const MOST_STORIES = 20_000
/** How many of the best stories an issue is chosen from, so that most of them may be left out as published before. */
const MOST_RANKED = 500
/** The most stories of which an issue tells that a language does not report them. */
const MOST_GAPS = 5

export const composeIssue = async (
  parts: ComposeParts,
  { definition, filter }: ReadDigest,
  period: IssuePeriod,
): Promise<ComposedIssue> => {
  const { id, language, preferred, top } = definition
  const context = { ...parts.context(language), preferred }
  const { best, found } = await rankedStories({ store: parts.store, owners: context.sources }, filter, period)
  const items: DigestItem[] = []
  const about: (StoryId | ArticleId)[] = []
  for (const { match } of best) {
    if (items.length >= top) break
    const ids = [match.story.id, ...match.story.articles.map((article) => article.id)]
    const included = await parts.store.digests.lastIncluded(id, ids)
    if (included !== null && !hasDevelopedSince(match, included, preferred)) continue
    items.push(digestItem(match, included !== null, context))
    about.push(...ids)
  }
  if (definition.gaps !== null) {
    const { stories, live } = await parts.gaps(definition.gaps, filter, period)
    const missing = { language: definition.gaps, live }
    let left = MOST_GAPS
    for (const match of stories) {
      const ids = [match.story.id, ...match.story.articles.map((article) => article.id)]
      if (left === 0) break
      if (about.includes(match.story.id) || (await parts.store.digests.lastIncluded(id, ids)) !== null) continue
      items.push({ ...digestItem(match, false, context), missing })
      about.push(...ids)
      left -= 1
    }
  }
  const issue: DigestIssue = { digest: id, ...period, madeAt: parts.now(), found, items }
  return { issue, about }
}

/** The best stories of the period, and how many there were. */
const rankedStories = async (
  { store, owners }: Pick<ComposeParts, 'store'> & { readonly owners: Owners },
  filter: Filter,
  period: IssuePeriod,
): Promise<{ readonly best: readonly RankedStory[]; readonly found: number }> => {
  let best: readonly RankedStory[] = []
  let found = 0
  let before: Cursor | null = null
  for (let looked = 0; looked < MOST_STORIES; looked += A_PAGE) {
    const page: Awaited<ReturnType<Store['stories']>> = await store.stories({
      filter,
      reportedAfter: newsSince(period),
      limit: A_PAGE,
      before,
    })
    const scored = scoreStories(page.rows, period, owners)
    found += scored.length
    best = [...best, ...scored].toSorted(byRank).slice(0, MOST_RANKED)
    if (page.next === null) break
    before = page.next
    await nextTurn()
  }
  return { best, found }
}
