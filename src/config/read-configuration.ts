import type { ConfigProblem, Configuration } from '../model/configuration.ts'

export type Environment = Readonly<Record<string, string | undefined>>
/** Says what is wrong with a filter of feeds.yaml in one sentence, or null. */
export type FilterCheck = (filter: string, configuration: Configuration) => string | null
export type ReadOptions = { readonly checkFilter?: FilterCheck }
/** Keys and list positions from the top of a file: `['feeds', 3, 'filter']`. */
export type ValuePath = readonly (string | number)[]

export type ConfigurationResult =
  | {
      readonly ok: true
      readonly configuration: Configuration
      readonly warnings: readonly ConfigProblem[]
      /** Makes a problem of a later check (a topic's example that fails) point at its place: `problemAt('topics.yaml', ['topics', 2], '…')`. */
      readonly problemAt: (file: string, path: ValuePath, message: string) => ConfigProblem
    }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] }

/** Reads and checks a whole configuration folder. Reports every problem of every file at once; never throws for bad content. */
export const readConfiguration = async (
  folder: string,
  env: Environment,
  options: ReadOptions = {},
): Promise<ConfigurationResult> => {
  throw new Error(`not there yet: ${folder} ${Object.keys(env).length} ${typeof options.checkFilter}`)
}
