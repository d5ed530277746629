import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadConfiguration } from '../../src/server/load-configuration.ts'
import { folderWith, linesOf } from './folder.ts'

const FILES = {
  'topics.yaml':
    'topics:\n  - { id: parcels, label: Parcels }\n  - { id: taxes, label: Taxes }\n  - { id: small-taxes, label: Small, parent: taxes }\n',
  'lexicon/en.yaml':
    'language: en\ntopics:\n  parcels: { terms: [parcel], pairs: [{ a: ["@taxes"], b: [post] }] }\n  taxes: { terms: [tax] }\nentities: { post: [the Post] }\n',
  'lexicon/fr.yaml': 'language: fr\ntopics: { parcels: { terms: [colis] }, taxes: { terms: [taxe] } }\n',
  'entities.yaml':
    'entities:\n  - { id: post, label: Post, kind: company, topics: [taxes] }\n  - { id: bank, label: Bank, kind: company, parent: post }\n',
  'sources.yaml':
    'sources:\n  - { id: one, name: One, url: https://one.example/, topics: [taxes] }\n  - { id: two, name: Two, url: https://two.example/ }\n',
  'feeds.yaml':
    'feeds:\n  - { id: taxes, title: Taxes, filter: "topic:taxes" }\n  - { id: one, title: One, sources: [one] }\n  - { id: rest, title: Rest, filter: "topic:parcels -entity:post" }\n',
  'alerts.yaml': 'alerts:\n  - { id: taxes, filter: "topic:taxes", target: { kind: slack, url: "https://slack.example/" } }\n',
}

const read = async (files: Readonly<Record<string, string>>) => {
  const root = await folderWith(files)
  const result = await loadConfiguration(join(root, 'config'), {}, 0)
  if (!result.ok) throw new Error(linesOf(result, root).join('\n'))
  return {
    ...result.configuration,
    warnings: result.warnings.map(({ file, line, message }) => `${file.replace(`${root}/`, '')}:${line}: ${message}`),
  }
}
const inConfig = (files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`config/${name}`, text]))
const ids = (entries: readonly { readonly id: string }[]) => entries.map(({ id }) => id)

describe('a topic that a layer removes', () => {
  test('takes its feeds and alerts with it, each with one message, and nothing else is told', async () => {
    const { feeds, alerts, taxonomy, sources, warnings } = await read({
      ...inConfig(FILES),
      'config.d/topics.yaml': 'topics: [{ id: taxes, remove: true }]\n',
    })
    expect(ids(feeds)).toEqual(['one', 'rest'])
    expect(alerts).toEqual([])
    expect(warnings).toEqual([
      'config/feeds.yaml:2: switched off: the feed "taxes" names what does not exist (filter, column 7: no topic “taxes”. Did you mean small-taxes?)',
      'config/alerts.yaml:2: switched off: the alert "taxes" names what does not exist (filter, column 7: no topic “taxes”. Did you mean small-taxes?)',
    ])
    expect(sources[0]?.topics).toEqual([])
    expect(taxonomy.topics.map(({ id, parent }) => [id, parent])).toEqual([
      ['parcels', null],
      ['small-taxes', null],
    ])
    expect(taxonomy.lexicons.map(({ topics }) => Object.keys(topics))).toEqual([['parcels'], ['parcels']])
    expect(taxonomy.lexicons[0]?.topics.parcels?.pairs).toEqual([])
  })
})

describe('an organisation and a source that a layer removes', () => {
  test('leave what else refers to them in force', async () => {
    const { feeds, taxonomy, warnings } = await read({
      ...inConfig(FILES),
      'config.d/entities.yaml': 'entities: [{ id: post, remove: true }]\n',
      'config.d/sources.yaml': 'sources: [{ id: one, remove: true }]\n',
    })
    expect(taxonomy.entities.map(({ id, parent }) => [id, parent])).toEqual([['bank', null]])
    expect(taxonomy.lexicons[0]?.entities).toEqual({})
    expect(ids(feeds)).toEqual(['taxes'])
    expect(warnings).toEqual([
      'config/feeds.yaml:3: switched off: the feed "one" names what does not exist (none of its sources exists)',
      expect.stringMatching(/^config\/feeds\.yaml:4: switched off: the feed "rest"/),
    ])
  })
})

describe('an id that does not exist', () => {
  test('was there once if several files name it', async () => {
    const { taxonomy, warnings } = await read(
      inConfig({ ...FILES, 'topics.yaml': 'topics: [{ id: parcels, label: Parcels }]\n' }),
    )
    expect(ids(taxonomy.topics)).toEqual(['parcels'])
    expect(warnings).toEqual([
      'config/sources.yaml:2: switched off: one reference to what does not exist (topic taxes)',
      'config/entities.yaml:2: switched off: one reference to what does not exist (topic taxes)',
      'config/lexicon/en.yaml:4: switched off: 2 references in 2 files to what does not exist (topic taxes)',
      'config/lexicon/en.yaml:3: switched off: one reference to what does not exist (entity, kind or topic taxes)',
      expect.stringMatching(/^config\/feeds\.yaml:2: switched off: the feed "taxes"/),
      expect.stringMatching(/^config\/alerts\.yaml:2: switched off: the alert "taxes"/),
    ])
  })

  test('is a mistake if one file alone names it', async () => {
    const slip = inConfig({ ...FILES, 'feeds.yaml': 'feeds:\n  - { id: x, title: X, filter: "topic:taxs" }\n' })
    await expect(read(slip)).rejects.toThrow('config/feeds.yaml:2:32: filter, column 7: no topic “taxs”. Did you mean taxes?')
  })
})

test('another tree of topics in place of the shipped one: a message for each feed and file, and the service can start', async () => {
  const root = await mkdtemp(join(tmpdir(), 'polywire-field-'))
  onTestFinished(async () => await rm(root, { recursive: true, force: true }))
  await cp(join(import.meta.dirname, '../../config'), join(root, 'config'), { recursive: true })
  await writeFile(join(root, 'config/topics.yaml'), 'topics:\n  - { id: plastics, label: Plastics }\n')
  const { taxonomy, feeds, sources, warnings } = await readFolder(join(root, 'config'))
  expect(ids(taxonomy.topics)).toEqual(['plastics'])
  expect(taxonomy.lexicons.flatMap(({ topics }) => Object.keys(topics))).toEqual([])
  expect(ids(feeds)).toEqual(['all'])
  expect(sources.length).toBeGreaterThan(200)
  expect(warnings.length).toBeLessThan(40)
  expect(new Set(warnings).size).toBe(warnings.length)
})

const readFolder = async (folder: string) => {
  const result = await loadConfiguration(folder, {}, 0)
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'))
  return { ...result.configuration, warnings: result.warnings.map(({ file, message }) => `${file}: ${message}`) }
}
