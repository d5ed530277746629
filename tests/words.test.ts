import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { anyOf } from '../src/text/phrases.ts'

/** What a native speaker may change in `src/words/`, so that a slip is found before it is read. */
const folder = resolve(import.meta.dirname, '../src/words')
const language = z.string().regex(/^[a-z]{2,3}(?:-[A-Z][a-z]{3}|-[A-Z]{2})?$/)
const blanked = z.string().regex(/^\S+(?: \S+)*$/u)
const phrase = z.string().refine(isPhrase, 'neither a phrase nor an expression')
const phrases = z.array(phrase).min(1).refine(isDistinct, 'has a phrase twice')
const about = z.string()
const spellings = z.array(z.string().trim().min(2)).min(1)
const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  'agencies.json': z.array(
    z.strictObject({
      name: z.string().min(2),
      isOfReleases: z.literal(true).optional(),
      names: z.record(language, spellings),
      marks: spellings.optional(),
      hosts: blanked.optional(),
    }),
  ),
  'boilerplate.json': z.strictObject({
    about,
    ...Object.fromEntries(
      ['agencies', 'otherAgencies', 'eastAsianAgencies', 'photoAgencies', 'photoLabels', 'photoSigns', 'networks']
        .concat(['newsletters', 'applications', 'furniture', 'dateLabels', 'continueReading', 'continueAlone'])
        .map((key) => [key, phrases]),
    ),
    related: z.array(phrase).min(1),
    calls: z.record(language, z.strictObject({ at: z.enum(['start', 'end']), verbs: phrases, us: phrases.nullable() })),
    posted: z.array(z.array(phrase).min(2).max(3)),
  }),
  'charsets.json': z.array(
    z.strictObject({ languages: blanked, charsets: blanked, usual: z.string(), letters: z.string().min(1) }),
  ),
  'counted.json': z.strictObject({
    about,
    things: z.record(z.string(), blanked),
    outcomes: z.record(z.string(), blanked),
    ...Object.fromEntries(
      ['people', 'least', 'most', 'circa', 'more', 'time', 'years', 'further'].map((key) => [key, blanked]),
    ),
    numerals: z.record(language, z.string().regex(/^\S+(?: \S+){7,10}$/u)),
  }),
  'currencies.json': z.array(
    z.strictObject({ code: z.string().min(3), before: z.union([blanked, z.literal('')]), after: blanked }),
  ),
  'datelines.json': z.strictObject({
    about,
    placeParticles: phrases,
    ordinals: phrases,
    domains: phrases,
    korean: z.strictObject({ reporters: phrases }),
    persian: z.strictObject({ agency: phrases, reports: phrases, reporters: phrases }),
    chinese: z.strictObject({
      notAfterWire: z.string().min(1),
      ...Object.fromEntries(
        ['reporters', 'reports', 'wires', 'wireQualifiers', 'news', 'outlets', 'houses', 'photographed'].map((key) => [
          key,
          phrases,
        ]),
      ),
    }),
  }),
  'dates.json': z.strictObject({
    about,
    relative: z.record(
      language,
      z.strictObject({
        today: phrases,
        yesterday: phrases,
        second: phrases.optional(),
        minute: phrases.optional(),
        hour: phrases,
        day: phrases,
        week: phrases,
      }),
    ),
    halves: z.record(language, z.strictObject({ morning: phrases.or(z.array(phrase).length(0)), afternoon: phrases })),
    beforeTime: z.record(language, phrases),
  }),
  'months.json': z.record(
    language,
    z.strictObject({ months: z.array(z.array(z.string().min(1))).length(12), weekdays: z.array(z.string().min(1)) }),
  ),
  'newsletters.json': z.strictObject({ about, footer: z.record(language, z.array(z.string().regex(/^\S[^A-Z]*\S$/u)).min(1)) }),
  'numbers.json': z.strictObject({
    multipliers: z.array(z.strictObject({ factor: z.number().min(1_000), words: z.array(z.string().min(1)).min(1) })),
    leading: z.record(z.string(), z.number()),
    shares: z.array(z.string().min(1)),
  }),
  'small-words.json': z.strictObject({
    about,
    words: z.record(language, blanked),
    letters: z.record(z.string(), blanked),
  }),
  'word-endings.json': z.record(
    language,
    z.strictObject({
      endings: blanked.optional(),
      nameEndings: blanked.optional(),
      nominatives: blanked.optional(),
      proclitics: blanked.optional(),
      conjunctions: blanked.optional(),
      related: blanked.optional(),
      namesTakeEndings: z.boolean().optional(),
      foreignNamesBend: z.boolean().optional(),
      afterProclitic: z.boolean().optional(),
      halfSpace: z.boolean().optional(),
      joins: z.boolean().optional(),
      endingsFrom: z.int().positive().optional(),
      compoundFrom: z.int().positive().optional(),
    }),
  ),
  'writing-systems.json': z.array(
    z.strictObject({
      name: z.string().min(2),
      weight: z.number().positive(),
      blocks: z.string().regex(/^[0-9a-f]{4}-[0-9a-f]{4}(?: [0-9a-f]{4}-[0-9a-f]{4})*$/),
    }),
  ),
}

function isPhrase(text: string): boolean {
  try {
    return text.trim() !== '' && new RegExp(anyOf([text]), 'u').source !== ''
  } catch {
    return false
  }
}
function isDistinct(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length
}

test.each(Object.keys(SCHEMAS))('%s is as its readers expect it', (file) => {
  expect(SCHEMAS[file]?.safeParse(JSON.parse(readFileSync(join(folder, file), 'utf8'))).error).toBeUndefined()
})
test('every file of words is checked', () => {
  expect(readdirSync(folder).filter((file) => file.endsWith('.json'))).toEqual(Object.keys(SCHEMAS))
})
test.each([
  ['reklam*', 'reklam\\p{L}*'],
  ['nostr+', 'nostr\\p{L}+'],
  ['read (also|more)?', 'read (?:also|more)?'],
  ['# min', '\\d+ min'],
  ['\\(c\\)', '\\(c\\)'],
])('%s is short for %s', (written, expression) => expect(anyOf([written])).toBe(expression))
