import {
  crossLikeness,
  LINK_AT,
  LINK_SLACK,
  LINK_WINDOW_MS,
  type CrossLikeness,
  type LinkStory,
  type Weighed,
  weigh,
} from './compare.ts'

export type StoryLink = CrossLikeness & { readonly one: string; readonly other: string }
export type LinkedStories = {
  /** Story → the group of stories that report the same event, one in each language; named after its earliest. */
  readonly groupOf: ReadonlyMap<string, string>
  readonly links: readonly StoryLink[]
}

type Pair = CrossLikeness & { readonly one: LinkStory; readonly other: LinkStory }

/** Reciprocal bests, strongest first: each story joins at most one of each other language. */
export const linkStories = (stories: readonly LinkStory[]): LinkedStories => {
  const counts = new Map<string, number>()
  for (const { traits } of stories) for (const trait of traits.keys()) counts.set(trait, (counts.get(trait) ?? 0) + 1)
  const weighed = stories
    .toSorted((a, b) => a.first - b.first || (a.id < b.id ? -1 : 1))
    .map((story) => weigh(story, stories.length, (trait) => counts.get(trait) ?? 0))
  const pairs = pairsOf(weighed).toSorted((a, b) => b.score - a.score)
  return joinGroups(stories, pairs, bestOf(pairs))
}

const pairsOf = (weighed: readonly Weighed[]): readonly Pair[] => {
  const pairs: Pair[] = []
  for (const [index, one] of weighed.entries()) {
    for (let later = index + 1; later < weighed.length; later += 1) {
      const other = weighed[later]
      if (other === undefined || other.story.first - one.story.last > LINK_WINDOW_MS) break
      if (one.story.language === other.story.language) continue
      const likeness = crossLikeness(one, other)
      if (likeness !== null && likeness.score >= LINK_AT - LINK_SLACK)
        pairs.push({ ...likeness, one: one.story, other: other.story })
    }
  }
  return pairs
}

const bestOf = (pairs: readonly Pair[]): ReadonlyMap<string, Pair> => {
  const best = new Map<string, Pair>()
  for (const pair of pairs)
    for (const key of [bestKey(pair.one, pair.other), bestKey(pair.other, pair.one)]) if (!best.has(key)) best.set(key, pair)
  return best
}
const bestKey = (from: LinkStory, to: LinkStory): string => `${from.id}\0${to.language}`
const pairKey = (one: string, other: string): string => (one < other ? `${one}\0${other}` : `${other}\0${one}`)

type Group = { readonly name: string; readonly members: LinkStory[] }

const joinGroups = (stories: readonly LinkStory[], pairs: readonly Pair[], best: ReadonlyMap<string, Pair>): LinkedStories => {
  const groups = new Map<string, Group>(stories.map((story) => [story.id, { name: story.id, members: [story] }]))
  const scores = new Map(pairs.map(({ one, other, score }) => [pairKey(one.id, other.id), score]))
  const links: StoryLink[] = []
  for (const pair of pairs) {
    const { one, other, score, kinds, shared } = pair
    if (score < LINK_AT) break
    if (best.get(bestKey(one, other)) !== pair || best.get(bestKey(other, one)) !== pair) continue
    const earlier = groups.get(one.id)
    const later = groups.get(other.id)
    if (earlier === undefined || later === undefined || earlier === later || !mayJoin(earlier, later, scores)) continue
    earlier.members.push(...later.members)
    for (const member of later.members) groups.set(member.id, earlier)
    links.push({ one: one.id, other: other.id, score, kinds, shared })
  }
  return { groupOf: new Map([...groups].map(([id, { name }]) => [id, name])), links }
}

const mayJoin = (one: Group, other: Group, scores: ReadonlyMap<string, number>): boolean => {
  const languages = new Set(one.members.map(({ language }) => language))
  if (other.members.some(({ language }) => languages.has(language))) return false
  const all = one.members.flatMap((a) => other.members.map((b) => scores.get(pairKey(a.id, b.id)) ?? 0))
  return all.reduce((sum, score) => sum + score, 0) / all.length >= LINK_AT - LINK_SLACK
}
