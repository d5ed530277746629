/** bin/polywire: the commands with what only a process's start can set. */
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import start from '../../bin/start.json' with { type: 'json' }
import project from '../../package.json' with { type: 'json' }
import { openWorkplace } from './workplace.ts'

const PROJECT = resolve(import.meta.dirname, '../..')
const root = mkdtempSync(join(tmpdir(), 'polywire-start-'))
const BIN = join(root, 'bin', 'polywire')

// What was built by `npm ci` may be older than what is tested, and other tests may be starting it.
beforeAll(() => {
  for (const name of ['bin', 'scripts', 'src', 'package.json', 'tsconfig.json', 'tsconfig.build.json'])
    cpSync(join(PROJECT, name), join(root, name), { recursive: true })
  symlinkSync(join(PROJECT, 'node_modules'), join(root, 'node_modules'))
  const built = spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs')], { encoding: 'utf8' })
  if (built.status !== 0) throw new Error(built.stdout + built.stderr)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8', env: { ...process.env, ...env } })

test('a command answers as it does by itself, and its exit code comes through', () => {
  expect(run(['--version'])).toMatchObject({ status: 0, stdout: `${project.version}\n`, stderr: '' })
  const wrong = run(['serv'])
  expect(wrong.status).toBe(2)
  expect(wrong.stderr).toContain('serve')
})

test('a command that fails ends, whatever it had opened by then', () => {
  const open = 'setInterval(() => {}, 1000)'
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(open)}`
  const options = { encoding: 'utf8', timeout: 60_000, env: { ...process.env, NODE_OPTIONS } } as const
  expect(spawnSync(process.execPath, [BIN, 'serv'], options)).toMatchObject({ status: 2 })
})

test("the allocator's and the collector's settings are in force; what the environment says goes before", () => {
  const tell = 'console.log(JSON.stringify([process.execArgv, process.env.MALLOC_ARENA_MAX]))'
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(tell)}`
  const last = ({ stdout }: { readonly stdout: string }): unknown => JSON.parse(stdout.split('\n').at(-3) ?? '')
  expect(last(run(['--version'], { NODE_OPTIONS }))).toEqual([start.flags, start.env.MALLOC_ARENA_MAX])
  expect(last(run(['--version'], { NODE_OPTIONS, MALLOC_ARENA_MAX: '3' }))).toEqual([start.flags, '3'])
})

test('without a build the way to one is named', () => {
  const bare = mkdtempSync(join(tmpdir(), 'polywire-start-'))
  cpSync(join(PROJECT, 'bin'), join(bare, 'bin'), { recursive: true })
  writeFileSync(join(bare, 'package.json'), '{"type": "module"}')
  const { status, stderr } = spawnSync(process.execPath, [join(bare, 'bin', 'polywire'), 'serve'], { encoding: 'utf8' })
  rmSync(bare, { recursive: true })
  expect(status).toBe(1)
  expect(stderr).toContain('Run "npm ci"')
})

test('a build holds every file of src/, compiled or copied', () => {
  const filesIn = (folder: string): readonly string[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.\w+$/.test(file) && !file.endsWith('.d.ts'))
      .toSorted()
  expect(filesIn('dist')).toEqual(
    filesIn('src')
      .map((file) => file.replace(/\.ts$/, '.js'))
      .toSorted(),
  )
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
