/** Holds docs/glossary.md: its files exist, and words that it replaced do not return. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { identifiersOf, partsOf, wordsOf } from './source-words.ts'

const root = resolve(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))

/** Retired words of names (files, identifiers, events, metrics, tables, columns), as whole words, and what we say instead. */
const RETIRED_NAMES: Readonly<Record<string, string>> = {
  'arrange|arranged|rearrange': 'apply overrides, recluster',
  'asked|asking': 'query, request',
  'beat|beats': 'tick',
  'befall|befalls|befell': 'incident',
  beginnings: 'prefixes',
  beside: 'parent',
  credit: 'attribution',
  'debt|debts': 'load shedding',
  dice: 'jitter',
  'door|doors': 'listen options',
  emphasis: 'term-frequency damping',
  enforce: 'apply overrides',
  'face|faces': 'representative article',
  'family|families': 'component',
  figures: 'statistics',
  '(?<!in )flight|flights': 'in-flight requests',
  'gone (?:story|stories)|keep gone': 'tombstone',
  heads: 'prefixes',
  'heir|heirs': 'successor',
  'held|kept': 'stored, cached',
  'holding|holdings': 'article window',
  homes: 'jurisdictions',
  interlingua: 'multilingual embeddings',
  knowledge: 'taxonomy',
  'ledger|ledgers': 'counters',
  'likely units': 'candidates',
  lineage: 'delta encoding',
  marks: 'fact hashes',
  'mate|mates|witness|witnesses': 'cluster members, top-k members',
  'meaning|meanings': 'multilingual embeddings',
  numbering: 'interner',
  'occurrence|occurrences': 'mention',
  'placement|placements': 'assignment',
  reach: 'upper bound',
  'refusal|refusals': 'HTTP error',
  'rescue|rescues|rescued|second reader': 'fallback parser',
  rubbish: 'garbage',
  'settle|settled|settles|settlement': 'append, commit',
  'shelf|shelves': 'LRU',
  sides: 'pair operands',
  'create slots': 'semaphore',
  sought: 'taxonomy',
  'sound|sounds': 'phonetic key',
  spread: 'dense vector',
  standing: 'sort key',
  'told|tell|tells': 'flush, report, say',
  '(?:create|sqlite) together': 'group commit',
  'trait|traits': 'features',
  uses: 'senses',
  'visit|visits': 'page context',
  'voice|voices': 'contributors',
  'wish|wishes': 'publisher hints',
  young: 'buffered, recent',
}

/** Where a word is retired in one meaning only: the parts that had it. Elsewhere it is ordinary English, or another field's term. */
const ONLY_IN: Readonly<Record<string, RegExp>> = {
  'asked|asking': /^src\/(?:app|grouping|ingest|store|web)/,
  beside: /^(?:src\/(?:app|grouping|model|store)|column)/,
  'family|families': /^(?:src\/(?:app|grouping|model|store)|column|table)/,
  'held|kept': /^(?:src\/(?:app|store|web)|column|table)/,
  marks: /^src\/(?:app|grouping|model|store)/,
  'meaning|meanings': /^src\/(?:grouping|model)/,
  'refusal|refusals': /^src\/web\/http/,
  'sound|sounds': /^src\/(?:grouping|model)/,
  spread: /^src\/grouping/,
  'visit|visits': /^src\/web/,
}

/** Retired words that are distinctive enough to be looked for in comments and documents too. */
const RETIRED_TEXT: Readonly<Record<string, string>> = {
  'befalls?|befell|befallen': 'incident',
  'gone stor(?:y|ies)': 'tombstone',
  'heirs?': 'successor',
  interlingua: 'multilingual embeddings',
  'likely units': 'candidates',
  'polling wish(?:es)?': 'publisher hints',
  rubbish: 'garbage',
  'second reader': 'fallback parser',
  'sought knowledge': 'taxonomy',
  'young (?:hash|tag|word|article)(?:es|s)?': 'buffered',
}

/** Names that others gave: the language, a library, a standard. */
const NAMES_OF_OTHERS = new Set(['allSettled', 'autoSelectFamily', 'autoSelectFamilyAttemptTimeout'])

type Named = { readonly name: string; readonly where: string }
const whole = (words: string): RegExp => new RegExp(`\\b(?:${words})\\b`, 'i')
const retiredAmong = (names: readonly Named[]): readonly string[] =>
  names
    .filter(({ name }) => !NAMES_OF_OTHERS.has(name))
    .flatMap(({ name, where }) => {
      const spaced = wordsOf(name)
      return Object.entries(RETIRED_NAMES)
        .filter(([words]) => whole(words).test(spaced) && (ONLY_IN[words]?.test(where) ?? true))
        .map(([words, instead]) => `${where}: ${name} (not ${words}: ${instead})`)
    })
const retiredIn = (text: string, where: string): readonly string[] =>
  Object.entries(RETIRED_TEXT).flatMap(([words, instead]) => {
    const [found] = whole(words).exec(text) ?? []
    return found === undefined ? [] : [`${where}: ${found} (${instead})`]
  })

describe('retired words', () => {
  const parts = sources.map((file) => ({ file, ...partsOf(read(`src/${file}`)) }))

  test('the scan takes a file apart as the compiler does', () => {
    const { code, comments, strings } = partsOf(
      "const a = /[`'/]/g // it's b\nconst c = `d ${e ? `f${g}` : '}'} h` /* i */ + j / k\n",
    )
    expect(identifiersOf(code)).toEqual(['const', 'a', 'c', 'e', 'g', 'j', 'k'])
    expect(comments).toBe("// it's b\n/* i */\n")
    expect(strings).toEqual(['`d ${', '`f${', '}`', "'}'", '} h`'])
  })
  test('name no file', () =>
    expect(retiredAmong(sources.map((file) => ({ name: file.replace(/\.ts$/, ''), where: `src/${file}` })))).toEqual([]))
  test('name nothing in the code', () =>
    expect(
      parts.flatMap(({ file, code }) => retiredAmong(identifiersOf(code).map((name) => ({ name, where: `src/${file}` })))),
    ).toEqual([]))
  test('name no event of the log and no metric', () => {
    const named = /(?:event: (?:[^'\n]*\? )?|\blog\('\w+', )'([a-z]+(?:-[a-z]+)*)'|'(?:# TYPE )?(polywire_[a-z_]+)/g
    const names = sources.flatMap((file) =>
      Array.from(read(`src/${file}`).matchAll(named), (match) => ({
        name: match[1] ?? match[2] ?? '',
        where: `src/${file}`,
      })),
    )
    expect(names.length).toBeGreaterThan(40)
    expect(retiredAmong(names)).toEqual([])
  })
  test('name no table and no column of a new database', () => {
    const folder = mkdtempSync(join(tmpdir(), 'polywire-glossary-'))
    try {
      spawnSync(process.execPath, [join(root, 'src/main.ts'), '--config', folder, '--data', folder, 'once'])
      const database = new DatabaseSync(join(folder, 'polywire.sqlite'), { readOnly: true })
      const rows = database
        .prepare(
          "SELECT m.name AS tableName, i.name AS columnName FROM sqlite_master m JOIN pragma_table_info(m.name) i WHERE m.type = 'table'",
        )
        .all()
      database.close()
      expect(rows.length).toBeGreaterThan(50)
      const names = rows.flatMap(({ tableName, columnName }) => [
        { name: String(tableName), where: 'table' },
        { name: String(columnName), where: `column of ${String(tableName)}` },
      ])
      expect([...new Set(retiredAmong(names))]).toEqual([])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
  test('stand in no comment', () =>
    expect(parts.flatMap(({ file, comments }) => retiredIn(comments, `src/${file}`))).toEqual([]))
  test('stand in no document', () => {
    const documents = [
      'README.md',
      'ARCHITECTURE.md',
      'CHANGELOG.md',
      ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
    ]
    expect(documents.filter((name) => name.endsWith('.md')).flatMap((name) => retiredIn(read(name), name))).toEqual([])
  })
})

describe('docs/glossary.md', () => {
  const rows = Array.from(
    read('docs/glossary.md').matchAll(/^\| ([^|]+?) \| [^|]+ \| `([^`|]+)` \|/gm),
    ([, term = '', file = '']) => ({
      term,
      file,
    }),
  )
  test('names each term once', () => {
    expect(rows.length).toBeGreaterThan(80)
    const terms = rows.map(({ term }) => term)
    expect(terms.filter((term, at) => terms.indexOf(term) !== at)).toEqual([])
  })
  test('names files that exist', () => expect(rows.filter(({ file }) => !existsSync(join(root, file)))).toEqual([]))
})
