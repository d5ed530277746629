import { type ConfigurationResult, readConfiguration } from '../config/read-configuration.ts'
import type { Configuration } from '../model/configuration.ts'
import { parseFilter } from '../publish/filter/parse-filter.ts'
import { createVocabulary } from '../publish/filter/filter-vocabulary.ts'
import { type Environment, publicUrlFrom } from './environment.ts'

/** Reads the folder with the check that needs two stages: filters of feeds.yaml against topics, entities, places and sources. */
export const settleConfiguration = async (folder: string, env: Environment, now: number): Promise<ConfigurationResult> => {
  const publicUrl = publicUrlFrom(env.POLYWIRE_PUBLIC_URL)
  const read = await readConfiguration(folder, env, { checkFilter: filterCheck(now) })
  return read.ok ? { ...read, configuration: withContact(read.configuration, publicUrl) } : read
}

/** Publishers who are given no other address can look at what is made of their feeds. */
const withContact = (configuration: Configuration, publicUrl: string | null): Configuration => {
  const { service } = configuration
  const contact = service.fetch.contact ?? publicUrl
  return { ...configuration, service: { ...service, fetch: { ...service.fetch, contact } } }
}

const filterCheck = (now: number) => {
  let known: { readonly of: Configuration; readonly vocabulary: ReturnType<typeof createVocabulary> } | null = null
  return (filter: string, configuration: Configuration): string | null => {
    if (known?.of !== configuration)
      known = { of: configuration, vocabulary: createVocabulary(configuration.taxonomy, configuration.sources, now) }
    const parsed = parseFilter(filter, known.vocabulary)
    return parsed.ok ? null : `filter, column ${parsed.column}: ${parsed.message}`
  }
}
