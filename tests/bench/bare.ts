/** The bare pipeline that ours is measured against: undici, rss-parser, better-sqlite3 with FTS5, known guids skipped. */
import Database from 'better-sqlite3'
import Parser from 'rss-parser'
import { Agent, request } from 'undici'
import { gunzipSync } from 'node:zlib'
import { join } from 'node:path'
import { takePart } from './measure.ts'

const [folder = '', ...urls] = process.argv.slice(2)
const database = new Database(join(folder, 'bare.sqlite'))
database.pragma('journal_mode = WAL')
database.pragma('synchronous = NORMAL')
database.exec(`CREATE TABLE feed(url TEXT PRIMARY KEY, etag TEXT);
  CREATE TABLE item(id INTEGER PRIMARY KEY, feed TEXT, guid TEXT, title TEXT, link TEXT, body TEXT, at INTEGER, UNIQUE(feed, guid));
  CREATE VIRTUAL TABLE words USING fts5(title, body, content='')`)
const etagOf = database.prepare('SELECT etag FROM feed WHERE url = ?').pluck()
const keepEtag = database.prepare('INSERT INTO feed VALUES (?, ?) ON CONFLICT(url) DO UPDATE SET etag = excluded.etag')
const isKnown = database.prepare('SELECT 1 FROM item WHERE feed = ? AND guid = ?').pluck()
const addItem = database.prepare('INSERT INTO item(feed, guid, title, link, body, at) VALUES (?, ?, ?, ?, ?, ?)')
const addWords = database.prepare('INSERT INTO words(rowid, title, body) VALUES (?, ?, ?)')
const agent = new Agent({ connections: 16 })

const pollOne = async (url: string): Promise<void> => {
  const etag = etagOf.get(url) as string | undefined
  const headers = { 'accept-encoding': 'gzip', ...(etag === undefined ? {} : { 'if-none-match': etag }) }
  const answer = await request(url, { dispatcher: agent, headers })
  const bytes = Buffer.from(await answer.body.arrayBuffer())
  if (answer.statusCode === 304) return
  const feed = await new Parser().parseString(gunzipSync(bytes).toString())
  database.transaction(() => {
    keepEtag.run(url, String(answer.headers.etag))
    for (const { guid, title, link, isoDate, ...item } of feed.items) {
      if (isKnown.get(url, guid) !== undefined) continue
      const body = String(item['content:encoded'] ?? item.content ?? '')
      const { lastInsertRowid } = addItem.run(url, guid, title, link, body, Date.parse(isoDate ?? ''))
      addWords.run(lastInsertRowid, title, item.contentSnippet ?? '')
    }
  })()
}

const poll = async (): Promise<void> => {
  const waiting = [...urls]
  const work = async (): Promise<void> => {
    for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) await pollOne(url)
  }
  await Promise.all(Array.from({ length: 16 }, work))
}

await takePart(poll, async () => database.prepare('SELECT count(*) FROM item').pluck().get() as number)
database.close()
process.exit(0)
