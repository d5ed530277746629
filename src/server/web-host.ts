/** Starts the thread that answers readers, and does for it what only the main thread can: poll, write, encode. */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import type { ListenOptions, Places } from '../config/process-settings.ts'
import type { PushEndpoints } from '../model/push.ts'
import type { Clock } from '../model/time-and-chance.ts'
import type { App } from '../server.ts'
import { callsBetween } from '../threads/calls.ts'
import type { PollSummary, WebDeps } from '../web/deps.ts'
import type { FetchOwnFeed } from '../websub/hub/topics.ts'
import type { Metrics } from './metrics.ts'
import { pollOnRequest } from './poll-on-request.ts'
import { shareClock } from './shared-clock.ts'
import type { MainCalls, WebCalls, WebState, WebThreadData } from './web-calls.ts'

export type WebHost = {
  /** The address. Rejects where it can't be listened on. */
  readonly listen: () => Promise<string>
  /** Sends the configuration in force, and its problems. */
  readonly applyConfiguration: () => Promise<void>
  readonly fetchOwnFeed: FetchOwnFeed
  readonly close: () => Promise<void>
}

type Parts = Pick<WebDeps, 'trials' | 'ready'> & {
  readonly app: App
  readonly places: Places
  readonly listenOptions: ListenOptions
  readonly clock: Pick<Clock, 'now'>
  readonly log: Logger
  readonly metrics: Metrics
  readonly push: PushEndpoints | null
  /** How many files and connections this process may open. */
  readonly descriptors: number
}

export const startWeb = (parts: Parts): WebHost => {
  const { app, places, listenOptions, clock, push, descriptors } = parts
  const shared = shareClock(clock.now)
  const stateNow = (): WebState => ({
    configuration: app.configuration(),
    problems: app.problems(),
    push: push === null ? null : { hubUrl: push.hubUrl, maxBytes: push.maxBytes() },
  })
  const data: WebThreadData = {
    places,
    listenOptions,
    isWeb: app.duties.has('web'),
    isShared: app.store.processes.isShared,
    descriptors,
    clock: shared.memory,
    state: stateNow(),
  }
  const worker = new Worker(new URL(`web-thread${extname(import.meta.url)}`, import.meta.url), { workerData: data })
  const { call, end } = callsBetween<WebCalls>(worker, mainCalls(parts))
  let isClosing = false
  worker.on('error', (error) => {
    end(error)
    throw error
  })
  worker.on('exit', (code) => {
    const error = new Error(`the thread that answers readers ended with ${code}`)
    end(error)
    if (!isClosing) throw error
  })
  return {
    listen: async () => await call('listen'),
    applyConfiguration: async () => await call('apply', stateNow()),
    async fetchOwnFeed(url) {
      const { status, headers, body } = await call('fetchOwn', url)
      return new Response(body as Uint8Array<ArrayBuffer>, { status, headers: headers.map(([name, value]) => [name, value]) })
    },
    async close() {
      isClosing = true
      await call('close')
      shared.close()
      await worker.terminate()
    },
  }
}

const mainCalls = ({ app, clock, log, metrics, ready, trials, push }: Parts): MainCalls => {
  const poll = pollOnRequest({ app, log, now: clock.now })
  const wanted = (): PushEndpoints => {
    if (push === null) throw new Error('WebSub is off')
    return push
  }
  return {
    pollSource: async (id, wait) => {
      const polled = await poll.source(id, wait)
      return polled === null || polled === 'elsewhere' ? polled : summaryOf(polled)
    },
    pollAll: async (wait) => {
      const polled = await poll.all(wait)
      return polled === 'elsewhere' ? polled : polled.map(summaryOf)
    },
    tryTopic: async (topic) => await trials.of(topic),
    answerTrial: async (...answer) => await trials.answer(...answer),
    hub: async (form) => await wanted().hub(new URLSearchParams(form)),
    verifyPush: async (id, query) => await wanted().verify(id, new URLSearchParams(query)),
    expectsPush: async (id) => await wanted().expects(id),
    receivePush: async (id, body) => await wanted().receive(id, body),
    vectorOf: app.vectorOf,
    log: (level, event, fields) => log[level]({ event, ...fields }),
    metrics: async () => await metrics.text(),
    ready,
    health: async () => await app.store.health(),
    damaged: async (damage) => await app.store.noteDamage(damage),
    endReader: async (...reader) => await app.store.digests.endReader(...reader),
  }
}

const summaryOf = ({ source, outcome, added, revised, failure }: PollSummary): PollSummary => ({
  source,
  outcome,
  added,
  revised,
  failure,
})
