/** kill -9 while digests and alerts are sent, again and again: each issue is made once, no mail comes twice, and none is lost without a dead letter. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import { kills } from '../kills.ts'
import { randomFrom } from '../bench/random.ts'
import { listenOn127 } from '../websub/listener.ts'
import { mailServer } from './mail-server.ts'

vi.setConfig({ testTimeout: 900_000 })

const STREAMS = kills(1, 2)
const KILLS = 17
const DAYS = 12
const READERS = 2

/** At a statement of its own, or at its so-manieth request, before that is answered: a webhook, a mail's beginning or its end. */
type Kill = { readonly atStatement: number } | { readonly atRequest: number } | null

const runPublisher = (folder: string, receivers: Receivers, kill: Kill): Promise<string> =>
  new Promise((resolve, reject) => {
    const statement = kill !== null && 'atStatement' in kill ? kill.atStatement : 0
    const script = join(import.meta.dirname, 'killed-publisher.ts')
    const child = spawn(process.execPath, [script, folder, ...receivers.addresses, String(statement)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let requests = 0
    receivers.onRequest = () => {
      requests += 1
      if (kill !== null && 'atRequest' in kill && requests === kill.atRequest) child.kill('SIGKILL')
    }
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.once('close', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve(out.trim())
      else reject(new Error(`the publisher ended by itself, with ${code}`))
    })
  })

type Receivers = { readonly addresses: readonly string[]; onRequest: () => void }

test.each(Array.from({ length: STREAMS }, (_, seed) => seed))(
  'stream %i, killed again and again, makes each issue once and sends no mail twice',
  async (seed) => {
    const folder = mkdtempSync(join(tmpdir(), 'polywire-digest-kill-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const hook = await listenOn127()
    const server = await mailServer({
      onMailFrom(_, __, callback) {
        receivers.onRequest()
        callback()
      },
      taken: () => receivers.onRequest(),
    })
    const receivers: Receivers = { addresses: [hook.url, String(server.port)], onRequest: () => {} }
    hook.answer = async () => {
      receivers.onRequest()
      return { status: 200 }
    }
    const random = randomFrom(seed + 1)
    let killed = 0
    for (;;) {
      const kill =
        killed % 2 === 0 ? { atStatement: 20 + Math.floor(random() * 60) } : { atRequest: 1 + Math.floor(random() * 4) }
      const last = await runPublisher(folder, receivers, killed < KILLS ? kill : null)
      if (last.includes('done')) break
      killed += 1
    }
    expect(killed).toBe(KILLS)

    const store = await openSqlite({ folder })
    const issues = await store.digests.issues({ digest: 'morning', limit: 99 })
    const dead = await store.deliveries.deadLetters(999)
    const counts = await store.deliveries.deliveryCounts()
    await store.close()
    expect(issues).toHaveLength(DAYS)
    expect(issues.map(({ items }) => items.map(({ headline }) => headline))).toEqual(
      Array.from({ length: DAYS }, (_, day) => [`Report day-${DAYS - 1 - day}`]),
    )
    const received = server.mails.map(({ to, text }) => `${to.join()} ${/^Subject: (.*)\r$/m.exec(text)?.[1]}`)
    expect(new Set(received).size).toBe(received.length)
    expect(new Set(server.mails.map(({ text }) => /^Message-ID: (.*)$/im.exec(text)?.[1])).size).toBe(received.length)
    for (const { due } of issues) {
      const subject = `Morning: ${new Date(due).getUTCDate()} June 2026`
      const letters = dead.filter(({ alert, headline }) => alert === 'digest:morning' && headline === subject)
      const arrived = received.filter((one) => one.endsWith(` ${subject}`))
      expect([subject, arrived.length + letters.length >= READERS]).toEqual([subject, true])
    }
    // A webhook may get a message again under its id, never a story under another one.
    const ids = new Map(
      hook.posts().map(({ headers, body }) => [String(headers['webhook-id']), /Report day-\d+/.exec(body.toString())?.[0]]),
    )
    const days = Array.from({ length: DAYS }, (_, day) => `Report day-${day}`)
    expect(ids.size).toBe(DAYS)
    expect(new Set(ids.values())).toEqual(new Set(days))
    expect([...counts.values()].every(({ waiting }) => waiting === 0)).toBe(true)
  },
)
