import type { Fingerprint } from '../../model/article.ts'

export type HeldText = { readonly id: string; readonly source: string; readonly fingerprint: Fingerprint }

/** Newest candidates a band: boilerplate that thousands share must not be compared thousands of times. */
const PER_BAND = 20

/** Texts in memory, found by the bands they share. */
export const createCopyIndex = () => {
  const bands = new Map<number, HeldText[]>()
  return {
    /** Texts that share a band. */
    alike(fingerprint: Fingerprint): readonly HeldText[] {
      const found = new Set<HeldText>()
      for (const band of fingerprint.bands) for (const text of bands.get(band) ?? []) found.add(text)
      return [...found]
    },
    add(text: HeldText): void {
      for (const band of text.fingerprint.bands) {
        const list = bands.get(band)
        if (list === undefined) bands.set(band, [text])
        else {
          list.push(text)
          if (list.length > PER_BAND) list.shift()
        }
      }
    },
  }
}
