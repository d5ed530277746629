import { setImmediate } from 'node:timers/promises'
import type { ListedTags } from '../model/article.ts'
import type { StoryId } from '../model/ids.ts'
import { areEnough, decidingOf, MOST_DECIDING, type StoryTags, storyTagsOf } from '../model/story-tags.ts'
import type { ArticleTags, GroupingPlan, ReportTags } from '../store/ports/article-log.ts'
import type { Store } from '../store/ports/store.ts'
import { ownTags, tagsOf } from './assign-stories.ts'

type TagStore = Pick<Store, 'reportTags' | 'membersOf'>

/** How many stories, and how many reports, are loaded at once: some 10 ms. */
const STORIES_AT_ONCE = 16
const REPORTS_AT_ONCE = 256

/**
 * Adds to a plan the tags that stories lend their reports. The first reports of each story that the plan changes decide the story's tags again, and
 * all of its reports are listed under these. The other reports are loaded only where the story's tags may have changed.
 */
export const lendTags = async (store: TagStore, plan: GroupingPlan): Promise<GroupingPlan> => {
  if ([plan.places, plan.tags, plan.withdrawn].every((part) => part === undefined || part.length === 0)) return plan
  const said = new Map((plan.understood ?? []).map(({ article, tags }) => [article, tags]))
  const asUnderstood = (report: ReportTags): ReportTags => ({ ...report, ...said.get(report.number) })
  const named = (await store.reportTags({ of: namedIn(plan) })).map(asUnderstood)
  const stories = [...new Set([...named, ...(plan.places ?? [])].flatMap(({ story }) => story ?? []))]
  const first = await firstReports(store, stories, named)
  const known = new Map([...first.map(asUnderstood), ...named].map((report) => [report.number, report]))
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

/** Articles that the plan places, tags or withdraws, and those that take over another's wording or give it. */
const namedIn = ({ places = [], tags = [], adopt = [], withdrawn = [] }: GroupingPlan): readonly number[] => [
  ...new Set([
    ...[...places, ...tags].map(({ article }) => article),
    ...adopt.flatMap(({ from, to }) => [from, to]),
    ...withdrawn,
  ]),
]

/** The reports that decide these stories' tags before the plan and after it, whichever of `named` join or leave. */
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
 * Do the other reports alone decide the same tags? If each of them is listed under the tags that the story has now, the story had the same before.
 * Only an organisation or place that all of them name themselves would not show; it is the story's anyway, as they are most of the deciding reports.
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

/**
 * The tags to write with a plan: those that it names, and those of other reports that change by it. `reports`: of all stories that the plan
 * changes, as they are before it, in the order of arrival. Pure.
 */
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

/** The tags that reports of a story have together. Null: all are copies of articles elsewhere, and each is listed under its own tags. */
const saidBy = (members: readonly ReportTags[]): StoryTags | null =>
  members.some(({ copyOf }) => copyOf === null) ? storyTagsOf(members.map(asReport)) : null

const listedBy = (report: ReportTags, together: StoryTags | null): ListedTags =>
  together === null ? ownTags(report) : lent(report, together)

/** The new tags of a report that the plan does not name; none if it is listed under them already. */
const changeOf = (report: ReportTags, together: StoryTags | null): readonly ArticleTags[] => {
  const listed = listedBy(report, together)
  return isSame(listed, report.listed) ? [] : [{ ...tagsOf(report), ...listed }]
}

/** Reports with their stories and tags as they are when the plan is committed; those that are in no story are left out. */
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

/** The tags that a report is listed under: the story's topics; the organisations and places of the report and of the story. */
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
