import type { Configuration } from '../../model/configuration.ts'
import type { LanguageTag } from '../../model/ids.ts'
import { createPublishContext, type PublishContext } from '../../publish/context.ts'

const MOST_KEPT = 50
const made = new WeakMap<Configuration, Map<string, PublishContext>>()

/** One for each configuration, public address and language of the labels. */
export const publishContextFor = (configuration: Configuration, origin: string, language: LanguageTag): PublishContext => {
  const key = `${language} ${origin}`
  const ofConfiguration = made.get(configuration) ?? new Map<string, PublishContext>()
  made.set(configuration, ofConfiguration)
  const known = ofConfiguration.get(key)
  if (known !== undefined) return known
  const { knowledge, sources, service } = configuration
  const context = createPublishContext(
    { publicUrl: origin, serviceTitle: service.title, hub: null, language },
    knowledge,
    sources,
  )
  if (ofConfiguration.size >= MOST_KEPT) ofConfiguration.clear()
  ofConfiguration.set(key, context)
  return context
}
