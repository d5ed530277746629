/** Properties of everything that reads texts of strangers. Inputs are pieces of the language that is read, shuffled, torn and mixed with bytes. */
import * as fc from 'fast-check'
import { readYaml } from '../../../src/config/yaml-text.ts'
import { readDate } from '../../../src/parse/dates/read-date.ts'
import { parseFilter } from '../../../src/publish/filter/parse-filter.ts'
import { cleanHtml } from '../../../src/text/html/clean-html.ts'
import { read } from '../../parse/reading.ts'
import { checkHtml } from '../../publish/validate/check-html.ts'
import { vocabulary } from '../../publish/filter/vocabulary.ts'
import pieces from './pieces.json' with { type: 'json' }
import { ATTACKS } from '../../text/html/attacks.ts'

/** Texts of these pieces and of any characters, up to so many parts. */
const texts = (parts: readonly string[], maxLength = 40): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { arbitrary: fc.constantFrom(...parts), weight: 4 },
        { arbitrary: fc.string({ unit: 'binary', maxLength: 6 }), weight: 1 },
      ),
      { maxLength },
    )
    .map((chosen) => chosen.join(''))

/** A text with some of its bytes changed or left out. */
const torn = (whole: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> =>
  fc.tuple(whole, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.nat(400)).map(([text, changes, cut]) => {
    const bytes = Buffer.from(text)
    for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value
    return new Uint8Array(bytes.subarray(0, bytes.length - (cut % (bytes.length + 1))))
  })

const SOURCE = 'https://upstream.example/feed'

/** Each returns nothing, or throws what is wrong. */
export const READERS: Readonly<Record<string, fc.IAsyncProperty<unknown> | fc.IProperty<unknown>>> = {
  'a feed is read or fails in words, twice in the same way': fc.asyncProperty(torn(texts(pieces.xml)), async (bytes) => {
    const first = await read(bytes.slice(), { url: SOURCE })
    same(await read(bytes.slice(), { url: SOURCE }), first)
    if (!first.ok && !/^(?:truncated|not-a-feed|no-items)$/.test(first.failure.kind)) throw new Error(first.failure.kind)
  }),
  'a JSON Feed changes no prototype': fc.asyncProperty(torn(texts(pieces.json)), async (bytes) => {
    await read(bytes, { url: SOURCE })
    if (Object.keys(Object.prototype).length > 0 || 'polluted' in {}) throw new Error('a prototype was changed')
  }),
  'clean HTML has nothing live in it and closes what it opens, cleaned twice too': fc.property(
    texts([...ATTACKS, ...pieces.html], 12),
    (html) => {
      const clean = cleanHtml(html, SOURCE).html
      for (const one of [clean, cleanHtml(clean, SOURCE).html])
        checkHtml(one, 'html', (offence) => {
          throw new Error(`${offence} in ${one}`)
        })
    },
  ),
  'a filter is understood, or a column of it is named': fc.property(texts(pieces.filters), (filter) => {
    const parsed = parseFilter(filter, vocabulary)
    if (parsed.ok) return
    if (parsed.column < 1 || parsed.column > Array.from(filter).length + 1) throw new Error(`column ${parsed.column}`)
    if (parsed.message === '') throw new Error('a mistake without words')
  }),
  'a date is an instant of whole seconds, or none': fc.property(texts(pieces.dates, 14), (date) => {
    const at = readDate(date)
    if (at !== null && (!Number.isSafeInteger(at) || at % 1000 !== 0)) throw new Error(String(at))
  }),
  'YAML is a value, or a mistake with its place': fc.property(texts(pieces.yaml), (yaml) => {
    const found = readYaml(yaml)
    if (found.ok) return
    const lines = yaml.split(/\r\n?|\n/).length
    for (const { line, column, message } of found.problems)
      if (line < 1 || line > lines + 1 || column < 1 || message === '') throw new Error(`${line}:${column}: ${message}`)
  }),
}

const same = (found: unknown, expected: unknown): void => {
  if (JSON.stringify(found) !== JSON.stringify(expected))
    throw new Error(`${JSON.stringify(found)}\nis not\n${JSON.stringify(expected)}`)
}
