/**
 * Every example works on the shipped configuration: in README.md and docs/, on pages in all languages, in messages, in --help and
 * in the comments of config/.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Filter } from '../../src/model/filter.ts'
import { parseFilter } from '../../src/publish/filter/parse-filter.ts'
import { compileRegex } from '../../src/publish/filter/regex.ts'
import { addBlock, fileOf, uncommentAll } from './configuration-blocks.ts'
import { commandsIn, helpTexts, isCommand, mistakeIn } from './commands.ts'
import { DOCUMENTS, type Example, fencesOf, inlineOf, literals, MANUAL, messages, ROOT } from './documents.ts'
import { CLAIMS, inManual, inMessages, inProse, MISTAKES, shippedVocabulary } from './filters.ts'

const vocabulary = await shippedVocabulary(Date.now())
const fences = MANUAL.flatMap(fencesOf)

describe('blocks', () => {
  /** What stands in each kind of block; `text` is not an example. */
  const LANGUAGES = new Set(['console', 'filter', 'yaml', 'js', 'text'])
  test('of the manual say what they hold, so that it is tried', () => {
    expect(fences.length).toBeGreaterThan(15)
    expect(fences.filter(({ language }) => !LANGUAGES.has(language)).map(({ at, language }) => `${at} ${language}`)).toEqual([])
  })
})

describe('filters', () => {
  const manual = inManual()
  const all = [...manual, ...inMessages(), ...[...helpTexts(), ...literals()].flatMap(inProse)]
  const regexesIn = (filter: Filter): readonly string[] => {
    if (filter.kind === 'regex') return [filter.pattern]
    if (filter.kind === 'not') return regexesIn(filter.of)
    return filter.kind === 'and' || filter.kind === 'or' ? filter.of.flatMap(regexesIn) : []
  }
  const parsed = ({ text }: Example) => parseFilter(text, vocabulary)

  test('are found in the manual, and in all languages of the pages', () => {
    expect(manual.length).toBeGreaterThan(50)
    const languages = readdirSync(join(ROOT, 'src/web/locales'))
    for (const language of languages) expect(all.filter(({ at }) => at.includes(`/${language}:`)).length).toBeGreaterThan(1)
  })
  test('are understood, and every name in them exists', () => {
    const mistakes = all.map((example) => ({ ...example, read: parsed(example) })).filter(({ read }) => !read.ok)
    expect(mistakes).toEqual([])
  })
  test('that are shown as mistakes are mistakes', () => {
    expect(MISTAKES.length).toBeGreaterThan(0)
    expect(MISTAKES.filter((example) => parsed(example).ok)).toEqual([])
  })
  test('with regular expressions find what they claim', () => {
    const patterns = new Set(
      all.flatMap((example) => {
        const read = parsed(example)
        return read.ok ? regexesIn(read.filter) : []
      }),
    )
    expect([...patterns].filter((pattern) => !(pattern in CLAIMS))).toEqual([])
    for (const [pattern, { finds, passes }] of Object.entries(CLAIMS)) {
      const found = [...finds, ...passes].filter((text) => compileRegex(pattern).matcher(text).find())
      expect({ pattern, found }).toEqual({ pattern, found: finds })
    }
  })
})

describe('configuration', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'polywire-examples-'))
    cpSync(join(ROOT, 'config'), folder, { recursive: true })
  })
  afterAll(() => {
    for (const layer of [folder, `${folder}.d`]) rmSync(layer, { recursive: true, force: true })
  })
  const check = () => {
    const names = {
      NAME: 'x',
      CONTACT: 'x',
      EMBEDDINGS_KEY: 'x',
      MAIL_PASSWORD: 'x',
      POLYWIRE_SMTP_URL: 'smtp://mail.example.org',
      POLYWIRE_MAIL_FROM: 'news@example.org',
    }
    const env = { PATH: process.env['PATH'], ...names }
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'src/main.ts'), '--config', folder, 'check'], {
      encoding: 'utf8',
      env,
    })
    return { status, stderr: stderr.replaceAll(`${folder}/`, '') }
  }
  test('in the comments of the shipped files is accepted, and every block of the manual beside it', () => {
    const blocks = fences.filter(({ language }) => language === 'yaml')
    expect(blocks.filter((block) => fileOf(block) === null).map(({ at }) => at)).toEqual([])
    expect(blocks.length).toBeGreaterThan(4)
    expect(uncommentAll(folder)).toBeGreaterThan(5)
    for (const block of blocks) addBlock(folder, block)
    expect(check()).toEqual({ status: 0, stderr: '' })
  })
  test('that messages name exists', () => {
    const schemas = readdirSync(join(ROOT, 'config/schema')).map((name) =>
      readFileSync(join(ROOT, 'config/schema', name), 'utf8'),
    )
    const named = messages().flatMap(({ at, text }) =>
      Array.from(
        text.matchAll(/\b(?:fetch|read|retention|embeddings)\.([a-z_]+)|\b([a-z_]+): (?:true|false)\b/g),
        ([name, setting, flag]) => ({ at, name, key: setting ?? flag }),
      ),
    )
    expect(named.length).toBeGreaterThan(24)
    expect(named.filter(({ key }) => !schemas.some((schema) => schema.includes(`"${key}"`)))).toEqual([])
  })
})

describe('commands', () => {
  test.each([
    ['polywire chekc', "unknown command 'chekc'"],
    ['polywire check --coverge', "unknown option '--coverge'"],
    ['polywire try', "missing required argument 'url'"],
    ['npx polywire token revoke one two', 'too many arguments'],
    ['node bin/polywire serve --listen', 'argument missing'],
    ['npm run evaluate', 'no script evaluate'],
    ['npm run eval -- coppies --data DIR', 'no coppies'],
    ['npm run bench -- --sclae 300000', 'no --sclae'],
    ['npx vitest run tests/nowhere', 'no tests/nowhere'],
    ['wget http://127.0.0.1:8080/', 'nobody checks wget'],
  ])('%s is seen to be wrong', (command, reason) => expect(mistakeIn(command, true)).toContain(reason))

  const wrong = (examples: readonly Example[], complete: boolean) =>
    examples
      .flatMap(({ at, text }) => commandsIn(text).map((command) => ({ at, command, mistake: mistakeIn(command, complete) })))
      .filter(({ mistake }) => mistake !== null)

  test('in blocks are what the programs take', () => {
    const blocks = fences.filter(({ language }) => language === 'console')
    expect(blocks.length).toBeGreaterThan(8)
    expect(wrong(blocks, true)).toEqual([])
  })
  test('among words are what the programs take', () => {
    const named = DOCUMENTS.flatMap(inlineOf).filter(({ text }) => isCommand(text))
    expect(named.length).toBeGreaterThan(100)
    expect(wrong(named, false)).toEqual([])
  })
  test('that messages, pages and --help name exist', () => {
    // “polywire try URL”, "polywire story show ${id}", `polywire backup`
    const NAMED = /(?<=[“«„「"'`(])polywire(?: (?:--?)?[\p{L}{}$<>[\]…-]+)+/gu
    const said = [...messages(), ...literals(), ...helpTexts()].flatMap(({ at, text }) =>
      Array.from(text.matchAll(NAMED), ([command]) => ({ at, text: command.replaceAll(/\$?\{\w+\}/g, 'ID') })),
    )
    expect(said.length).toBeGreaterThan(50)
    expect(wrong(said, false)).toEqual([])
  })
})
