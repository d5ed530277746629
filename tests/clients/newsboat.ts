import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import type { Client, FeedSeen, Seen } from './reader.ts'

const run = promisify(execFile)

/** Where a program of that name is; null: nowhere on the path. */
export const programNamed = (name: string, folders: readonly string[] = []): string | null =>
  [...folders, ...(process.env['PATH'] ?? '').split(delimiter)]
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path)) ?? null

const newsboatPath = programNamed('newsboat')

type ItemRow = {
  readonly guid: string
  readonly title: string
  readonly author: string
  readonly url: string
  readonly pubDate: number
  readonly content: string
  readonly enclosure_url: string | null
}

/** The reader of terminals. It does not page, and knows neither categories nor languages nor JSON Feed. */
export const newsboat: Client = {
  name: 'newsboat',
  missing: newsboatPath === null ? 'newsboat is not on the path' : null,
  formats: ['atom', 'rss'],
  pages: [],
  opml: true,
  // The first validator is written before the feed's row is there, and lost.
  learns: 2,
  open: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'polywire-newsboat-'))
    const urls = join(folder, 'urls')
    const caches = new Map<string, string>()
    // It knows an entry by its id alone and shows it under the feed that was read last, so each feed has a cache of its own here.
    const cacheOf = (url: string): string => {
      const cache = caches.get(url) ?? join(folder, `cache-${caches.size}.db`)
      caches.set(url, cache)
      return cache
    }
    writeFileSync(urls, '')
    writeFileSync(join(folder, 'config'), '')
    const boat = (cache: string, ...args: readonly string[]) =>
      run(newsboatPath ?? '', ['-u', urls, '-c', cache, '-C', join(folder, 'config'), ...args], {
        env: { PATH: process.env['PATH'], HOME: folder, LANG: 'C.UTF-8', TERM: 'dumb' },
      })
    const heldIn = (cache: string, url: string): FeedSeen => {
      const held = new Database(cache, { readonly: true })
      try {
        const title = held.prepare<[string], { title: string }>('SELECT title FROM rss_feed WHERE rssurl = ?').get(url)?.title
        const rows = held
          .prepare<[string], ItemRow>('SELECT * FROM rss_item WHERE feedurl = ? AND deleted = 0 ORDER BY pubDate DESC')
          .all(url)
        return { title: title ?? '', entries: rows.map(itemSeen), next: null }
      } finally {
        held.close()
      }
    }
    const importOpml = async (url: string): Promise<readonly string[]> => {
      const list = join(folder, 'feeds.opml')
      writeFileSync(urls, '')
      writeFileSync(list, Buffer.from(await (await fetch(url)).arrayBuffer()))
      await boat(cacheOf(url), '-i', list)
      return readFileSync(urls, 'utf8')
        .split('\n')
        .flatMap((line) => line.split(' ')[0] ?? [])
        .filter((line) => line !== '')
    }
    return {
      refresh: async (url) => {
        writeFileSync(urls, `${url}\n`)
        await boat(cacheOf(url), '-x', 'reload')
        return heldIn(cacheOf(url), url)
      },
      importOpml,
      readAll: async (list) => {
        const subscribed = await importOpml(list)
        // One cache for all, as people have it; twice, since it takes entries from one feed to another as it reads.
        for (let times = 0; times < 2; times++) await boat(cacheOf(list), '-x', 'reload')
        return new Map(subscribed.map((url) => [url, heldIn(cacheOf(list), url)]))
      },
      close: async () => rmSync(folder, { recursive: true, force: true }),
    }
  },
}

const itemSeen = (row: ItemRow): Seen => ({
  id: row.guid,
  title: row.title,
  link: row.url,
  at: row.pubDate * 1000,
  authors: [row.author],
  content: row.content,
  enclosures: row.enclosure_url === null || row.enclosure_url === '' ? [] : [row.enclosure_url],
})
