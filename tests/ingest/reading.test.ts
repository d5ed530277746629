import { expect, test } from 'vitest'
import { createReading } from '../../src/ingest/reading.ts'
import { NOON, source } from '../store/samples.ts'
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
    const rows = read.ok ? [read.nextRows(), read.nextRows()] : []
    expect(rows.map((chunk) => chunk?.map(({ content }) => content.title) ?? null)).toEqual([['Report 1'], null])
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
}, 60_000)
