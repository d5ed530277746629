/** Follows the tutorials as a reader would: writes its files, runs its commands in a shell, compares what they print. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Fence, fencesOf, ROOT, TUTORIALS } from './documents.ts'
import { freePort } from '../free-port.ts'

const folder = mkdtempSync(join(tmpdir(), 'polywire-tutorial-'))
const running: ChildProcess[] = []
const stopAll = (): void => {
  for (const child of running.splice(0)) child.kill()
}
afterAll(() => {
  stopAll()
  rmSync(folder, { recursive: true, force: true })
})

const [feeds, web] = [await freePort(), await freePort()]

/** What a reader types, on other ports and with the source in place of the build. */
const here = (text: string): string =>
  text
    .replaceAll('127.0.0.1:8900', `127.0.0.1:${feeds}`)
    .replaceAll('127.0.0.1:8080', `127.0.0.1:${web}`)
    .replaceAll('npx polywire', `${process.execPath} ${ROOT}/src/main.ts`)
    .replaceAll('node docs/tutorial/feeds.mjs', `${process.execPath} ${ROOT}/docs/tutorial/feeds.mjs ${feeds}`)
const env: Record<string, string | undefined> = {
  PATH: process.env['PATH'],
  POLYWIRE_LISTEN: `127.0.0.1:${web}`,
}

/** Standard output and error in one, as on a terminal. */
const shell = async (command: string): Promise<string> =>
  await new Promise((resolve) => {
    execFile('sh', ['-c', `exec 2>&1\n${here(command)}`], { cwd: folder, env }, (_error, stdout) => resolve(stdout))
  })

/** Commands that go on until they are stopped; each says when it is ready. */
const LASTING: Readonly<Record<string, RegExp>> = {
  'node docs/tutorial/feeds.mjs': /three newspapers/,
  'npx polywire serve': /"event":"started"/,
}
const start = async (command: string, ready: RegExp): Promise<string> => {
  const child = spawn('sh', ['-c', `exec ${here(command)}`], { cwd: folder, env })
  running.push(child)
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (out += piece))
  await expect.poll(() => ready.test(out) || child.exitCode !== null, { interval: 50 }).toBe(true)
  return out
}

const run = async (command: string): Promise<string> => {
  const [, setting] = /^export (.*)$/.exec(command) ?? []
  for (const [, name = '', value = ''] of (setting ?? '').matchAll(/(\w+)=(\S+)/g)) env[name] = value
  if (setting !== undefined) return ''
  const ready = LASTING[command]
  return ready === undefined ? await shell(command) : await start(command, ready)
}

/** Ports, times of day and milliseconds differ from run to run, and the widths of the columns with them. */
const comparable = (text: string): string =>
  text
    .replaceAll(String(feeds), '8900')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d/g, 'TIME')
    .replaceAll(/^(\S+ +read .*?) +\d+ *$/gm, '$1 MS')
    // Made of the address of the source, which has another port.
    .replaceAll(/^a[0-9a-z]{20}\b/gm, 'ARTICLE')
    .replaceAll(/─+/g, '─')
    .replaceAll(/ +/g, ' ')
    .replaceAll(/ $/gm, '')
    .trim()

const write = ({ text, at, language }: Fence): void => {
  const [, name] = language === 'csv' ? ['', 'headlines.csv'] : (/^# (\w+\/\S+)\n/.exec(text) ?? [])
  if (name === undefined) throw new Error(`${at}: the first line names no file`)
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), here(text))
}

/** What each block of output shows, and what the commands before it printed. */
const follow = async (
  tutorial: string,
): Promise<readonly { readonly at: string; readonly shown: string; readonly printed: string }[]> => {
  const compared: { at: string; shown: string; printed: string }[] = []
  let printed = ''
  for (const fence of fencesOf(tutorial)) {
    if (fence.language === 'yaml' || fence.language === 'csv') write(fence)
    else if (fence.language === 'text')
      compared.push({ at: fence.at, shown: comparable(fence.text), printed: comparable(printed) })
    else {
      printed = ''
      for (const command of fence.text.trim().split('\n')) printed += await run(command)
    }
  }
  return compared
}

test.each([
  [TUTORIALS[0] ?? '', 7],
  [TUTORIALS[1] ?? '', 5],
])('%s ends with the feed that it promises, and prints what it shows', async (tutorial, outputs) => {
  stopAll()
  const compared = await follow(tutorial)
  expect(compared).toHaveLength(outputs)
  expect(compared.map(({ at, printed }) => ({ at, text: printed }))).toEqual(
    compared.map(({ at, shown }) => ({ at, text: shown })),
  )
  const coverage = await (await fetch(`http://127.0.0.1:${web}/coverage`)).text()
  expect(coverage).toContain('3 of 3 sources delivered')
})
