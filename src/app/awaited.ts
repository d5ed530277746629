import { canonicalUrl } from '../lib/canonical-url.ts'
import type { SourceId } from '../model/ids.ts'
import { articleIdOf } from '../store/derived-ids.ts'
import type { Placer } from '../store/store.ts'

/** Articles that corrections name and that have not come yet. */
export type Awaited = {
  waitFor(names: readonly string[]): void
  readonly watching: (placerFor: (source: SourceId) => Placer) => (source: SourceId) => Placer
  /** True, once, if one of them has come. */
  hasCome(): boolean
}

export const createAwaited = (): Awaited => {
  let names: ReadonlySet<string> = new Set()
  let hasOne = false
  return {
    waitFor(missing) {
      names = new Set(missing.flatMap((name) => [name, canonicalUrl(name) ?? name]))
    },
    watching: (placerFor) => (source) => {
      const place = placerFor(source)
      return (article, candidates) => {
        const { key, link, canonicalUrl: address } = article
        if (names.size > 0 && [articleIdOf(source, key), link ?? '', address ?? ''].some((name) => names.has(name)))
          hasOne = true
        return place(article, candidates)
      }
    },
    hasCome() {
      const had = hasOne
      hasOne = false
      return had
    },
  }
}
