import { type ConfigurationResult, readConfiguration } from '../config/read-configuration.ts'
import type { ConfigProblem, Configuration } from '../model/configuration.ts'
import { parseFilter } from '../publish/filter/parse-filter.ts'
import { createVocabulary } from '../publish/filter/filter-vocabulary.ts'
import type { Environment } from '../config/environment.ts'
import { publicUrlFrom } from '../config/process-settings.ts'

/** The configuration has problems; `problems` holds them all, each with file, line and column. */
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

/** Reads the folder with the check that needs two stages: filters of feeds.yaml against topics, entities, places and sources. */
export const loadConfiguration = async (folder: string, env: Environment, now: number): Promise<ConfigurationResult> => {
  const publicUrl = publicUrlFrom(env.POLYWIRE_PUBLIC_URL)
  const read = await readConfiguration(folder, env, { checkFilter: filterCheck(now) })
  return read.ok ? { ...read, configuration: withPublicUrl(read.configuration, publicUrl) } : read
}

/** The same, for callers that need a valid configuration: throws ConfigurationError with every problem. */
export const requireConfiguration = async (folder: string, env: Environment, now: number): Promise<Configuration> => {
  const read = await loadConfiguration(folder, env, now)
  if (!read.ok) throw new ConfigurationError(read.problems)
  return read.configuration
}

/** Publishers who are given no other address can look at what is made of their feeds. */
const withPublicUrl = (configuration: Configuration, publicUrl: string | null): Configuration => {
  const { service } = configuration
  const contact = service.fetch.contact ?? publicUrl
  return { ...configuration, service: { ...service, publicUrl, fetch: { ...service.fetch, contact } } }
}

const filterCheck = (now: number) => {
  let cached: { readonly of: Configuration; readonly vocabulary: ReturnType<typeof createVocabulary> } | null = null
  return (filter: string, configuration: Configuration): string | null => {
    if (cached?.of !== configuration)
      cached = { of: configuration, vocabulary: createVocabulary(configuration.taxonomy, configuration.sources, now) }
    const parsed = parseFilter(filter, cached.vocabulary)
    return parsed.ok ? null : `filter, column ${parsed.column}: ${parsed.message}`
  }
}
