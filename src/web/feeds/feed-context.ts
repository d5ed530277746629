import type { Configuration } from '../../model/configuration.ts'
import type { LanguageTag } from '../../model/ids.ts'
import { createPublishContext, type PublishContext } from '../../publish/publish-context.ts'

const MOST_CACHED = 50
const made = new WeakMap<Configuration, Map<string, PublishContext>>()

type Service = { readonly configuration: Configuration; readonly origin: string; readonly hub: string | null }

/** One for each configuration, public address, hub and language of the labels. */
export const publishContextFor = ({ configuration, origin, hub }: Service, language: LanguageTag): PublishContext => {
  const key = `${language} ${origin} ${hub ?? ''}`
  const ofConfiguration = made.get(configuration) ?? new Map<string, PublishContext>()
  made.set(configuration, ofConfiguration)
  const known = ofConfiguration.get(key)
  if (known !== undefined) return known
  const { taxonomy, sources, service } = configuration
  const context = createPublishContext({ publicUrl: origin, serviceTitle: service.title, hub, language }, taxonomy, sources)
  if (ofConfiguration.size >= MOST_CACHED) ofConfiguration.clear()
  ofConfiguration.set(key, context)
  return context
}
