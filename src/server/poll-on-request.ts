/** Polls sources on request, whichever process polls them. */
import type { Logger } from 'pino'
import type { App } from '../server.ts'
import type { PollReport } from '../ingest/poll.ts'
import type { SourceId } from '../model/ids.ts'

type Parts = { readonly app: App; readonly log: Logger; readonly now: () => number }

export const pollOnRequest = ({ app, log, now }: Parts) => ({
  async source(id: SourceId, wait: boolean): Promise<PollReport | 'elsewhere' | null> {
    if ((await leaveToOthers(app, [id], now())).size > 0) return 'elsewhere'
    const poll = app.scheduler.poll(id)
    if (wait) return await groupedAfter(poll, app)
    poll.catch(pollBroken(log))
    return null
  },
  async all(wait: boolean): Promise<readonly PollReport[] | 'elsewhere'> {
    const active = app.configuration().sources.flatMap(({ id, active: isActive }) => (isActive ? id : []))
    const elsewhere = await leaveToOthers(app, active, now())
    if (elsewhere.size > 0 && elsewhere.size === active.length) return 'elsewhere'
    const polls = app.scheduler.pollAll(active.filter((id) => !elsewhere.has(id)))
    if (wait) return await groupedAfter(polls, app)
    polls.catch(pollBroken(log))
    return []
  },
})

/** Makes the sources that other processes poll due, and returns them. */
const leaveToOthers = async ({ store }: App, ids: readonly SourceId[], now: number): Promise<ReadonlySet<SourceId>> => {
  const elsewhere = new Set<SourceId>()
  if (!store.processes.isShared) return elsewhere
  for (const id of ids) {
    if (await store.isOurs(id)) continue
    elsewhere.add(id)
    await store.subscriptions.hasten(id, now)
  }
  return elsewhere
}

/** Waits until what a poll brought is grouped and published, so that a waiting client finds it in the feeds. */
const groupedAfter = async <Result>(work: Promise<Result>, app: App): Promise<Result> => {
  const result = await work
  await app.grouped()
  return result
}

const pollBroken =
  (log: Logger) =>
  (error: unknown): void =>
    log.error({ event: 'poll-broken', err: error }, 'a fault of ours, please report it')
