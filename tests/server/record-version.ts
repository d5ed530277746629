/**
 * Records a fixture of the upgrade test: `node tests/server/record-version.ts CHECKOUT SCHEMA`. Starts the version in the folder CHECKOUT (with its
 * node_modules) on invented news, keeps what it publishes, kills it, and writes its database to tests/fixtures/upgrade/versions/.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { openWorkplace, service, sourcesYaml, type Workplace } from '../cli/workplace.ts'
import { startFeedHost } from '../ingest/feed-host.ts'
import { newsOf, PATHS, SHARED_IDS, type RecordedVersion, SOURCES, WORDS } from './recorded-versions.ts'

const FOLDER = join(import.meta.dirname, '../fixtures/upgrade/versions')
const LONGEST_MS = 60_000
/** Longer than any version waits before it groups what came. */
const SETTLED_MS = 3_000

const [checkout = '', schema = ''] = process.argv.slice(2)
if (!existsSync(join(checkout, 'src/main.ts')) || !/^\d+$/.test(schema))
  throw new Error('usage: record-version.ts CHECKOUT SCHEMA')

const until = async <Found>(look: () => Promise<Found | null>): Promise<Found> => {
  for (const end = Date.now() + LONGEST_MS; Date.now() < end; await sleep(100)) {
    const found = await look().catch(() => null)
    if (found !== null) return found
  }
  throw new Error(`nothing after ${LONGEST_MS / 1_000} s`)
}

const start = (place: Workplace, port: number): { readonly child: ChildProcess; readonly said: () => string } => {
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, [resolve(checkout, 'src/main.ts'), 'serve'], {
    cwd: place.path(''),
    env: {
      PATH,
      HOME,
      POLYWIRE_CONFIG: place.config,
      POLYWIRE_DATA: place.data,
      POLYWIRE_LISTEN: `127.0.0.1:${port}`,
      POLYWIRE_PUBLIC_URL: 'https://news.example.org',
    },
  })
  let out = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
  return { child, said: () => out }
}
const kill = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

const now = Date.now()
const host = await startFeedHost()
const shown = newsOf(now)
for (const [source, text] of Object.entries(shown)) host.show(`/${source}`, text)
const place = openWorkplace()
for (const [name, text] of Object.entries(WORDS)) place.write(name, text)
place.write('polywire.yaml', service([host.host], 'stories: all\n'))
place.write('sources.yaml', sourcesYaml(Object.fromEntries(SOURCES.map((id) => [id, `http://${host.host}/${id}`]))))
const port = Number(host.host.split(':')[1]) + 1
const base = `http://127.0.0.1:${port}`

const { child, said } = start(place, port)
try {
  const polled = async (): Promise<true | null> =>
    SOURCES.every((id) => said().includes(`"event":"polled","source":"${id}"`)) ? true : null
  await until(polled).catch(() => {
    throw new Error(`not every source was polled:\n${said().slice(0, 4_000)}`)
  })
  await sleep(SETTLED_MS)
  const feeds: Record<string, string> = {}
  for (const path of PATHS) {
    const answer = await fetch(`${base}${path}`)
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    feeds[path] = await answer.text()
  }
  await kill(child)

  // Which ids a version gives is a setting since it gives each feed its own.
  place.write('feeds.yaml', SHARED_IDS)
  const again = start(place, port)
  const known = await until(async () =>
    /"event":"started"|is running at/.test(again.said()) ? true : again.child.exitCode === null ? null : false,
  )
  await kill(again.child)

  const file = join(place.data, 'polywire.sqlite')
  const db = new Database(file)
  db.pragma('journal_mode = DELETE')
  if (db.pragma('user_version', { simple: true }) !== Number(schema)) throw new Error('that is another schema')
  db.exec('VACUUM')
  const articles = db.prepare<[], { readonly id: string }>('SELECT id FROM article ORDER BY n').all()
  db.close()
  const recorded: RecordedVersion = {
    recordedAt: now + 60_000,
    host: host.host,
    sharedIds: !known,
    shown,
    articles: articles.map(({ id }) => id),
    feeds,
  }
  writeFileSync(join(FOLDER, `${schema.padStart(2, '0')}.sqlite.gz`), gzipSync(readFileSync(file), { level: 9 }))
  writeFileSync(join(FOLDER, `${schema.padStart(2, '0')}.json.gz`), gzipSync(JSON.stringify(recorded), { level: 9 }))
  process.stdout.write(`schema ${schema}: ${articles.length} articles, ids ${known ? 'of each feed' : 'shared'}\n`)
} finally {
  await kill(child)
  await place.clear()
  await host.close()
}
