/** The translations that pages, feeds and the API show: those of the newest headlines, in memory. */
import { type Translated, translationKey } from '../model/translation.ts'
import type { Store } from '../store/ports/store.ts'

export type TranslationView = {
  /** The translations as of this edition, or of a later one. */
  readonly at: (edition: number) => Promise<Translated>
}

/** The most translations in memory; about 300 bytes each. */
const MOST = 50_000

export const createTranslationView = ({ translations }: Pick<Store, 'translations'>): TranslationView => {
  const known = new Map<string, string>()
  let [seen, latest] = [-1, -1]
  let loading = Promise.resolve()
  const load = async (edition: number): Promise<void> => {
    if (edition <= seen) return
    for (const one of await translations.translationsAfter(latest, MOST)) {
      known.set(one.key, one.text)
      latest = one.edition
    }
    for (const key of known.keys()) {
      if (known.size <= MOST) break
      known.delete(key)
    }
    seen = edition
  }
  const translated: Translated = (text, to) => known.get(translationKey(text, to)) ?? null
  return {
    async at(edition) {
      loading = loading.catch(() => {}).then(async () => await load(edition))
      await loading
      return translated
    },
  }
}
