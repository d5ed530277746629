import { describe, expect, test } from 'vitest'
import { join } from 'node:path'
import { addSources, presentSources } from '../../src/config/edit-sources.ts'
import { folderToWrite, layersOf } from '../../src/config/layers.ts'
import { readConfiguration } from '../../src/config/read-configuration.ts'
import { configurationState } from '../../src/config/watch-configuration.ts'
import { folderWith, linesOf } from './folder.ts'

/** The shipped field. */
const SHIPPED = {
  'polywire.yaml': 'title: Shipped\nfetch: { every: 1h, concurrency: 8 }\n',
  'topics.yaml':
    'topics:\n  - { id: shops, label: Shops, iptc: [medtop:1] }\n  - { id: mail, label: { en: Mail } }\nfield: { en: [online] }\n',
  'lexicon/en.yaml':
    'language: en\ntopics:\n  shops: { terms: [shop, store], weak: [sale], pairs: [{ a: [buy, get], b: [web] }] }\n  mail: { terms: [mail] }\nnot_names: [China shop]\nentities: { union: [the Union] }\n',
  'entities.yaml': 'entities:\n  - { id: union, label: Union, kind: forum, topics: [shops] }\n',
  'sources.yaml':
    'sources:\n  - { id: one, name: One, url: https://one.example/, language: en, topics: [shops] }\n  - { id: two, name: Two, url: https://two.example/ }\n',
  'feeds.yaml': 'feeds:\n  - { id: shops, title: Shops }\n',
}

const inFolders = async (layers: Readonly<Record<string, string>>, shipped: Readonly<Record<string, string>> = SHIPPED) => {
  const root = await folderWith(
    Object.fromEntries([
      ...Object.entries(shipped).map(([name, text]) => [`config/${name}`, text]),
      ...Object.entries(layers).map(([name, text]) => [`config.d/${name}`, text]),
    ]),
  )
  return { root, folder: join(root, 'config') }
}

const readWith = async (layers: Readonly<Record<string, string>>, shipped = SHIPPED) => {
  const { root, folder } = await inFolders(layers, shipped)
  const result = await readConfiguration(folder, {})
  if (!result.ok) throw new Error(linesOf(result, root).join('\n'))
  const seen = (problems: readonly { file: string; line: number; column: number; message: string }[]) =>
    problems.map(({ file, line, column, message }) => `${file.replace(`${root}/`, '')}:${line}:${column}: ${message}`)
  return { ...result.configuration, warnings: seen(result.warnings), changes: seen(result.layerChanges()) }
}

const problemsWith = async (layers: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const { root, folder } = await inFolders(layers)
  return linesOf(await readConfiguration(folder, {}), root)
}

describe('a layer over the shipped field', () => {
  test('adds a source, changes another and removes a third, by id', async () => {
    const { sources, changes } = await readWith({
      'sources.yaml':
        'sources:\n  - { id: one, every: 2h }\n  - { id: two, remove: true }\n  - { id: three, name: Three, url: https://three.example/ }\n',
    })
    expect(sources.map(({ id, name, language, everyMs }) => ({ id, name, language, everyMs }))).toEqual([
      { id: 'one', name: 'One', language: 'en', everyMs: 7_200_000 },
      { id: 'three', name: 'Three', language: null, everyMs: 3_600_000 },
    ])
    expect(changes).toEqual([
      'config.d/sources.yaml:2:5: changes one: every',
      'config.d/sources.yaml:3:5: removes two',
      'config.d/sources.yaml:4:5: adds three',
    ])
  })

  test('changes single settings of the service', async () => {
    const { service, changes } = await readWith({ 'polywire.yaml': 'fetch: { concurrency: 4 }\npictures: true\n' })
    expect(service).toMatchObject({ title: 'Shipped', pictures: true, fetch: { concurrency: 4 } })
    expect(changes).toEqual([
      'config.d/polywire.yaml:1:23: sets fetch.concurrency',
      'config.d/polywire.yaml:2:11: sets pictures',
    ])
  })

  test('adds words of a topic and takes others away', async () => {
    const { taxonomy, warnings, changes } = await readWith({
      'lexicon/en.yaml':
        'language: en\ntopics:\n  shops: { terms: [bazaar, shop], remove: [store, get, never] }\nremove: [China shop]\nentities: { union: [Union of shops] }\n',
    })
    const [lexicon] = taxonomy.lexicons
    expect(lexicon?.topics.shops).toMatchObject({
      terms: ['shop', 'bazaar'],
      weak: ['sale'],
      pairs: [{ a: ['buy'], b: ['web'] }],
    })
    expect(lexicon?.notNames).toEqual([])
    expect(lexicon?.entities).toEqual({ union: ['Union of shops'] })
    expect(warnings).toEqual(['config.d/lexicon/en.yaml:3:56: nothing to remove: no layer below has "never"'])
    expect(changes).toContain('config.d/lexicon/en.yaml:3:19: adds 1 to topics.shops.terms')
  })

  test('adds a language, a topic and words of the whole field', async () => {
    const { taxonomy } = await readWith({
      'lexicon/fr.yaml': 'language: fr\ntopics: { shops: { terms: [boutique] }, ships: { terms: [navire] } }\n',
      'topics.yaml':
        'topics:\n  - { id: ships, label: Ships, parent: shops }\n  - { id: mail, label: { fr: Courrier } }\nfield: { en: [web] }\n',
    })
    expect(taxonomy.lexicons.map(({ language }) => language)).toEqual(['en', 'fr'])
    expect(taxonomy.topics.map(({ id, label }) => [id, label.fr ?? label.en])).toEqual([
      ['shops', 'Shops'],
      ['mail', 'Courrier'],
      ['ships', 'Ships'],
    ])
    expect(taxonomy.field).toEqual({ en: ['online', 'web'] })
  })

  test('takes a setting of an entry away with nothing in its place', async () => {
    const { sources } = await readWith({ 'sources.yaml': 'sources:\n  - { id: one, language: null }\n' })
    expect(sources[0]?.language).toBeNull()
  })

  test('replaces a whole file where it says so', async () => {
    const { sources, changes } = await readWith({
      'sources.yaml': 'replace: true\nsources:\n  - { id: mine, name: Mine, url: https://mine.example/ }\n',
    })
    expect(sources.map(({ id }) => id)).toEqual(['mine'])
    expect(changes[0]).toBe('config.d/sources.yaml:1:10: replaces the whole file below')
  })

  test('changes nothing where its lists are empty', async () => {
    const { sources, changes } = await readWith({ 'sources.yaml': 'sources: []\n', 'feeds.yaml': 'feeds:\n' })
    expect(sources).toHaveLength(2)
    expect(changes).toEqual([])
  })

  test('removes in vain, with a warning, what an upgrade has taken away', async () => {
    const { warnings } = await readWith({ 'sources.yaml': 'sources:\n  - { id: gone, remove: true }\n' })
    expect(warnings).toEqual(['config.d/sources.yaml:2:5: nothing to remove: no layer below has "gone"'])
  })

  test('changes in vain, with a warning, what an upgrade has taken away; what refers to it is switched off', async () => {
    const { sources, feeds, warnings } = await readWith({
      'sources.yaml':
        'sources:\n  - { id: one, every: 2h }\n  - { id: gone, every: 2h }\n  - { id: three, name: Three, url: https://three.example/ }\n',
      'feeds.yaml': 'feeds:\n  - { id: mine, title: Mine, sources: [gone] }\n  - { id: late, languages: [fr] }\n',
    })
    expect(sources.map(({ id }) => id)).toEqual(['one', 'two', 'three'])
    expect(feeds.map(({ id }) => id)).toEqual(['shops'])
    expect(warnings).toEqual([
      'config.d/feeds.yaml:2:5: switched off: the feed "mine" names what does not exist (none of its sources exists)',
      'config.d/sources.yaml:3:5: left out: no layer below has "gone", and what stands here is not enough for a new one',
      'config.d/feeds.yaml:3:5: left out: no layer below has "late", and what stands here is not enough for a new one',
    ])
  })

  test('stands for itself where nothing is shipped', async () => {
    const { root, folder } = await inFolders({ 'sources.yaml': SHIPPED['sources.yaml'].replace(', topics: [shops]', '') }, {})
    expect(linesOf(await readConfiguration(folder, {}), root)).toEqual([])
  })
})

describe('a mistake', () => {
  test('is reported in the layer that makes it', async () => {
    expect(
      await problemsWith({
        'sources.yaml':
          'sources:\n  - { id: three, name: Three, url: https://three.example/ }\n  - { id: two, every: often }\n',
        'feeds.yaml': 'feeds:\n  - { id: more, title: More, sorces: [one] }\n',
      }),
    ).toEqual([
      'config.d/feeds.yaml:2:30: unknown key "sorces"; did you mean "sources"?',
      expect.stringMatching(/^config\.d\/sources\.yaml:3:23: not a span of time/),
    ])
  })

  test('is reported in the shipped file though a layer adds to it', async () => {
    const { root, folder } = await inFolders(
      { 'sources.yaml': 'sources:\n  - { id: one, every: 1h }\n' },
      { ...SHIPPED, 'sources.yaml': `${SHIPPED['sources.yaml']}  - { id: three, url: nowhere, name: Three }\n` },
    )
    expect(linesOf(await readConfiguration(folder, {}), root)).toEqual([
      expect.stringMatching(/^config\/sources\.yaml:4:23: not an address/),
    ])
  })

  test('is an id that one layer uses twice', async () => {
    const twice = 'sources:\n  - { id: x, name: X, url: https://x.example/ }\n  - { id: x, name: Y, url: https://y.example/ }\n'
    expect(await problemsWith({ 'sources.yaml': twice })).toEqual([
      expect.stringMatching(/^config\.d\/sources\.yaml:3:11: the id "x" is already used at .*config\.d\/sources\.yaml:2:11$/),
    ])
  })
})

describe('several layers', () => {
  test('are the folders of config.d by name, then config.d itself', async () => {
    const { sources } = await readWith({
      'b/sources.yaml': 'sources:\n  - { id: one, name: B, every: 3h }\n',
      'a/sources.yaml': 'sources:\n  - { id: one, name: A, country: NL }\n',
      'sources.yaml': 'sources:\n  - { id: one, every: 4h }\n',
    })
    expect(sources[0]).toMatchObject({ name: 'B', country: 'NL', everyMs: 14_400_000 })
  })

  test('are all watched', async () => {
    const { folder } = await inFolders({ 'a/sources.yaml': 'sources: []\n', 'lexicon/fr.yaml': 'language: fr\n' })
    const state = await configurationState(folder)
    expect(state).toContain('config.d/a/sources.yaml')
    expect(state).toContain('config.d/lexicon/fr.yaml')
  })

  test('without config.d there is one, which commands write', async () => {
    const folder = await folderWith({ 'config/sources.yaml': 'sources: []\n' })
    expect(await layersOf(join(folder, 'config/'))).toEqual([join(folder, 'config/')])
    expect(await folderToWrite(join(folder, 'config'))).toBe(join(folder, 'config'))
  })
})

describe('sources that a command writes', () => {
  const draft = { id: 'three', name: 'Three', url: 'https://three.example/' }

  test('go into the layer, and those of the shipped field are known', async () => {
    const { folder } = await inFolders({ 'feeds.yaml': '' })
    const below = await presentSources([folder])
    const edited = addSources('sources: []\n', [draft, { ...draft, id: 'other', url: 'https://one.example' }], {
      replace: false,
      below,
    })
    expect(edited).toMatchObject({ added: ['three'], present: ['other'] })
  })

  test('in place of all others remove the shipped ones there', async () => {
    const { folder } = await inFolders({ 'feeds.yaml': '' })
    const below = await presentSources([folder])
    const one = { id: 'one', name: 'One', url: 'https://one.example/' }
    const { text, removed } = addSources('sources:\n  - { id: one, every: 1h }\n', [one, draft], { replace: true, below })
    expect(removed).toEqual(['two'])
    const { sources } = await readWith({ 'sources.yaml': text })
    expect(sources.map(({ id, everyMs }) => [id, everyMs])).toEqual([
      ['one', 3_600_000],
      ['three', 3_600_000],
    ])
    expect(
      addSources(text, [{ id: 'two', name: 'Two', url: 'https://two.example/' }], { replace: false, below }),
    ).toMatchObject({
      present: ['two'],
      text: expect.not.stringContaining('remove: true'),
    })
  })
})
