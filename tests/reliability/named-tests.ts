/** Runs tests of a copy of the project by file and name, with Vitest in a process of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'

export type NamedTest = { readonly file: string; readonly name: string }
type Outcomes = { readonly passed: readonly string[]; readonly failed: readonly string[] }
/** `ended`: false if the run was given up. `files`: full names of tests by file; none of a file that could not be loaded. */
export type TestRun = { readonly ended: boolean; readonly files: ReadonlyMap<string, Outcomes> }

type Report = {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

/** `giveUpMs`: the longest that the run may take; `bail`: the first test that fails ends it. */
export const runTests = async (
  folder: string,
  tests: readonly NamedTest[],
  { giveUpMs, bail }: { readonly giveUpMs: number; readonly bail: boolean },
): Promise<TestRun> => {
  const output = join(folder, 'test-report.json')
  rmSync(output, { force: true })
  const projects = new Set(tests.map(({ file }) => (file.endsWith('.engine.test.ts') ? 'engines' : 'facts')))
  const names = tests.some(({ name }) => name === '') ? [] : ['-t', tests.map(({ name }) => RegExp.escape(name)).join('|')]
  const child = spawn(
    process.execPath,
    [
      join(folder, 'node_modules/vitest/vitest.mjs'),
      'run',
      ...[...projects].map((project) => `--project=${project}`),
      '--maxWorkers=1',
      '--no-cache',
      `--bail=${bail ? 1 : 0}`,
      `--fsModuleCachePath=${join(folder, '.cache')}`,
      '--reporter=json',
      `--outputFile=${output}`,
      ...names,
      ...new Set(tests.map(({ file }) => file)),
    ],
    { cwd: folder, stdio: 'ignore', detached: true },
  )
  const stop = (): void => void (child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'))
  let ended = true
  const timer = setTimeout(() => {
    ended = false
    stop()
  }, giveUpMs)
  process.once('exit', stop)
  await once(child, 'close')
  process.off('exit', stop)
  clearTimeout(timer)
  const results = existsSync(output) ? (JSON.parse(readFileSync(output, 'utf8')) as Report).testResults : []
  const files = results.map(({ name, assertionResults }) => {
    const named = (status: string): readonly string[] =>
      assertionResults.flatMap((one) => (one.status === status ? [one.fullName] : []))
    return [relative(folder, name), { passed: named('passed'), failed: named('failed') }] as const
  })
  return { ended, files: new Map(files) }
}
