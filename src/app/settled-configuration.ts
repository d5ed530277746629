import { type ConfigurationResult, readConfiguration } from '../config/read-configuration.ts'
import type { ConfigProblem, Configuration } from '../model/configuration.ts'
import { parseFilter } from '../publish/filter/parse-filter.ts'
import { createVocabulary } from '../publish/filter/vocabulary.ts'
import type { Environment } from './environment.ts'

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
export const settleConfiguration = async (folder: string, env: Environment, now: number): Promise<ConfigurationResult> =>
  await readConfiguration(folder, env, { checkFilter: filterCheck(now) })

const filterCheck = (now: number) => {
  let known: { readonly of: Configuration; readonly vocabulary: ReturnType<typeof createVocabulary> } | null = null
  return (filter: string, configuration: Configuration): string | null => {
    if (known?.of !== configuration)
      known = { of: configuration, vocabulary: createVocabulary(configuration.knowledge, configuration.sources, now) }
    const parsed = parseFilter(filter, known.vocabulary)
    return parsed.ok ? null : `filter, column ${parsed.column}: ${parsed.message}`
  }
}
