import { type Instant, type StoryId, storyId } from '../../model/ids.ts'
import type { ResolvedMember, ResolvedStory } from '../../model/story.ts'
import { packList, unpackList } from './article-rows.ts'
import type { Engine } from './engine.ts'
import { keepGone } from './gone-stories.ts'
import { type MemberRow, membersOf, moveArticle } from './story-members.ts'
import { leadOn, touchStory } from './story-rows.ts'

export type StoriesSettled = {
  readonly isChanged: boolean
  readonly changed: readonly StoryId[]
  readonly gone: readonly StoryId[]
}

type StoryRow = { readonly n: number; readonly lead: number; readonly pinned: number; readonly sort_at: number }
type Target = {
  readonly story: ResolvedStory
  readonly row: StoryRow
  readonly isNew: boolean
  readonly members: readonly (readonly [ResolvedMember, MemberRow])[]
}

/** Makes the stored stories those that are arranged; writes only what differs. Inside a transaction. */
export const settleStories = (engine: Engine, arranged: readonly ResolvedStory[], now: Instant): StoriesSettled => {
  const rows = membersOf(
    engine,
    arranged.flatMap(({ members }) => members.map(({ article }) => article)),
  )
  const before = Map.groupBy(rows.values(), ({ story }) => story)
  const numbers = new Map([...rows].map(([id, { n }]) => [id, n]))
  const targets = arranged.flatMap((story): readonly Target[] => {
    const members = story.members.flatMap((member) => {
      const row = rows.get(member.article)
      return row === undefined ? [] : [[member, row] as const]
    })
    const [first] = members
    return first === undefined ? [] : [{ story, members, ...findOrStart(engine, story.id, first[1]) }]
  })
  const changed = targets.filter((target) => settleStory(engine, target, { before, numbers, now })).map(({ story }) => story.id)
  const kept = new Set(targets.map(({ row }) => row.n))
  const gone = [...before.keys()].filter((story) => !kept.has(story)).flatMap((story) => leaveStory(engine, story, now))
  return { isChanged: changed.length + gone.length > 0, changed, gone }
}

const findOrStart = (engine: Engine, id: StoryId, first: MemberRow): Pick<Target, 'row' | 'isNew'> => {
  const { get, run, ledger } = engine
  const row = get<StoryRow>('SELECT n, lead, pinned, sort_at FROM story WHERE id = ?', id)
  if (row !== undefined) return { row, isNew: false }
  const n = ledger.totals.nextStory++
  ledger.totals.stories += 1
  // It stands where its first article stood: what is rearranged in the past does not come up as news.
  run(ADD, n, id, first.n, first.sort_at, first.published_at, Math.max(first.sort_at, first.published_at))
  run('DELETE FROM gone_story WHERE id = ?', id)
  return { row: { n, lead: first.n, pinned: 0, sort_at: first.sort_at }, isNew: true }
}
const ADD = `INSERT INTO story (n, id, lead, sort_at, published_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)`

type Around = {
  /** Who was in each story. */
  readonly before: ReadonlyMap<number, readonly MemberRow[]>
  readonly numbers: ReadonlyMap<string, number>
  readonly now: Instant
}

/** True: something of the story differs from what was. */
const settleStory = (engine: Engine, { story, row, isNew, members }: Target, { before, numbers, now }: Around): boolean => {
  const was = before.get(row.n) ?? []
  const differing = members.filter(([member, held]) => settleMember(engine, member, held, { row, numbers })).length
  const pinned = story.pinned === null ? undefined : numbers.get(story.pinned)
  const first = members.find(([{ copyOf }]) => copyOf === null) ?? members[0]
  const lead = pinned ?? first?.[1].n ?? row.lead
  const isLed = lead === row.lead && (pinned !== undefined) === (row.pinned === 1)
  if (!isLed) engine.run('UPDATE story SET lead = ?, pinned = ? WHERE n = ?', lead, pinned === undefined ? 0 : 1, row.n)
  const voices = voicesOf(members.map(([, held]) => held))
  if (isNew || lead !== row.lead || voices !== voicesOf(was)) touchStory(engine, row.n, now)
  return isNew || !isLed || differing > 0 || was.length !== members.length
}

/** True: it was elsewhere, or otherwise. */
const settleMember = (
  engine: Engine,
  member: ResolvedMember,
  held: MemberRow,
  { row, numbers }: { readonly row: StoryRow; readonly numbers: ReadonlyMap<string, number> },
): boolean => {
  const { run, ledger } = engine
  const isElsewhere = held.story !== row.n
  if (isElsewhere) moveArticle(engine, held, { n: row.n, sortAt: row.sort_at })
  const copyOf = member.copyOf === null ? null : (numbers.get(member.copyOf) ?? null)
  const isOtherCopy = copyOf !== held.copy_of
  if (isOtherCopy) {
    run('UPDATE article SET copy_of = ? WHERE n = ?', copyOf, held.n)
    ledger.totals.copies += Number(copyOf !== null) - Number(held.copy_of !== null)
  }
  const moved = packList(member.corrected)
  const isToldOtherwise = moved !== held.moved
  if (isToldOtherwise) run(TELL, held.n, moved)
  if (held.kind === 'link') run(REFUSE, Number(member.isApart), held.n, Number(member.isApart))
  return isElsewhere || isOtherCopy || isToldOtherwise
}
const REFUSE = `UPDATE story_link SET refused = ? WHERE article = ? AND refused <> ?`
const TELL = `
  INSERT INTO placement (article, kind, moved) VALUES (?, 'starts', ?) ON CONFLICT DO UPDATE SET moved = excluded.moved`

/** Whose voices a story has: the sources and languages that its entry names. */
const voicesOf = (members: readonly MemberRow[]): string => {
  const sources = new Set(members.flatMap(({ source, also_in }) => [source, ...unpackList<number>(also_in)]))
  const languages = new Set(members.map(({ language }) => language))
  return JSON.stringify([[...sources].toSorted((a, b) => a - b), [...languages].toSorted()])
}

/** Takes a story away whose articles have all gone to others. (Some stay where what a correction named to tie them is kept no longer.) */
const leaveStory = (engine: Engine, n: number, now: Instant): readonly StoryId[] => {
  if (leadOn(engine, n)) return []
  const row = engine.get<{ readonly id: string; readonly lead: number }>('SELECT id, lead FROM story WHERE n = ?', n)
  if (row === undefined) return []
  engine.run('DELETE FROM story WHERE n = ?', n)
  engine.ledger.totals.stories -= 1
  keepGone(engine, storyId(row.id), row.lead, now)
  return [storyId(row.id)]
}
