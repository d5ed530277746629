/** Every setting, event, topic and dependency is documented; docs.system.test.ts looks at commands, tests/examples/ tries the examples. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createLabReader } from '../src/cli/lab.ts'
import { createEnricher } from '../src/enrich/enricher.ts'
import { loadConfiguration, problemLine } from '../src/server/load-configuration.ts'
import { shippedConfiguration } from './shipped-configuration.ts'
import { NOON } from './store/samples.ts'

const root = resolve(import.meta.dirname, '..')
const read = (name: string): string => readFileSync(join(root, name), 'utf8')
const docs = [
  'README.md',
  'ARCHITECTURE.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]
const everything = docs.map(read).join('\n')

describe('settings', () => {
  type Schema = { readonly properties?: Record<string, Schema>; readonly items?: Schema; readonly anyOf?: readonly Schema[] }
  const names = (schema: Schema): readonly string[] => [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => [name, ...names(inner)]),
    ...(schema.items === undefined ? [] : names(schema.items)),
    ...(schema.anyOf ?? []).flatMap(names),
  ]
  const files = readdirSync(join(root, 'config/schema'))
  test('there are schemas', () => expect(files.length).toBeGreaterThan(5))
  test.each(files)('every key of %s is described in docs/configuration.md', (file) => {
    const text = read('docs/configuration.md')
    // `fetch.timeout` describes both its keys; `timeout: 20s` stands in an example.
    const described = (name: string): boolean => new RegExp(`[\`.]${name}[\`.,]|\\b${name}:`).test(text)
    const missing = names(JSON.parse(read(`config/schema/${file}`)) as Schema).filter((name) => !described(name))
    expect([...new Set(missing)]).toEqual([])
  })
  test('every environment variable is described', () => {
    const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
    const used = new Set(
      sources.flatMap((name) => [...read(`src/${name}`).matchAll(/POLYWIRE_[A-Z_]+[A-Z]/g)].map((match) => match[0])),
    )
    expect([...used].filter((name) => !everything.includes(name))).toEqual([])
  })
})

describe('what is watched', () => {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(`src/${name}`))
    .join('\n')
  const found = (pattern: RegExp): readonly string[] => [
    ...new Set([...sources.matchAll(pattern)].map((match) => match[1] ?? '')),
  ]
  const undescribed = (names: readonly string[]): readonly string[] =>
    names.filter((name) => !new RegExp(`\`${name}[\`{]`).test(everything))
  test('every event of the log is described', () => {
    const events = found(/(?:event: (?:[^'\n]*\? )?|\blog\('\w+', )'([a-z]+(?:-[a-z]+)*)'/g)
    expect(events.length).toBeGreaterThan(25)
    expect(undescribed(events)).toEqual([])
  })
  test('every metric is described', () => {
    const metrics = found(/'(?:# TYPE )?(polywire_[a-z_]+)/g)
    expect(metrics.length).toBeGreaterThan(15)
    expect(undescribed(metrics)).toEqual([])
  })
})

test('a mistake is told in the words that the README shows', async () => {
  const [, line = '', written = ''] = /`config\/(feeds\.yaml:12:13: [^`]*“([^”]+)”[^`]*)`/.exec(read('README.md')) ?? []
  const folder = mkdtempSync(join(tmpdir(), 'polywire-docs-'))
  try {
    cpSync(join(root, 'config/topics.yaml'), join(folder, 'topics.yaml'))
    writeFileSync(
      join(folder, 'feeds.yaml'),
      `${'\n'.repeat(8)}feeds:\n  - id: a\n    title: A\n    filter: "topic:${written}"\n`,
    )
    const loaded = await loadConfiguration(folder, {}, NOON)
    const lines = loaded.ok ? [] : loaded.problems.map(problemLine)
    expect(lines.map((one) => one.replaceAll(`${folder}/`, ''))).toContain(line)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the five rules between names find what docs/configuration.md says', async () => {
  const rows = [
    ...read('docs/configuration.md').matchAll(/^\| (?:\*\*\d\.[^|]*)?\| ([^|]+) \| ((?:`[^`|]+`(?:, )?)+|none) \|$/gm),
  ].map((match, at) => ({
    id: String(at),
    title: match[1] ?? '',
    found: [...(match[2] ?? '').matchAll(/`([^`]+)`/g)].map((one) => one[1] ?? ''),
  }))
  expect(rows).toHaveLength(10)
  const { taxonomy } = await shippedConfiguration()
  const enricher = await createEnricher({ taxonomy, fingerprint: null })
  const reads = await createLabReader(enricher, null)(rows)
  const outcomes = rows.map(({ title, found }, at) => {
    const { entities = [], places = [] } = reads[at] ?? {}
    const names = new Set([...entities, ...places].map(({ id }) => id))
    return { title, missing: found.filter((id) => !names.has(id)), unexpected: found.length === 0 ? entities : [] }
  })
  expect(outcomes).toEqual(rows.map(({ title }) => ({ title, missing: [], unexpected: [] })))
})

describe('topics', () => {
  const topics = [...read('config/topics.yaml').matchAll(/^ {2}- id: (\S+)/gm)].map((match) => match[1] ?? '')
  test('there are topics', () => expect(topics.length).toBeGreaterThan(30))
  test('every topic is described', () => expect(topics.filter((topic) => !everything.includes(topic))).toEqual([]))
})

describe('dependencies', () => {
  const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>
  const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
  test.each(names.filter((name) => !name.startsWith('@types/')))('%s has its reason', (name) => {
    const short = name
      .replace(/^@(biomejs|vitest)\//, '')
      .replace(/^(oxlint)-.*/, '$1')
      .replace(/^coverage-v8$/, 'vitest')
    expect(read('ARCHITECTURE.md')).toContain(short)
  })
})

test('every decision is listed, with its date and how to measure it again', () => {
  const decisions = readdirSync(join(root, 'docs/decisions')).filter((name) => /^\d{4}-/.test(name))
  const index = read('docs/decisions/README.md')
  const numbers = decisions.map((name) => name.slice(0, 4))
  expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([])
  for (const name of decisions) {
    const [, title = ''] = /^# \d+\. (.+)$/m.exec(read(`docs/decisions/${name}`)) ?? []
    expect(index).toContain(`[${title}](${name})`)
    expect(read(`docs/decisions/${name}`)).toMatch(/^Date: \d{4}-\d\d-\d\d\. Measure again: \S/m)
  }
})

test('files and folders that documents name exist', () => {
  const named = docs.flatMap((name) =>
    [...read(name).matchAll(/`((?:src|tests|config|bin|docs)\/[\w./-]+)`/g)].map((match) => match[1] ?? ''),
  )
  expect(named.length).toBeGreaterThan(100)
  expect([...new Set(named)].filter((file) => !existsSync(join(root, file)))).toEqual([])
})

describe('links', () => {
  test.each(docs)('links of %s lead somewhere', (name) => {
    const targets = [...read(name).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
      .map((match) => match[1] ?? '')
      .filter((target) => !/^[a-z]+:/.test(target))
    const folder = dirname(name)
    expect(targets.filter((target) => !existsSync(join(root, folder, target)))).toEqual([])
  })
})
