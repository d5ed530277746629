import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

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
    'ArticlePages',
    'Deliveries',
    'DigestIssues',
    'Processes',
    'Reservations',
    'SourceQueue',
    'Store',
    'StorySearch',
    'StoryView',
    'Takedowns',
    'Translations',
    'WebSubSubscriptions',
  ])
  expect(methods.length).toBeGreaterThan(50)
})

test('every method of the store’s contract is asynchronous', () =>
  expect(methods.filter((method) => !method.includes('): Promise<'))).toEqual([]))

test('no method of the contract takes a function', () => expect(methods.filter((method) => method.includes('=>'))).toEqual([]))
