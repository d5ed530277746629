/** Run by reading.test.ts as a process of its own: reads a document of as many items as a line of standard input says, and prints what came of it. */
import { createInterface } from 'node:readline'
import { item, rss } from '../cli/workplace.ts'
import { createReading } from '../../src/ingest/reading.ts'
import { NOON, source } from '../store/samples.ts'

const reading = createReading({
  taxonomy: { topics: [], entities: [], roles: [], places: [], lexicons: [] },
  stories: 'tagged',
  workers: 1,
  deadlineMs: 200,
  memoryMb: 200,
})
for await (const line of createInterface(process.stdin)) {
  const text = rss(Array.from({ length: Number(line) }, (_, index) => item(String(index))))
  const outcome = await reading
    .read({
      document: { bytes: Buffer.from(text), url: 'https://a.example/', contentType: null, language: null },
      source: source('a'),
      known: new Map(),
      isFirstRead: true,
      now: NOON,
      maxItems: Number(line),
    })
    .catch((error: Error) => error.message)
  const word = typeof outcome === 'string' ? outcome : outcome.ok ? 'read' : outcome.failure.kind
  process.stdout.write(`${word}\n`)
}
await reading.close()
