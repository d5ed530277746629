/** bin/polywire: the commands with what only a process's start can set. */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import start from '../../bin/start.json' with { type: 'json' }
import project from '../../package.json' with { type: 'json' }

const BIN = resolve(import.meta.dirname, '../../bin/polywire')

const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8', env: { ...process.env, ...env } })

test('a command answers as it does by itself, and its exit code comes through', () => {
  expect(run(['--version'])).toMatchObject({ status: 0, stdout: `${project.version}\n`, stderr: '' })
  const wrong = run(['serv'])
  expect(wrong.status).toBe(2)
  expect(wrong.stderr).toContain('serve')
})

test("the allocator's and the collector's settings are in force; what the environment says goes before", () => {
  const tell = 'console.log(JSON.stringify([process.execArgv, process.env.MALLOC_ARENA_MAX]))'
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(tell)}`
  const last = ({ stdout }: { readonly stdout: string }): unknown => JSON.parse(stdout.split('\n').at(-3) ?? '')
  expect(last(run(['--version'], { NODE_OPTIONS }))).toEqual([start.flags, start.env.MALLOC_ARENA_MAX])
  expect(last(run(['--version'], { NODE_OPTIONS, MALLOC_ARENA_MAX: '3' }))).toEqual([start.flags, '3'])
})
