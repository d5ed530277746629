import { kindNamed, namedKinds, type Override } from '../model/correction.ts'
import type { ArticleId, StoryId } from '../model/ids.ts'
import type { AssignmentReason, ComponentMember, ResolvedMember, ResolvedStory } from '../model/story.ts'

/**
 * Stories from the decisions about articles and the corrections that people made, both in the order in which they came. An article goes to the story
 * of its parent; a correction changes the stories as they are, and applies to articles it names that come later. `component` must contain the parents
 * of all its members. Pure: the same input gives the same stories.
 */
export const applyOverrides = (
  component: readonly ComponentMember[],
  corrections: readonly Override[],
): readonly ResolvedStory[] => {
  const members = component.toSorted((a, b) => a.position - b.position)
  const found = recluster(members, [])
  const groups = corrections.length === 0 ? found : recluster(members, corrections)
  const leads = new Map(
    corrections
      .filter(({ kind }) => kind === 'pin')
      .flatMap((pin) => pin.articles.map((article) => [groups.of(article), { pin, article }] as const)),
  )
  const kinds = new Map(
    corrections
      .filter(({ kind }) => kindNamed(kind) !== null)
      .flatMap((correction) => correction.articles.map((article) => [article, correction] as const)),
  )
  const originals = originalsOf(members, groups)
  const resolved = (group: Group, { article, parent }: ComponentMember): ResolvedMember => {
    const lead = leads.get(group)
    const isMoved = found.of(article)?.id !== group.id
    const by = new Set([
      isMoved ? groups.movedBy(article) : undefined,
      lead?.article === article ? lead.pin : undefined,
      kinds.get(article),
    ])
    return {
      article,
      copyOf: originals.get(article) ?? null,
      isApart: parent !== null && groups.of(parent) !== group,
      corrected: [...by].flatMap((correction) => (correction === undefined ? [] : [reasonOf(correction)])),
    }
  }
  return groups.all().map((group) => ({
    id: group.id,
    pinned: leads.get(group)?.article ?? null,
    members: [...group.members].toSorted((a, b) => a.position - b.position).map((member) => resolved(group, member)),
  }))
}

/** Groups the articles, with each correction applied at its time. */
const recluster = (members: readonly ComponentMember[], corrections: readonly Override[]): Groups => {
  const groups = createGroups(members)
  const apply = createApplier(groups)
  const kinds = namedKinds(corrections)
  const pending = corrections
    .filter(({ kind, articles }) => {
      const named = kindNamed(kind)
      return kind !== 'pin' && (named === null || articles.some((article) => kinds.get(article) === named))
    })
    .toSorted((a, b) => a.since - b.since)
  const naming = new Map<ArticleId, Override[]>()
  const applyNew = (correction: Override): void => {
    for (const article of correction.articles) naming.set(article, [...(naming.get(article) ?? []), correction])
    apply(correction, correction.articles)
  }
  let next = 0
  for (const member of members) {
    for (let due = pending[next]; due !== undefined && due.since <= member.position; due = pending[++next]) applyNew(due)
    groups.place(member)
    for (const correction of naming.get(member.article) ?? []) apply(correction, [member.article])
  }
  for (const correction of pending.slice(next)) applyNew(correction)
  return groups
}

/** By copy: its original, the first article in the same story that carries the same text. */
const originalsOf = (members: readonly ComponentMember[], groups: Groups): ReadonlyMap<ArticleId, ArticleId> => {
  const texts = new Map<ArticleId, ArticleId>()
  const first = new Map<string, ArticleId>()
  const originals = new Map<ArticleId, ArticleId>()
  for (const { article, kind, parent } of members) {
    const text = kind === 'copy' && parent !== null ? (texts.get(parent) ?? parent) : article
    texts.set(article, text)
    const key = `${groups.of(article)?.id} ${text}`
    const original = first.get(key)
    if (original === undefined) first.set(key, article)
    else originals.set(article, original)
  }
  return originals
}

const reasonOf = ({ kind, note, by, date }: Override): AssignmentReason => {
  const who = [by, date].filter((part) => part !== null).join(', ')
  const detail = [DONE[kind], who === '' ? '' : ` by ${who}`, note === null ? '' : `: ${note}`].join('')
  return { kind: 'correction', detail, score: null }
}
const DONE = {
  split: 'split off',
  join: 'joined',
  never: 'kept apart',
  pin: 'made the lead',
  news: 'taken for news',
  deal: 'taken for a deal',
  service: 'taken for a service',
  digest: 'taken for a digest',
  other: 'taken for none of the kinds',
} as const

/** Applies a correction to those of its articles that have come. `to`: those that it is applied for now. */
type Apply = (correction: Override, to: readonly ArticleId[]) => void

const createApplier = (groups: Groups): Apply => {
  const split = createSplitter(groups)
  const separations = new Set<Override>()
  return (correction, to) => {
    switch (correction.kind) {
      case 'split':
        split(correction, to)
        return
      case 'join':
        join(groups, correction, to, [...separations])
        return
      case 'never':
        separations.add(correction)
        separate(groups, correction)
        return
      case 'deal':
      case 'service':
      case 'digest':
        standAlone(groups, correction, to)
        return
      case 'news':
      case 'other':
      case 'pin':
    }
  }
}

const createSplitter = (groups: Groups): Apply => {
  const targets = new Map<Override, Group>()
  return (correction, to) => {
    const target = targets.get(correction)
    if (target !== undefined && target.members.size > 0) {
      groups.move(groups.present(to), target, correction)
      return
    }
    const named = groups.present(correction.articles)
    const isNamed = new Set(named)
    const own = groupsWith(groups, named).find(({ members }) => members.isSubsetOf(isNamed))
    if (own !== undefined) groups.move(named, own, correction)
    const made = own ?? groups.leave(named, correction)
    if (made !== null) targets.set(correction, made)
  }
}

/** What is no report is in no story with others. */
const standAlone = (groups: Groups, correction: Override, to: readonly ArticleId[]): void => {
  for (const member of groups.present(to))
    if ((groups.of(member.article)?.members.size ?? 0) > 1) groups.leave([member], correction)
}

const join = (groups: Groups, correction: Override, to: readonly ArticleId[], separations: readonly Override[]): void => {
  // An article that comes later joins the group of the first one; the others may have been separated since.
  const others = groups.present(correction.articles.filter((article) => !to.includes(article)))
  const [first, ...rest] = groupsWith(groups, [...others.slice(0, 1), ...groups.present(to)]).toSorted(byFirstArrival)
  if (first === undefined) return
  const joined = new Set([first, ...rest].flatMap(({ members }) => [...members].map(({ article }) => article)))
  if (separations.some(({ articles }) => articles.filter((article) => joined.has(article)).length > 1)) return
  for (const { members } of rest) groups.move(members, first, correction)
}

const separate = (groups: Groups, correction: Override): void => {
  const seen = new Set<Group | undefined>()
  for (const member of groups.present(correction.articles)) {
    const group = groups.of(member.article)
    if (group !== undefined && seen.has(group)) groups.leave(withFollowers(member, group), correction)
    seen.add(groups.of(member.article))
  }
}

const groupsWith = (groups: Groups, members: readonly ComponentMember[]): readonly Group[] => [
  ...new Set(members.flatMap(({ article }) => groups.of(article) ?? [])),
]

/** The member and those of its group that were assigned to it, directly or through others. */
const withFollowers = (member: ComponentMember, { members }: Group): readonly ComponentMember[] => {
  const followers = new Set([member.article])
  const ordered = [...members].toSorted(byArrival)
  for (const { article, parent } of ordered) if (parent !== null && followers.has(parent)) followers.add(article)
  return ordered.filter(({ article }) => followers.has(article))
}

type Group = { readonly id: StoryId; readonly members: Set<ComponentMember> }

type Groups = {
  /** Puts an article into the group of its parent. */
  place(member: ComponentMember): void
  move(members: Iterable<ComponentMember>, group: Group, by: Override): void
  /** Moves these members to a group of their own. Null: no id is free, which happens only if the same article is split off twice over. */
  leave(members: readonly ComponentMember[], by: Override): Group | null
  of(article: ArticleId): Group | undefined
  /** Those of these articles that are placed, in the order of arrival. */
  present(articles: readonly ArticleId[]): readonly ComponentMember[]
  movedBy(article: ArticleId): Override | undefined
  /** All groups that have members, in the order of their first articles. */
  all(): readonly Group[]
}

const createGroups = (component: readonly ComponentMember[]): Groups => {
  const known = new Map(component.map((member) => [member.article, member]))
  const groups = new Map<ArticleId, Group>()
  const movedBy = new Map<ArticleId, Override>()
  /** By id: all groups ever made, including empty ones. */
  const made = new Map<StoryId, Group[]>()

  const make = (id: StoryId): Group => {
    const group: Group = { id, members: new Set() }
    made.set(id, [...(made.get(id) ?? []), group])
    return group
  }
  const isTaken = (id: StoryId): boolean => made.get(id)?.some(({ members }) => members.size > 0) === true
  const live = (): readonly Group[] => [...new Set(groups.values())]
  const put = (member: ComponentMember, group: Group): void => {
    groups.get(member.article)?.members.delete(member)
    group.members.add(member)
    groups.set(member.article, group)
  }
  const move = (members: Iterable<ComponentMember>, group: Group, by: Override): void => {
    for (const member of members) {
      if (groups.get(member.article) === group) continue
      put(member, group)
      movedBy.set(member.article, by)
    }
  }
  return {
    move,
    place(member) {
      const group = member.parent === null ? undefined : groups.get(member.parent)
      put(member, group ?? make(member.starts))
    },
    leave(members, by) {
      const id = members.flatMap(({ starts, leaves }) => [starts, leaves]).find((one) => !isTaken(one))
      if (id === undefined) return null
      const group = make(id)
      move(members, group, by)
      return group
    },
    of: (article) => groups.get(article),
    present: (articles) =>
      articles.flatMap((article) => (groups.has(article) ? (known.get(article) ?? []) : [])).toSorted(byArrival),
    movedBy: (article) => movedBy.get(article),
    all: () => live().toSorted(byFirstArrival),
  }
}

const byArrival = (a: ComponentMember, b: ComponentMember): number => a.position - b.position
const firstArrivalOf = ({ members }: Group): number => Math.min(...[...members].map(({ position }) => position))
const byFirstArrival = (a: Group, b: Group): number => firstArrivalOf(a) - firstArrivalOf(b)
