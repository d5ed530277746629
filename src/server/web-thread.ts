/** The thread that answers readers: feeds, pages and API from a connection of its own that only reads, so that no poll and no decision delays them. */
import { parentPort, workerData } from 'node:worker_threads'
import { receiveTaxonomy } from '../model/shared-lexicons.ts'
import { createKeyring, tokensInFolder, tokensInStore } from '../store/feed-tokens.ts'
import { type Store, StoreUnavailable } from '../store/ports/store.ts'
import { type Call, callsBetween } from '../threads/calls.ts'
import type { WebDeps } from '../web/deps.ts'
import { healthOnly } from '../web/health-only.ts'
import { type Listening, listen } from '../web/listen.ts'
import { createWeb, warmUpSoon } from '../web/web.ts'
import { systemClock } from './clock.ts'
import { dumpFiles, dumpsFolder } from './dumps.ts'
import { readClock } from './shared-clock.ts'
import { openStoreToRead } from './stores.ts'
import { VERSION } from './version.ts'
import type { MainCalls, WebCalls, WebState, WebThreadData } from './web-calls.ts'

/** The errors of our feeds are read by a program here. */
const PROBLEMS = { accept: 'application/problem+json' }

const openWeb = async (data: WebThreadData, call: Call<MainCalls>) => {
  const { places, listenOptions, isWeb, descriptors } = data
  const store = writingByMain(await openStoreToRead(places), call)
  let state = received(data.state)
  const web = createWeb(depsOf(data, { store, state: () => state, call }), systemClock.elapsed)
  let listening: Listening | null = null
  let warming: ReturnType<typeof warmUpSoon> | null = null
  return {
    async listen() {
      const opened = await listen(isWeb ? web : healthOnly(web), listenOptions, { descriptors })
      listening = opened
      warming = warmUpSoon(store, async () => await web.fetch(new Request(opened.url)))
      return opened.url
    },
    async apply(next) {
      state = received(next)
    },
    async fetchOwn(url) {
      const answer = await web.fetch(new Request(url, { headers: PROBLEMS }), { mustBeNew: true })
      return { status: answer.status, headers: [...answer.headers], body: new Uint8Array(await answer.arrayBuffer()) }
    },
    async close() {
      await Promise.all([listening?.close(), warming?.close()])
      await store.close()
    },
  } satisfies WebCalls
}

type Reader = { readonly store: Store; readonly state: () => ReceivedState; readonly call: Call<MainCalls> }

const depsOf = (data: WebThreadData, { store, state, call }: Reader): WebDeps => {
  const { places, listenOptions, clock, isShared } = data
  return {
    ...readClock(clock),
    store,
    configuration: () => state().configuration,
    problems: () => state().problems,
    poll: {
      source: async (id, wait) => await call('pollSource', id, wait),
      all: async (wait) => await call('pollAll', wait),
    },
    trials: {
      of: async (topic) => await call('tryTopic', topic),
      answer: async (...answer) => await call('answerTrial', ...answer),
    },
    push: data.state.push === null ? null : pushOf(() => state().push, call),
    publicUrl: listenOptions.publicUrl,
    opens: createKeyring(isShared ? tokensInStore(store) : tokensInFolder(places.dataFolder)),
    adminToken: listenOptions.adminToken,
    vectorOf: async (text) => await call('vectorOf', text),
    log(...line) {
      void call('log', ...line)
      // Damage that the request met is found so.
      if (line[0] === 'error') void store.health()
    },
    metrics: { text: async () => await call('metrics') },
    dumps: dumpFiles(dumpsFolder(places.dataFolder)),
    version: VERSION,
    async ready() {
      await store.health()
      return await call('ready')
    },
  }
}

type ReceivedState = ReturnType<typeof received>
const received = ({ configuration, ...rest }: WebState) => ({
  ...rest,
  configuration: { ...configuration, taxonomy: receiveTaxonomy(configuration.taxonomy) },
})

const pushOf = (state: () => WebState['push'], call: Call<MainCalls>): NonNullable<WebDeps['push']> => ({
  get hubUrl() {
    return state()?.hubUrl ?? null
  },
  hub: async (form) => await call('hub', form.toString()),
  verify: async (id, query) => await call('verifyPush', id, query.toString()),
  expects: async (id) => await call('expectsPush', id),
  receive: async (id, body) => await call('receivePush', id, body),
  maxBytes: () => state()?.maxBytes ?? 0,
})

/** The store, whose only write by a reader the main thread makes. The main thread knows whether the disk is full, and stops writing for damage that a reader met. */
const writingByMain = (store: Store, call: Call<MainCalls>): Store => ({
  ...store,
  async health() {
    const { damage } = await store.health()
    if (damage !== null) await call('damaged', damage)
    return await call('health')
  },
  digests: {
    ...store.digests,
    endReader: async (...reader) => {
      await call('endReader', ...reader).catch((error: unknown) => {
        const isUnavailable = error instanceof Error && error.name === 'StoreUnavailable'
        throw isUnavailable ? new StoreUnavailable(error.message, false) : error
      })
    },
  },
})

const opening = Promise.withResolvers<WebCalls>()
const opened = async (): Promise<WebCalls> => await opening.promise
if (parentPort !== null) {
  const ours: WebCalls = {
    listen: async () => await (await opened()).listen(),
    apply: async (state) => await (await opened()).apply(state),
    fetchOwn: async (url) => await (await opened()).fetchOwn(url),
    close: async () => await (await opened()).close(),
  }
  const { call } = callsBetween<MainCalls>(parentPort, ours)
  opening.resolve(openWeb(workerData as WebThreadData, call))
}
