import type { Steps } from '../lib/steps.ts'
import type { StoryId } from '../model/ids.ts'
import type { AssignedArticle, AssignmentRow, Dependents, GroupingPlan, StoryState } from '../store/ports/article-log.ts'
import { storyIdOf } from '../store/derived-ids.ts'

export type WithdrawFacts = {
  readonly gone: readonly AssignedArticle[]
  readonly dependents: Dependents
  readonly members: readonly AssignedArticle[]
  readonly stories: readonly StoryState[]
}

export type WithdrawPlan = Required<
  Pick<GroupingPlan, 'places' | 'assignments' | 'stories' | 'endedStories' | 'tombstones' | 'withdrawn'>
>

/**
 * Plans the withdrawal of articles. What was assigned to one of them is assigned to another article, never to one that came later; the oldest copy
 * becomes the original of the others; a story that loses its lead is led by the first article that is left, and ends with its last.
 */
export function* withdrawArticles({ gone, dependents, members, stories }: WithdrawFacts): Steps<WithdrawPlan> {
  const numbers = new Set(gone.map(({ number }) => number))
  const places = newOriginals(dependents.copies, numbers)
  const originals = new Set(places.flatMap(({ article, copyOf }) => (copyOf === null ? [article] : [])))
  const left = members
    .filter(({ number }) => !numbers.has(number))
    .map((member) => (originals.has(member.number) ? { ...member, copyOf: null } : member))
  const byStory = Map.groupBy(left, ({ story }) => story)
  return {
    withdrawn: [...numbers],
    assignments: yield* reassign(gone, dependents.children, numbers),
    places,
    ...leadStories(stories, byStory, numbers),
    tombstones: gone.map(({ number, story }) => ({
      from: number,
      to: (story === null ? undefined : byStory.get(story)?.[0])?.number ?? null,
    })),
  }
}

type Edge = Pick<AssignedArticle, 'number' | 'id' | 'kind' | 'parent' | 'starts'>

/** Assigns what was assigned to withdrawn articles to others. One step for each withdrawn article: thousands may have been assigned to it. */
function* reassign(
  gone: readonly AssignedArticle[],
  children: readonly AssignedArticle[],
  numbers: ReadonlySet<number>,
): Steps<readonly AssignmentRow[]> {
  const edges = new Map<number, Edge>([...children, ...gone].map((one) => [one.number, one]))
  const change = (number: number, to: Pick<Edge, 'kind' | 'parent' | 'starts'>): void => {
    const edge = edges.get(number)
    if (edge !== undefined) edges.set(number, { ...edge, ...to })
  }
  const childrenOf = (parent: number): readonly Edge[] =>
    [...edges.values()].filter((edge) => edge.parent === parent).toSorted((a, b) => a.number - b.number)

  const followers = (number: number, isOne: (edge: Edge) => boolean, parent: number): void => {
    for (const edge of childrenOf(number)) if (isOne(edge)) change(edge.number, { ...edge, parent })
  }
  /**
   * The withdrawn article began the story. The first article that was assigned to it begins the story now, and the first copy is assigned to that
   * article as that article was to the withdrawn one.
   */
  const replaceFirst = (edge: Edge, first: Edge, copy: Edge | undefined): void => {
    if (copy !== undefined && copy.number !== first.number) {
      change(copy.number, { kind: first.kind, parent: first.number, starts: null })
      followers(edge.number, ({ kind, number }) => kind === 'copy' && number !== copy.number, copy.number)
    }
    change(first.number, { kind: 'starts', parent: null, starts: edge.starts ?? storyIdOf(edge.id) })
  }
  /** The first copy takes the place of the withdrawn article, for articles that came after the copy. */
  const replaceByCopy = (edge: Edge, copy: Edge): void => {
    change(copy.number, { kind: edge.kind, parent: edge.parent, starts: null })
    followers(edge.number, ({ number }) => number > copy.number, copy.number)
  }
  for (const { number } of gone.toSorted((a, b) => a.number - b.number)) {
    yield
    const edge = edges.get(number)
    const [first] = childrenOf(number)
    if (edge === undefined || first === undefined) continue
    const copy = childrenOf(number).find(({ kind }) => kind === 'copy')
    if (edge.parent === null) replaceFirst(edge, first, copy)
    else if (copy !== undefined) replaceByCopy(edge, copy)
    followers(number, () => true, edge.parent ?? first.number)
  }
  return children
    .filter(({ number }) => !numbers.has(number))
    .flatMap(({ number }) => {
      const edge = edges.get(number)
      return edge === undefined ? [] : [{ article: number, kind: edge.kind, parent: edge.parent, starts: edge.starts }]
    })
}

const newOriginals = (copies: readonly AssignedArticle[], numbers: ReadonlySet<number>): WithdrawPlan['places'] => {
  const left = copies.filter(({ number }) => !numbers.has(number)).toSorted((a, b) => a.number - b.number)
  const successors = new Map<number | null, number>()
  for (const { number, copyOf } of left) if (!successors.has(copyOf)) successors.set(copyOf, number)
  return left.map(({ number, story, copyOf, alsoIn }) => {
    const successor = successors.get(copyOf) ?? null
    return { article: number, story, copyOf: successor === number ? null : successor, sameAs: null, alsoIn }
  })
}

const leadStories = (
  stories: readonly StoryState[],
  left: ReadonlyMap<StoryId | null, readonly AssignedArticle[]>,
  numbers: ReadonlySet<number>,
): Pick<WithdrawPlan, 'stories' | 'endedStories'> => {
  const ended = stories.filter(({ id }) => (left.get(id) ?? []).length === 0)
  const led = stories.flatMap((state): readonly StoryState[] => {
    const lead = firstLead(left.get(state.id) ?? [])
    return lead === null || !numbers.has(state.lead) ? [] : [{ ...state, lead: lead.number, pinned: false }]
  })
  return { stories: led, endedStories: ended.map(({ id }) => ({ id, successor: null, at: 0 })) }
}

/** The article to lead a story: an original before a copy, of equals the first to arrive; null: there is none. */
export const firstLead = <Member extends Pick<AssignedArticle, 'number' | 'copyOf'>>(
  members: readonly Member[],
): Member | null =>
  members.toSorted((a, b) => Number(a.copyOf !== null) - Number(b.copyOf !== null) || a.number - b.number)[0] ?? null
