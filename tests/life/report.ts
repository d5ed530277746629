/** What a lived day proves, and where it falls short. */
import { FROM, type Growth, growthOf, type Point } from './flatness.ts'
import type { Lived } from './live.ts'
import type { Measurement } from './service.ts'

export type Report = { readonly text: string; readonly faults: readonly string[] }

type Sample = Point & Measurement
type Gauge = {
  readonly name: string
  readonly value: (sample: Sample) => number | null
  readonly digits: number
  /** Left out: FROM. */
  readonly from?: number
} & ({ readonly most: number } | Memory)

/**
 * Bytes at most. What was measured over its part of the day varies by `noise`, in MB, without a leak (caches, pools, two configurations during a
 * reload): less growth than that is none.
 */
type Memory = { readonly perPoll: number; readonly perArticle: number; readonly noise: number }

const MB = 1_048_576
const sumOf = (values: Readonly<Record<number, number>>): number =>
  Object.values(values).reduce((total, value) => total + value, 0)

const GAUGES: readonly Gauge[] = [
  { name: 'descriptors', value: ({ descriptors }) => descriptors, digits: 0, most: 5 },
  { name: 'sockets', value: ({ sockets }) => sockets, digits: 0, most: 5 },
  { name: 'threads', value: ({ threads }) => threads, digits: 0, most: 2 },
  { name: 'timers', value: ({ resources }) => resources['Timeout'] ?? 0, digits: 0, most: 12 },
  { name: 'resources in all', value: ({ resources }) => sumOf(resources), digits: 0, most: 16 },
  { name: 'heap, MB', value: ({ heap }) => heap / MB, digits: 1, perPoll: 200, perArticle: 8_000, noise: 5 },
  { name: 'external, MB', value: ({ external }) => external / MB, digits: 1, perPoll: 200, perArticle: 8_000, noise: 16 },
  {
    name: 'heaps of threads, MB',
    value: ({ workers }) => (Object.keys(workers).length === 0 ? null : sumOf(workers) / MB / Object.keys(workers).length),
    digits: 1,
    perPoll: 200,
    perArticle: 2_000,
    noise: 8,
  },
  // The allocator's pools are full by noon only, where other programs slow the first hours down.
  { name: 'resident, MB', value: ({ rss }) => rss / MB, digits: 0, from: 0.5, perPoll: 2_000, perArticle: 30_000, noise: 42 },
]

export const reportOf = (lived: Lived): Report => {
  const growths = GAUGES.map((gauge) => ({
    gauge,
    growth: growthOf(
      lived.samples.flatMap((sample) => {
        const value = gauge.value(sample)
        return value === null ? [] : [{ ...sample, value }]
      }),
      gauge.from ?? FROM,
    ),
  }))
  const grown = growths.flatMap(({ gauge, growth }) => faultsOf(gauge, growth))
  const faults = [...grown, ...contentFaults(lived)]
  const rows = growths.map(({ gauge, growth }) => rowOf(gauge, growth))
  const counts = Object.entries(lived.counts).map(
    ([who, all]) =>
      `${who}: ${[...all]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([kind, number]) => `${kind} ${number}`)
        .join(', ')}`,
  )
  const text = [
    ...counts,
    `${lived.shown} items were shown whole, ${lived.stored} are stored; backups of ${lived.backups.join(' and ')} articles; ended with ${lived.exit.code} in ${(lived.exit.tookMs / 1_000).toFixed(1)} s`,
    '',
    `${''.padEnd(22)} ${['2nd', '3rd', '4th', 'growth', 'B/poll', 'B/article'].map((name) => name.padStart(9)).join(' ')}`,
    ...rows,
    '',
    ...(faults.length === 0 ? ['everything holds'] : faults.map((fault) => `FAULT: ${fault}`)),
  ].join('\n')
  return { text, faults }
}

const perByte = (gauge: Gauge, value: number | null): number | null => (value === null || 'most' in gauge ? null : value * MB)

const rowOf = (gauge: Gauge, { quarters, total, perPoll, perArticle }: Growth): string => {
  const cells = [...quarters, total].map((value) => (value?.toFixed(gauge.digits) ?? '').padStart(9))
  const bytes = [perPoll, perArticle].map((value) => (perByte(gauge, value)?.toFixed(0) ?? '').padStart(9))
  return `${gauge.name.padEnd(22)} ${[...cells, ...bytes].join(' ')}`
}

const faultsOf = (gauge: Gauge, growth: Growth): readonly string[] => {
  const { total } = growth
  if (total === null) return [`${gauge.name}: too little was measured`]
  if ('most' in gauge) return total > gauge.most ? [`${gauge.name} grew by ${total.toFixed(0)}, at most ${gauge.most}`] : []
  if (total <= gauge.noise) return []
  const [perPoll, perArticle] = [perByte(gauge, growth.perPoll), perByte(gauge, growth.perArticle)]
  const grew = `${gauge.name} grew by ${total.toFixed(0)}`
  if (perPoll === null || perArticle === null) {
    const most = gauge.noise + (gauge.perPoll * growth.polls + gauge.perArticle * growth.articles) / MB
    return total > most ? [`${grew}, at most ${most.toFixed(0)} for its polls and articles`] : []
  }
  return [
    ...(perPoll > gauge.perPoll ? [`${grew}: ${perPoll.toFixed(0)} bytes a poll, at most ${gauge.perPoll}`] : []),
    ...(perArticle > gauge.perArticle
      ? [`${grew}: ${perArticle.toFixed(0)} bytes an article, at most ${gauge.perArticle}`]
      : []),
  ]
}

const contentFaults = ({ lost, twice, offences, errors, backups, exit, counts }: Lived): readonly string[] => [
  ...named('shown and not stored as it was shown', lost),
  ...named('stored twice, or never shown', twice),
  ...named('not valid', offences),
  ...named('errors of its own', errors),
  ...(backups.length === 2 && backups.every((articles) => articles > 0) ? [] : ['a backup is missing or empty']),
  ...(exit.code === 0 ? [] : [`it ended with ${exit.code}`]),
  ...(exit.tookMs <= 10_000 ? [] : [`it took ${exit.tookMs.toFixed(0)} ms to end`]),
  ...named('readers were refused', refused(counts['readers'] ?? new Map())),
]
const refused = (readers: ReadonlyMap<string, number>): readonly string[] =>
  [...readers]
    .filter(([kind, number]) => / [45]\d\d$|^failed/.test(kind) && number > Math.max(...readers.values()) / MOST_REFUSED)
    .map(([kind, number]) => `${kind} × ${number}`)
/** One answer in so many may be an error. A 503 after a long wait is none: a machine that is busy with other things sheds load. */
const MOST_REFUSED = 200

const SHOWN = 5
const named = (what: string, all: readonly string[]): readonly string[] =>
  all.length === 0 ? [] : [`${all.length} ${what}: ${all.slice(0, SHOWN).join('; ')}`]
