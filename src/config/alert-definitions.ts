import type { AlertDefinition, DeliveryTarget } from '../model/alert.ts'
import { asSpelled } from '../model/secrets.ts'
import type { ConfigFiles } from './files.ts'

type Entry = NonNullable<NonNullable<ConfigFiles['alerts']['value']>['alerts']>[number]

const AT_ONCE = [{ sources: 1, languages: 1 }]

export const toAlerts = ({ value, secretsAt }: ConfigFiles['alerts']): readonly AlertDefinition[] =>
  (value?.alerts ?? []).map((entry, index) => ({
    id: entry.id,
    title: entry.title ?? { en: entry.id },
    filter: entry.filter ?? '',
    thresholds: entry.thresholds?.map(({ sources = 1, languages = 1 }) => ({ sources, languages })) ?? AT_ONCE,
    quiet: entry.quiet ?? null,
    hourly: entry.hourly ?? null,
    language: entry.language ?? 'en',
    target: toTarget(entry.target),
    secrets: asSpelled(secretsAt(['alerts', index, 'target'])),
  }))

const toTarget = (target: Entry['target']): DeliveryTarget => {
  if (target.kind === 'ntfy') return { ...target, token: target.token ?? null }
  if (target.kind === 'telegram') return { ...target, url: target.url ?? 'https://api.telegram.org' }
  return target
}
