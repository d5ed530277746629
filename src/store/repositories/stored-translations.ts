import { DAY } from '../../lib/durations.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import type { StoredTranslation, Translations } from '../ports/translations.ts'

export const translationPart = ({ all, run, write, counters }: Engine): Translations => ({
  knownTranslations: async (keys, now) => {
    const list = JSON.stringify(keys)
    const known = all<{ readonly key: string; readonly used_at: number }>(KNOWN, list)
    if (known.some((row) => row.used_at < now - DAY)) write(() => run(USE, now, list, now - DAY))
    return new Set(known.map(({ key }) => key))
  },
  keepTranslations: async (outcomes, now) => {
    if (outcomes.length === 0) return
    write(() => {
      if (outcomes.some(({ text }) => text !== null)) counters.totals.edition += 1
      for (const { key, text, reason } of outcomes) run(KEEP, key, text, reason, counters.totals.edition, now)
      counters.save()
    })
  },
  translationsAfter: async (edition, limit) => all<StoredTranslation>(AFTER, edition, limit).toReversed(),
  deleteUnusedTranslations: async (before) => {
    write(() => run('DELETE FROM translation WHERE used_at < ?', before), true)
  },
})
const KNOWN = 'SELECT t.key, t.used_at FROM json_each(?) j CROSS JOIN translation t ON t.key = j.value'
const USE = 'UPDATE translation SET used_at = ? WHERE key IN (SELECT value FROM json_each(?)) AND used_at < ?'
const KEEP = 'INSERT OR IGNORE INTO translation (key, text, reason, edition, used_at) VALUES (?, ?, ?, ?, ?)'
const AFTER = `
  SELECT key, text, edition FROM translation WHERE text IS NOT NULL AND edition > ? ORDER BY edition DESC, key DESC LIMIT ?`
