/** Alerts, digests and takedowns as their files define them, with the defaults filled in. */
import { storyId, sourceId } from '../model/ids.ts'
import type { AlertDefinition, DeliveryTarget } from '../model/alert.ts'
import { asSpelled } from '../model/secrets.ts'
import type { ConfigFiles } from './files.ts'
import type { DigestDefinition } from '../model/digest.ts'
import { DAYS } from './digest-schemas.ts'
import type { Source } from '../model/source.ts'
import { blockedNames, isBlockedSource, type Takedown, type TakedownSignature, type TakedownTarget } from '../model/takedown.ts'

type Entry = NonNullable<NonNullable<ConfigFiles['alerts']['value']>['alerts']>[number]

/** One agency's text in ten papers is no story of ten. */
const USUAL_THRESHOLDS = [{ sources: 1, languages: 1, origins: 3 }]

export const toAlerts = ({ value, secretsAt }: ConfigFiles['alerts']): readonly AlertDefinition[] =>
  (value?.alerts ?? []).map((entry, index) => ({
    id: entry.id,
    title: entry.title ?? { en: entry.id },
    filter: entry.filter ?? '',
    thresholds:
      entry.thresholds?.map(({ sources = 1, languages = 1, origins = 1 }) => ({ sources, languages, origins })) ??
      USUAL_THRESHOLDS,
    developments: entry.developments ?? false,
    quiet: entry.quiet ?? null,
    hourly: entry.hourly ?? null,
    mute: (entry.mute ?? []).map(storyId),
    language: entry.language ?? 'en',
    preferred: entry.prefer ?? [entry.language ?? 'en'],
    target: toTarget(entry.target),
    secrets: asSpelled(secretsAt(['alerts', index, 'target'])),
  }))

const toTarget = (target: Entry['target']): DeliveryTarget => {
  if (target.kind === 'ntfy') return { ...target, token: target.token ?? null }
  if (target.kind === 'telegram') return { ...target, url: target.url ?? 'https://api.telegram.org' }
  return target
}

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]
const USUAL_TOP = 10

export const toDigests = ({ value, secretsAt }: ConfigFiles['digests']): readonly DigestDefinition[] =>
  (value?.digests ?? []).map((entry, index) => {
    const language = entry.language ?? 'en'
    return {
      id: entry.id,
      title: entry.title ?? { en: entry.id },
      filter: entry.filter ?? '',
      mute: (entry.mute ?? []).map(storyId),
      times: { minutes: entry.at, zone: entry.zone, days: entry.days?.map((day) => DAYS.indexOf(day)) ?? EVERY_DAY },
      language,
      preferred: entry.prefer ?? [language],
      top: entry.top ?? USUAL_TOP,
      gaps: entry.gaps ?? null,
      empty: entry.empty ?? 'skip',
      to: [...new Set(entry.to ?? [])],
      private: entry.private ?? false,
      secrets: asSpelled(secretsAt(['digests', index, 'to'])),
    }
  })

type TakedownEntry = NonNullable<NonNullable<ConfigFiles['takedowns']['value']>['takedowns']>[number]

export const toTakedowns = ({ value, locate }: ConfigFiles['takedowns']): readonly Takedown[] =>
  (value?.takedowns ?? []).map((entry, index) => ({
    target: targetOf(entry),
    ...signatureOf(entry),
    undone: entry.undone === undefined ? null : signatureOf(entry.undone),
    line: locate(['takedowns', index]).line,
  }))

/** The schema allows exactly one of the three. */
const targetOf = ({ articles = [], source, host }: TakedownEntry): TakedownTarget => {
  if (source !== undefined) return { kind: 'source', source: sourceId(source) }
  return host === undefined ? { kind: 'articles', names: articles } : { kind: 'host', host }
}

const signatureOf = ({ reason, by, date }: NonNullable<TakedownEntry['undone']>): TakedownSignature => ({
  reason: reason ?? null,
  by: by ?? null,
  date: date ?? null,
})

/** The sources, those that are taken down as inactive, so that they are not polled. */
export const withoutBlockedSources = (sources: readonly Source[], takedowns: readonly Takedown[]): readonly Source[] => {
  const names = new Set(blockedNames(takedowns, sources))
  return sources.map((source) => (isBlockedSource(source, names) ? { ...source, active: false } : source))
}
