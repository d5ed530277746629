import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import project from '../../package.json' with { type: 'json' }
import { freePort } from '../free-port.ts'
import { ROOT } from './yaml-values.ts'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'polywire-package-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** With the encoder's weights, which are most of it. */
const MOST_BYTES = 60_000_000

test('the packed project starts in an empty folder', async () => {
  await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { cwd: ROOT })
  const [archive = ''] = readdirSync(folder)
  expect(archive).toBe(`polywire-${project.version}.tgz`)
  expect(statSync(join(folder, archive)).size).toBeLessThan(MOST_BYTES)
  await run('tar', ['-xzf', archive], { cwd: folder })
  const place = join(folder, 'package')
  expect(readdirSync(place).toSorted()).toEqual([...project.files, 'LICENSE', 'README.md', 'package.json'].toSorted())
  symlinkSync(join(ROOT, 'node_modules'), join(place, 'node_modules'))
  const port = await freePort()
  // A field without sources: nothing is polled.
  const config = join(folder, 'config')
  mkdirSync(config)
  writeFileSync(join(config, 'sources.yaml'), 'sources: []\n')
  const env = { PATH: process.env['PATH'], POLYWIRE_CONFIG: config, POLYWIRE_DATA: join(folder, 'data') }
  const version = await run(process.execPath, [join(place, 'bin/polywire'), '--version'], { cwd: place, env })
  expect(version.stdout.trim()).toContain(project.version)
  const service = spawn(process.execPath, [join(place, 'bin/polywire'), 'serve', '--listen', `127.0.0.1:${port}`], {
    cwd: place,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(service, 'exit')
  try {
    let said = ''
    await new Promise<void>((resolve, reject) => {
      for (const stream of [service.stdout, service.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => {
          said += text
          if (said.includes(String(port))) resolve()
        })
      service.once('exit', () => reject(new Error(said)))
    })
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
  } finally {
    service.kill('SIGTERM')
    await ended
  }
})
