import { withoutBoilerplate } from '../../src/enrich/boilerplate/boilerplate.ts'
import { createEnricher } from '../../src/enrich/enricher.ts'
import type { Tags } from '../../src/model/article.ts'
import { LEARNED_TOPICS } from '../../src/understand/read-by-meaning.ts'
import { createShippedReading } from '../../src/understand/shipped-reading.ts'
import { configuredTaxonomy } from './tags.ts'
import { openVectors } from './vectors.ts'

type Item = { readonly title: string; readonly text: string }
/** What an item is read as by its words, and by words and meaning together, as the service does. */
export type Read = { readonly language: string; readonly byWords: Tags; readonly tags: Tags }

/** With our own configuration. */
export const readAsShipped = async (items: readonly Item[]): Promise<readonly Read[]> => {
  const enricher = await createEnricher({ taxonomy: await configuredTaxonomy(), fingerprint: null })
  const readByMeaning = createShippedReading()
  const inputs = items.map(({ title, text: whole }) => {
    const text = withoutBoilerplate(whole)
    return { title, text, language: enricher.language(`${title}\n${text}`, null).language }
  })
  const vectors = await (await openVectors())(inputs)
  return inputs.map((input, nth) => {
    const byWords = enricher.tags({ ...input, sourceTopics: [] })
    const { tags } = readByMeaning({ ...input, ...byWords }, vectors[nth] ?? null, LEARNED_TOPICS)
    return { language: input.language, byWords, tags }
  })
}
