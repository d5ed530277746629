import { expect, test } from 'vitest'
import { languageTag } from '../../../src/enrich/language/language-tag.ts'
import { createStreamCentre } from '../../../src/grouping/stories/stream-centre.ts'
import type { LanguageTag } from '../../../src/model/ids.ts'
import { cosine, DIMENSIONS, quantize } from '../../../src/lib/unit-vectors.ts'

const known = (tag: string): LanguageTag => {
  const found = languageTag(tag)
  if (found === null) throw new Error(`no language ${tag}`)
  return found
}
const language = known('en')
/** A vector of an affair (the first number), a happening of it, and what else a report says. */
const vectorOf = (affair: number, happening: number, own: number): Int8Array => {
  const numbers = new Float64Array(DIMENSIONS)
  numbers[0] = affair
  numbers[10 + happening] = 0.15
  numbers[100 + own] = 0.1
  return quantize(numbers)
}
const report = (happening: number, own: number) => ({ language, vector: vectorOf(0.2, happening, own) })

test('in a stream of one affair, reports are compared by what the affair does not share', () => {
  const centre = createStreamCentre(DIMENSIONS)
  const likeness = (one: ReturnType<typeof report>, other: ReturnType<typeof report>): number =>
    cosine(centre.centred(one) ?? one.vector, centre.centred(other) ?? other.vector)
  const [same, apart] = [() => likeness(report(1, 1), report(1, 2)), () => likeness(report(1, 1), report(2, 2))]
  const before = { same: same(), apart: apart() }
  centre.moveTo(Array.from({ length: 400 }, (_, nth) => report(nth % 40, nth % 50)))
  expect(before.apart).toBeGreaterThan(0.5)
  expect(apart()).toBeLessThan(0.2)
  expect(same()).toBeGreaterThan(0.5)
})

test('a language that the stream does not hold, and a report without a vector, are left as they are', () => {
  const centre = createStreamCentre(DIMENSIONS)
  centre.moveTo([report(1, 1)])
  const vector = vectorOf(0.2, 1, 1)
  expect(centre.centred({ language: known('de'), vector })).toBe(vector)
  expect(centre.centred({ language, vector: null })).toBeNull()
})
