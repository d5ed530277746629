/** Commands on a configuration and data folder of a test's own: within the test, or as a process that can be killed. */
import { randomBytes } from 'node:crypto'
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, cpSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { systemClock } from '../../src/server/clock.ts'
import { run } from '../../src/cli/program.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import { type FeedHost, startFeedHost } from '../ingest/feed-host.ts'
import { writeInOneStep } from '../write-in-one-step.ts'

const MAIN = resolve(import.meta.dirname, '../../src/main.ts')

const TOPICS = `topics:
  - id: shops
    label: { en: Shops }
    examples:
      match:
        - { en: "A new marketplace opens" }
      miss:
        - { en: "Heavy rain in the north" }
  - id: names
    label: { en: Domain names }
`
const LEXICON = `language: en
topics:
  shops: { terms: [marketplace*] }
  names: { terms: [domain name*] }
`
const FEEDS = `feeds:
  - { id: shops, title: { en: Shops }, filter: "topic:shops", group: article }
`

export type Finished = { readonly code: number | null; readonly out: string; readonly err: string }
export type Running = {
  readonly child: ChildProcess
  readonly ended: Promise<Finished>
  /** Resolves with the first line of either stream that the pattern meets; rejects where the process ends without. */
  line(pattern: RegExp): Promise<string>
}
/** `input: null` leaves standard input open. `typed`: a person sits at the terminal and types this. `output`: the file that standard output is. */
type Given = {
  readonly env?: NodeJS.ProcessEnv
  readonly input?: string | null
  readonly typed?: string
  readonly output?: string
}
export type Workplace = {
  readonly config: string
  readonly data: string
  path(name: string): string
  /** Writes a file of the configuration folder. */
  write(name: string, text: string): void
  /** In this process: starting one costs more than most commands do. */
  run(args: readonly string[], options?: Given): Promise<Finished>
  /** As its own process. */
  start(args: readonly string[], options?: Given): Running
  /** Ends what still runs, and removes the folder. */
  clear(): Promise<void>
}

/** `like`: with a copy of its configuration and data. */
export const openWorkplace = (like: Pick<Workplace, 'path'> | null = null): Workplace => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-command-'))
  const config = join(folder, 'config')
  const data = join(folder, 'data')
  const running = new Set<Running>()
  const path = (name: string): string => join(folder, name)
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(config, name)), { recursive: true })
    writeInOneStep(join(config, name), text, path('being-written'))
  }
  if (like === null) {
    write('topics.yaml', TOPICS)
    write('lexicon/en.yaml', LEXICON)
    write('feeds.yaml', FEEDS)
    write('sources.yaml', 'sources: []\n')
  } else cpSync(like.path(''), folder, { recursive: true })
  const start: Workplace['start'] = (args, { env = {}, input, output } = {}) => {
    const { PATH, HOME, NODE_COMPILE_CACHE } = process.env
    const opened = output === undefined ? null : openSync(output, 'w')
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: folder,
      stdio: ['pipe', opened ?? 'pipe', 'pipe'],
      env: { PATH, HOME, NODE_COMPILE_CACHE, POLYWIRE_CONFIG: config, POLYWIRE_DATA: data, ...env },
    })
    if (opened !== null) closeSync(opened)
    child.stdin?.on('error', () => {})
    if (input !== null) child.stdin?.end(input)
    const one = follow(child)
    running.add(one)
    return one
  }
  return {
    config,
    data,
    path,
    write,
    start,
    run: async (args, { env = {}, input, typed } = {}) => {
      const written = { out: '', err: '' }
      const isTTY = typed !== undefined
      const sink = (stream: 'out' | 'err') => ({ isTTY, write: (text: string) => (written[stream] += text) })
      const code = await run(['node', 'polywire', ...args], {
        env: { POLYWIRE_CONFIG: config, POLYWIRE_DATA: data, ...env },
        clock: systemClock,
        randomBytes,
        stdin: Object.assign(Readable.from([typed ?? input ?? '']), { isTTY }),
        streams: { stdout: sink('out'), stderr: sink('err'), env: {} },
        signal: new AbortController().signal,
      })
      return { code, ...written }
    },
    async clear() {
      for (const { child } of running) child.kill('SIGKILL')
      await Promise.all([...running].map(({ ended }) => ended))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const follow = (child: ChildProcess): Running => {
  let out = ''
  let err = ''
  const watchers = new Set<() => void>()
  const look = (): void => {
    for (const watcher of watchers) watcher()
  }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text
    look()
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text
    look()
  })
  const ended = new Promise<Finished>((done) => child.once('close', (code) => done({ code, out, err })))
  return {
    child,
    ended,
    line: (pattern) =>
      new Promise((found, failed) => {
        const watcher = (): void => {
          const line = `${out}\n${err}`.split('\n').find((text) => pattern.test(text))
          if (line === undefined) return
          watchers.delete(watcher)
          found(line)
        }
        watchers.add(watcher)
        watcher()
        void ended.then(({ code }) => failed(new Error(`ended with ${code} and never said ${pattern}:\n${out}\n${err}`)))
      }),
  }
}

export const rss = (items: readonly string[], more = ''): string =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>Desk</title><link>https://desk.example/</link>${more}${items.join('')}</channel></rss>`
export const item = (key: string, title = `Report ${key}`): string =>
  `<item><guid>https://desk.example/${key}</guid><link>https://desk.example/${key}</link><title>${title}</title><description>What is known about ${key}, in a sentence of some length.</description><pubDate>Mon, 23 Nov 2026 08:00:00 GMT</pubDate></item>`

/** Before `service`: articles are compared by their words. A service that loads the model takes half as much again of the processor to start. */
export const BY_WORDS = 'understanding: { model: none }\n'
/** polywire.yaml for feeds on 127.0.0.1; per host quick, so that a test needn't wait. */
export const service = (hosts: readonly string[], more = ''): string =>
  `fetch:\n  per_host: { concurrency: 4, gap: 0s }\n  allow_private: [${hosts.map((host) => `"${host}"`).join(', ')}]\n${more}`
export const sourcesYaml = (sources: Readonly<Record<string, string>>): string =>
  `sources:\n${Object.entries(sources)
    .map(([id, url]) => `  - { id: ${id}, name: "The ${id}", url: "${url}" }`)
    .join('\n')}\n`

export const pollOnce = async ({ run: runHere }: Pick<Workplace, 'run'>): Promise<void> => {
  const { code, out, err } = await runHere(['once'])
  if (code !== 0) throw new Error(`nothing was read:\n${out}${err}`)
}

/** A note of the store that a running service has. An alert or digest tells what comes after its note: `alert.ID`, `digest.ID`. */
export const noteIn = async ({ data }: Pick<Workplace, 'data'>, name: string): Promise<string | null> => {
  const store = await openSqlite({ folder: data, readOnly: true })
  const note = await store.note(name)
  await store.close()
  return note
}

type WorkplaceWithHost = { readonly host: FeedHost; readonly place: Workplace; readonly close: () => Promise<void> }

/** A feed host, and a workplace whose sources are the documents shown there: `{ a: rss(…) }` is the source `a`, at `/a`. */
export const openWorkplaceWithHost = async (shown: Readonly<Record<string, string>> = {}): Promise<WorkplaceWithHost> => {
  const host = await startFeedHost()
  const place = openWorkplace()
  const urls = Object.keys(shown).map((id) => [id, `http://${host.host}/${id}`] as const)
  for (const [id, text] of Object.entries(shown)) host.show(`/${id}`, text)
  place.write('polywire.yaml', service([host.host]))
  if (urls.length > 0) place.write('sources.yaml', sourcesYaml(Object.fromEntries(urls)))
  return {
    host,
    place,
    async close() {
      await place.clear()
      await host.close()
    },
  }
}
