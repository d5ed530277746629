/** Examples as readers meet them: in the manual, on pages, in messages. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { partsOf } from '../source-words.ts'

export const ROOT = resolve(import.meta.dirname, '../..')
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8')

/** `at`: where it stands, `docs/api.md:18`. */
export type Example = { readonly at: string; readonly text: string }
/** `language` as the opening fence names it. */
export type Fence = Example & { readonly language: string }

const markdown = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))

/** Each makes a field of its own; tests/examples/tutorial.system.test.ts follows them. */
export const TUTORIALS: readonly string[] = ['docs/tutorial-field.md', 'docs/tutorial-examples.md']
/** What operators and readers learn from, tried on the shipped field. */
export const MANUAL = ['README.md', ...markdown('docs').filter((name) => !TUTORIALS.includes(name))]
/** The manual, and what tells developers which commands to run. */
export const DOCUMENTS = [...MANUAL, ...TUTORIALS, 'ARCHITECTURE.md', 'CHANGELOG.md', ...markdown('docs/decisions')]

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length

/** Fenced blocks without their fences. */
export const fencesOf = (name: string): readonly Fence[] => {
  const text = read(name)
  return Array.from(text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm), ({ index, 1: language = '', 2: inner = '' }) => ({
    at: `${name}:${lineAt(text, index)}`,
    language,
    text: inner,
  }))
}

/** Text in backticks outside blocks. In a table, `\|` is a bar. */
export const inlineOf = (name: string): readonly Example[] => {
  const text = read(name)
  // Blocks become blank lines, so that the numbers of lines stay.
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, (block) => block.replaceAll(/[^\n]/g, ' '))
  return Array.from(prose.matchAll(/`([^`\n]+)`/g), ({ index, 1: inner = '' }) => ({
    at: `${name}:${lineAt(prose, index)}`,
    text: inner.replaceAll(String.raw`\|`, '|'),
  }))
}

/** Messages of the pages, in every language. */
export const messages = (): readonly (Example & { readonly key: string; readonly language: string })[] =>
  readdirSync(join(ROOT, 'src/web/locales')).flatMap((file) =>
    Object.entries(JSON.parse(read(`src/web/locales/${file}`)) as Record<string, string>).map(([key, text]) => ({
      at: `src/web/locales/${file}: ${key}`,
      key,
      language: file.replace('.json', ''),
      text,
    })),
  )

/** String literals of the program: what it prints, among others. */
export const literals = (): readonly Example[] =>
  readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => partsOf(read(`src/${name}`)).strings.map((text) => ({ at: `src/${name}`, text })))
