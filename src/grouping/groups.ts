import type { Override } from '../model/correction.ts'
import type { ArticleId, StoryId } from '../model/ids.ts'
import type { ComponentMember } from '../model/story.ts'

export type Group = { readonly id: StoryId; readonly members: Set<ComponentMember> }

/** Articles in groups while they arrive and are corrected. */
export type Groups = {
  /** Puts an article where the one is that it was put parent. */
  place(member: ComponentMember): void
  move(members: Iterable<ComponentMember>, group: Group, by: Override): void
  /** Makes a group of its own of them. Null: no id is free, which needs the same article to be split off twice over. */
  leave(members: readonly ComponentMember[], by: Override): Group | null
  of(article: ArticleId): Group | undefined
  /** Those that are placed, in the order of arrival. */
  present(articles: readonly ArticleId[]): readonly ComponentMember[]
  /** The last correction that moved it. */
  movedBy(article: ArticleId): Override | undefined
  /** In the order in which they began. */
  all(): readonly Group[]
}

export const createGroups = (family: readonly ComponentMember[]): Groups => {
  const known = new Map(family.map((member) => [member.article, member]))
  const groups = new Map<ArticleId, Group>()
  const movers = new Map<ArticleId, Override>()

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
      movers.set(member.article, by)
    }
  }
  return {
    move,
    place(member) {
      const group = member.parent === null ? undefined : groups.get(member.parent)
      put(member, group ?? { id: member.starts, members: new Set() })
    },
    leave(members, by) {
      const taken = new Set(live().map(({ id }) => id))
      const id = members.flatMap(({ starts, leaves }) => [starts, leaves]).find((one) => !taken.has(one))
      if (id === undefined) return null
      const group: Group = { id, members: new Set() }
      move(members, group, by)
      return group
    },
    of: (article) => groups.get(article),
    present: (articles) =>
      articles.flatMap((article) => (groups.has(article) ? (known.get(article) ?? []) : [])).toSorted(byArrival),
    movedBy: (article) => movers.get(article),
    all: () => live().toSorted(byBeginning),
  }
}

export const byArrival = (a: ComponentMember, b: ComponentMember): number => a.position - b.position
const beginningOf = ({ members }: Group): number => Math.min(...[...members].map(({ position }) => position))
export const byBeginning = (a: Group, b: Group): number => beginningOf(a) - beginningOf(b)
