import type { PlacementReason } from '../model/story.ts'

/** Why an article is where it is, with numbers as people write them: `amount:1.66e+2` → `amount:166`. */
export const reasonLine = ({ kind, detail }: PlacementReason): string =>
  `${kind}: ${detail.replace(/\b(amount:|money:[a-z]+?)(\d[\d.]*e[+-]\d+)/gi, (_, what: string, sum: string) => `${what}${Number(sum)}`)}`
