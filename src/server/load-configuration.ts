import { type ConfigurationResult, readConfiguration } from '../config/read-configuration.ts'
import type { Remembered } from '../config/read-layers.ts'
import { comparesMeaning, type ConfigProblem, type Configuration } from '../model/configuration.ts'
import { filterDoubts } from '../publish/filter/filter-doubts.ts'
import { parseFilter } from '../publish/filter/parse-filter.ts'
import { createVocabulary } from '../publish/filter/filter-vocabulary.ts'
import type { Environment } from '../config/environment.ts'
import { publicUrlFrom } from '../config/process-settings.ts'

/** The configuration has problems: `problems` lists them all, each with file, line and column. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly problems: readonly ConfigProblem[]
  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(problemLine).join('\n'))
    this.problems = problems
  }
}

/** `config/sources.yaml:12:5: message`, the form that editors jump to. */
export const problemLine = ({ file, line, column, message }: ConfigProblem): string => `${file}:${line}:${column}: ${message}`

/** Reads the folder, and checks filters against topics, entities, places and sources, which `readConfiguration` can't do by itself. */
export const loadConfiguration = async (
  folder: string,
  env: Environment,
  now: number,
  remembered?: Remembered,
): Promise<ConfigurationResult> => {
  const publicUrl = publicUrlFrom(env.POLYWIRE_PUBLIC_URL)
  const read = await readConfiguration(folder, env, { checkFilter: filterCheck(now), doubtFilter, remembered })
  return read.ok ? { ...read, configuration: withPublicUrl(read.configuration, publicUrl) } : read
}

/** The same, for callers that need a valid configuration: rejects with ConfigurationError, which lists every problem. */
export const requireConfiguration = async (
  folder: string,
  env: Environment,
  now: number,
  remembered?: Remembered,
): Promise<Configuration> => {
  const read = await loadConfiguration(folder, env, now, remembered)
  if (!read.ok) throw new ConfigurationError(read.problems)
  return read.configuration
}

/** Adds the public address, which is also what the user agent tells publishers where no contact is configured. */
const withPublicUrl = (configuration: Configuration, publicUrl: string | null): Configuration => {
  const { service } = configuration
  const contact = service.fetch.contact ?? publicUrl
  return { ...configuration, service: { ...service, publicUrl, fetch: { ...service.fetch, contact } } }
}

const doubtFilter = (filter: string): readonly string[] =>
  filterDoubts(filter).map(({ column, message }) => `filter, column ${column}: ${message}`)

const filterCheck = (now: number) => {
  let cached: { readonly of: Configuration; readonly vocabulary: ReturnType<typeof createVocabulary> } | null = null
  return (filter: string, configuration: Configuration): string | null => {
    if (cached?.of !== configuration)
      cached = {
        of: configuration,
        vocabulary: createVocabulary(configuration.taxonomy, configuration.sources, now, comparesMeaning(configuration)),
      }
    const parsed = parseFilter(filter, cached.vocabulary)
    return parsed.ok ? null : `filter, column ${parsed.column}: ${parsed.message}`
  }
}
