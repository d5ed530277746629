import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Notes } from '../../src/store/notes.ts'
import type { Incidents } from '../../src/store/sources/incidents.ts'
import type { Affairs } from '../../src/store/views/affairs.ts'
import type { Counts } from '../../src/store/views/counts.ts'
import type { Tombstones } from '../../src/store/views/tombstones.ts'
import type { Polls } from '../../src/store/sources/polls.ts'
import type { Store } from '../../src/store/ports/store.ts'

const folder = join(import.meta.dirname, '../../src/store/ports')
const codeOf = (file: string): string =>
  readFileSync(join(folder, file), 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\/\/.*/g, '')
/** Interfaces are the contract; types are what goes in and comes out. */
const interfaces = readdirSync(folder)
  .flatMap((file) => [...codeOf(file).matchAll(/^export interface (\w+)[^{]*\{\n([\s\S]*?)^\}/gm)])
  .map(([, name = '', body = '']) => ({ name, body }))
/** From the name of a method to that of the next. */
const methods = interfaces.flatMap(({ name, body }) =>
  body
    .split(/\n(?= {2}\w)/)
    .map((text) => `${name}.${text.trim()}`)
    .filter((text) => text.includes('(')),
)

test('every port is looked at', () => {
  expect(interfaces.map(({ name }) => name).toSorted()).toEqual([
    'ArticleLog',
    'Processes',
    'SourceQueue',
    'Store',
    'StorySearch',
    'StoryView',
  ])
  expect(methods.length).toBeGreaterThan(50)
})

test('every method of the store’s contract is asynchronous', () =>
  expect(methods.filter((method) => !method.includes('): Promise<'))).toEqual([]))

test('no method of the contract takes a function', () => expect(methods.filter((method) => method.includes('=>'))).toEqual([]))

/** Names of methods that give no promise, or take a function. */
type Unfit<Noun> = {
  [Name in keyof Noun]: Noun[Name] extends (...values: infer Values) => Promise<unknown>
    ? Extract<Values[number], (...values: never) => unknown> extends never
      ? never
      : Name
    : Name
}[keyof Noun]
/** The type checker refuses a method that does not fit. */
type Nouns = Pick<
  Store,
  'deliveries' | 'digests' | 'pages' | 'reservations' | 'takedowns' | 'translations' | 'subscriptions'
> & {
  readonly incidents: Incidents
  readonly notes: Notes
  readonly polls: Polls
  readonly tombstones: Tombstones
  readonly affairs: Affairs
  readonly counts: Counts
}
const UNFIT = {
  deliveries: null,
  digests: null,
  pages: null,
  reservations: null,
  takedowns: null,
  translations: null,
  subscriptions: null,
  incidents: null,
  notes: null,
  polls: null,
  tombstones: null,
  affairs: null,
  counts: null,
} satisfies { [Noun in keyof Nouns]: [Unfit<Nouns[Noun]>] extends [never] ? null : Unfit<Nouns[Noun]> }

test('nouns keep to the same shape', () => expect(Object.keys(UNFIT)).toHaveLength(13))
