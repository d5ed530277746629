/** Odd documents of sources, read by the service and published again: nothing of their oddities is in our feeds. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { offencesIn } from './offences.ts'
import { entryCount, republish } from './republish.ts'

const TESTS = resolve(import.meta.dirname, '../..')
const documents = ['parse/fixtures', 'fixtures/seed'].flatMap((folder) =>
  readdirSync(join(TESTS, folder))
    .filter((name) => !name.endsWith('.expected.json'))
    .map((name) => ({ name, bytes: readFileSync(join(TESTS, folder, name)) })),
)

test('every document of the parser’s fixtures becomes valid Atom, RSS and JSON Feed', async () => {
  const pages = await republish(documents)
  expect(pages.map(({ kind }) => kind)).toEqual(['atom', 'atom', 'rss', 'rss', 'json', 'json'])
  for (const page of pages) expect(entryCount(page)).toBeGreaterThan(50)
  expect(offencesIn(pages)).toEqual({ errors: [], warnings: [] })
})
