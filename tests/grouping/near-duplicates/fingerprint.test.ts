import { describe, expect, test } from 'vitest'
import { HASHES, copyLikeness, fingerprintOf, minHash, scramble } from '../../../src/grouping/near-duplicates/fingerprint.ts'
import type { Fingerprint } from '../../../src/model/article.ts'

const TITLE = 'Harbour council adopts rules for parcel lockers'
const TEXT =
  'The harbour council of Westmarch adopted rules for parcel lockers on Tuesday after two years of talks with carriers. ' +
  'Lockers must be open day and night, carry a notice in four languages and accept parcels of every carrier that asks. ' +
  'Councillor Imre Dall said shops in the old town had lost space to machines that served a single company. ' +
  'Carriers have until 30 June to apply for places; 48 sites are offered in the first round.'

const made = (title: string, text: string): Fingerprint => {
  const found = fingerprintOf(title, text)
  if (found === null) throw new Error('too short for a fingerprint')
  return found
}
const sharesBand = (one: Fingerprint, other: Fingerprint): boolean => one.bands.some((band) => other.bands.includes(band))

describe('a copy is recognised', () => {
  const original = made(TITLE, TEXT)
  test.each([
    ['under another title', 'Four languages, every carrier: lockers get a rule book', TEXT],
    ['cut to its beginning', TITLE, TEXT.slice(0, 260)],
    ['without punctuation', TITLE, TEXT.replaceAll(/[,;.]/g, '')],
    ['with a sentence of the desk put before it', TITLE, `Our correspondent in Westmarch reports. ${TEXT}`],
  ])('%s', (_, title, text) => {
    const copy = made(title, text)
    expect(sharesBand(original, copy)).toBe(true)
    expect(copyLikeness(original, copy)).not.toBeNull()
  })

  test('in a script without spaces', () => {
    const text =
      '港务委员会周二通过了包裹柜管理规定，要求包裹柜全天开放，并以四种语言张贴告示，同时接受所有快递公司的包裹。首轮共提供四十八个地点。'
    expect(copyLikeness(made('港务委员会通过新规', text), made('包裹柜有了规矩', text.slice(0, 45)))).not.toBeNull()
  })
})

describe('no copy', () => {
  const quake = (size: string, depth: string, town: string): Fingerprint =>
    made(
      `Earthquake near ${town}`,
      `An earthquake of magnitude ${size} struck near ${town} at a depth of ${depth} kilometres, the survey said. ` +
        'No damage was reported. The survey asks people who felt it to fill in the form on its page, which helps to map the shaking.',
    )
  test('is one template filled with other numbers', () => {
    expect(copyLikeness(quake('4.7', '12', 'Eastfold'), quake('5.2', '31', 'Eastfold'))).toBeNull()
  })
  test('is another report of the same event', () => {
    const other =
      'Parcel machines in Westmarch will have to serve all carriers. That is what the council decided this week, ending a quarrel with shopkeepers. ' +
      'Notices in several languages become a duty as well, and nobody may close a locker at night.'
    expect(copyLikeness(made(TITLE, TEXT), made('Westmarch opens its lockers', other))).toBeNull()
  })
  test('is what is too short to tell', () => expect(fingerprintOf('Live', 'Follow the day here.')).toBeNull())
})

test('a fingerprint made today is compared with those that are stored', () => {
  const mix = (values: Uint32Array): number => values.reduce((mixed, value) => (Math.imul(mixed, 31) + value) | 0, 7)
  const { bands, shingles, numbers } = made(TITLE, TEXT)
  expect([...bands.slice(0, 3), bands.at(-1)]).toEqual([2249212898, 3991982511, 3985472640, 3602142651])
  expect([bands.length, mix(bands), shingles.length, mix(shingles)]).toEqual([43, 1426399379, 77, 2099181170])
  expect(numbers).toEqual(['30', '48'])
})
test('numbers are what is written, without signs between their digits', () => {
  const { numbers } = made('Nummern', `${'x '.repeat(40)}1,500 10:15 1 500 12 34 1 5000 2.5. 7;8 9,`)
  expect(numbers).toEqual(['1500', '1015', '12', '34', '1', '5000', '25', '78', '9'])
})

/** One value after the other, as it is defined. */
const leastOf = (values: Uint32Array, nth: number): number => {
  const salt = scramble(nth + 1)
  const hashes = Array.from(values, (value) => {
    const product = Math.imul(value ^ salt, scramble(salt) | 1)
    return (product ^ (product >>> 15)) >>> 0
  })
  return hashes.reduce((least, hash) => Math.min(least, hash))
}

test.each([1, 2, 3, 77, 441, 16_384])('of %i values, each function gives the least', (size) => {
  const values = Uint32Array.from({ length: size }, (_, at) => Math.imul(at + size, 0x9e3779b1))
  expect([...minHash(values)]).toEqual(Array.from({ length: HASHES }, (_, nth) => leastOf(values, nth)))
})
