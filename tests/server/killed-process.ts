/**
 * A process of its own that the kill tests end: takes in a stream of news step by step and groups it meanwhile, as the service does, rebuilds all
 * stories near the end, and goes on from there. At one of its statements, which the test chooses, it kills itself: in the middle of an append, of a
 * plan, of a rebuild or of its swap.
 */
import { writeSync } from 'node:fs'
import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { isRebuildUnderWay } from '../../src/grouping/rebuild.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { watchStatements } from '../store/sqlite/watch-statements.ts'
import { addSources, EVENING, grouperOf, revisedStream, take } from '../grouping/news-stream.ts'

type Phase = 'start' | 'news' | 'rebuild' | 'swap'
/** Statements are counted in all, or those of the phase in which it is to be killed. */
const state = {
  phase: 'start' as Phase,
  counts: { all: 0, start: 0, news: 0, rebuild: 0, swap: 0 },
  killAt: 0,
  in: 'all' as Phase | 'all',
}

const followStatements = (): void =>
  watchStatements(({ sql, values }) => {
    if (values.some((value) => typeof value === 'string' && /isSwapping\\?":true/.test(value))) state.phase = 'swap'
    const { counts, phase } = state
    counts.all += 1
    counts[phase] += 1
    if (counts[state.in] !== state.killAt || (state.in !== 'all' && state.in !== phase)) return
    writeSync(1, `killed ${phase}: ${sql.trim().slice(0, 60).replaceAll(/\s+/g, ' ')}\n`)
    process.kill(process.pid, 'SIGKILL')
  })

/** Which step of the stream comes next. */
const NEXT_STEP = 'test.next-step'
const REBUILT = 'test.rebuilt'

const { news, revised, late } = revisedStream()
const steps = [...news, ...revised, ...late]

const work = async (folder: string): Promise<void> => {
  const store = await openSqlite({ folder, now: () => EVENING })
  await addSources(store)
  const grouper = grouperOf(store)
  /** Where what a poll shows is compared and appended in two turns, as for a poll that reads articles' pages, the grouper comes between. */
  const polled: Store = {
    ...store,
    async append(batch) {
      await setImmediate()
      await store.append(batch)
    },
  }
  const rebuild = async (since: number | null): Promise<void> => {
    state.phase = 'rebuild'
    await grouper.rebuild({ since, progress: () => {} })
    state.phase = 'news'
  }
  if (await isRebuildUnderWay(store)) {
    await rebuild(null)
    await store.setNote(REBUILT, 'yes')
  }
  state.phase = 'news'
  for (let next = Number((await store.note(NEXT_STEP)) ?? 0); next < steps.length; next += 1) {
    const step = steps[next]
    if (step === undefined) break
    // What an article said when it was decided is what counts: nothing is revised before.
    if (next === news.length) await grouper.catchUp()
    if (next === news.length + revised.length) {
      await grouper.catchUp()
      if ((await store.note(REBUILT)) === null) await rebuild(0)
      await store.setNote(REBUILT, 'yes')
    }
    await take(polled, step)
    await store.setNote(NEXT_STEP, String(next + 1))
    void grouper.catchUp()
  }
  await grouper.catchUp()
  await store.close()
}

followStatements()
process.stdout.write('ready\n')
// Started ahead of its turn: `FOLDER STATEMENT` or `FOLDER STATEMENT PHASE`.
const [given] = (await once(process.stdin, 'data')) as [Buffer]
const [folder = '', killAt = '0', phase = 'all'] = given.toString().trim().split(' ')
state.killAt = Number(killAt)
state.in = phase as Phase | 'all'
await work(folder)
writeSync(1, `done ${JSON.stringify(state.counts)}\n`)
process.exit(0)
