/** kill -9 at any statement: nothing that was appended is lost, nothing is decided twice, and the feeds are the same to the byte. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import { randomFrom } from '../bench/random.ts'
import { kills } from '../kills.ts'
import { feedsIn, publishedIn } from '../grouping/news-stream.ts'

// Up to more than a hundred processes, one after the other.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 120_000 })

/** Streams that are killed over and over until they end, and about how often each. */
const STREAMS = kills(3, 10)
const KILLS = 13

type Worker = { readonly child: ChildProcess; readonly last: Promise<string> }
const startWorker = (): Worker => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'killed-process.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.on('error', () => {})
  const last = new Promise<string>((resolve) => {
    let line = ''
    createInterface({ input: child.stdout })
      .on('line', (text) => {
        line = text
      })
      .on('close', () => resolve(line))
  })
  return { child, last }
}
/** One is always started ahead. */
let spare: Worker | null = null
/** Resolves with what it said last. */
const runWorker = async (folder: string, killAt: number, phase = 'all'): Promise<string> => {
  const { child, last } = spare ?? startWorker()
  child.stdin?.end(`${folder} ${killAt} ${phase}\n`)
  spare = startWorker()
  return await last
}

const folders: string[] = []
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-kill-'))
  folders.push(folder)
  return folder
}
const outcomeIn = async (folder: string) => {
  const store = await openSqlite({ folder })
  const outcome = {
    ...(await publishedIn(store)),
    feeds: await feedsIn(store),
    left: await store.readLog(1),
  }
  await store.close()
  return outcome
}

let expected: Awaited<ReturnType<typeof outcomeIn>> | null = null
/** Statements of an undisturbed stream. */
let counts = { all: 0, rebuild: 0, swap: 0 }
beforeAll(async () => {
  const folder = newFolder()
  const last = await runWorker(folder, 0)
  counts = JSON.parse(last.replace(/^done /, '')) as typeof counts
  expected = await outcomeIn(folder)
})
afterAll(() => {
  spare?.child.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const killed: string[] = []

test.each(Array.from({ length: STREAMS }, (_, seed) => seed))(
  'stream %i, killed again and again, ends as if nothing had been',
  async (seed) => {
    expect(counts.all).toBeGreaterThan(1_000)
    const random = randomFrom(seed)
    const folder = newFolder()
    for (;;) {
      const last = await runWorker(folder, 1 + Math.floor((random() * 2 * counts.all) / KILLS))
      if (last.startsWith('done')) break
      expect(last).toMatch(/^killed /)
      killed.push(last)
    }
    expect(await outcomeIn(folder)).toEqual(expected)
  },
)

/** By chance, these short phases may be missed. */
test.each(['rebuild', 'swap'] as const)(
  'a stream killed in its %s again and again ends as if nothing had been',
  async (phase) => {
    const random = randomFrom(counts[phase])
    const folder = newFolder()
    for (let kill = 0; kill < 6; kill += 1) {
      // What is done stays so: each time less is left to do.
      const last = await runWorker(folder, 1 + Math.floor((random() * counts[phase]) / 8), phase)
      expect(last).toMatch(/^killed /)
      killed.push(last)
    }
    expect(await runWorker(folder, 0)).toMatch(/^done/)
    expect(await outcomeIn(folder)).toEqual(expected)
  },
)

test('it was killed in every phase', () => {
  expect(killed.length).toBeGreaterThanOrEqual(STREAMS * 10)
  for (const phase of ['news', 'rebuild', 'swap'])
    expect(killed.filter((line) => line.startsWith(`killed ${phase}:`)).length).toBeGreaterThan(3)
  // Between the statements of one transaction: of an append, and of a plan.
  expect(killed.some((line) => /INSERT INTO (?:article|content|words|item|article_log)\b/.test(line))).toBe(true)
  expect(killed.some((line) => /INSERT (?:OR IGNORE )?INTO (?:story|article_tag|story_tag|assignment)\b/.test(line))).toBe(true)
})
