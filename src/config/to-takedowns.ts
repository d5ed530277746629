import { sourceId } from '../model/ids.ts'
import type { Source } from '../model/source.ts'
import { blockedNames, isBlockedSource, type Takedown, type TakedownSignature, type TakedownTarget } from '../model/takedown.ts'
import type { ConfigFiles } from './files.ts'

type Entry = NonNullable<NonNullable<ConfigFiles['takedowns']['value']>['takedowns']>[number]

export const toTakedowns = ({ value, locate }: ConfigFiles['takedowns']): readonly Takedown[] =>
  (value?.takedowns ?? []).map((entry, index) => ({
    target: targetOf(entry),
    ...signatureOf(entry),
    undone: entry.undone === undefined ? null : signatureOf(entry.undone),
    line: locate(['takedowns', index]).line,
  }))

/** The schema allows exactly one of the three. */
const targetOf = ({ articles = [], source, host }: Entry): TakedownTarget => {
  if (source !== undefined) return { kind: 'source', source: sourceId(source) }
  return host === undefined ? { kind: 'articles', names: articles } : { kind: 'host', host }
}

const signatureOf = ({ reason, by, date }: NonNullable<Entry['undone']>): TakedownSignature => ({
  reason: reason ?? null,
  by: by ?? null,
  date: date ?? null,
})

/** The sources, those that are taken down as inactive, so that they are not polled. */
export const withoutBlockedSources = (sources: readonly Source[], takedowns: readonly Takedown[]): readonly Source[] => {
  const names = new Set(blockedNames(takedowns, sources))
  return sources.map((source) => (isBlockedSource(source, names) ? { ...source, active: false } : source))
}
