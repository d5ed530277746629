/** One contestant in a process of its own, against a server of its own that shows the same feeds to each. */
import { fork } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type FeedServer, startFeedServer } from './feed-server.ts'
import type { InventedFeeds } from './invented-feeds.ts'
import type { Phases } from './measure.ts'

/** A version of Polywire, with the options of Node that its bin/polywire gives. */
export type Build = {
  readonly root: string
  readonly flags: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

/** Versions that were compiled run dist/; earlier ones ran src/. */
const LOADERS = ['tests/bench/use-build.mjs', 'bin/plain.mjs']

export const buildAt = (root: string): Build => {
  const { flags, env } = JSON.parse(readFileSync(join(root, 'bin/start.json'), 'utf8')) as Pick<Build, 'flags' | 'env'>
  const loader = LOADERS.map((name) => join(root, name)).find((file) => existsSync(file))
  const imports = loader === undefined ? [] : ['--import', pathToFileURL(loader).href]
  return { root, flags: [...flags, ...imports], env: { ...env, ...process.env } }
}

export const ownBuild = buildAt(resolve(import.meta.dirname, '../..'))

export type Contest = { readonly invented: InventedFeeds; readonly feeds: number; readonly items: number }

export const contest = async (
  { invented, feeds, items }: Contest,
  build: Build,
  script: string,
  argsFor: (server: FeedServer) => readonly string[],
): Promise<Phases> => {
  const server = await startFeedServer(invented, feeds, items)
  try {
    return await run(build, server, script, argsFor(server))
  } finally {
    await server.close()
  }
}

const run = (build: Build, server: FeedServer, script: string, args: readonly string[]): Promise<Phases> =>
  new Promise((done, failed) => {
    const child = fork(join(build.root, 'tests/bench', script), args, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: [...build.flags],
      env: build.env,
    })
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

type Sources = { readonly urls: readonly string[]; readonly hosts: readonly string[] }

/** The shipped topics, entities, places and words; sources are the server's feeds. However busy the machine is, no document takes too long. */
export const writeConfiguration = (
  build: Build,
  config: string,
  { urls, hosts }: Sources,
  settings: Readonly<Record<string, string>>,
): void => {
  mkdirSync(config, { recursive: true })
  for (const name of ['topics.yaml', 'entities.yaml', 'places.yaml', 'lexicon'])
    cpSync(join(build.root, 'config', name), join(config, name), { recursive: true })
  const perHost = '{ concurrency: 64, gap: 0s }'
  const lines = Object.entries(settings).map(([name, value]) => `${name}: ${value}\n`)
  writeFileSync(
    join(config, 'polywire.yaml'),
    `fetch: { concurrency: 16, per_host: ${perHost}, allow_private: ${JSON.stringify(hosts)} }\nread: { deadline: 10m }\n${lines.join('')}`,
  )
  const sources = urls.map((url, number) => `  - { id: f${number}, name: Feed ${number}, url: "${url}" }`)
  writeFileSync(join(config, 'sources.yaml'), `sources:\n${sources.join('\n')}\n`)
  writeFileSync(join(config, 'feeds.yaml'), 'feeds:\n  - { id: all, title: { en: All } }\n')
}
