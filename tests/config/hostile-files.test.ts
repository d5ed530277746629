/** Files of the configuration folder that are no configuration: they are refused at once, and nothing waits for them. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { processorMs } from '../processor-time.ts'
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
  ['at the top', Array.from({ length: 60_000 }, (_, index) => `key${index}: 1`).join('\n')],
  ['in an entry', `sources:\n  - id: a\n${Array.from({ length: 60_000 }, (_, index) => `    key${index}: 1`).join('\n')}`],
  [
    'one in each of many entries',
    `sources:\n${Array.from({ length: 20_000 }, (_, index) => `  - { id: s${index}, nmae: x }`).join('\n')}`,
  ],
])(
  'unknown keys without number, %s, are counted within seconds',
  async (_, yaml) => {
    writeFileSync(join(folder, 'sources.yaml'), yaml)
    const begun = processorMs()
    const found = await problems()
    expect(processorMs() - begun).toBeLessThan(10_000)
    expect(found.length).toBeLessThan(2_100)
    expect(found.join('\n')).toMatch(/and \d+ more (?:unknown keys|mistakes)/)
  },
  60_000,
)

test('a key that is given twice among thousands is named, with its place', async () => {
  const keys = Array.from({ length: 60_000 }, (_, index) => `key${index}: 1`)
  writeFileSync(join(folder, 'sources.yaml'), [...keys, 'key7: 2'].join('\n'))
  const begun = processorMs()
  expect(await problems()).toEqual(['sources.yaml:60001: this key is given twice in one mapping; keep one of them'])
  expect(processorMs() - begun).toBeLessThan(10_000)
}, 60_000)
