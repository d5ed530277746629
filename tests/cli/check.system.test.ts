import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorkplace, sourcesYaml, type Workplace } from './workplace.ts'

let place: Workplace
beforeAll(() => {
  place = openWorkplace()
  place.write('sources.yaml', sourcesYaml({ a: 'http://a.example/' }))
})
afterAll(async () => await place.clear())

const check = async (...flags: string[]) => await place.run(['check', ...flags])

describe('check', () => {
  test('a configuration without fault is described', async () => {
    expect(await check()).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('1 source, 2 topics with 2 examples'),
    })
  })

  test('a model that is switched off is named, and is no mistake', async () => {
    place.write('polywire.yaml', 'understanding: { model: none }\n')
    expect(await check()).toMatchObject({ code: 0, err: expect.stringContaining('by their words alone') })
    place.write('polywire.yaml', 'understanding: { model: builtin }\n')
    expect(await check()).toMatchObject({ code: 2, err: expect.stringContaining('expected built-in or none') })
    place.write('polywire.yaml', 'title: Polywire\n')
  })

  test("a topic's example that is not met is shown where it stands", async () => {
    place.write(
      'topics.yaml',
      'topics:\n  - id: shops\n    label: { en: Shops }\n    examples:\n      match:\n        - { en: "A marketplace" }\n        - { en: "A bazaar" }\n      miss:\n        - { en: "No marketplace" }\n  - { id: names, label: { en: Names } }\n',
    )
    const { code, err } = await check()
    expect(code).toBe(2)
    const lines = err.trim().split('\n')
    expect(lines[0]).toMatch(/topics\.yaml:7:\d+: should get shops and does not: "A bazaar"\..*polywire lab read/)
    expect(lines[1]).toMatch(/topics\.yaml:9:\d+: should not get shops and does: "No marketplace"/)
    expect(lines[2]).toBe('2 problems.')
  })

  test('what each language has for each topic is counted, and what is missing named', async () => {
    place.write('topics.yaml', 'topics:\n  - { id: shops, label: { en: Shops } }\n  - { id: names, label: { en: Names } }\n')
    place.write(
      'lexicon/fr.yaml',
      'language: fr\ntopics:\n  shops: { terms: [boutique*, place de marché], weak: [achat*], pairs: [{ a: [vente*], b: [en ligne] }] }\n',
    )
    const { code, out } = await check('--coverage')
    expect(code).toBe(0)
    expect(out).toMatch(/^terms \+ pairs +en +fr +match +miss$/m)
    expect(out).toMatch(/^shops +1 +3 +0 +0$/m)
    expect(out).toContain('names: neither a term nor a pair in fr')
    expect(out).toContain('shops: needs an example that must match and one that must not')
    const { coverage } = JSON.parse((await check('--coverage', '--json')).out)
    expect(coverage.topics[0].words.fr).toEqual({ terms: 2, weak: 1, pairs: 1 })
    expect(coverage.holes).toEqual([{ topic: 'names', languages: ['fr'] }])
  })

  test('every wrong line is named with file, line and column, and what was probably meant', async () => {
    place.write('polywire.yaml', 'fetch:\n  evry: 30m\n  timeout: soon\n')
    place.write(
      'sources.yaml',
      'sources:\n  - { id: a, name: A, url: "http://a.example/" }\n  - { id: a, name: B, url: "ftp://b.example/" }\n  - { id: c, name: "${NOT_SET}", url: "http://c.example/" }\n',
    )
    place.write('feeds.yaml', 'feeds:\n  - { id: f, title: { en: F }, filter: "topic:shop" }\n')
    const { code, out, err } = await check('--json')
    expect({ code, err }).toEqual({ code: 2, err: '' })
    const { ok, problems } = JSON.parse(out)
    expect(ok).toBe(false)
    const found = problems.map((problem: { file: string; line: number; message: string }) => ({
      ...problem,
      at: `${problem.file.split('/').at(-1)}:${problem.line}`,
    }))
    const messageAt = (at: string): string =>
      found
        .filter((problem: { at: string }) => problem.at === at)
        .map(({ message }: { message: string }) => message)
        .join('\n')
    expect(messageAt('polywire.yaml:2')).toMatch(/evry.*every/s)
    expect(messageAt('polywire.yaml:3')).not.toBe('')
    expect(messageAt('sources.yaml:3')).toMatch(/http/)
    expect(messageAt('sources.yaml:4')).toContain('NOT_SET')
    expect(messageAt('feeds.yaml:2')).toMatch(/^filter, column 7: .*shop.*shops/)
  })

  test('a filter may name what stands in a file with mistakes', async () => {
    place.write('polywire.yaml', '# nothing\n')
    place.write('sources.yaml', 'sources: [{ id: a, name: A, url: "ftp://a.example/" }]\n')
    place.write(
      'topics.yaml',
      'topics:\n  - { id: shops, label: Shops, parent: names }\n  - { id: names, label: Names, parent: shops }\n  - { id: taxes, lable: Taxes }\n',
    )
    place.write('feeds.yaml', 'feeds: [{ id: f, title: F, filter: "topic:shops,names,taxes,tolls source:a" }]\n')
    const { problems } = JSON.parse((await check('--json')).out)
    expect(problems.map(({ message }: { message: string }) => message.replace(/[:;].*/, ''))).toEqual([
      'filter, column 25',
      'not an address',
      'this goes round in a circle',
      '"label" is missing',
      'unknown key "lable"',
    ])
    place.write('sources.yaml', sourcesYaml({ a: 'http://a.example/' }))
    place.write('topics.yaml', 'topics: [{ id: shops, label: Shops }, { id: names, label: Names }]\n')
  })

  test('broken YAML is named by its line, and a wrong command line ends with 2 as well', async () => {
    place.write('feeds.yaml', 'feeds:\n  - { id: f\n')
    expect((await check()).err).toMatch(/feeds\.yaml:\d+:\d+: /)
    expect(await place.run(['chekc'])).toMatchObject({ code: 2, err: expect.stringContaining('check') })
    expect((await place.run(['chekc'])).err).toContain('(polywire --help lists the commands)')
    expect((await place.run(['story', 'spilt'])).err).toContain('(polywire story --help lists the commands)')
    expect((await place.run(['story', 'split'])).err).toContain('(polywire story split --help shows how it is used)')
  })

  test('a file that is not read is warned of, and then not all is well', async () => {
    place.write('feeds.yaml', 'feeds: []\n')
    expect((await check()).out).toMatch(/: OK\.$/m)
    place.write('fedes.yaml', '')
    const { code, out, err } = await check()
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('did you mean feeds.yaml? (warning)') })
    expect(out).toMatch(/: valid, with 1 warning\.$/m)
  })
})
