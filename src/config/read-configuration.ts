import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { ConfigProblem, Configuration } from '../model/configuration.ts'
import type { Place } from '../model/taxonomy.ts'
import { readCountries } from './places.ts'
import { crossCheck } from './cross-check.ts'
import type { Environment } from './environment.ts'
import { allFiles, type ConfigFiles, readFiles } from './files.ts'
import { type FilterDoubts, filterWarnings, mailDoubts, sourceDoubts } from './doubts.ts'
import { exampleDoubts } from './example-doubts.ts'
import { type LocatedFile, problemIn } from './problems.ts'
import type { FileReading } from './read-file.ts'
import type { Remembered } from './read-layers.ts'
import { isAnyGone, type SwitchedOff, withGone, withoutGone, withoutSwitchedOff } from './switch-off.ts'
import { toConfiguration } from './to-configuration.ts'
import type { GoneIds } from './unknown-references.ts'
import type { ValuePath } from './yaml-text.ts'

/** Says in one sentence what is wrong with a filter; null: nothing. */
export type FilterCheck = (filter: string, configuration: Configuration) => string | null
export type ReadOptions = {
  readonly checkFilter?: FilterCheck
  readonly doubtFilter?: FilterDoubts
  readonly remembered?: Remembered | undefined
}
/** Locates a problem that a later check found, such as a topic's example that fails: `('topics.yaml', ['topics', 2], '…')`. */
export type ProblemAt = (file: string, path: ValuePath, message: string) => ConfigProblem

export type ConfigurationResult =
  | {
      readonly ok: true
      readonly configuration: Configuration
      readonly warnings: readonly ConfigProblem[]
      readonly problemAt: ProblemAt
      /** The changes of each layer to those below it, with the place of each. */
      readonly layerChanges: () => readonly ConfigProblem[]
    }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] }

/** Reads and checks a whole configuration folder. Reports every problem of every file at once; never rejects for bad content. */
export const readConfiguration = async (
  folder: string,
  env: Environment,
  { checkFilter, doubtFilter, remembered }: ReadOptions = {},
): Promise<ConfigurationResult> => {
  const reading = await readFiles(folder, env, remembered)
  if (reading === null) return failed([{ file: folder, line: 1, column: 1, message: 'there is no such folder' }])
  const { files } = reading
  const languages = files.lexicons.flatMap(({ value }) => (value === null ? [] : [value.language]))
  const countries = await readCountries(languages)
  await setImmediate()
  const { gone, notes, ...checked } = crossCheck(files, new Set(countries.map(({ id }) => String(id))))
  const mistakes = [...allFiles(files).flatMap((file) => file.problems), ...checked.problems, ...limitProblems(files)]
  await setImmediate()
  const despite = configurationDespite(mistakes, files, countries)
  const whole = despite === null || !isAnyGone(gone) ? despite : withoutGone(despite, gone)
  await setImmediate()
  const { mistaken, switchedOff } = checkFilters(files, whole, gone, checkFilter)
  const problems = [...mistakes, ...mistaken]
  if (whole === null || problems.length > 0) return failed(problems)
  const configuration = isAnyGone(gone) ? withoutSwitchedOff(whole, gone, switchedOff) : whole
  const problemAt: ProblemAt = (name, path, message) => {
    const file = allFiles(files).find((one) => one.name === name)
    return file === undefined ? { file: join(folder, name), line: 1, column: 1, message } : problemIn(file, { path, message })
  }
  const layered = allFiles(files)
  return {
    ok: true,
    configuration,
    warnings: [
      ...reading.warnings,
      ...notes,
      ...switchedOff.notes,
      ...layered.flatMap((file) => [...file.incomplete, ...file.layerChanges('missed')]),
      ...sourceDoubts(files),
      ...exampleDoubts(files.topics),
      ...filterWarnings(files, doubtFilter),
      ...mailDoubts(files, env),
    ],
    problemAt,
    layerChanges: () => layered.flatMap((file) => file.layerChanges('done')),
  }
}

const failed = (problems: readonly ConfigProblem[]): ConfigurationResult => ({
  ok: false,
  problems: problems.toSorted(byPlace),
})

const byPlace = (a: ConfigProblem, b: ConfigProblem): number =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column

/** A configuration despite mistakes, so that filters can be checked; null if a file whose ids filters name could not be read at all. */
const configurationDespite = (
  mistakes: readonly ConfigProblem[],
  files: ConfigFiles,
  countries: readonly Place[],
): Configuration | null => {
  const wrong = new Set(mistakes.map(({ file }) => file))
  const isWrong = (reading: FileReading<unknown>): boolean => reading.files.some((file) => wrong.has(file))
  const { sources, topics, entities, places, corrections, takedowns, alerts, digests } = files
  const mistaken = [sources, topics, entities, places].filter(isWrong)
  if (mistaken.some(({ value }) => value === null)) return null
  const emptied = <File extends FileReading<unknown>>(file: File): File => (isWrong(file) ? { ...file, value: null } : file)
  const despite = {
    corrections: emptied(corrections),
    takedowns: emptied(takedowns),
    alerts: emptied(alerts),
    digests: emptied(digests),
  }
  return toConfiguration({ ...files, ...despite, ...(mistaken.length === 0 ? {} : namesOf(files)) }, countries)
}

/** The files reduced to ids: a wrong entry has nothing else, and parents may form a circle. */
const namesOf = ({ sources, topics, entities, places }: ConfigFiles): Partial<ConfigFiles> => ({
  sources: { ...sources, value: { sources: sources.value?.sources?.map(({ id }) => ({ id, name: id, url: '' })) } },
  topics: { ...topics, value: { topics: topics.value?.topics?.map(({ id }) => ({ id, label: { en: id } })) } },
  entities: {
    ...entities,
    value: { entities: entities.value?.entities?.map(({ id }) => ({ id, label: { en: id }, kind: '' })) },
  },
  places: { ...places, value: { places: places.value?.places?.map(({ id }) => ({ id })) } },
})

type FilterFindings = { readonly mistaken: readonly ConfigProblem[]; readonly switchedOff: SwitchedOff }
type Filtered = { readonly id: string; readonly filter?: string | undefined; readonly sources?: readonly string[] | undefined }

/** A filter that is invalid only because it names ids that are gone switches its feed, alert or digest off; any other invalid filter is a mistake. */
const checkFilters = (
  { service, feeds, alerts, digests }: ConfigFiles,
  configuration: Configuration | null,
  gone: GoneIds,
  check: FilterCheck = () => null,
): FilterFindings => {
  const [mistaken, notes]: [ConfigProblem[], ConfigProblem[]] = [[], []]
  if (configuration === null)
    return { mistaken, switchedOff: { feeds: new Set(), alerts: new Set(), digests: new Set(), notes } }
  const before = isAnyGone(gone) ? withGone(configuration, gone) : configuration
  const off = (file: LocatedFile, list: 'feeds' | 'alerts' | 'digests', entries: readonly Filtered[]): ReadonlySet<string> =>
    new Set(
      entries.flatMap(({ id, filter = '', sources = [] }, index) => {
        const path = [list, index, 'filter']
        const message =
          check(filter, configuration) ??
          (sources.length > 0 && sources.every((one) => gone.source.has(one)) ? 'none of its sources exists' : null)
        if (message === null) return []
        const isOff = check(filter, before) === null
        const text = isOff ? `switched off: the ${list.slice(0, -1)} "${id}" names what does not exist (${message})` : message
        const found = isOff ? notes : mistaken
        found.push(problemIn(file, { path, message: text }))
        return isOff ? [id] : []
      }),
    )
  const translated = service.value?.translation?.filter
  const wrong = translated === undefined ? null : check(translated, configuration)
  if (wrong !== null) mistaken.push(problemIn(service, { path: ['translation', 'filter'], message: wrong }))
  return {
    mistaken,
    switchedOff: {
      feeds: off(feeds, 'feeds', feeds.value?.feeds ?? []),
      alerts: off(alerts, 'alerts', alerts.value?.alerts ?? []),
      digests: off(digests, 'digests', digests.value?.digests ?? []),
      notes,
    },
  }
}

const limitProblems = ({ service, sources }: ConfigFiles): readonly ConfigProblem[] => {
  const crossed = ({ min, max }: { readonly min?: number | undefined; readonly max?: number | undefined }): boolean =>
    min !== undefined && max !== undefined && min > max
  const fetch = service.value?.fetch ?? {}
  const message = 'min is longer than max'
  return [
    ...(crossed(fetch) ? [problemIn(service, { path: ['fetch', 'min'], message })] : []),
    ...(sources.value?.sources ?? []).flatMap((source, index) =>
      crossed(source) ? [problemIn(sources, { path: ['sources', index, 'min'], message })] : [],
    ),
  ]
}
