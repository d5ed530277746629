import { DAY } from '../../../lib/durations.ts'
import type { TranslationOutcome } from '../../../model/translation.ts'
import type { StoredTranslation, Translations } from '../../ports/translations.ts'
import { changeEdition, readEdition } from './postgres-counters.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { columnsOf } from './queries.ts'

export const postgresTranslations = (engine: PostgresEngine): Translations => ({
  knownTranslations: async (keys, now) => {
    const known = await engine.all<{ readonly key: string; readonly used_at: number }>(KNOWN, keys)
    if (known.some((row) => row.used_at < now - DAY)) await engine.run(USE, now, keys, now - DAY)
    return new Set(known.map(({ key }) => key))
  },
  keepTranslations: async (outcomes, now) => {
    if (outcomes.length === 0) return
    await engine.transaction(async (queries) => {
      // The counters' row stays locked until the commit: a process that sees an edition sees all translations that came with it.
      if (outcomes.some(({ text }) => text !== null)) await changeEdition(queries, engine.now())
      const { number } = await readEdition(queries)
      const columns = columnsOf(outcomes, keyOf, textOf, reasonOf)
      await queries.run(KEEP, ...columns, number, now)
    })
  },
  translationsAfter: async (edition, limit) => (await engine.all<StoredTranslation>(AFTER, edition, limit)).toReversed(),
  deleteUnusedTranslations: async (before) => {
    await engine.run('DELETE FROM translation WHERE used_at < $1', before)
  },
})
const keyOf = ({ key }: TranslationOutcome): string => key
const textOf = ({ text }: TranslationOutcome): string | null => text
const reasonOf = ({ reason }: TranslationOutcome): string | null => reason

const KNOWN = 'SELECT key, used_at FROM translation WHERE key = ANY ($1::text[])'
const USE = 'UPDATE translation SET used_at = $1 WHERE key = ANY ($2::text[]) AND used_at < $3'
const KEEP = `
  INSERT INTO translation (key, text, reason, edition, used_at)
  SELECT w.key, w.text, w.reason, $4, $5 FROM unnest($1::text[], $2::text[], $3::text[]) AS w (key, text, reason)
  ON CONFLICT (key) DO NOTHING`
const AFTER = `
  SELECT key, text, edition FROM translation WHERE text IS NOT NULL AND edition > $1 ORDER BY edition DESC, key DESC LIMIT $2`
