/**
 * A day of polling on a virtual clock: processes that share the sources by the rules of lease-model.ts, choose what is due as the service does, and
 * are killed, frozen and replaced meanwhile.
 */
import { RENEW_MS } from '../../../src/store/ports/processes.ts'
import { chooseDue } from '../../../src/store/sources/poll-rules.ts'
import { SHARDS } from '../../../src/store/shards.ts'
import { randomFrom } from '../../bench/random.ts'
import { HOUR, MINUTE } from '../samples.ts'
import { createLeaseModel, type LeaseModel, type Member } from './lease-model.ts'
import { createSources, type Sources } from './simulated-sources.ts'
import { STEP_MS } from './steps.ts'

export type World = {
  readonly sources: number
  readonly processes: number
  readonly hours: number
  /** Requests at a time, of one process: `fetch.concurrency`. */
  readonly concurrency: number
  /** How often one process is killed, stands still for up to a minute, and is replaced in good order: milliseconds. */
  readonly killedEvery: number
  readonly frozenEvery: number
  readonly replacedEvery: number
  readonly seed: number
  /** True: whoever joins anew goes on with its polls, and stores them where a source has become its own again. */
  readonly keepsPolls?: boolean
}

type Counts = {
  polls: number
  /** Of these, polls of a process that was killed, or that had lost its shard when the answer came: nothing of them was stored. */
  unrecorded: number
  kills: number
  freezes: number
  replaced: number
  rejoined: number
  /** The longest wait, in milliseconds, of a source of a killed process for its next poll: from the kill, or from its due time if that was later. */
  longestTakeOver: number
}
export type Outcome = Readonly<Counts> & {
  /** How many polls began so many steps after their sources were due. */
  readonly lateness: Uint32Array
  /** How long, in milliseconds, the source has waited at the end that was due first and is not being polled. */
  readonly waiting: number
  /** What must never be, in words. */
  readonly broken: readonly string[]
}

/** A host may have so many polls at once: one is read while two are asked for. */
const PER_HOST = 3
/** The service looks for due work this often, whenever a poll has ended, and when it is given shards. */
const TICK_MS = 5_000
/** A service that stops lets its polls end for so long. */
const GRACE_MS = 5_000
const UNTIL_STARTED_MS = MINUTE / 2
const NEVER = Number.POSITIVE_INFINITY

type Running = {
  readonly member: Member
  /** It renews when the clock modulo RENEW_MS says so. */
  readonly phase: number
  readonly polls: Set<Poll>
  readonly perHost: Map<string, number>
  frozenUntil: number
  leavesAt: number
}
type Poll = { readonly source: number; readonly by: Running; readonly host: string; readonly claim: number }
type Day = {
  readonly world: World
  readonly random: () => number
  readonly sources: Sources
  readonly leases: LeaseModel
  readonly running: Set<Running>
  /** Polls by the time when their answers come. */
  readonly answers: Map<number, Poll[]>
  /** Processes that may find something to do at once. */
  readonly looking: Set<Running>
  readonly counts: Counts
  readonly lateness: Uint32Array
  readonly broken: string[]
}

export const simulate = (world: World): Outcome => {
  const day = beginDay(world)
  const until = world.hours * HOUR
  for (let now = 0; now < until; now += STEP_MS) {
    letFail(day, now)
    storeAnswers(day, now)
    renewAll(day, now)
    startPolls(day, now)
  }
  return { ...day.counts, lateness: day.lateness, waiting: until - day.sources.earliestReady(until), broken: day.broken }
}

const beginDay = (world: World): Day => {
  const random = randomFrom(world.seed)
  const sources = createSources(world.sources, world.hours, random)
  const leases = createLeaseModel(
    (shard) => sources.leased[shard]?.size ?? 0,
    (shard) => sources.free(shard),
  )
  const counts = { polls: 0, unrecorded: 0, kills: 0, freezes: 0, replaced: 0, rejoined: 0, longestTakeOver: 0 }
  const lateness = new Uint32Array((10 * MINUTE) / STEP_MS)
  const rest = { answers: new Map(), looking: new Set<Running>(), counts, lateness, broken: [] }
  const day = { world, random, sources, leases, running: new Set<Running>(), ...rest }
  while (day.running.size < world.processes) join(day, 0)
  return day
}

const join = ({ leases, random, running }: Day, now: number): void => {
  const member = leases.join(['ingest', 'grouper', 'jobs'], now)
  const phase = STEP_MS * Math.floor((random() * RENEW_MS) / STEP_MS)
  running.add({ member, phase, polls: new Set(), perHost: new Map(), frozenUntil: 0, leavesAt: NEVER })
}

const isAwake = ({ frozenUntil }: Running, now: number): boolean => frozenUntil <= now

const letFail = (day: Day, now: number): void => {
  const { world, random, running, counts } = day
  const happens = (every: number): boolean => random() < STEP_MS / every
  for (const by of running) {
    if (by.leavesAt <= now) {
      day.leases.leave(by.member)
      end(day, by)
    }
    if (!isAwake(by, now)) continue
    if (happens(world.killedEvery)) {
      counts.kills += 1
      orphan(day, by, now)
      end(day, by)
    } else if (happens(world.frozenEvery)) {
      counts.freezes += 1
      by.frozenUntil = now + STEP_MS * Math.ceil((random() * MINUTE) / STEP_MS)
      orphan(day, by, -1)
    } else if (happens(world.replacedEvery) && by.leavesAt === NEVER) {
      counts.replaced += 1
      by.leavesAt = now + GRACE_MS
    }
  }
  // Whatever starts them starts another after a while.
  for (let missing = world.processes - running.size; missing > 0; missing -= 1) if (happens(UNTIL_STARTED_MS)) join(day, now)
}

const orphan = ({ leases, sources }: Day, { member }: Running, now: number): void => {
  for (let shard = 0; shard < SHARDS; shard += 1) if (leases.owner(shard) === member.number) sources.orphan(shard, now)
}

const end = (day: Day, by: Running): void => {
  dropPolls(day, by)
  day.running.delete(by)
}

const dropPolls = ({ counts }: Day, { polls, perHost }: Running): void => {
  counts.unrecorded += polls.size
  polls.clear()
  perHost.clear()
}

const storeAnswers = (day: Day, now: number): void => {
  const { answers, counts, sources, leases, broken, looking } = day
  for (const answered of answers.get(now) ?? []) {
    const { by, source: n, claim, host } = answered
    if (!by.polls.has(answered)) continue
    // One that stands still hears of it when it goes on.
    if (!isAwake(by, now)) {
      add(answers, by.frozenUntil, answered)
      continue
    }
    by.polls.delete(answered)
    const there = (by.perHost.get(host) ?? 1) - 1
    if (there === 0) by.perHost.delete(host)
    else by.perHost.set(host, there)
    looking.add(by)
    if (leases.owner(sources.shard(n)) !== by.member.number) {
      counts.unrecorded += 1
      continue
    }
    if (sources.lastClaim(n) !== claim) broken.push(`${now}: source ${n} had been claimed again when an older poll was stored`)
    sources.record(n, now)
  }
  answers.delete(now)
}

const add = (answers: Map<number, Poll[]>, at: number, poll: Poll): void => {
  const there = answers.get(at)
  if (there === undefined) answers.set(at, [poll])
  else there.push(poll)
}

const renewAll = (day: Day, now: number): void => {
  const { running, leases, counts, looking } = day
  for (const by of running) {
    // One that goes on renews soon, but what it was at may come first.
    const isTurn = now % RENEW_MS === by.phase || now === by.frozenUntil + STEP_MS
    if (!isTurn || !isAwake(by, now)) continue
    const { isNew, taken } = leases.renew(by.member, now)
    if (taken > 0) looking.add(by)
    if (!isNew) continue
    counts.rejoined += 1
    if (day.world.keepsPolls !== true) dropPolls(day, by)
  }
}

const startPolls = (day: Day, now: number): void => {
  const { sources, running, looking } = day
  sources.advance(now)
  for (const by of running)
    if (isAwake(by, now) && by.leavesAt === NEVER && (looking.has(by) || now % TICK_MS === 0)) startDue(day, by, now)
  looking.clear()
  if (now % MINUTE === 0) checkOwners(day, now)
}

const startDue = (day: Day, by: Running, now: number): void => {
  const { sources, leases, world } = day
  const limit = world.concurrency - by.polls.size
  if (limit <= 0) return
  const due = by.member.shards
    .flatMap((shard) => [...(sources.ready[shard] ?? [])])
    .map((n) => ({ n, host: sources.host(n), crashes: 0, due: sources.dueOf(n) }))
    .toSorted((one, other) => one.due - other.due || one.n - other.n)
  for (const { n } of chooseDue(due, { polls: by.perHost, hasSuspect: false }, { limit, perHost: PER_HOST }))
    if (leases.owner(sources.shard(n)) === by.member.number) start(day, by, n, now)
}

const start = (day: Day, by: Running, n: number, now: number): void => {
  const { sources, counts, lateness, broken } = day
  const due = sources.dueOf(n)
  const since = now - sources.recordedAt(n)
  if (now < due) broken.push(`${now}: source ${n} was polled ${due - now} ms before it was due`)
  if (since < sources.minimum) broken.push(`${now}: source ${n} was polled again after ${since} ms`)
  const orphanedAt = sources.orphanedAt(n)
  if (orphanedAt >= 0) counts.longestTakeOver = Math.max(counts.longestTakeOver, now - Math.max(due, orphanedAt))
  const late = Math.min(Math.floor((now - due) / STEP_MS), lateness.length - 1)
  lateness[late] = (lateness[late] ?? 0) + 1
  counts.polls += 1
  const host = sources.host(n)
  const poll = { source: n, by, host, claim: sources.claim(n) }
  by.polls.add(poll)
  by.perHost.set(host, (by.perHost.get(host) ?? 0) + 1)
  add(day.answers, now + STEP_MS * Math.ceil(durationOf(day.random) / STEP_MS), poll)
}

/** Milliseconds: most answer within a second, one in fifty only at the time limit, and some are read for long. */
const durationOf = (random: () => number): number => {
  const kind = random()
  if (kind < 0.02) return 20_000 + 10_000 * random()
  return kind < 0.05 ? 1_000 + 19_000 * random() : 100 + 900 * random()
}

/** Each shard has one process that may write about it; and one that runs knows what it has. */
const checkOwners = ({ running, leases, broken }: Day, now: number): void => {
  const writers = new Map<number, number>()
  for (const { member, frozenUntil } of running)
    for (const shard of member.shards) {
      if (leases.owner(shard) === member.number) {
        if (writers.has(shard)) broken.push(`${now}: shard ${shard} has two owners`)
        writers.set(shard, member.number)
      } else if (frozenUntil + STEP_MS <= now)
        broken.push(`${now}: process ${member.number} believes that shard ${shard} is its own`)
    }
}
