import type { Configuration } from '../../model/configuration.ts'
import { createPublishContext, type PublishContext } from '../../publish/context.ts'

/** Labels in feeds are English: a feed is one document for all readers. */
const LANGUAGE = 'en'
const MOST_ORIGINS = 50
const made = new WeakMap<Configuration, Map<string, PublishContext>>()

/** One for each configuration and public address. */
export const publishContextFor = (configuration: Configuration, origin: string): PublishContext => {
  const ofConfiguration = made.get(configuration) ?? new Map<string, PublishContext>()
  made.set(configuration, ofConfiguration)
  const known = ofConfiguration.get(origin)
  if (known !== undefined) return known
  const { knowledge, sources, service } = configuration
  const context = createPublishContext(
    { publicUrl: origin, serviceTitle: service.title, hub: null, language: LANGUAGE },
    knowledge,
    sources,
  )
  if (ofConfiguration.size >= MOST_ORIGINS) ofConfiguration.clear()
  ofConfiguration.set(origin, context)
  return context
}
