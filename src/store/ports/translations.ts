/** The part of the store's contract that keeps machine translations: each text is asked for once in each language. */
import type { Instant } from '../../model/ids.ts'
import type { TranslationKey, TranslationOutcome } from '../../model/translation.ts'

/** `edition`: that with which it came. */
export type StoredTranslation = { readonly key: TranslationKey; readonly text: string; readonly edition: number }

export interface Translations {
  /** Those of the keys that have an outcome. Notes that they are used still, to the day. */
  knownTranslations(keys: readonly TranslationKey[], now: Instant): Promise<ReadonlySet<TranslationKey>>
  /** The first outcome of a key stays. Begins an edition where there is something new to show. */
  keepTranslations(outcomes: readonly TranslationOutcome[], now: Instant): Promise<void>
  /** Of later editions than this, the newest that there is room for, in the order of editions. Texts that were given up are left out. */
  translationsAfter(edition: number, limit: number): Promise<readonly StoredTranslation[]>
  /** Forgets outcomes that were last used before this. */
  deleteUnusedTranslations(before: Instant): Promise<void>
}
