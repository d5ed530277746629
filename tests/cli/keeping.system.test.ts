import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { beforeEach, describe, expect, test } from 'vitest'
import { MAX_FILE_BYTES } from '../../src/config/read-layers.ts'
import { sourceEntry } from '../../src/config/schemas.ts'
import type { FeedHost } from '../ingest/feed-host.ts'
import { type Finished, item, openWorkplaceWithHost, rss, sourcesYaml, type Workplace } from './workplace.ts'

let host: FeedHost
let place: Workplace
beforeEach(async () => {
  const opened = await openWorkplaceWithHost()
  ;({ host, place } = opened)
  show(60)
  place.write('sources.yaml', sourcesYaml({ a: `http://${host.host}/a` }))
  return opened.close
})
const show = (count: number): void =>
  host.show('/a', rss(Array.from({ length: count }, (_, n) => item(`${n}`, `The marketplace number ${n}`))))
const WORDS = 'language: en\ntopics:\n  names: { terms: [marketplace*] }\n'

describe('retag', () => {
  test('applies changed words to what is stored; broken off, it goes on where it was', async () => {
    // More than two batches.
    show(450)
    await place.run(['once'])
    place.write('lexicon/en.yaml', WORDS)
    const first = place.start(['retag', '--json'])
    first.child.kill('SIGTERM')
    const broken = await first.ended
    const rest = await place.run(['retag', '--json'])
    expect(rest.code).toBe(0)
    // A signal before the process could hear it ends it without a word.
    const before = broken.out === '' ? 0 : JSON.parse(broken.out).looked
    expect(before + JSON.parse(rest.out).looked).toBe(450)
    const { article } = JSON.parse((await place.run(['explain', 'https://desk.example/449', '--json'])).out)
    expect(article.topics).toMatchObject([{ id: 'names' }])
    expect(JSON.parse((await place.run(['retag', '--json', '--again'])).out)).toEqual({
      looked: 450,
      changed: 0,
      finished: true,
    })
  })
})

describe('backup and restore', () => {
  test('a copy made while the service writes is whole; restoring is refused while in use, and brings back what was', async () => {
    const served = place.start(['serve'], { env: { POLYWIRE_LISTEN: '127.0.0.1:0' } })
    await served.line(/"event":"polled"/)
    expect(await place.run(['backup', place.path('copy')])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/copy: \d+ KiB/),
    })
    const refused = await place.run(['restore', place.path('copy')])
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('in use by another Polywire process') })
    expect(await place.run(['retag'])).toMatchObject({ code: 1, err: expect.stringContaining('does this by itself') })
    served.child.kill('SIGTERM')
    await served.ended
    const env = { POLYWIRE_DATA: place.path('restored') }
    expect(await place.run(['restore', place.path('copy')], { env })).toMatchObject({ code: 0, err: '' })
    const after = JSON.parse((await place.run(['once', '--json'], { env })).out)
    expect(after).toMatchObject({ polled: 0, counts: { articles: 60, items: 60 } })
  })

  test.each([
    ['where there is no folder', (inside: string) => `${inside}/none/copy`, 'there is no folder'],
    ['where a folder stands', (inside: string) => inside, 'is a folder'],
  ])('a backup is not written %s, which is said', async (_, target, reason) => {
    await place.run(['once'])
    mkdirSync(place.path('kept'))
    const refused = await place.run(['backup', target(place.path('kept'))])
    expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining(reason) })
    expect(refused.err).not.toContain('bug in Polywire')
    expect(readdirSync(place.path('')).filter((name) => name.includes('.part'))).toEqual([])
  })

  test('a backup that a signal interrupts ends at once and leaves nothing behind', async () => {
    place.write('sources.yaml', 'sources: []\n')
    await place.run(['once'])
    const db = new Database(`${place.data}/polywire.sqlite`)
    db.pragma('synchronous = OFF')
    db.prepare("INSERT INTO note (name, value) VALUES ('filling', ?)").run('x'.repeat(40_000_000))
    db.close()
    const copies = (): readonly string[] => readdirSync(place.path('')).filter((name) => name.startsWith('copy'))
    const interrupted = async (): Promise<Finished> => {
      const running = place.start(['backup', place.path('copy')])
      await expect.poll(() => copies().length > 0, { interval: 1 }).toBe(true)
      running.child.kill('SIGTERM')
      const finished = await running.ended
      if (finished.code !== 0) return finished
      // The copy was whole before the signal came.
      rmSync(place.path('copy'))
      return await interrupted()
    }
    expect(await interrupted()).toMatchObject({ code: 130, out: '', err: '' })
    expect(copies()).toEqual([])
  })

  test('before an upgrade a backup is taken of what the older version has kept', async () => {
    await place.run(['once'])
    const file = `${place.data}/polywire.sqlite`
    const setVersion = (version: number): void => {
      const db = new Database(file)
      db.pragma(`user_version = ${version}`)
      db.close()
    }
    setVersion(1)
    expect((await place.run(['explain', 'https://desk.example/1'])).err).toContain('is from an older Polywire')
    expect(await place.run(['backup', place.path('copy')])).toMatchObject({ code: 0, err: '' })
    const copy = new Database(place.path('copy'), { readonly: true })
    expect([copy.pragma('user_version', { simple: true }), copy.prepare('SELECT count(*) FROM article').pluck().get()]).toEqual(
      [1, 60],
    )
    copy.close()
    expect(await place.run(['backup', place.path('copy')], { env: { POLYWIRE_DATA: place.path('nowhere') } })).toMatchObject({
      code: 1,
      err: expect.stringContaining('there is no database'),
    })
  })

  test('a data folder that takes no file is named, with what to do', async () => {
    // What SQLite meets in a folder of another user, whoever runs this.
    mkdirSync(`${place.data}/polywire.lock`, { recursive: true })
    const refused = await place.run(['once'])
    expect(refused).toMatchObject({
      code: 2,
      err: expect.stringMatching(/polywire\.lock cannot be opened: .*set POLYWIRE_DATA/),
    })
  })

  test.each([
    ['one that a file system refuses, which Node alone would try for ever', '/proc/x/y'],
    ['one below a file', `${import.meta.filename}/data`],
    ['a file', import.meta.filename],
    ['a name that is too long', `/tmp/${'x'.repeat(300)}`],
    ['one that is no name', '/tmp/\0'],
  ])('a data folder that can’t be made is named: %s', async (_, folder) => {
    const env = { POLYWIRE_DATA: folder }
    for (const args of [['serve'], ['once']]) {
      const { code, err } = await place.run(args, { env })
      expect({ args, code }).toEqual({ args, code: 2 })
      expect(err).toMatch(/^the data folder .* can't be made: .*Set POLYWIRE_DATA/s)
    }
  })

  test('what is no backup is refused, and nothing is changed', async () => {
    writeFileSync(place.path('no-backup'), 'This is text.')
    for (const file of ['no-backup', 'missing'])
      expect(await place.run(['restore', place.path(file)])).toMatchObject({ code: 1, err: expect.stringContaining(file) })
    expect((await place.run(['restore', place.path('no-backup')])).err).toMatch(/is no whole backup: .*Nothing was changed/)
  })
})

describe('OPML', () => {
  const page = { item: 'li', title: 'a', link: 'a@href', date: { select: 'span', format: 'yyyy-MM-dd' } }
  const SOURCES = `# kept by hand
sources:
  - { id: a, name: "A & Ö", url: "https://a.example/feed?x=1&y=2", language: de, country: DE, group: Press/Deutsch, topics: [shops], every: 2h, republish: title }
  - { id: site, name: 站点, url: "https://site.example", site: "https://Site.example", page: ${JSON.stringify(page)}, active: false }
  - { id: part, name: Part, url: "https://site.example", page: ${JSON.stringify(page)}, min: 1h, max: 2d, every: 90s }
  - { id: own, name: Own, url: "https://own.example/f", insecure_tls: true, websub: false, retry_scope: host, owner: "Own Group", every: 1500ms, releases: true }
  - { id: map, name: Map, sitemap: "https://map.example/news.xml", excerpt: 120, embed: false, fetch_article: auto, licensed: true }
  - { id: read, name: Read, url: "https://read.example/f", fetch_article: true }
`

  test('out and in again gives the same sources', async () => {
    place.write('sources.yaml', SOURCES)
    const written = (await place.run(['export-opml'])).out
    writeFileSync(place.path('list.opml'), written)
    place.write('sources.yaml', '# empty\nsources: []\n')
    const { code, out, err } = await place.run(['import-opml', place.path('list.opml'), '--json'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out).added).toHaveLength(6)
    expect((await place.run(['export-opml'])).out).toBe(written)
    const again = readFileSync(`${place.config}/sources.yaml`, 'utf8')
    // A mailbox has no address that other readers could open.
    const settings = Object.keys(sourceEntry.shape).filter((setting) => setting !== 'mailbox')
    for (const setting of settings) expect(again).toMatch(new RegExp(`^[ -]+${setting}:`, 'm'))
    for (const kept of [
      'min: 3600s',
      'max: 172800s',
      'insecure_tls: true',
      'embed: false',
      'fetch_article: auto',
      'fetch_article: true',
      'licensed: true',
      'websub: false',
      'retry_scope: host',
      'owner: Own Group',
      'every: 1500ms',
    ])
      expect(again).toContain(kept)
    await place.run(['import-opml', '-', '--replace'], { input: written })
    expect((await place.run(['export-opml'])).out).toBe(written)
    const broken = await place.run(['import-opml', '-'], { input: '<rss/>' })
    expect(broken).toMatchObject({ code: 2, err: expect.stringMatching(/^standard input:1:1: /) })
  })

  test('a list that would make sources.yaml longer than is read changes nothing', async () => {
    const written = `# ${'long '.repeat(MAX_FILE_BYTES / 5 - 10)}\nsources: []\n`
    place.write('sources.yaml', written)
    const input = '<opml><body><outline text="B" xmlUrl="https://b.example/feed"/></body></opml>'
    const { code, err } = await place.run(['import-opml', '-'], { input })
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/ would have \d+ bytes; at most 8388608 are read/) })
    expect(readFileSync(`${place.config}/sources.yaml`, 'utf8')).toBe(written)
  })

  test('what is there stays, with its comments; --replace puts the list in its place', async () => {
    place.write('sources.yaml', SOURCES)
    // One of them has the name of a source that is there.
    const outline = (title: string, url: string): string => `<outline type="rss" text="${title}" xmlUrl="${url}"/>`
    const list = `<opml version="2.0"><head/><body>${outline('A', 'https://a.example/feed?x=1&amp;y=2')}<outline text="Folder">${outline('B', 'https://b.example/feed')}${outline('Site', 'https://c.example/feed')}</outline>${outline('Bad', 'ftp://d.example/')}</body></opml>`
    writeFileSync(place.path('list.opml'), list)
    const added = await place.run(['import-opml', place.path('list.opml')])
    expect(added.out).toContain('2 sources added')
    expect(added.err).toMatch(/list\.opml:1:1: left out: .*ftp/)
    const text = readFileSync(`${place.config}/sources.yaml`, 'utf8')
    expect(text).toContain('# kept by hand')
    expect(text).toContain('{ id: a, name: "A & Ö"')
    expect(text).toMatch(/id: site-2\b.*name: Site|id: site-2\n\s+name: Site/)
    expect((await place.run(['check'])).code).toBe(0)
    expect(text).toMatch(/name: B\n[^-]*group: Folder/)
    const replace = ['import-opml', place.path('list.opml'), '--replace']
    const before = readFileSync(`${place.config}/sources.yaml`, 'utf8')
    expect(await place.run(replace)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--replace removes 5 sources that the list does not have: site, '),
    })
    expect(await place.run(replace, { typed: 'perhaps\nno\n' })).toMatchObject({ code: 1 })
    expect(readFileSync(`${place.config}/sources.yaml`, 'utf8')).toBe(before)
    expect((await place.run(replace, { typed: 'yes\n' })).out).toContain('5 removed')
    place.write('sources.yaml', before)
    await place.run([...replace, '--yes'])
    expect((await place.run(['export-opml'])).out.match(/xmlUrl/g)).toHaveLength(3)
  })

  test.each(['utf-8', 'utf-16le'] as const)(
    'a real program’s list is understood, whatever it makes of titles and languages: %s',
    async (encoding) => {
      const list = `\ufeff<?xml version="1.0"?><opml version="1.1"><body><outline text="Tech">
<outline type="rss" text="L&apos;&amp;eacute;t&amp;#233; &amp;amp; l&apos;hiver" xmlUrl="https://a.example/" language="english"/>
<outline type="rss" text="B" xmlUrl="https://b.example/" language="unknown"/>
<outline text="\${HOME}"><outline type="rss" text="&amp;#36;{HOME}" xmlUrl="https://c.example/"/></outline>
<outline type="rss" text="Новости" xmlUrl="https://d.example/"/>
<outline type="link" text="A page" url="https://page.example/"/>
</outline></body></opml>`
      writeFileSync(place.path('list.opml'), Buffer.from(list, encoding))
      place.write('sources.yaml', 'sources: []\n')
      expect(await place.run(['import-opml', place.path('list.opml')])).toMatchObject({ code: 0, err: '' })
      expect(readFileSync(`${place.config}/sources.yaml`, 'utf8')).toBe(`sources:
  - id: l-ete-l-hiver
    name: L'été & l'hiver
    url: https://a.example/
    group: Tech
    language: en
  - id: b
    name: B
    url: https://b.example/
    group: Tech
  - id: 36-home
    name: "&#36;{HOME}"
    url: https://c.example/
  - id: novosti
    name: Новости
    url: https://d.example/
    group: Tech
`)
      expect((await place.run(['check'])).code).toBe(0)
    },
  )

  test.each(['sources:\n\t- x\n', 'text\n', '- a\n', 'sources: { a: 1 }\n', 'sources: 5\n', 'other: 1\n'])(
    'a sources.yaml with a mistake in it is not touched: %j',
    async (text) => {
      place.write('sources.yaml', text)
      writeFileSync(place.path('list.opml'), '<opml><body><outline xmlUrl="https://a.example/"/></body></opml>')
      const { code, err } = await place.run(['import-opml', place.path('list.opml')])
      expect({ code, err }).toEqual({
        code: 2,
        err: expect.stringMatching(/^\S+sources\.yaml:\d+:\d+: .*The configuration has 1 problem\./s),
      })
      expect(readFileSync(`${place.config}/sources.yaml`, 'utf8')).toBe(text)
    },
  )

  test('a list that is no OPML is refused with its line, and sources.yaml stays', async () => {
    writeFileSync(place.path('list.opml'), '<opml version="2.0">\n<body>\n<outline text="a>\n</body></opml>')
    const before = readFileSync(`${place.config}/sources.yaml`, 'utf8')
    expect(await place.run(['import-opml', place.path('list.opml')])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/list\.opml:\d+:1: /),
    })
    expect(readFileSync(`${place.config}/sources.yaml`, 'utf8')).toBe(before)
  })

  test('fields of ours that somebody has broken are refused, not written', async () => {
    const broken = (attribute: string): string =>
      `<opml version="2.0" xmlns:polywire="urn:polywire:opml"><head/><body><outline type="rss" text="A" xmlUrl="https://x.example/" polywire:id="x" ${attribute}/></body></opml>`
    const before = readFileSync(`${place.config}/sources.yaml`, 'utf8')
    for (const attribute of ['polywire:page="{"', 'polywire:every="soon"', 'polywire:country="Atlantis"']) {
      writeFileSync(place.path('list.opml'), broken(attribute))
      const { code, err } = await place.run(['import-opml', place.path('list.opml')])
      expect({ attribute, code }).toEqual({ attribute, code: 2 })
      expect(err).not.toContain('bug in Polywire')
    }
    expect(readFileSync(`${place.config}/sources.yaml`, 'utf8')).toBe(before)
  })
})
