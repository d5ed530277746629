/** This version and another, by turns on the same feeds: what one costs of the other. A machine that is busy slows both. */
import { join } from 'node:path'
import { type Build, type Contest, contest, ownBuild, writeConfiguration } from './contest.ts'
import type { Phases } from './measure.ts'
import { openReference } from './reference.ts'
import { measureServing, type Serving } from './serving.ts'

type Options = Contest & {
  readonly revision: string
  readonly rounds: number
  readonly folder: string
  /** Of this version's polywire.yaml; a setting that the other does not know would stop it. */
  readonly settings: Readonly<Record<string, string>>
  readonly write: (text: string) => void
}

type Measured = Phases & { readonly serving: Serving }
type Figure = { readonly label: string; readonly unit: string; readonly of: (measured: Measured) => number }

export const measureAgainst = async (options: Options): Promise<void> => {
  const { revision, rounds, folder, settings, write, feeds, items } = options
  const reference = openReference(revision, folder)
  const { understanding: _, ...known } = settings
  const [own, other]: [Measured[], Measured[]] = [[], []]
  try {
    for (let round = 0; round < rounds; round += 1) {
      own.push(await measure(options, ownBuild, join(folder, `own-${round}`), settings))
      other.push(await measure(options, reference.build, join(folder, `other-${round}`), known))
      write(`round ${round + 1} of ${rounds}: first ingest ${seconds(own.at(-1))} s, ${revision} ${seconds(other.at(-1))} s`)
    }
  } finally {
    reference.remove()
  }
  write(`${feeds} feeds of ${items} items; the median of ${rounds} rounds`)
  write(`${''.padEnd(26)} ${['this', revision.slice(-12), 'ratio'].map((name) => name.padStart(12)).join(' ')}`)
  for (const { label, unit, of } of figuresFor(feeds, items)) {
    const [here, there] = [median(own.map(of)), median(other.map(of))]
    const cells = [here.toFixed(2), there.toFixed(2), (here / there).toFixed(2)]
    write(`${label.padEnd(26)} ${cells.map((cell) => cell.padStart(12)).join(' ')}  ${unit}`)
  }
}

const measure = async (
  options: Options,
  build: Build,
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<Measured> => {
  const [config, data] = [join(folder, 'config'), join(folder, 'data')]
  const phases = await contest(options, build, 'ours.ts', ({ urls, host }) => {
    writeConfiguration(build, config, { urls, hosts: [host] }, settings)
    return [config, data]
  })
  return { ...phases, serving: await measureServing(build, config, data) }
}

const figuresFor = (feeds: number, items: number): readonly Figure[] => [
  { label: 'first ingest', unit: 'CPU seconds', of: (m) => m.ingest.cpuMs / 1_000 },
  { label: '  by the clock', unit: 's', of: (m) => m.ingest.wallMs / 1_000 },
  { label: 'every feed answers 304', unit: 'CPU ms a poll', of: (m) => m.unchanged.cpuMs / feeds },
  { label: `one new item in ${items}`, unit: 'CPU ms a poll', of: (m) => m.oneNew.cpuMs / feeds },
  { label: 'peak memory', unit: 'MB resident', of: (m) => m.oneNew.memory.peak },
  { label: '  heap of the main thread', unit: 'MB', of: (m) => m.oneNew.memory.main },
  { label: '  heaps of the workers', unit: 'MB', of: (m) => m.oneNew.memory.workers },
  { label: '  buffers', unit: 'MB', of: (m) => m.oneNew.memory.buffers },
  { label: 'ready to poll after', unit: 's', of: (m) => m.startMs / 1_000 },
  { label: 'a feed unchanged (304)', unit: 'CPU µs', of: (m) => m.serving.unchangedUs },
  { label: 'a feed in gzip (200)', unit: 'CPU µs', of: (m) => m.serving.wholeUs },
]

const seconds = (measured: Measured | undefined): string => ((measured?.ingest.cpuMs ?? 0) / 1_000).toFixed(1)

const median = (figures: readonly number[]): number => {
  const sorted = figures.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}
