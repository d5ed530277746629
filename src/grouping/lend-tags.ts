import type { ListedTags } from '../model/article.ts'
import type { StoryId } from '../model/ids.ts'
import { storyTagsOf, type StoryTags } from '../model/story-tags.ts'
import type { ArticleTags, GroupingPlan, ReportTags } from '../store/ports/article-log.ts'
import type { Store } from '../store/ports/store.ts'
import { ownTags, tagsOf } from './assign-stories.ts'

/**
 * A plan with what stories lend their reports: each story that the plan changes asks its reports again, and all of them are found by what
 * they say together.
 */
export const lendTags = async (store: Pick<Store, 'reportTags'>, plan: GroupingPlan): Promise<GroupingPlan> => {
  if ([plan.places, plan.tags, plan.withdrawn].every((part) => part === undefined || part.length === 0)) return plan
  const moved = [...(plan.places ?? []), ...(plan.tags ?? [])].map(({ article }) => article)
  const adopted = (plan.adopt ?? []).map(({ from }) => from)
  const named = await store.reportTags({ of: [...moved, ...adopted, ...(plan.withdrawn ?? [])] })
  const stories = [...named, ...(plan.places ?? [])].flatMap(({ story }) => story ?? [])
  const members = await store.reportTags({ inStories: [...new Set(stories)] })
  const reports = new Map([...named, ...members].map((report) => [report.number, report]))
  return {
    ...plan,
    tags: tagsAfter(
      plan,
      [...reports.values()].toSorted((one, other) => one.number - other.number),
    ),
  }
}

/** `reports`: of all stories that the plan changes, as they are before it, in the order of arrival. Pure. */
export const tagsAfter = (plan: GroupingPlan, reports: readonly ReportTags[]): readonly ArticleTags[] => {
  const planned = new Map((plan.tags ?? []).map((tags) => [tags.article, tags]))
  const tags = new Map(planned)
  for (const members of Map.groupBy(reportsAfter(plan, reports), ({ story }) => story).values()) {
    const together = members.some(({ copyOf }) => copyOf === null) ? storyTagsOf(members.map(asReport)) : null
    for (const member of members) {
      const listed = together === null ? ownTags(member) : lent(member, together)
      const before = planned.get(member.number)
      if (before !== undefined) tags.set(member.number, { ...before, ...listed })
      else if (!isSame(listed, member.listed)) tags.set(member.number, { ...tagsOf(member), ...listed })
    }
  }
  return [...tags.values()]
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
