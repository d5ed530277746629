import { createFetcher, type Fetcher, type FetcherSettings } from '../../src/fetch/fetcher.ts'
import { createDailyAllowance } from '../../src/ingest/daily-allowance.ts'
import { createHostWaits } from '../../src/ingest/host-waits.ts'
import { createPipeline, type Pipeline, type PipelineParts } from '../../src/ingest/poll.ts'
import { NOON } from '../store/samples.ts'
import { withoutRights } from './without-rights.ts'

/** Reaches these hosts of the test, without a gap; at noon. */
export const fetcherHere = (allowPrivate: readonly string[], rest: Partial<FetcherSettings> = {}): Fetcher =>
  createFetcher({
    userAgent: 'test/1',
    allowPrivate,
    timeoutMs: 10_000,
    maxBytes: 100_000,
    perHost: { concurrency: 2, gapMs: 0 },
    now: () => NOON,
    elapsed: () => performance.now(),
    ...rest,
  })

/** Asks no sites what they reserve; at noon. */
export const pipelineHere = (parts: Pick<PipelineParts, 'fetcher' | 'store' | 'reading'> & Partial<PipelineParts>): Pipeline =>
  createPipeline({
    ...withoutRights,
    waits: createHostWaits(() => 0),
    appended: () => {},
    now: () => NOON,
    elapsed: () => 0,
    chance: () => 0.5,
    maxItems: 100,
    publicUrl: null,
    maxBytesPerDay: 64_000_000,
    reservedExcerpts: 'title',
    allowance: createDailyAllowance(),
    subscribers: async () => 1,
    ...parts,
  })
