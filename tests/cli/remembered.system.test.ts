/** What `check`, `try` and `explain` remember of the configuration from one start to the next. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withRemembered } from '../../src/cli/remembered.ts'
import { requireConfiguration } from '../../src/server/load-configuration.ts'
import { openWorkplace, type Workplace } from './workplace.ts'

let place: Workplace
beforeEach(() => {
  place = openWorkplace()
})
afterEach(async () => await place.clear())

const env = () => ({ XDG_CACHE_HOME: place.path('cache') })
const cacheFile = (): string => {
  const folder = place.path('cache/polywire')
  return join(folder, readdirSync(folder).find((one) => one.endsWith('.json')) ?? '')
}
const read = async (given: NodeJS.ProcessEnv) => {
  const context = { env: given, places: { configFolder: place.config, dataFolder: place.data } }
  let recalled = 0
  const configuration = await withRemembered(context, async ({ recall, keep }) => {
    const counting = (text: string): unknown => {
      const known = recall(text)
      if (known !== undefined) recalled += 1
      return known
    }
    return await requireConfiguration(place.config, {}, 0, { recall: counting, keep })
  })
  return { configuration, recalled }
}

test('a configuration that is recalled equals the one that was read; an edited file, and one with a layer, is read anew', async () => {
  const plain = await requireConfiguration(place.config, {}, 0)
  expect(await read(env())).toEqual({ configuration: plain, recalled: 0 })
  expect(await read(env())).toEqual({ configuration: plain, recalled: 2 })
  place.write('lexicon/en.yaml', 'language: en\ntopics: { names: { terms: [registry] } }\n')
  const edited = await read(env())
  expect(edited).toEqual({ configuration: await requireConfiguration(place.config, {}, 0), recalled: 1 })
  place.write('../config.d/topics.yaml', 'topics:\n  - { id: ports, label: { en: Ports } }\n')
  const layered = await read(env())
  expect(layered.recalled).toBe(1)
  expect(layered.configuration.taxonomy.topics.map(({ id }) => String(id))).toEqual(['shops', 'names', 'ports'])
})

test('without a cache folder, with a damaged file or one of another build, everything is read', async () => {
  expect(await read({})).toMatchObject({ recalled: 0 })
  expect(existsSync(place.path('cache'))).toBe(false)
  await read(env())
  const saved = JSON.parse(readFileSync(cacheFile(), 'utf8')) as object
  writeFileSync(cacheFile(), JSON.stringify({ ...saved, code: 'another build' }))
  expect(await read(env())).toMatchObject({ recalled: 0 })
  writeFileSync(cacheFile(), '{"code"')
  expect(await read(env())).toMatchObject({ recalled: 0 })
})

test('check tries the examples of topics once, and again as soon as a word has changed', async () => {
  expect((await place.run(['check'], { env: env() })).code).toBe(0)
  expect(readFileSync(cacheFile(), 'utf8')).toContain('true')
  expect((await place.run(['check'], { env: env() })).code).toBe(0)
  place.write('lexicon/en.yaml', 'language: en\ntopics: { shops: { terms: [bazaar] } }\n')
  const broken = await place.run(['check'], { env: env() })
  expect(broken).toMatchObject({ code: 2, err: expect.stringContaining('should get shops and does not') })
  expect((await place.run(['check'], { env: env() })).code).toBe(2)
})
