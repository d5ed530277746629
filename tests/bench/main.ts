/** npm run bench [-- --feeds 200] [--items 50]: Polywire against the bare pipeline, same server, same run. */
import { fork } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type FeedServer, startFeedServer } from './feed-server.ts'
import type { Phases } from './measure.ts'

const { values } = parseArgs({
  options: { feeds: { type: 'string', default: '200' }, items: { type: 'string', default: '50' } },
})
const feeds = Number(values.feeds)
const items = Number(values.items)
const here = import.meta.dirname
const folder = mkdtempSync(join(tmpdir(), 'polywire-bench-'))
const write = (text: string): void => void process.stdout.write(`${text}\n`)

/** The shipped topics, entities, places and words; sources are the server's feeds. */
const prepare = (server: FeedServer): string => {
  const config = join(folder, 'config')
  mkdirSync(config)
  for (const name of ['topics.yaml', 'entities.yaml', 'places.yaml', 'lexicon'])
    cpSync(resolve(here, '../../config', name), join(config, name), { recursive: true })
  const perHost = '{ concurrency: 64, gap: 0s }'
  writeFileSync(
    join(config, 'polywire.yaml'),
    `fetch: { concurrency: 16, per_host: ${perHost}, allow_private: ["${server.host}"] }\nstories: tagged\n`,
  )
  const lines = server.urls.map((url, number) => `  - { id: f${number}, name: Feed ${number}, url: "${url}" }`)
  writeFileSync(join(config, 'sources.yaml'), `sources:\n${lines.join('\n')}\n`)
  writeFileSync(join(config, 'feeds.yaml'), 'feeds: []\n')
  return config
}

const run = (server: FeedServer, script: string, args: readonly string[]): Promise<Phases> =>
  new Promise((done, failed) => {
    const child = fork(join(here, script), args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    let result: Phases | null = null
    child.on('message', (message) => {
      if (typeof message === 'object' && message !== null) {
        result = message as Phases
        return
      }
      if (message === 'oneNew') server.reveal()
      server.warm()
      child.send('go')
    })
    child.on('exit', (code) => (result === null ? failed(new Error(`${script} ended with ${code}`)) : done(result)))
  })

const row = (label: string, ours: number, bare: number, unit: string, digits: number): void =>
  write(
    `${label.padEnd(34)} ${ours.toFixed(digits).padStart(9)} ${bare.toFixed(digits).padStart(9)}  ${(ours / bare).toFixed(2).padStart(6)}  ${unit}`,
  )

const server = await startFeedServer(feeds, items)
try {
  const config = prepare(server)
  write(
    `${feeds} feeds of ${items} items; ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`,
  )
  const ours = await run(server, 'ours.ts', [config, join(folder, 'data')])
  const bareServer = await startFeedServer(feeds, items)
  const bare = await run(bareServer, 'bare.ts', [folder, ...bareServer.urls])
  await bareServer.close()
  write(`${''.padEnd(34)} ${'Polywire'.padStart(9)} ${'bare'.padStart(9)}  ${'ratio'.padStart(6)}`)
  row(
    'first ingest',
    ours.items / (ours.ingest.cpuMs / 1_000),
    bare.items / (bare.ingest.cpuMs / 1_000),
    'items per CPU second',
    0,
  )
  row('every feed answers 304', ours.unchanged.cpuMs / feeds, bare.unchanged.cpuMs / feeds, 'CPU ms a poll', 2)
  row(`one new item in ${items}`, ours.oneNew.cpuMs / feeds, bare.oneNew.cpuMs / feeds, 'CPU ms a poll', 2)
  row('peak memory', ours.oneNew.peakMb, bare.oneNew.peakMb, 'MB', 0)
} finally {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
}
