/** Publishes each issue of a digest once when it is due, with the messages to its readers. */
import { DAY, HOUR } from '../lib/durations.ts'
import { uuidV5 } from '../lib/hashes.ts'
import type { Delivery } from '../model/alert.ts'
import { type DigestDefinition, type DigestIssue, digestKey } from '../model/digest.ts'
import { lastDue, nextDue } from '../model/issue-times.ts'
import type { Filter } from '../model/filter.ts'
import type { Instant } from '../model/ids.ts'
import { labelIn } from '../model/taxonomy.ts'
import type { IssuePeriod } from '../publish/digest/rank-stories.ts'
import type { DigestWords } from '../publish/digest/digest-words.ts'
import type { Store } from '../store/ports/store.ts'
import { type ComposeParts, composeIssue, type ReadDigest } from './compose-issue.ts'

export type DigestStore = ComposeParts['store'] & Pick<Store, 'note' | 'setNote'>

export type DigestWatchParts = Omit<ComposeParts, 'store'> & {
  readonly store: DigestStore
  readonly digests: () => readonly DigestDefinition[]
  /** The parsed filter; null: it is no longer valid. */
  readonly filterOf: (definition: DigestDefinition) => Promise<Filter | null>
  readonly digestWords: (definition: DigestDefinition) => DigestWords
  /** Creates an unguessable token. */
  readonly token: () => string
  readonly issued: (digest: string, outcome: 'issued' | 'empty', stories: number) => void
}

/** An issue that is late by more is skipped; its stories are in the next one. */
const LATEST_MS = 12 * HOUR
/** The longest period of an issue, as after the service was off. */
const LONGEST_PERIOD_MS = 15 * DAY
/** The UUID namespace of messages of digests. */
const NAMESPACE = 'c0b3d6a1-52b4-4d0e-8f2b-9a1e6f7d3c55'

/**
 * Returns a function that publishes the issues that are due. An issue is stored with all its messages or not at all: after an interruption the next
 * call publishes the same one.
 */
export const createDigestWatch = (parts: DigestWatchParts): (() => Promise<void>) => {
  /** The span in which no issue is due, by digest, times and filter: a cache, since times in zones are too slow to compute every few seconds. */
  const nothingDue = new Map<string, { readonly from: Instant; readonly until: Instant }>()
  return async () => {
    const now = parts.now()
    for (const definition of parts.digests()) {
      const key = JSON.stringify([definition.id, definition.times, definition.filter])
      const looked = nothingDue.get(key)
      // A clock that was set back is before `from`.
      if (looked !== undefined && now >= looked.from && now < looked.until) continue
      await lookFor(parts, definition)
      nothingDue.set(key, { from: now, until: nextDue(definition.times, now) })
    }
  }
}

const lookFor = async (parts: DigestWatchParts, definition: DigestDefinition): Promise<void> => {
  const now = parts.now()
  const due = lastDue(definition.times, now)
  const begun = await begunAt(parts, definition)
  if (due <= begun || now - due > LATEST_MS) return
  const latest = await parts.store.digests.latestDue(definition.id, now)
  if (latest !== null && latest >= due) return
  const filter = await parts.filterOf(definition)
  if (filter !== null) await makeIssue(parts, { definition, filter }, periodOf(definition, latest, due))
}

/** From the issue before, or for the first from the due time before; at most LONGEST_PERIOD_MS. */
export const periodOf = ({ times }: DigestDefinition, latest: Instant | null, due: Instant): IssuePeriod => ({
  since: Math.max(latest ?? lastDue(times, due - 1), due - LONGEST_PERIOD_MS),
  due,
})

/** When a digest was first seen, with these times and by a clock that was not ahead: issues that were due before are not published later. */
const begunAt = async ({ store, now }: DigestWatchParts, { id, times }: DigestDefinition): Promise<Instant> => {
  const note = `digest.${id}`
  const written = JSON.stringify(times)
  const [, since = '', known = ''] = /^(\d+) (.*)$/s.exec((await store.note(note)) ?? '') ?? []
  const begun = now()
  if (known === written && Number(since) <= begun) return Number(since)
  await store.setNote(note, `${begun} ${written}`)
  return begun
}

const makeIssue = async (parts: DigestWatchParts, digest: ReadDigest, period: IssuePeriod): Promise<void> => {
  const { definition } = digest
  const { issue, about } = await composeIssue(parts, digest, period)
  const isSkipped = issue.items.length === 0 && definition.empty === 'skip'
  const deliveries = isSkipped ? [] : await messagesOf(parts, definition, issue)
  const readers = definition.to.map((recipient) => ({ recipient, token: parts.token() }))
  // False: another process has published it meanwhile.
  if (await parts.store.digests.publishIssue({ issue, isSkipped, about, readers, deliveries }))
    parts.issued(definition.id, isSkipped ? 'empty' : 'issued', issue.items.length)
}

/** The messages of an issue, one per reader who has not unsubscribed. */
const messagesOf = async (
  { store, digestWords, now }: DigestWatchParts,
  definition: DigestDefinition,
  { due }: DigestIssue,
): Promise<readonly Delivery[]> => {
  const { id, title, language, to } = definition
  const known = await store.digests.readers(id)
  const ended = new Set(known.filter(({ endedAt }) => endedAt !== null).map(({ recipient }) => recipient))
  const notice = { digest: id, due, headline: digestWords(definition).issue(labelIn(title, language), due) }
  return to
    .filter((recipient) => !ended.has(recipient))
    .map((recipient) => ({
      id: `msg_${uuidV5(NAMESPACE, JSON.stringify([id, due, recipient]))}`,
      alert: digestKey(id),
      story: null,
      kind: 'mail',
      recipient,
      host: 'mail',
      notice,
      createdAt: now(),
      due: now(),
    }))
}
