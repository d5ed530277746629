/** What `npm run` offers tells how it is used, and what is wrong with how it was called. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import project from '../package.json' with { type: 'json' }

const root = resolve(import.meta.dirname, '..')
const NAMES = ['eval', 'bench', 'build:joins', 'build:months', 'build:decisions', 'build:quality'] as const
const run = (name: (typeof NAMES)[number], ...args: readonly string[]) =>
  spawnSync(process.execPath, [...project.scripts[name].split(' ').slice(1), ...args], { cwd: root, encoding: 'utf8' })

describe.each(NAMES)('npm run %s', (name) => {
  test('tells its usage and does nothing else', () => {
    const table = readFileSync(resolve(root, 'src/words/months.json'))
    expect(run(name, '--help')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining(`npm run ${name} --`) })
    expect(readFileSync(resolve(root, 'src/words/months.json'))).toEqual(table)
  })
  test('says what is wrong with its command line, without a stack trace', () => {
    const { status, stderr } = run(name, '--wrong', '--data', '.')
    expect(status).toBe(2)
    expect(stderr).toContain("unknown option '--wrong'")
    expect(stderr).not.toContain(' at ')
  })
})

test.each([
  [['--feeds', 'many'], 'A whole number'],
  [['--stories', 'sometimes'], 'tagged, field, all, both'],
  [['--scale', '1000', '--placed', 'somewhere'], 'own, known'],
  [['--scale', '1000', '--data', 'nowhere'], 'nowhere is not there'],
])('npm run bench -- %s is refused before anything is measured', (args, reason) => {
  expect(run('bench', ...args)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(reason) })
})

test('npm run eval says which suites there are, and what needs a folder of data', () => {
  expect(run('eval', 'coppies')).toMatchObject({ status: 2, stderr: expect.stringContaining('copies, stories, cross') })
  expect(run('eval', 'copies')).toMatchObject({ status: 2, stderr: expect.stringContaining('--data DIR') })
  expect(run('eval', 'copies', '--data', 'nowhere')).toMatchObject({ status: 2, stderr: expect.stringContaining('nowhere') })
})
