import type { Override } from '../model/correction.ts'
import type { ArticleId } from '../model/ids.ts'
import type { ResolvedMember, ResolvedStory, ComponentMember, AssignmentReason } from '../model/story.ts'
import { createEnforcer } from './enforce.ts'
import { createGroups, type Group, type Groups } from './groups.ts'

/**
 * Stories from what was decided about each article and what people corrected since, both in the order in which they came: an article
 * goes where the one is that it was put parent; a correction changes what is there, and holds for the articles it names that come later.
 * `family` holds every article that any of them was put parent. The same is given, the same comes out.
 */
export const applyOverrides = (
  family: readonly ComponentMember[],
  corrections: readonly Override[],
): readonly ResolvedStory[] => {
  const members = family.toSorted((a, b) => a.position - b.position)
  const found = groupsOf(members, [])
  const groups = corrections.length === 0 ? found : groupsOf(members, corrections)
  const leads = new Map(
    corrections
      .filter(({ kind }) => kind === 'pin')
      .flatMap((pin) => pin.articles.map((article) => [groups.of(article), { pin, article }] as const)),
  )
  const originals = originalsOf(members, groups)
  const arranged = (group: Group, { article, parent }: ComponentMember): ResolvedMember => {
    const lead = leads.get(group)
    const isMoved = found.of(article)?.id !== group.id
    const by = [isMoved ? groups.movedBy(article) : undefined, lead?.article === article ? lead.pin : undefined]
    return {
      article,
      copyOf: originals.get(article) ?? null,
      isApart: parent !== null && groups.of(parent) !== group,
      corrected: by.flatMap((correction) => (correction === undefined ? [] : [reasonOf(correction)])),
    }
  }
  return groups.all().map((group) => ({
    id: group.id,
    pinned: leads.get(group)?.article ?? null,
    members: [...group.members].toSorted((a, b) => a.position - b.position).map((member) => arranged(group, member)),
  }))
}

const groupsOf = (members: readonly ComponentMember[], corrections: readonly Override[]): Groups => {
  const groups = createGroups(members)
  const carryOut = createEnforcer(groups)
  const waiting = corrections.filter(({ kind }) => kind !== 'pin').toSorted((a, b) => a.since - b.since)
  const naming = new Map<ArticleId, Override[]>()
  const enforce = (correction: Override): void => {
    for (const article of correction.articles) naming.set(article, [...(naming.get(article) ?? []), correction])
    carryOut(correction, correction.articles)
  }
  let next = 0
  for (const member of members) {
    for (let due = waiting[next]; due !== undefined && due.since <= member.position; due = waiting[++next]) enforce(due)
    groups.place(member)
    for (const correction of naming.get(member.article) ?? []) carryOut(correction, [member.article])
  }
  for (const correction of waiting.slice(next)) enforce(correction)
  return groups
}

/** A copy is a copy of the first in its story that carries the same text. */
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
const DONE = { split: 'split off', join: 'joined', never: 'kept apart', pin: 'made the lead' } as const
