/** A day of a service, lived in minutes: what its publishers showed, what its readers got, and what it held of memory and handles. */
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { readConfiguration } from '../../src/config/read-configuration.ts'
import { resolve } from 'node:path'
import { inventFeeds } from '../bench/invented-feeds.ts'
import { sourcesYaml } from '../cli/workplace.ts'
import { freePort } from '../free-port.ts'
import { TRIALS } from '../hostile/attacks.ts'
import { isGrouped } from '../is-grouped.ts'
import { type Attack, startUpstream } from '../hostile/hostile-upstream.ts'
import type { Point } from './flatness.ts'
import type { Leak } from './leaks.ts'
import { type NewsDay, startNewsDay } from './news-day.ts'
import { startReaders } from './readers.ts'
import { type LivingService, type Measurement, startLivingService } from './service.ts'
import { feedsYaml, settingsFor } from './settings.ts'

export type Life = {
  readonly hours: number
  readonly minutes: number
  readonly sources: number
  readonly leaks: readonly Leak[]
  readonly progress: (text: string) => void
}

export type Lived = {
  readonly samples: readonly (Point & Measurement)[]
  /** Links that were shown whole and are not stored once, or not as they were shown last. */
  readonly lost: readonly string[]
  readonly twice: readonly string[]
  readonly shown: number
  readonly stored: number
  /** What was wrong with feeds. */
  readonly offences: readonly string[]
  readonly errors: readonly string[]
  /** Articles that the backup of noon and that of the evening hold. */
  readonly backups: readonly number[]
  readonly exit: { readonly code: number | null; readonly tookMs: number }
  /** What publishers answered, readers got, and the log told, by kind. */
  readonly counts: Readonly<Record<string, ReadonlyMap<string, number>>>
}

/** Measurements of a day. */
const SAMPLES = 40
const HOSTS = 40
/** How long everything that was shown may take to be stored and grouped, before the day and after it. */
const EVENING_MS = 300_000
const ENDINGS = ['atom', 'rss', 'json']

export const live = async (life: Life): Promise<Lived> => {
  const lastsMs = life.minutes * 60_000
  const port = await freePort()
  const desk = createDesk()
  const read = await readConfiguration(resolve(import.meta.dirname, '../../config'), process.env)
  if (!read.ok) throw new Error('config/ cannot be read')
  const invented = inventFeeds(read.configuration.taxonomy, life.sources, 10)
  const hostile = await startHostileFeed()
  const day = await startNewsDay({ ...life, invented, hosts: HOSTS, lastsMs, others: (request) => desk.answer(request) })
  let service: LivingService | null = null
  try {
    service = await startLivingService({ port, leaks: life.leaks, files: settingsFor(life, day, [hostile.host]) })
    return await lived({ life, day, desk, service, hostile: hostile.address, lastsMs })
  } finally {
    await service?.close()
    await day.close()
    await hostile.close()
  }
}

type Parts = {
  readonly life: Life
  readonly day: NewsDay
  readonly desk: ReturnType<typeof createDesk>
  readonly service: LivingService
  readonly hostile: string
  readonly lastsMs: number
}

const lived = async ({ life, day, desk, service, hostile, lastsMs }: Parts): Promise<Lived> => {
  const key = (await service.command('token', 'new', 'desk', '--json')).match(/"key":"(?<key>[^"]+)"/)?.groups?.['key'] ?? ''
  const readers = startReaders({
    url: service.url,
    feeds: [
      ...['all', 'trade', 'net'].flatMap((id) => ENDINGS.map((ending) => `/feeds/${id}.${ending}`)),
      '/feeds/all.atom?group=article',
      `/feeds/desk.atom?key=${key}`,
    ],
    pages: ['/', '/topics', '/sources', '/about', '/feeds', '/api/v1/status', '/api/v1/sources', '/healthz', '/metrics'],
    everyMs: Math.max(300, lastsMs / 600),
  })
  try {
    await desk.subscribe(service.url, day.at('/inbox'))
    const events = errands({ life, day, service, hostile })
    const samples: (Point & Measurement)[] = []
    await everythingStored(day, service, life.sources)
    day.allow(0)
    day.begin()
    const keepPace = await pacing({ life, day, service })
    for (let number = 1; day.now() < 1; number += 1) {
      await keepPace(number / SAMPLES)
      samples.push(await sampleOf(day, service))
      life.progress(progressLine(samples))
      for (const errand of events) if (day.now() >= errand.at) await errand.once()
    }
    await everythingStored(day, service, life.sources)
    const states = await statesOf(service)
    await readers.checkAll()
    const backups = [await backup(service, 'evening')]
    for (const { result } of events) backups.unshift(...result())
    await readers.close()
    const exit = await service.stop()
    const stored = storedIn(service)
    const { lost, ...compared } = comparison(day, stored)
    return {
      samples,
      ...compared,
      lost: lost.map((link) => `${link}: ${states.get(/feed-(\d+)/.exec(link)?.[1] ?? '') ?? ''}`),
      stored: stored.length,
      offences: readers.offences,
      errors: service.errors,
      backups,
      exit,
      counts: { publishers: day.answers, readers: readers.counts, desk: desk.counts, log: service.events },
    }
  } finally {
    await readers.close()
  }
}

/** Polls of a source in an hour that a day has at least. */
const POLLS = 1.5
/** A service that polls nothing for so long stands still. */
const STILL_MS = 120_000

/** Lets time pass as fast as polls are made, until this share of the day is over. */
const pacing = async ({ life, day, service }: Pick<Parts, 'life' | 'day' | 'service'>) => {
  const before = (await countsOf(service)).polls
  let seen = before
  let seenAt = performance.now()
  return async (share: number): Promise<void> => {
    while (day.now() < share) {
      const { polls } = await countsOf(service)
      if (polls > seen) [seen, seenAt] = [polls, performance.now()]
      if (performance.now() - seenAt > STILL_MS) throw new Error(`nothing has been polled for ${STILL_MS / 1_000} s`)
      day.allow((polls - before) / (life.sources * life.hours * POLLS))
      await sleep(200)
    }
  }
}

const progressLine = (samples: readonly (Point & Measurement)[]): string => {
  const last = samples.at(-1)
  if (last === undefined) return ''
  const mb = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0).padStart(4)} MB`
  return `${(last.at * 100).toFixed(0).padStart(3)} %  ${last.articles} articles, ${last.polls} polls, resident ${mb(last.rss)}, heap ${mb(last.heap)}, ${last.descriptors} descriptors, ${(last.cpuMs / 1_000).toFixed(0)} s of CPU`
}

const sampleOf = async (day: NewsDay, service: LivingService): Promise<Point & Measurement> => {
  const measurement = await service.measure()
  return { at: day.now(), ...(await countsOf(service)), ...measurement }
}

const countsOf = async ({ url }: LivingService): Promise<{ readonly polls: number; readonly articles: number }> => {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  const sum = (name: RegExp): number =>
    metrics
      .split('\n')
      .filter((line) => name.test(line))
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
  return { polls: sum(/^polywire_polls_total\{/), articles: sum(/^polywire_articles /) }
}

/** All sources have been read, and what they showed is stored and grouped; or it is not after a long time, which the comparison tells. */
const everythingStored = async (day: NewsDay, service: LivingService, sources: number): Promise<void> => {
  const until = performance.now() + EVENING_MS
  while (performance.now() < until) {
    const stored = storedIn(service)
    const isRead = new Set(stored.map(({ source }) => source)).size === sources && comparison(day, stored).lost.length === 0
    if (isRead && (await isGrouped(service.url))) return
    await sleep(500)
  }
}

/** What the service says of each source. */
const statesOf = async ({ url }: LivingService): Promise<ReadonlyMap<string, string>> => {
  const { data } = (await (await fetch(`${url}/api/v1/sources?limit=1000`)).json()) as {
    readonly data: readonly { readonly id: string }[]
  }
  return new Map(data.map((source) => [source.id.slice(1), JSON.stringify(source)]))
}

type StoredRow = { readonly source: string; readonly link: string; readonly title: string }

const storedIn = ({ folder }: LivingService): readonly StoredRow[] => {
  const database = new Database(`${folder}/data/polywire.sqlite`, { readonly: true })
  try {
    return database
      .prepare<[], StoredRow>(
        `SELECT s.id AS source, c.link, c.title FROM article a JOIN source s ON s.n = a.source JOIN content c ON c.article = a.n WHERE s.id LIKE 'f%'`,
      )
      .all()
  } finally {
    database.close()
  }
}

const comparison = (day: NewsDay, stored: readonly StoredRow[]): Pick<Lived, 'lost' | 'twice' | 'shown'> => {
  const titles = new Map(stored.map(({ link, title }) => [link, title]))
  const lost = [...day.shown].filter(([link, state]) => {
    const title = titles.get(link)
    return title === undefined || (state === 'revised') !== title.startsWith('Revised: ')
  })
  const counts = Map.groupBy(stored, ({ link }) => link)
  const twice = [...counts].filter(([link, rows]) => rows.length > 1 || !day.shown.has(link))
  return { lost: lost.map(([link, state]) => `${link} (${state})`), twice: twice.map(([link]) => link), shown: day.shown.size }
}

const backup = async (service: LivingService, name: string): Promise<number> => {
  const file = `${service.folder}/${name}.db`
  await service.command('backup', file)
  const database = new Database(file, { readonly: true })
  try {
    return database.prepare<[], { readonly n: number }>('SELECT count(*) AS n FROM article').get()?.n ?? 0
  } finally {
    database.close()
  }
}

/** What an operator does in the course of a day, each once. */
const errands = ({ life, day, service, hostile }: Omit<Parts, 'desk' | 'lastsMs'>) => {
  const errand = (at: number, work: () => Promise<number | void>) => {
    let isDone = false
    const results: number[] = []
    return {
      at,
      result: (): readonly number[] => results,
      async once(): Promise<void> {
        if (isDone) return
        isDone = true
        const result = await work()
        if (typeof result === 'number') results.push(result)
      },
    }
  }
  return [
    errand(0.1, async () => service.write('sources.yaml', sourcesYaml({ ...day.sources, hostile }))),
    errand(0.5, async () => await backup(service, 'noon')),
    errand(0.35, async () => service.write('feeds.yaml', feedsYaml(life.hours))),
  ]
}

/** Each request is answered by the next attack. */
const startHostileFeed = async (): Promise<{
  readonly host: string
  readonly address: string
  readonly close: () => Promise<void>
}> => {
  const attacks = Object.values(TRIALS).map(({ attack }) => attack)
  let turn = 0
  const next: Attack = (socket, request) => attacks[(turn += 1) % attacks.length]?.(socket, request)
  const upstream = await startUpstream({ '/': next })
  return { host: upstream.host, address: `http://${upstream.host}/`, close: async () => await upstream.close() }
}

/** Who gets our pushes and alerts. */
const createDesk = () => {
  const counts = new Map<string, number>()
  const count = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1)
  return {
    counts,
    answer({ method, url = '/' }: { readonly method?: string | undefined; readonly url?: string | undefined }) {
      const { pathname, searchParams } = new URL(url, 'http://desk.example')
      if (pathname === '/alert') {
        count('alerts')
        return { status: 200, body: '' }
      }
      if (pathname !== '/inbox') return null
      count(method === 'POST' ? 'pushes' : 'verified')
      return { status: 200, body: searchParams.get('hub.challenge') ?? '' }
    },
    async subscribe(service: string, callback: string): Promise<void> {
      const form = { 'hub.mode': 'subscribe', 'hub.topic': `${service}/feeds/all.atom`, 'hub.callback': callback }
      const answer = await fetch(`${service}/websub/hub`, { method: 'POST', body: new URLSearchParams(form) })
      count(`subscribed ${answer.status}`)
    },
  }
}
