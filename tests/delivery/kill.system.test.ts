/** kill -9 at any statement, again and again: nothing is told twice, and nothing is lost without a dead letter. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import { kills } from '../kills.ts'
import { randomFrom } from '../bench/random.ts'
import { listenOn127 } from '../websub/listener.ts'

vi.setConfig({ testTimeout: 900_000 })

const STREAMS = kills(2, 4)
/** 12 stories, each told when it begins and with its second source. */
const MESSAGES = 24

const runSender = (folder: string, url: string, killAt: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'killed-sender.ts'), folder, url, String(killAt)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.once('close', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve(out.trim())
      else reject(new Error(`the sender ended by itself, with ${code}`))
    })
  })

test.each(Array.from({ length: STREAMS }, (_, seed) => seed))(
  'stream %i, killed again and again, tells each thing once',
  async (seed) => {
    const folder = mkdtempSync(join(tmpdir(), 'polywire-alert-kill-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const hook = await listenOn127()
    const random = randomFrom(seed + 1)
    // An answer that takes its time: some kills come while it is awaited.
    hook.answer = async () => {
      await new Promise((done) => setTimeout(done, 5))
      return { status: 200 }
    }
    let killed = 0
    for (;;) {
      const last = await runSender(folder, hook.url, killed < 14 ? 20 + Math.floor(random() * 250) : 0)
      if (last.startsWith('done')) break
      killed += 1
    }
    expect(killed).toBe(14)
    const store = await openSqlite({ folder })
    const dead = await store.deliveries.deadLetters(99)
    const counts = await store.deliveries.deliveryCounts()
    await store.close()

    const of = (path: string) => hook.posts().filter((post) => post.path === path)
    const saidOf = (path: string) => of(path).map(({ body }) => /Report \d+-0/.exec(body.toString())?.[0])
    // A webhook knows a message by its id. A new id for what was told already would be a second message.
    const ids = new Map(of('/webhook').map(({ headers, body }) => [String(headers['webhook-id']), body.toString()]))
    const steps = [...ids.values()].map((body) => {
      const { data } = JSON.parse(body) as { data: { report: { title: string }; story: { sources: number } } }
      return `${data.report.title} ${data.story.sources}`
    })
    expect(new Set(steps).size).toBe(steps.length)
    // A message that waited while the process was dead gives way to the one of the next step.
    for (let story = 0; story < MESSAGES / 2; story += 1) expect(steps).toContain(`Report ${story}-0 2`)
    // A chat knows nothing again: what may have arrived is a dead letter instead of a second message.
    const bodies = of('/chat').map(({ body }) => body.toString())
    expect(new Set(bodies).size).toBe(bodies.length)
    const reached = new Set([...saidOf('/chat'), ...dead.map(({ headline }) => headline)])
    expect(reached.size).toBe(MESSAGES / 2)
    expect([...counts.values()].every(({ waiting }) => waiting === 0)).toBe(true)
  },
)
