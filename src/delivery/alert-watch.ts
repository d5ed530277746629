/** Checks the stories that have changed against each alert, and announces those that pass another threshold. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { DAY } from '../lib/durations.ts'
import { uuidV5 } from '../lib/hashes.ts'
import type { AlertDefinition, Delivery, Notice } from '../model/alert.ts'
import type { Filter } from '../model/filter.ts'
import type { Instant } from '../model/ids.ts'
import type { Owners } from '../model/origins.ts'
import { courseOf, type StoryMatch } from '../publish/developments.ts'
import type { Store } from '../store/ports/store.ts'
import { coverageOf } from './notice.ts'
import { endOfQuiet } from './quiet-hours.ts'
import { hostOfTarget } from './target-shapes.ts'
import { isNews } from './thresholds.ts'

export type AlertStore = Pick<Store, 'deliveries' | 'storyChanges' | 'newestPosition' | 'note' | 'setNote'>

export type AlertWatchParts = {
  readonly store: AlertStore
  readonly alerts: () => readonly AlertDefinition[]
  /** The parsed filter; null: it is no longer valid. */
  readonly filterOf: (definition: AlertDefinition) => Promise<Filter | null>
  readonly owners: () => Owners
  readonly notice: (alert: AlertDefinition, match: StoryMatch) => Notice
  readonly now: () => Instant
  readonly announced: (alert: string) => void
}

const STEP = 500
/** Older articles cause no message: neither the past of a new source nor what arrived while the service was off for days. */
const NEWS_FOR_MS = DAY
/** The UUID namespace of messages of alerts. */
const NAMESPACE = '0f4b8f63-3a0e-4c55-9a53-5b8f1c1d7a02'

/**
 * Checks the story changes since the last call. An interruption loses nothing: an alert's position is stored only after the messages about the changes
 * before it.
 */
export const lookForNews = async (parts: AlertWatchParts): Promise<void> => {
  const newest = await parts.store.newestPosition()
  for (const alert of parts.alerts()) {
    // Yields, since SQLite answers synchronously and requests would wait for the whole loop.
    await nextTurn()
    await lookFor(parts, alert, newest)
  }
}

const lookFor = async (parts: AlertWatchParts, alert: AlertDefinition, newest: number): Promise<void> => {
  const { store } = parts
  const note = `alert.${alert.id}`
  const known = await store.note(note)
  // A new alert reports only what changes after it was created.
  if (known === null) return await store.setNote(note, String(newest))
  if (Number(known) >= newest) return
  const filter = await parts.filterOf(alert)
  if (filter === null) return
  for (let after = Number(known); after < newest; ) {
    const { changes, position } = await store.storyChanges({ filter, after, limit: STEP })
    for (const change of changes) {
      await nextTurn()
      await announceIfNews(parts, alert, change)
    }
    if (position <= after) return
    await store.setNote(note, String(position))
    after = position
  }
}

const announceIfNews = async (parts: AlertWatchParts, alert: AlertDefinition, match: StoryMatch): Promise<void> => {
  const { store, now, announced } = parts
  const { story, matched } = match
  const at = now()
  const meeting = new Set(matched)
  if (!story.articles.some(({ id, publishedAt }) => meeting.has(id) && publishedAt > at - NEWS_FOR_MS)) return
  const articles = story.articles.map(({ id }) => id)
  const coverage = coverageOf(story, parts.owners())
  const before = await store.deliveries.announced(alert.id, story.id, articles)
  const hasTurned = alert.developments && before !== null && turnedSince(alert, match, before.at)
  if (!hasTurned && !isNews(alert.thresholds, coverage, before)) return
  const deliveries = messagesOf(alert, parts.notice(alert, match), at)
  await store.deliveries.announce({ alert: alert.id, story: story.id, articles, coverage, at, deliveries })
  announced(alert.id)
}

/** Whether a newer phase of the event has given the headline since then. */
const turnedSince = ({ preferred }: AlertDefinition, match: StoryMatch, at: Instant): boolean =>
  courseOf(match, preferred).developments.some((change) => change.kind === 'phase' && change.at > at)

const messagesOf = (alert: AlertDefinition, notice: Notice, at: Instant): readonly Delivery[] => {
  const { id, target, quiet } = alert
  const recipients = target.kind === 'mail' ? target.to : ['']
  return recipients.map((recipient) => ({
    id: `msg_${uuidV5(NAMESPACE, JSON.stringify([id, notice.story, notice.coverage, recipient, at]))}`,
    alert: id,
    story: notice.story,
    kind: target.kind,
    recipient,
    host: hostOfTarget(target),
    notice,
    createdAt: at,
    due: endOfQuiet(at, quiet),
  }))
}
