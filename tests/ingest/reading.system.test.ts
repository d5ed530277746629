import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { createReading } from '../../src/ingest/reading.ts'
import { idOf, NOON, source } from '../store/samples.ts'
import { item, rss } from '../cli/workplace.ts'

const task = {
  document: { bytes: Buffer.from(rss([item('1')])), url: 'https://a.example/', contentType: null, language: null },
  source: source('a'),
  known: new Map<string, string>(),
  isFirstRead: true,
  now: NOON,
  maxItems: 10,
}

test('a document given up when the service stops frees its thread for the next', async () => {
  const reading = createReading({
    taxonomy: { topics: [], entities: [], roles: [], places: [], lexicons: [] },
    stories: 'tagged',
    workers: 1,
    deadlineMs: 30_000,
    memoryMb: 200,
  })
  try {
    const stop = new AbortController()
    // The thread is only starting: it can't have read anything yet.
    const given = reading.read(task, stop.signal)
    const waiting = reading.read(task, stop.signal)
    stop.abort(new Error('the service stops'))
    await expect(given).rejects.toThrow('the service stops')
    await expect(waiting).rejects.toThrow('the service stops')
    const read = await reading.read(task)
    expect(read).toMatchObject({ ok: true })
    const robots = { kind: 'robots', bytes: Buffer.from('User-agent: polywire\nDisallow: /a\n') } as const
    expect(await reading.readRights(robots, 'https://a.example')).toEqual({
      rules: [{ isAllowed: false, pattern: '/a' }],
      preferences: [],
      licenses: [],
    })
    const rows = read.ok ? [read.nextRows(), read.nextRows()] : []
    expect(rows.map((chunk) => chunk?.map(({ content }) => content.title) ?? null)).toEqual([['Report 1'], null])
  } finally {
    await reading.close()
  }
})

test('sources take turns at the threads: documents and pages of one delay those of another by one', async () => {
  const reading = createReading({
    taxonomy: { topics: [], entities: [], roles: [], places: [], lexicons: [] },
    stories: 'tagged',
    workers: 1,
    deadlineMs: 30_000,
    memoryMb: 200,
  })
  try {
    const ended: string[] = []
    const read = async (id: string) => {
      await reading.read({ ...task, document: { ...task.document, bytes: Buffer.from(rss([item('1')])) }, source: source(id) })
      ended.push(id)
    }
    const article = { title: 'One', text: 'One.', language: 'en', confidence: 1, declaredLanguage: null } as const
    const page = async (id: string) => {
      const about = { source: idOf(id), article, topics: [], isLicensed: false, page: { text: 'One.' } }
      await reading.understandPage(about)
      ended.push(`page of ${id}`)
    }
    const busy = Array.from({ length: 9 }, (_, index) => (index % 2 === 0 ? read('busy') : page('busy')))
    await Promise.all([...busy, read('a'), page('b')])
    expect(ended.slice(0, 4)).toEqual(['busy', 'page of busy', 'a', 'page of b'])
    expect(ended).toHaveLength(11)
  } finally {
    await reading.close()
  }
}, 60_000)

test('where a thread cannot start, what waits for it is told why, and the next document has another one', async () => {
  const reading = createReading({
    // What a thread can't take: it ends while it starts, as one does that finds no descriptor for its files.
    taxonomy: { topics: null as never, entities: [], roles: [], places: [], lexicons: [] },
    stories: 'tagged',
    workers: 1,
    deadlineMs: 30_000,
    memoryMb: 200,
  })
  try {
    await expect(reading.read(task)).rejects.toThrow(/null|undefined/)
    await expect(reading.read(task)).rejects.toThrow(/null|undefined/)
  } finally {
    await reading.close()
  }
})

// Of Linux: a limit that can be set from outside. It does not hold for root, who gives it to another user.
test.skipIf(process.platform !== 'linux')(
  'where no more threads can be started, a document says why, and the process lives on and reads again when they can',
  async () => {
    const user = process.getuid?.() === 0 ? { uid: 65_534 } : {}
    const child = spawn(process.execPath, [join(import.meta.dirname, 'reading-process.ts')], {
      ...user,
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
    const read = async (items: number): Promise<string | undefined> => {
      child.stdin.write(`${items}\n`)
      return (await lines.next()).value
    }
    const limit = (...options: readonly string[]): string =>
      execFileSync('prlimit', ['--pid', String(child.pid), ...options], { ...user, encoding: 'utf8' })
    expect(await read(1)).toBe('read')
    const before = limit('--nproc', '--output=SOFT', '--noheadings', '--raw').trim()
    limit('--nproc=1:')
    expect(await read(60_000)).toBe('too-hard')
    expect(await read(1)).toMatch(/^no more threads can be started/)
    expect(await read(1)).toMatch(/^no more threads can be started/)
    limit(`--nproc=${before}:`)
    expect([await read(1), await read(1)]).toEqual(['read', 'read'])
    child.stdin.end()
    expect(await once(child, 'close')).toEqual([0, null])
  },
)
