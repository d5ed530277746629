import { setImmediate } from 'node:timers/promises'
import type { ListedTags } from '../model/article.ts'
import type { StoryId } from '../model/ids.ts'
import { areEnough, decidingOf, MOST_DECIDING, type StoryTags, storyTagsOf } from '../model/story-tags.ts'
import type { ArticleTags, GroupingPlan, ReportTags } from '../store/ports/article-log.ts'
import type { Store } from '../store/ports/store.ts'
import { ownTags, tagsOf } from './assign-stories.ts'

type TagStore = Pick<Store, 'reportTags' | 'membersOf'>

/** Loaded at once: some 10 ms. */
const STORIES_AT_ONCE = 16
const REPORTS_AT_ONCE = 256

/**
 * A plan with what stories lend their reports: each story that the plan changes asks its first reports again, and all of its reports are found by
 * what these say together. The others are loaded only where that may have changed.
 */
export const lendTags = async (store: TagStore, plan: GroupingPlan): Promise<GroupingPlan> => {
  if ([plan.places, plan.tags, plan.withdrawn].every((part) => part === undefined || part.length === 0)) return plan
  const named = await store.reportTags({ of: namedIn(plan) })
  const stories = [...new Set([...named, ...(plan.places ?? [])].flatMap(({ story }) => story ?? []))]
  const first = await firstReports(store, stories, named)
  const known = new Map([...first, ...named].map((report) => [report.number, report]))
  const reports = [...known.values()].toSorted((one, other) => one.number - other.number)
  const tags = tagsAfter(plan, reports)
  const before = byStory(reports)
  const after = byStory(reportsAfter(plan, reports))
  const [own, written] = [new Set(named.map(({ number }) => number)), new Set(tags.map(({ article }) => article))]
  const unsettled = stories.filter((story) => {
    const [had, has] = [before.get(story) ?? [], after.get(story) ?? []]
    const isFoundOtherwise = has.some(({ number }) => !own.has(number) && written.has(number))
    return isFoundOtherwise || ![had, has].every((members) => decidesWithout(members, own))
  })
  const rest = (await store.membersOf(unsettled)).filter((number) => !known.has(number))
  const together = new Map(unsettled.map((story) => [story, saidBy(after.get(story) ?? [])]))
  const changed = await inParts(rest, REPORTS_AT_ONCE, async (part) =>
    (await store.reportTags({ of: part })).flatMap((report) =>
      changeOf(report, report.story === null ? null : (together.get(report.story) ?? null)),
    ),
  )
  return { ...plan, tags: [...tags, ...changed] }
}

/** Articles that the plan puts, tags or takes away, and those that it gives the wording of another. */
const namedIn = ({ places = [], tags = [], adopt = [], withdrawn = [] }: GroupingPlan): readonly number[] => [
  ...new Set([
    ...[...places, ...tags].map(({ article }) => article),
    ...adopt.flatMap(({ from, to }) => [from, to]),
    ...withdrawn,
  ]),
]

/** Those that tell what these stories are about before the plan and after it, whichever of `named` join or leave. */
const firstReports = async (
  store: TagStore,
  stories: readonly StoryId[],
  named: readonly ReportTags[],
): Promise<readonly ReportTags[]> => {
  const ofStory = byStory(named)
  return await inParts(stories, STORIES_AT_ONCE, async (part) => {
    const mostNamed = Math.max(...part.map((story) => ofStory.get(story)?.length ?? 0))
    return await store.reportTags({ inStories: part, originals: MOST_DECIDING + mostNamed })
  })
}

/**
 * Do the others say what these reports say together? If each of them is found by what the story says now, it said the same before: only an
 * organisation or place that all of them name themselves would not show, and that is the story's anyhow, as they are most of those asked.
 */
const decidesWithout = (members: readonly ReportTags[], own: ReadonlySet<number>): boolean => {
  const deciding = decidingOf(members.map(asReport))
  const others = deciding.filter(({ number }) => !own.has(number)).length
  return others === deciding.length || areEnough(others, deciding.length)
}

const inParts = async <Item, Result>(
  items: readonly Item[],
  size: number,
  load: (part: readonly Item[]) => Promise<readonly Result[]>,
): Promise<readonly Result[]> => {
  const results: Result[] = []
  for (let at = 0; at < items.length; at += size) {
    if (at > 0) await setImmediate()
    for (const result of await load(items.slice(at, at + size))) results.push(result)
  }
  return results
}

const byStory = (reports: readonly ReportTags[]): ReadonlyMap<StoryId | null, readonly ReportTags[]> =>
  Map.groupBy(reports, ({ story }) => story)

/** `reports`: of all stories that the plan changes, as they are before it, in the order of arrival. Pure. */
export const tagsAfter = (plan: GroupingPlan, reports: readonly ReportTags[]): readonly ArticleTags[] => {
  const planned = new Map((plan.tags ?? []).map((tags) => [tags.article, tags]))
  const tags = new Map(planned)
  for (const members of byStory(reportsAfter(plan, reports)).values()) {
    const together = saidBy(members)
    for (const member of members) {
      const before = planned.get(member.number)
      if (before !== undefined) tags.set(member.number, { ...before, ...listedBy(member, together) })
      else for (const changed of changeOf(member, together)) tags.set(member.number, changed)
    }
  }
  return [...tags.values()]
}

/** Null: they are copies of articles elsewhere, each of which says what it is found by. */
const saidBy = (members: readonly ReportTags[]): StoryTags | null =>
  members.some(({ copyOf }) => copyOf === null) ? storyTagsOf(members.map(asReport)) : null

const listedBy = (report: ReportTags, together: StoryTags | null): ListedTags =>
  together === null ? ownTags(report) : lent(report, together)

/** What is written of a report that the plan does not name: nothing, if it is found by that already. */
const changeOf = (report: ReportTags, together: StoryTags | null): readonly ArticleTags[] => {
  const listed = listedBy(report, together)
  return isSame(listed, report.listed) ? [] : [{ ...tagsOf(report), ...listed }]
}

/** Where reports stand, and what they say, when the plan is committed; those that are in no story are left out. */
const reportsAfter = (
  { places = [], adopt = [], withdrawn = [] }: GroupingPlan,
  reports: readonly ReportTags[],
): readonly (ReportTags & { readonly story: StoryId })[] => {
  const placeOf = new Map(places.map((place) => [place.article, place]))
  const byNumber = new Map(reports.map((report) => [report.number, report]))
  const adoptedBy = new Map(adopt.map(({ from, to }) => [to, byNumber.get(from)]))
  const gone = new Set(withdrawn)
  return reports.flatMap((report) => {
    const { story, copyOf, alsoIn } = placeOf.get(report.number) ?? report
    if (story === null || gone.has(report.number)) return []
    const { topics, doubtful, entities, places: where } = adoptedBy.get(report.number) ?? report
    return [{ ...report, topics, doubtful, entities, places: where, story, copyOf, alsoIn }]
  })
}

const asReport = (report: ReportTags) => ({ ...report, isCopy: report.copyOf !== null })

/** Topics are the story's; organisations and places are those that the report names, and the story's. */
const lent = (report: ReportTags, together: StoryTags): ListedTags => {
  const own = ownTags(report)
  return {
    topics: together.topics.map(({ id }) => id),
    entities: [...new Set([...own.entities, ...together.entities.map(({ id }) => id)])],
    places: [...new Set([...own.places, ...together.places.map(({ id }) => id)])],
  }
}

const isSame = (one: ListedTags, other: ListedTags): boolean =>
  isSameSet(one.topics, other.topics) && isSameSet(one.entities, other.entities) && isSameSet(one.places, other.places)

const isSameSet = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((id) => other.includes(id))
