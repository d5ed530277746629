/** The part of the store's contract for machine translations: each text is translated once into each language. */
import type { Instant } from '../../model/ids.ts'
import type { TranslationKey, TranslationOutcome } from '../../model/translation.ts'

/** `edition`: the edition in which the translation appeared. */
export type StoredTranslation = { readonly key: TranslationKey; readonly text: string; readonly edition: number }

export interface Translations {
  /** The keys that have an outcome already. Notes the day on which they were used last. */
  knownTranslations(keys: readonly TranslationKey[], now: Instant): Promise<ReadonlySet<TranslationKey>>
  /** Stores outcomes; the first one of a key stays. Begins a new edition if there is a new text to show. */
  keepTranslations(outcomes: readonly TranslationOutcome[], now: Instant): Promise<void>
  /** The newest translations after this edition, at most `limit`, in the order of editions. Failed ones are left out. */
  translationsAfter(edition: number, limit: number): Promise<readonly StoredTranslation[]>
  /** Deletes outcomes that were last used before this instant. */
  deleteUnusedTranslations(before: Instant): Promise<void>
}
