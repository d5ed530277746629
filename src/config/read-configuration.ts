import { join } from 'node:path'
import type { ConfigProblem, Configuration } from '../model/configuration.ts'
import type { Place } from '../model/taxonomy.ts'
import { readCountries } from './places.ts'
import { crossCheck } from './cross-check.ts'
import type { Environment } from './environment.ts'
import { allFiles, type ConfigFiles, readFiles } from './files.ts'
import { type LocatedFile, problemIn } from './problems.ts'
import type { FileReading } from './read-file.ts'
import { toConfiguration } from './to-configuration.ts'
import type { ValuePath } from './yaml-text.ts'

/** Says what is wrong with a filter of feeds.yaml in one sentence, or null. */
export type FilterCheck = (filter: string, configuration: Configuration) => string | null
export type ReadOptions = { readonly checkFilter?: FilterCheck }
/** Makes a problem of a later check (a topic's example that fails) point at its place: `('topics.yaml', ['topics', 2], '…')`. */
export type ProblemAt = (file: string, path: ValuePath, message: string) => ConfigProblem

export type ConfigurationResult =
  | {
      readonly ok: true
      readonly configuration: Configuration
      readonly warnings: readonly ConfigProblem[]
      readonly problemAt: ProblemAt
    }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] }

/** Reads and checks a whole configuration folder. Reports every problem of every file at once; never throws for bad content. */
export const readConfiguration = async (
  folder: string,
  env: Environment,
  { checkFilter }: ReadOptions = {},
): Promise<ConfigurationResult> => {
  const reading = await readFiles(folder, env)
  if (reading === null) return failed([{ file: folder, line: 1, column: 1, message: 'there is no such folder' }])
  const { files } = reading
  const languages = files.lexicons.flatMap(({ value }) => (value === null ? [] : [value.language]))
  const countries = await readCountries(languages)
  const mistakes = [
    ...allFiles(files).flatMap((file) => file.problems),
    ...crossCheck(files, new Set(countries.map(({ id }) => String(id)))),
    ...limitProblems(files),
  ]
  const configuration = configurationDespite(mistakes, files, countries)
  const problems = [...mistakes, ...filterProblems(files, configuration, checkFilter)]
  if (configuration === null || problems.length > 0) return failed(problems)
  const problemAt: ProblemAt = (name, path, message) => {
    const file = allFiles(files).find((one) => one.name === name)
    return file === undefined ? { file: join(folder, name), line: 1, column: 1, message } : problemIn(file, { path, message })
  }
  return { ok: true, configuration, warnings: [...reading.warnings, ...doubts(files), ...mailDoubts(files, env)], problemAt }
}

const failed = (problems: readonly ConfigProblem[]): ConfigurationResult => ({
  ok: false,
  problems: problems.toSorted(byPlace),
})

const byPlace = (a: ConfigProblem, b: ConfigProblem): number =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column

/** The configuration despite mistakes, so that filters can be checked; null if the mistakes are in what filters name. */
const configurationDespite = (
  mistakes: readonly ConfigProblem[],
  files: ConfigFiles,
  countries: readonly Place[],
): Configuration | null => {
  const wrong = new Set(mistakes.map(({ file }) => file))
  const { sources, topics, entities, places, corrections, takedowns, alerts, digests } = files
  if ([sources, topics, entities, places].some(({ file }) => wrong.has(file))) return null
  const emptied = <File extends FileReading<unknown>>(file: File): File =>
    wrong.has(file.file) ? { ...file, value: null } : file
  const despite = {
    corrections: emptied(corrections),
    takedowns: emptied(takedowns),
    alerts: emptied(alerts),
    digests: emptied(digests),
  }
  return toConfiguration({ ...files, ...despite }, countries)
}

const filterProblems = (
  { feeds, alerts, digests }: ConfigFiles,
  configuration: Configuration | null,
  check: FilterCheck | undefined,
): readonly ConfigProblem[] => {
  if (configuration === null || check === undefined) return []
  const wrong = (file: LocatedFile, list: string, entries: readonly { readonly filter?: string | undefined }[]) =>
    entries.flatMap(({ filter = '' }, index) => {
      const message = check(filter, configuration)
      return message === null ? [] : [problemIn(file, { path: [list, index, 'filter'], message })]
    })
  return [
    ...wrong(feeds, 'feeds', feeds.value?.feeds ?? []),
    ...wrong(alerts, 'alerts', alerts.value?.alerts ?? []),
    ...wrong(digests, 'digests', digests.value?.digests ?? []),
  ]
}

/** Limits that contradict each other. */
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

/** What is valid, but hardly intended. */
const doubts = ({ sources }: ConfigFiles): readonly ConfigProblem[] => {
  const entries = sources.value?.sources ?? []
  if (entries.length === 0) {
    return [
      {
        file: sources.file,
        line: 1,
        column: 1,
        message: 'no sources: nothing will be read. "polywire add URL" adds one, "polywire import-opml FILE" many',
      },
    ]
  }
  const first = new Map<string, string>()
  return entries.flatMap(({ id, page, sitemap, url = sitemap ?? '' }, index) => {
    const other = first.get(url)
    first.set(url, other ?? id)
    if (other === undefined || page !== undefined) return []
    return [
      problemIn(sources, {
        path: ['sources', index, sitemap === undefined ? 'url' : 'sitemap'],
        message: `the source "${other}" has the same url`,
      }),
    ]
  })
}

const mailDoubts = ({ alerts, digests }: ConfigFiles, env: Environment): readonly ConfigProblem[] => {
  if ((env.POLYWIRE_SMTP_URL ?? '') !== '') return []
  const message = 'no mail can be sent: POLYWIRE_SMTP_URL is not set'
  return [
    ...(alerts.value?.alerts ?? []).flatMap(({ target }, index) =>
      target.kind === 'mail' ? [problemIn(alerts, { path: ['alerts', index, 'target'], message })] : [],
    ),
    ...(digests.value?.digests ?? []).flatMap(({ to = [] }, index) =>
      to.length > 0 ? [problemIn(digests, { path: ['digests', index, 'to'], message })] : [],
    ),
  ]
}
