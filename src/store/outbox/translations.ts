/** Machine translations: each text is translated once into each language. */
import { DAY } from '../../lib/durations.ts'
import type { Instant } from '../../model/ids.ts'
import type { TranslationKey, TranslationOutcome } from '../../model/translation.ts'
import { asRows, type Database, edition, insertInto, run, type Sql, type Work } from '../database.ts'

/** `edition`: the edition in which the translation appeared. */
export type StoredTranslation = { readonly key: TranslationKey; readonly text: string; readonly edition: number }

export type TranslationCounts = {
  readonly translated: number
  readonly givenUp: readonly { readonly reason: string; readonly texts: number }[]
}

export type Translations = ReturnType<typeof translationsIn>

export const translationsIn = (database: Database) => ({
  /** The keys that have an outcome already. Notes the day on which they were used last. */
  knownTranslations: async (keys: readonly TranslationKey[], now: Instant): Promise<ReadonlySet<TranslationKey>> => {
    const known = await database.all<KnownRow>(KNOWN, keys)
    if (known.some((row) => row.used_at < now - DAY)) await database.run(USE, now, keys, now - DAY)
    return new Set(known.map(({ key }) => key))
  },
  /** Stores outcomes; the first one of a key stays. Begins a new edition if there is a new text to show. */
  keepTranslations: async (outcomes: readonly TranslationOutcome[], now: Instant): Promise<void> => {
    if (outcomes.length > 0) await database.transaction(() => keep(outcomes, now))
  },
  /** The newest translations after this edition, at most `limit`, in the order of editions. Failed ones are left out. */
  translationsAfter: async (edition: number, limit: number): Promise<readonly StoredTranslation[]> =>
    (await database.all<StoredTranslation>(AFTER, edition, limit)).toReversed(),
  /** How many texts are translated, and how many are given up, by reason, the most frequent first. */
  translationCounts: async (): Promise<TranslationCounts> => {
    const rows = await database.all<{ readonly reason: string | null; readonly texts: number }>(COUNTS)
    const givenUp = rows.flatMap(({ reason, texts }) => (reason === null ? [] : [{ reason, texts }]))
    return { translated: rows.find(({ reason }) => reason === null)?.texts ?? 0, givenUp }
  },
  /** Forgets what was given up, so that it is sent again; returns how many texts that are. */
  forgetGivenUp: async (): Promise<number> => await database.run('DELETE FROM translation WHERE text IS NULL'),
  /** Deletes outcomes that were last used before this instant. */
  deleteUnusedTranslations: async (before: Instant): Promise<void> => {
    await database.transaction(() => run('DELETE FROM translation WHERE used_at < $1', before), { frees: true })
  },
})
const KNOWN: Sql = ({ isIn }) => `SELECT key, used_at FROM translation WHERE ${isIn('key', '$1', 'text')}`
const USE: Sql = ({ isIn }) => `UPDATE translation SET used_at = $1 WHERE ${isIn('key', '$2', 'text')} AND used_at < $3`
const AFTER = `
  SELECT key, text, edition FROM translation WHERE text IS NOT NULL AND edition > $1 ORDER BY edition DESC, key DESC LIMIT $2`

const COUNTS = 'SELECT reason, count(*) AS texts FROM translation GROUP BY reason ORDER BY texts DESC, reason'

function* keep(outcomes: readonly TranslationOutcome[], now: Instant): Work<void> {
  // A process that sees an edition sees all translations that came with it.
  const number = yield* edition(
    outcomes.some(({ text }) => text !== null),
    now,
  )
  const rows = outcomes.map(({ key, text, reason }) => ({ key, text, reason, edition: number, used_at: now }))
  yield* run(KEEP, asRows(rows))
}
const KEEP = insertInto(
  'translation',
  { key: 'text', text: 'text', reason: 'text', edition: 'bigint', used_at: 'bigint' },
  'ON CONFLICT (key) DO NOTHING',
)

type KnownRow = { readonly key: TranslationKey; readonly used_at: number }
