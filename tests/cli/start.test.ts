/** bin/polywire: the commands with what only a process's start can set. */
import { spawn, spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, test, vi } from 'vitest'
import start from '../../bin/start.json' with { type: 'json' }
import project from '../../package.json' with { type: 'json' }
import { openWorkplace } from './workplace.ts'

// A service is started, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

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
  const flags = [...start.flags, '--import', pathToFileURL(join(BIN, '../plain.mjs')).href]
  expect(last(run(['--version'], { NODE_OPTIONS }))).toEqual([flags, start.env.MALLOC_ARENA_MAX])
  expect(last(run(['--version'], { NODE_OPTIONS, MALLOC_ARENA_MAX: '3' }))).toEqual([flags, '3'])
})

describe('src/ without its types', () => {
  const root = mkdtempSync(join(tmpdir(), 'polywire-start-'))
  const kept = join(root, 'node_modules', '.cache', 'polywire')
  const main = join(root, 'src', 'main.ts')
  cpSync(resolve(BIN, '..'), join(root, 'bin'), { recursive: true })
  mkdirSync(join(root, 'src'))
  writeFileSync(join(root, 'package.json'), '{"type": "module"}')
  afterEach(() => rmSync(join(root, 'node_modules'), { recursive: true, force: true }))

  /** Says in which thread it is, in each of two. */
  const say = (words: string): void =>
    writeFileSync(
      main,
      `import { isMainThread, Worker } from 'node:worker_threads'
const words: string = '${words}'
console.log(isMainThread ? 'main' : 'other', words)
if (isMainThread) new Worker(new URL(import.meta.url))`,
    )
  const start = () =>
    spawnSync(process.execPath, ['--import', join(root, 'bin', 'plain.mjs'), main], { encoding: 'utf8', cwd: root })

  test('is made at the first start and whenever a file changes, and what is out of date goes', () => {
    say('once')
    expect(start()).toMatchObject({ status: 0, stdout: 'main once\nother once\n', stderr: '' })
    const first = readdirSync(kept)
    expect(first).toHaveLength(1)
    expect(start().stdout).toBe('main once\nother once\n')
    say('twice')
    expect(start()).toMatchObject({ status: 0, stdout: 'main twice\nother twice\n' })
    expect(readdirSync(kept)).toHaveLength(1)
    expect(readdirSync(kept)).not.toEqual(first)
  })

  test('is what is loaded', () => {
    say('as written')
    start()
    const [name = ''] = readdirSync(kept)
    writeFileSync(join(kept, name), readFileSync(join(kept, name), 'utf8').replace('as written', 'as kept'))
    expect(start().stdout).toBe('main as kept\nother as kept\n')
  })

  test.each([0, 40])('is made again where a machine that lost its power left %i bytes of it', (bytes) => {
    say('whole')
    start()
    const [name = ''] = readdirSync(kept)
    truncateSync(join(kept, name), bytes)
    expect(start()).toMatchObject({ status: 0, stdout: 'main whole\nother whole\n' })
    expect(statSync(join(kept, name)).size).toBeGreaterThan(100)
  })

  test('is done without where nothing can be kept', () => {
    say('all the same')
    mkdirSync(join(root, 'node_modules'))
    writeFileSync(join(root, 'node_modules', '.cache'), 'in the way')
    expect(start()).toMatchObject({ status: 0, stdout: 'main all the same\nother all the same\n' })
  })
})

test('a service that npx has started ends with it, though the signal goes no further than the shell between them', async () => {
  const place = openWorkplace()
  const env = {
    ...process.env,
    npm_command: 'exec',
    npm_lifecycle_script: "'polywire' serve",
    POLYWIRE_CONFIG: place.config,
    POLYWIRE_DATA: place.data,
  }
  // The echo keeps the shell from becoming what it starts.
  const shell = spawn('sh', ['-c', `"${process.execPath}" "${BIN}" serve --listen 127.0.0.1:0; echo`], { env })
  let log = ''
  shell.stdout.setEncoding('utf8').on('data', (text: string) => {
    log += text
    if (text.includes('"started"')) shell.kill('SIGTERM')
  })
  shell.stderr.resume()
  // The pipe closes when the last who holds it has ended.
  await new Promise((ended) => shell.once('close', ended))
  expect(log).toContain('"stopped"')
  await place.clear()
})
