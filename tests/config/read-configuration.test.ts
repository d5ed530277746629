import { z } from 'zod'
import { describe, expect, test } from 'vitest'
import { MAX_FILE_BYTES } from '../../src/config/read-layers.ts'
import { readConfiguration } from '../../src/config/read-configuration.ts'
import { readFile } from '../../src/config/read-file.ts'
import { configurationOf, folderWith, linesOf, problemsOf } from './folder.ts'

const source = (extra: string): string => `sources:\n  - { id: a, name: A, url: https://a.example/feed, ${extra} }\n`

describe('what a folder may leave out', () => {
  test('an empty folder runs on defaults, with a warning', async () => {
    const { configuration, warnings } = await configurationOf({})
    expect(configuration.service.fetch).toMatchObject({ concurrency: 16, timeoutMs: 20_000, maxBytes: 15 * 1024 * 1024 })
    expect(configuration.service.retention).toEqual({ articlesMs: 400 * 86_400_000, untaggedMs: 14 * 86_400_000 })
    expect(configuration.feeds.map(({ id }) => id)).toEqual([])
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining('no sources')])
  })

  test('a file of comments alone counts as empty', async () => {
    const { configuration } = await configurationOf({ 'topics.yaml': '# nothing yet\n', 'feeds.yaml': 'feeds:\n' })
    expect(configuration.taxonomy.topics).toEqual([])
  })

  test('a byte order mark and Windows line ends change nothing, positions included', async () => {
    const text = '\uFEFFsources:\r\n  - id: a\r\n    name: A\r\n    url: nowhere\r\n'
    expect(await problemsOf({ 'sources.yaml': text })).toEqual([expect.stringMatching(/^sources\.yaml:4:10: not an address/)])
  })

  test('a folder that is not there is said to be not there', async () => {
    const result = await readConfiguration('/nowhere/at/all', {})
    expect(result).toMatchObject({ ok: false, problems: [{ file: '/nowhere/at/all', message: 'there is no such folder' }] })
  })

  test('no site may read the API from its pages unless web.cors names it', async () => {
    const cors = async (written: string) => (await configurationOf({ 'polywire.yaml': written })).configuration.service.web.cors
    expect(await cors('# nothing\n')).toEqual([])
    expect(await cors('web: { cors: ["https://app.example", "http://127.0.0.1:5173"] }\n')).toEqual([
      'https://app.example',
      'http://127.0.0.1:5173',
    ])
    expect(await cors('web: { cors: "*" }\n')).toBe('*')
  })

  test.each(['app.example', 'https://app.example/', 'https://App.example', 'https://app.example/path', 'null'])(
    '%s is no origin',
    async (written) =>
      expect(await problemsOf({ 'polywire.yaml': `web:\n  cors: ["${written}"]\n` })).toEqual([
        expect.stringMatching(/^polywire\.yaml:2:\d+: .*origin/),
      ]),
  )

  test('a feed can be private, but not the one of everything; the feed about the sources themselves has its name', async () => {
    const { configuration } = await configurationOf({ 'feeds.yaml': 'feeds: [{ id: desk, title: Desk, private: true }]\n' })
    expect(configuration.feeds.map(({ id, private: hidden }) => [id, hidden])).toEqual([['desk', true]])
    const feeds = 'feeds:\n  - { id: all, title: All, private: true }\n  - { id: health, title: Health }\n'
    expect(await problemsOf({ 'feeds.yaml': feeds })).toEqual([
      expect.stringMatching(/^feeds\.yaml:2:37: the feed "all" is what pages and searches/),
      expect.stringMatching(/^feeds\.yaml:3:11: health is the feed about the sources/),
    ])
  })

  test('a file that looks misnamed is pointed out', async () => {
    const { warnings } = await configurationOf({ 'source.yaml': 'sources: []\n' })
    expect(warnings.map(({ message }) => message)).toContain('this file is not read; did you mean sources.yaml?')
    const lexicon = await configurationOf({ 'lexicon/ru.yml': 'language: ru\n' })
    expect(lexicon.warnings.map(({ message }) => message)).toContain('this file is not read; did you mean ru.yaml?')
  })
})

describe('every problem at its place, all at once', () => {
  test('problems of several files and kinds come in one answer, in order', async () => {
    const problems = await problemsOf({
      'polywire.yaml': 'fetch: { timout: 3s, concurrency: many, max_bytes: 15 }\nwebsub: maybe\nstories: none\n',
      'sources.yaml':
        'sources:\n  - { id: a, name: A, url: https://a.example/, evry: 5m }\n  - { id: a, name: B, url: https://b.example/ }\n',
      'feeds.yaml': 'feeds: [{ id: x y, title: X }]\n',
    })
    expect(problems).toEqual([
      expect.stringMatching(/^feeds\.yaml:1:15: an id has letters/),
      'polywire.yaml:1:10: unknown key "timout"; did you mean "timeout"?',
      'polywire.yaml:1:35: expected a whole number, found text',
      expect.stringMatching(/^polywire\.yaml:1:52: expected a size with its unit: .*, found a number$/),
      'polywire.yaml:2:9: expected auto, true or false',
      'polywire.yaml:3:10: expected tagged, field or all',
      'sources.yaml:2:48: unknown key "evry"; did you mean "every"?',
      'sources.yaml:3:11: the id "a" is already used at sources.yaml:2:11',
    ])
  })

  test.each([
    ['every: 30', /:2:59: expected a span of time with its unit: .*, found a number$/],
    ['every: half an hour', /not a span of time; write a number and/],
    ['every: 0s', /too short/],
    ['country: UK', /unknown country "UK"; did you mean "GB"\?$/],
    ['country: XY', /unknown country "XY"/],
    ['country: nl', /not a country code/],
    ['language: german', /not a language tag/],
    ['topics: [ig.dsn]', /:2:61: unknown topic "ig.dsn"; did you mean "ig.dns"\?$/],
    ['page: { item: "li[", title: a, link: a@href }', /:2:66: not a valid CSS selector/],
    [`page: { item: li, title: a, link: a@href, date: { select: span, format: YYYY-MM-DD } }`, /years are yyyy, days dd/],
    ['site: ftp://a.example/', /not an address/],
    ['min: 2h, max: 1h', /min is longer than max/],
    ['retry_scope: all', /expected source or host/],
    ['group: ""', /is empty$/],
    ['active: perhaps', /expected true or false, found text/],
  ])('a source with %s', async (extra, message) => {
    const files = { 'sources.yaml': source(extra), 'topics.yaml': 'topics: [{ id: ig.dns, label: DNS }]\n' }
    const problems = await problemsOf(files)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^sources\.yaml:2:\d+: /)
    expect(problems[0]).toMatch(message)
  })

  test('what YAML takes for a number or a truth is to be quoted where a text is meant', async () => {
    const found = await problemsOf({ 'sources.yaml': 'sources:\n  - { id: 301, name: true, url: https://a.example/ }\n' })
    expect(found).toEqual([
      'sources.yaml:2:11: expected an id: letters, digits, ".", "_" and "-", found a number; write "301" in quotes',
      'sources.yaml:2:22: expected text, found true or false; write "true" in quotes',
    ])
  })

  test('a missing key is reported where its entry begins', async () => {
    expect(await problemsOf({ 'sources.yaml': 'sources:\n  - id: a\n    name: A\n' })).toEqual([
      'sources.yaml:2:5: "url" is missing',
    ])
  })

  test('a reference to nothing is found in every file', async () => {
    const problems = await problemsOf({
      'topics.yaml': 'topics:\n  - { id: a, label: A, parent: b }\n',
      'entities.yaml': 'entities:\n  - { id: e, label: E, kind: law, place: XX, topics: [c], parent: f }\n',
      'places.yaml': 'places:\n  - { id: CN-GD, within: CN-XX }\n',
      'feeds.yaml': 'feeds:\n  - { id: f, title: F, sources: [nobody] }\n',
      'lexicon/ru.yaml': 'language: ru\ntopics: { z: { terms: [a] } }\nentities: { y: [b] }\nplaces: { x: [c] }\n',
    })
    expect(problems.map((problem) => problem.replace(/;.*$/, ''))).toEqual([
      'entities.yaml:2:42: unknown place "XX"',
      'entities.yaml:2:55: unknown topic "c"',
      'entities.yaml:2:67: unknown entity "f"',
      'feeds.yaml:2:34: unknown source "nobody"',
      'lexicon/ru.yaml:2:11: unknown topic "z"',
      'lexicon/ru.yaml:3:13: unknown entity "y"',
      'lexicon/ru.yaml:4:11: unknown place "x"',
      'places.yaml:2:26: unknown place "CN-XX"',
      'topics.yaml:2:32: unknown topic "b"',
    ])
  })

  test('a word that nothing could be found by is refused at its place', async () => {
    const lexicon = 'language: en\ntopics:\n  a: { terms: [fine, "*", "domain* name*"], weak: ["…"] }\nentities: { e: [" "] }\n'
    const problems = await problemsOf({
      'topics.yaml': 'topics: [{ id: a, label: A }]\n',
      'entities.yaml': 'entities: [{ id: e, label: E, kind: law }]\n',
      'lexicon/en.yaml': lexicon,
    })
    const message = 'holds no letter or digit to look for'
    expect(problems).toEqual(['3:22', '3:52', '4:17'].map((at) => `lexicon/en.yaml:${at}: ${message}`))
  })

  test('what stands behind an @ in a pair is an entity, a kind or a topic', async () => {
    const problems = await problemsOf({
      'topics.yaml': 'topics:\n  - { id: t, label: T }\n',
      'entities.yaml': 'entities:\n  - { id: temu, label: Temu, kind: company }\n',
      'lexicon/ru.yaml': 'language: ru\ntopics:\n  t: { pairs: [{ a: ["@temu", "@company", "@t"], b: [b, "@temuu"] }] }\n',
    })
    expect(problems).toEqual(['lexicon/ru.yaml:3:57: unknown entity, kind or topic "temuu"; did you mean "temu"?'])
  })

  test('a circle of parents is reported once, with its way round', async () => {
    const topics =
      'topics:\n  - { id: a, label: A, parent: b }\n  - { id: b, label: B, parent: c }\n  - { id: c, label: C, parent: a }\n'
    expect(await problemsOf({ 'topics.yaml': topics })).toEqual([
      'topics.yaml:2:32: this goes round in a circle: a → b → c → a',
    ])
  })

  test('a lexicon whose name and language differ', async () => {
    expect(await problemsOf({ 'lexicon/fr.yaml': 'language: de\n' })).toEqual([
      'lexicon/fr.yaml:1:11: the file is named for "fr" but its language is "de"',
    ])
  })

  test('a label without English', async () => {
    expect(await problemsOf({ 'topics.yaml': 'topics: [{ id: a, label: { fr: A } }]\n' })).toEqual([
      'topics.yaml:1:26: needs an English text as well: en',
    ])
  })
})

describe('YAML that is wrong or hostile', () => {
  test('broken YAML, with its place', async () => {
    expect(await problemsOf({ 'feeds.yaml': 'feeds:\n  - id: a\n   title: b\n' })).toEqual([
      expect.stringMatching(/^feeds\.yaml:3:\d+: not valid YAML/),
    ])
  })

  test.each(['  - { id: a, title: One: two }', '  - id: a\n    title: One: two'])(
    'a text that holds a colon says that it wants quotes: %s',
    async (entry) => {
      const [problem] = await problemsOf({ 'feeds.yaml': `feeds:\n${entry}\n` })
      expect(problem).toMatch(/not valid YAML: .*; a text with ": " in it needs quotes$/)
    },
  )

  test('a key given twice', async () => {
    expect(await problemsOf({ 'polywire.yaml': 'title: A\ntitle: B\n' })).toEqual([
      'polywire.yaml:2:1: this key is given twice in one mapping; keep one of them',
    ])
  })

  test('a billion laughs are refused', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `l${level + 1}: &l${level + 1} [${Array(10).fill(`*l${level}`).join(', ')}]`,
    )
    const problems = await problemsOf({ 'polywire.yaml': ['l0: &l0 ha', ...levels].join('\n') })
    expect(problems).toEqual([expect.stringMatching(/^polywire\.yaml:1:1: aliases are refused/)])
  })

  test('an alias within what it names is refused at its place', async () => {
    for (const text of ['&x [*x]', '&x { a: *x }', '&x [[{ a: [1, *x] }]]'])
      expect(await problemsOf({ 'polywire.yaml': `title: ${text}\n` })).toEqual([
        `polywire.yaml:1:${8 + text.indexOf('*')}: aliases are refused: this one stands within what it names`,
      ])
  })

  test('a key that is no text, and an anchor that can not be written again, are refused', async () => {
    expect(await problemsOf({ 'polywire.yaml': '? __proto__: &x\uFEFF' })).toEqual([
      expect.stringMatching(/^polywire\.yaml:1:1: not valid YAML: Anchor must not contain/),
    ])
  })

  test('ten thousand brackets are refused', async () => {
    for (const text of ['['.repeat(10_000), `${'['.repeat(20_000)}${']'.repeat(20_000)}`])
      expect(await problemsOf({ 'polywire.yaml': `title: ${text}` })).toEqual([
        expect.stringMatching(/^polywire\.yaml:\d+:\d+: lists and mappings are nested too deeply$/),
      ])
  })

  test('a huge file is not read', async () => {
    expect(await problemsOf({ 'topics.yaml': '#'.repeat(MAX_FILE_BYTES + 1) })).toEqual([
      `topics.yaml:1:1: the file has ${MAX_FILE_BYTES + 1} bytes; at most ${MAX_FILE_BYTES} are read`,
    ])
  })

  test('a file that is not UTF-8', async () => {
    expect(await problemsOf({ 'topics.yaml': Uint8Array.of(0x74, 0xff, 0xfe) })).toEqual([
      'topics.yaml:1:1: the file is not UTF-8 text; save it as UTF-8',
    ])
  })

  test('a list where a mapping belongs', async () => {
    expect(await problemsOf({ 'topics.yaml': '- a\n- b\n' })).toEqual([
      'topics.yaml:1:1: expected a mapping of keys to values, found a list',
    ])
  })
})

describe('${NAME} reads the environment', () => {
  test('a variable fills text, part of a text, and a number', async () => {
    const { configuration } = await configurationOf(
      { 'polywire.yaml': 'title: ${TITLE}\nfetch: { concurrency: "${LIMIT}", contact: "https://${HOST}/about" }\n' },
      { TITLE: '2026', LIMIT: '7', HOST: 'news.example' },
    )
    expect(configuration.service.title).toBe('2026')
    expect(configuration.service.fetch).toMatchObject({ concurrency: 7, contact: 'https://news.example/about' })
  })

  test('one that is not set is a problem at its place, and hides no other', async () => {
    expect(await problemsOf({ 'polywire.yaml': 'title: ${TITLE}\nstories: some\n' })).toEqual([
      'polywire.yaml:1:8: the environment variable TITLE is not set',
      'polywire.yaml:2:10: expected tagged, field or all',
    ])
  })

  test('its value is never repeated', async () => {
    const problems = await problemsOf(
      {
        'sources.yaml': source('topics: ["${SECRET}"], country: "${SECRET}"'),
        'feeds.yaml': 'feeds: [{ id: f, title: F, sources: ["${SECRET}"] }]\n',
      },
      { SECRET: 'hunter2' },
    )
    expect(problems.join('\n')).toContain('${SECRET}')
    expect(problems.join('\n')).not.toContain('hunter2')
  })
})

describe('what comes out', () => {
  test('a source inherits the service and moves a limit that it passes', async () => {
    const { configuration } = await configurationOf({
      'polywire.yaml': 'fetch: { every: 1h, min: 10m, max: 6h }\n',
      'sources.yaml':
        'sources:\n  - { id: a, name: A, url: https://a.example/ }\n  - { id: b, name: B, url: https://b.example/, every: 2m }\n  - { id: c, name: C, url: https://c.example/, every: 1d }\n',
    })
    const minutes = configuration.sources.map(({ everyMs, minMs, maxMs }) => [everyMs, minMs, maxMs].map((ms) => ms / 60_000))
    expect(minutes).toEqual([
      [60, 10, 360],
      [2, 2, 360],
      [1440, 10, 1440],
    ])
  })

  test('a page rule keeps its selectors and fills what is left out', async () => {
    const { configuration } = await configurationOf({
      'sources.yaml': source('page: { item: "ul.list li", title: a, link: a@href, date: { select: time@datetime } }'),
    })
    expect(configuration.sources[0]?.page).toEqual({
      item: 'ul.list li',
      title: 'a',
      link: 'a@href',
      summary: null,
      image: null,
      date: { select: 'time@datetime', format: null },
    })
  })

  test('a place is within what its id says, a country within the first region that names it', async () => {
    const { configuration } = await configurationOf({
      'places.yaml':
        'places:\n  - { id: asia, kind: region, names: { en: [Asia] }, contains: [CN] }\n  - { id: BRICS, kind: region, names: [BRICS], contains: [CN] }\n  - { id: CN-GD, names: { en: [Guangdong] } }\n  - { id: CN-GD-shenzhen, names: { en: [Shenzhen] } }\n  - { id: CN-SH-x, names: { en: [X] } }\n',
      'lexicon/zh-Hans.yaml': 'language: zh-Hans\nplaces: { CN-GD: [广东] }\n',
    })
    const found = new Map(configuration.taxonomy.places.map((place) => [String(place.id), place]))
    expect(found.get('CN')).toMatchObject({ kind: 'country', within: 'asia' })
    expect(found.get('CN-GD')).toMatchObject({
      kind: 'subdivision',
      within: 'CN',
      label: { en: 'Guangdong', 'zh-Hans': '广东' },
    })
    expect(found.get('CN-GD-shenzhen')).toMatchObject({ kind: 'city', within: 'CN-GD' })
    expect(found.get('CN-SH-x')).toMatchObject({ kind: 'city', within: 'CN' })
    expect(found.get('BRICS')).toMatchObject({ kind: 'region', contains: ['CN'] })
  })

  test('countries have their names in the languages of the lexicons, and what places.yaml adds', async () => {
    const { configuration } = await configurationOf({
      'places.yaml':
        'places:\n  - { id: GE, ambiguous: [Georgia], context: [Tbilisi] }\n  - { id: GB, names: { en: [Britain] } }\n',
      'lexicon/ja.yaml': 'language: ja\n',
    })
    const found = new Map(configuration.taxonomy.places.map((place) => [String(place.id), place]))
    expect(found.get('GE')).toMatchObject({
      ambiguous: ['Georgia'],
      context: ['Tbilisi'],
      names: { en: ['Georgia'], ja: ['ジョージア'] },
    })
    expect(found.get('GB')?.names.en).toEqual(['United Kingdom', 'UK', 'Britain'])
    expect(found.get('HK')?.label).toMatchObject({ en: 'Hong Kong', ja: '香港' })
    expect(found.get('MM')?.names.en).toEqual(['Myanmar', 'Burma'])
    expect(Object.keys(found.get('FR')?.names ?? {})).toEqual(['en', 'ja'])
  })

  test("the country in brackets behind an island's name is none of its names", async () => {
    const { configuration } = await configurationOf({ 'lexicon/ru.yaml': 'language: ru\n' })
    const found = new Map(configuration.taxonomy.places.map((place) => [String(place.id), place]))
    for (const id of ['UM', 'VG', 'VI']) expect(found.get(id)?.names.ru?.join()).not.toMatch(/США|Великобритания/)
  })

  test("a filter that the caller's check refuses is reported at its place", async () => {
    const folder = await folderWith({ 'feeds.yaml': 'feeds:\n  - id: f\n    title: F\n    filter: topic:nothing\n' })
    const result = await readConfiguration(
      folder,
      {},
      { checkFilter: (filter) => (filter === '' ? null : `cannot read ${filter}`) },
    )
    expect(result).toMatchObject({ ok: false, problems: [{ line: 4, column: 13, message: 'cannot read topic:nothing' }] })
  })

  test('mistakes in other files hide none of a filter, unless what filters name is beyond reading', async () => {
    const files = {
      'polywire.yaml': 'fecth: {}\nfetch: { min: 2h, max: 1h }\n',
      'feeds.yaml': 'feeds:\n  - { id: f, title: F, filter: bad }\n  - { id: g }\n',
      'lexicon/en.yaml': 'language: en\ntopics: { nothing: { terms: [x] } }\n',
      'corrections.yaml': 'corrections: [{ pin: 5 }]\n',
    }
    const linesFor = async (more: Readonly<Record<string, string>>) => {
      const folder = await folderWith({ ...files, ...more })
      return linesOf(
        await readConfiguration(folder, {}, { checkFilter: (filter) => (filter === 'bad' ? 'is bad' : null) }),
        folder,
      )
    }
    const lines = await linesFor({})
    expect(lines).toContain('feeds.yaml:2:32: is bad')
    expect(lines).toContain('polywire.yaml:2:15: min is longer than max')
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'corrections.yaml',
      'feeds.yaml',
      'feeds.yaml',
      'lexicon/en.yaml',
      'polywire.yaml',
      'polywire.yaml',
    ])
    expect(await linesFor({ 'topics.yaml': 'topics: [{ id: a }]\n' })).toContain('feeds.yaml:2:32: is bad')
    expect((await linesFor({ 'topics.yaml': 'topics: [{ id: a }\n' })).join()).not.toContain('is bad')
  })

  test('a later check can point into a file', async () => {
    const { problemAt } = await configurationOf({
      'topics.yaml': 'topics:\n  - id: a\n    label: A\n    examples: { match: [{ en: One }, { en: Two }] }\n',
    })
    expect(problemAt('topics.yaml', ['topics', 0, 'examples', 'match', 1], 'fails')).toMatchObject({ line: 4, column: 38 })
  })

  test('two sources with one address are doubted, not refused', async () => {
    const { warnings } = await configurationOf({
      'sources.yaml':
        'sources:\n  - { id: a, name: A, url: https://a.example/ }\n  - { id: b, name: B, url: https://a.example/ }\n',
    })
    expect(warnings).toEqual([expect.objectContaining({ line: 3, message: 'the source "a" has the same url' })])
  })
})

describe('a model for embeddings', () => {
  const embeddings = async (written: string, env: Readonly<Record<string, string>> = {}) =>
    (await configurationOf({ 'polywire.yaml': `embeddings: ${written}\n` }, env)).configuration.service.embeddings

  test('is off by default, and a source may reserve its texts', async () => {
    const { configuration } = await configurationOf({ 'sources.yaml': source('embed: false') })
    expect(configuration.service.embeddings).toBeNull()
    expect(configuration.sources[0]?.embed).toBe(false)
    expect((await configurationOf({ 'sources.yaml': source('active: true') })).configuration.sources[0]?.embed).toBe(true)
  })
  test('has an address, to which the usual path is added, a name, and a key that is a secret', async () => {
    expect(await embeddings('{ url: "http://127.0.0.1:11434", model: e5 }')).toEqual({
      url: 'http://127.0.0.1:11434/v1/embeddings',
      model: 'e5',
      key: null,
      secrets: new Map(),
    })
    const written = '{ url: "https://ai.example/x?v=1", model: e5, key: "${KEY}" }'
    expect(await embeddings(written, { KEY: 's3cret' })).toMatchObject({ url: 'https://ai.example/x?v=1', key: 's3cret' })
    expect((await embeddings(written, { KEY: 's3cret' }))?.secrets.get('s3cret')).toBe('${KEY}')
  })
  test.each([
    ['{ url: nowhere, model: e5 }', /:1:20: not an address/],
    ['{ url: "http://me:pass@ai.example/", model: e5 }', /:1:20: holds a user name; write what lets you in as key/],
    ['{ url: "http://ai.example/" }', /"model" is missing/],
    ['{ url: "http://ai.example/", model: "a\\nb" }', /line break/],
    ['{ url: "http://ai.example/", model: e5, key: "a b" }', /has spaces/],
    ['true', /expected a mapping/],
  ])('that is written %s is refused', async (written, message) => {
    const problems = await problemsOf({ 'polywire.yaml': `embeddings: ${written}\n` })
    expect(problems).toEqual([expect.stringMatching(message)])
  })
})

describe('translation of headlines', () => {
  const translation = async (written: string, env: Readonly<Record<string, string>> = {}) =>
    (await configurationOf({ 'polywire.yaml': `translation: ${written}\n` }, env)).configuration.service.translation

  test('is off by default', async () => {
    expect((await configurationOf({})).configuration.service.translation).toBeNull()
  })
  test('has the usual path of its kind, and a key that is a secret', async () => {
    expect(await translation('{ kind: libretranslate, url: "http://127.0.0.1:5000", to: [en, EN, zh-hans] }')).toEqual({
      kind: 'libretranslate',
      url: 'http://127.0.0.1:5000/translate',
      key: null,
      model: '',
      to: ['en', 'zh-Hans'],
      excerpts: false,
      filter: '',
      perDay: 250_000,
      timeoutMs: 20_000,
      perMinute: 60,
      secrets: new Map(),
    })
    const deepl = await translation('{ kind: deepl, url: "https://api.deepl.com/", key: "${KEY}", to: [en] }', {
      KEY: 's3cret',
    })
    expect(deepl).toMatchObject({ url: 'https://api.deepl.com/v2/translate', key: 's3cret' })
    expect(deepl?.secrets.get('s3cret')).toBe('${KEY}')
    const written =
      '{ kind: openai, url: "http://[::1]:8000", model: qwen, to: [fr], excerpts: true, timeout: 3s, per_minute: 5 }'
    expect(await translation(written)).toMatchObject({
      url: 'http://[::1]:8000/v1/chat/completions',
      model: 'qwen',
      excerpts: true,
      timeoutMs: 3_000,
      perMinute: 5,
    })
  })
  test.each([
    ['{ kind: bing, url: "http://a.example/", to: [en] }', /:1:22: expected libretranslate, deepl or openai/],
    ['{ kind: deepl, url: nowhere, to: [en] }', /:1:34: not an address/],
    ['{ kind: deepl, url: "http://me:pass@a.example/", to: [en] }', /holds a user name/],
    ['{ kind: deepl, url: "http://a.example/", to: [] }', /name a language/],
    ['{ kind: deepl, url: "http://a.example/", to: [english] }', /not a language tag/],
    ['{ kind: openai, url: "http://a.example/", to: [en] }', /kind openai needs a model/],
    ['{ kind: deepl, url: "http://a.example/", to: [en], per_minute: 0 }', /at least 1/],
  ])('that is written %s is refused', async (written, message) => {
    const problems = await problemsOf({ 'polywire.yaml': `translation: ${written}\n` })
    expect(problems).toEqual([expect.stringMatching(message)])
  })
  test('that a feed shows has a language that is translated into', async () => {
    const feed = (language: string) => `feeds:\n  - { id: mine, title: Mine, translate: ${language} }\n`
    const polywire = 'translation: { kind: deepl, url: "https://api.deepl.com/", to: [en] }\n'
    const { configuration } = await configurationOf({ 'polywire.yaml': polywire, 'feeds.yaml': feed('en') })
    expect(configuration.feeds.find(({ id }) => id === 'mine')?.translate).toBe('en')
    expect(await problemsOf({ 'polywire.yaml': polywire, 'feeds.yaml': feed('fr') })).toEqual([
      expect.stringMatching(/feeds\.yaml:2:\d+: translation\.to in polywire\.yaml does not name fr/),
    ])
  })
})

test('others have their turn of the event loop between two steps of reading a file', async () => {
  const folder = await folderWith({ 'field.yaml': 'title: ${TITLE}\n' })
  const done: string[] = []
  const env = {
    get TITLE() {
      done.push('environment')
      setImmediate(() => done.push('another'))
      return 'Sea'
    },
  }
  const schema = z.object({ title: z.string() }).transform((value) => {
    done.push('schema')
    return value
  })
  await readFile({ folders: [folder], name: 'field.yaml', schema, env })
  expect(done).toEqual(['environment', 'another', 'schema'])
})
