import { execFile, execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Client, type FeedSeen, merged, type Seen } from './reader.ts'

const SCRIPT = join(import.meta.dirname, 'read_feed.py')
const run = promisify(execFile)

/** The first Python that has the module: a distribution's package is in the distribution's own. */
const findPython = (): string | null =>
  ['/usr/bin/python3', 'python3'].find((python) => {
    try {
      execFileSync(python, ['-c', 'import feedparser'], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  }) ?? null

const python = findPython()

type Answer = FeedSeen & { readonly status: number; readonly etag: string | null; readonly bozo: string | null }

/** Python's parser, with its own HTTP. */
export const feedparser: Client = {
  name: 'feedparser',
  missing: python === null ? 'no Python with feedparser (python3-feedparser)' : null,
  formats: ['atom', 'rss'],
  pages: ['atom', 'rss'],
  opml: false,
  learns: 1,
  open: async () => {
    const held = new Map<string, { readonly etag: string | null; readonly seen: FeedSeen }>()
    return {
      refresh: async (url) => {
        const before = held.get(url)
        const { stdout } = await run(python ?? '', [SCRIPT, url, ...(before?.etag == null ? [] : [before.etag])])
        const answer = JSON.parse(stdout) as Answer
        if (answer.status === 304 && before !== undefined) return before.seen
        // 226: it says that it takes feeds by difference (RFC 3229), and got what is new alone.
        if (![200, 226].includes(answer.status) || answer.bozo !== null)
          throw new Error(`${url}: ${answer.status}, ${answer.bozo}`)
        const seen = merged(before?.seen, { ...answer, entries: answer.entries.map(told) })
        held.set(url, { etag: answer.etag, seen })
        return seen
      },
      importOpml: async () => [],
      readAll: async () => new Map(),
      close: async () => {},
    }
  },
}

const told = (entry: Seen): Seen => ({ ...entry, at: entry.at ?? undefined, language: entry.language ?? undefined })
