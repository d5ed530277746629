import type { Override } from '../model/correction.ts'
import type { ArticleId } from '../model/ids.ts'
import type { ComponentMember } from '../model/story.ts'
import { byArrival, byBeginning, type Group, type Groups } from './groups.ts'

/** Does what a correction says to those of its articles that have come. `to`: those that it is about now. */
export type Enforce = (correction: Override, to: readonly ArticleId[]) => void

export const createEnforcer = (groups: Groups): Enforce => {
  const split = createSplitter(groups)
  const apart = new Set<Override>()
  return (correction, to) => {
    switch (correction.kind) {
      case 'split':
        split(correction, to)
        return
      case 'join':
        join(groups, correction, to, [...apart])
        return
      case 'never':
        apart.add(correction)
        part(groups, correction)
        return
      case 'pin':
    }
  }
}

const createSplitter = (groups: Groups): Enforce => {
  const homes = new Map<Override, Group>()
  return (correction, to) => {
    const home = homes.get(correction)
    if (home !== undefined && home.members.size > 0) {
      groups.move(groups.present(to), home, correction)
      return
    }
    const named = groups.present(correction.articles)
    const isNamed = new Set(named)
    const own = groupsOf(groups, named).find(({ members }) => members.isSubsetOf(isNamed))
    if (own !== undefined) groups.move(named, own, correction)
    const made = own ?? groups.leave(named, correction)
    if (made !== null) homes.set(correction, made)
  }
}

const join = (groups: Groups, correction: Override, to: readonly ArticleId[], apart: readonly Override[]): void => {
  // Who comes later joins the first; the others may have been parted again since.
  const others = groups.present(correction.articles.filter((article) => !to.includes(article)))
  const [first, ...rest] = groupsOf(groups, [...others.slice(0, 1), ...groups.present(to)]).toSorted(byBeginning)
  if (first === undefined) return
  const together = new Set([first, ...rest].flatMap(({ members }) => [...members].map(({ article }) => article)))
  if (apart.some(({ articles }) => articles.filter((article) => together.has(article)).length > 1)) return
  for (const { members } of rest) groups.move(members, first, correction)
}

const part = (groups: Groups, correction: Override): void => {
  const seen = new Set<Group | undefined>()
  for (const member of groups.present(correction.articles)) {
    const group = groups.of(member.article)
    if (group !== undefined && seen.has(group)) groups.leave(withFollowers(member, group), correction)
    seen.add(groups.of(member.article))
  }
}

const groupsOf = (groups: Groups, members: readonly ComponentMember[]): readonly Group[] => [
  ...new Set(members.flatMap(({ article }) => groups.of(article) ?? [])),
]

/** The member and those of its group that stand there because of it. */
const withFollowers = (member: ComponentMember, { members }: Group): readonly ComponentMember[] => {
  const followers = new Set([member.article])
  const ordered = [...members].toSorted(byArrival)
  for (const { article, parent } of ordered) if (parent !== null && followers.has(parent)) followers.add(article)
  return ordered.filter(({ article }) => followers.has(article))
}
