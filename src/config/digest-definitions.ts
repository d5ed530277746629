import type { DigestDefinition } from '../model/digest.ts'
import { asSpelled } from '../model/secrets.ts'
import type { ConfigFiles } from './files.ts'
import { DAYS } from './digest-schemas.ts'

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]
const USUAL_TOP = 10

export const toDigests = ({ value, secretsAt }: ConfigFiles['digests']): readonly DigestDefinition[] =>
  (value?.digests ?? []).map((entry, index) => {
    const language = entry.language ?? 'en'
    return {
      id: entry.id,
      title: entry.title ?? { en: entry.id },
      filter: entry.filter ?? '',
      times: { minutes: entry.at, zone: entry.zone, days: entry.days?.map((day) => DAYS.indexOf(day)) ?? EVERY_DAY },
      language,
      preferred: entry.prefer ?? [language],
      top: entry.top ?? USUAL_TOP,
      empty: entry.empty ?? 'skip',
      to: [...new Set(entry.to ?? [])],
      private: entry.private ?? false,
      secrets: asSpelled(secretsAt(['digests', index, 'to'])),
    }
  })
