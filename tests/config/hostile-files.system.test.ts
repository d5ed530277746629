/** Files of the configuration folder that are no configuration: they are refused at once, and nothing waits for them. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { costGrowth, MOST_GROWTH } from '../processor-time.ts'
import { readConfiguration } from '../../src/config/read-configuration.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polywire-config-'))
  mkdirSync(join(folder, 'lexicon'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const problems = async (): Promise<readonly string[]> => {
  const read = await readConfiguration(folder, {})
  return read.ok ? [] : read.problems.map(({ file, line, message }) => `${file.slice(folder.length + 1)}:${line}: ${message}`)
}

const lines = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => line(n)).join('\n')

test('a named pipe among the lexicons is no file, and nobody waits for who would write into it', async () => {
  spawnSync('mkfifo', [join(folder, 'lexicon', 'en.yaml')])
  expect(await problems()).toEqual(['lexicon/en.yaml:1: this is no file'])
})

test('a folder of that name is no file either', async () => {
  mkdirSync(join(folder, 'sources.yaml'))
  expect(await problems()).toEqual(['sources.yaml:1: this is no file'])
})

test('an empty file is one that is being saved, and takes no source away', async () => {
  writeFileSync(join(folder, 'sources.yaml'), '')
  expect(await problems()).toEqual([expect.stringMatching(/^sources\.yaml:1: the file is empty, as while it is being saved/)])
  writeFileSync(join(folder, 'sources.yaml'), '# none yet\n')
  expect(await problems()).toEqual([])
})

test.each([
  ['at the top', 3_000, (count: number) => lines(count, (n) => `key${n}: 1`)],
  ['in an entry', 3_000, (count: number) => `sources:\n  - id: a\n${lines(count, (n) => `    key${n}: 1`)}`],
  ['one in each of many entries', 1_000, (count: number) => `sources:\n${lines(count, (n) => `  - { id: s${n}, nmae: x }`)}`],
])('unknown keys without number, %s: ten times as many take ten times as long', async (_, size, yaml) => {
  const read = async (text: string): Promise<void> => {
    writeFileSync(join(folder, 'sources.yaml'), text)
    const found = await problems()
    expect(found.length).toBeLessThan(2_100)
    expect(found.join('\n')).toMatch(/and \d+ more (?:unknown keys|mistakes)/)
  }
  expect(await costGrowth(size, yaml, read)).toBeLessThan(MOST_GROWTH)
})

test('a key that is given twice among thousands is named, with its place', async () => {
  const read = async (count: number): Promise<void> => {
    writeFileSync(join(folder, 'sources.yaml'), `${lines(count, (n) => `key${n}: 1`)}\nkey7: 2`)
    expect(await problems()).toEqual([`sources.yaml:${count + 1}: this key is given twice in one mapping; keep one of them`])
  }
  expect(await costGrowth(7_000, (count) => count, read)).toBeLessThan(MOST_GROWTH)
})
