import { withoutBoilerplate } from '../../../src/enrich/boilerplate/boilerplate.ts'
import { createEnricher } from '../../../src/enrich/enricher.ts'
import { openVectors } from '../vectors.ts'

type Item = { readonly title: string; readonly text: string }
/** An item as the service sees it when it decides. */
export type EncodedItem = {
  readonly language: string
  /** Without boilerplate. */
  readonly text: string
  readonly vector: Int8Array
}

/** The items' languages and vectors. */
export const encodeItems = async (items: readonly Item[], said: (line: string) => void): Promise<readonly EncodedItem[]> => {
  const { language: languageOf } = await createEnricher({ taxonomy: null, fingerprint: null })
  const inputs = items.map(({ title, text: whole }) => {
    const text = withoutBoilerplate(whole)
    return { title, text, language: languageOf(`${title}\n${text}`, null).language }
  })
  const vectors = await (await openVectors(said))(inputs)
  return inputs.flatMap((input, nth) => {
    const vector = vectors[nth]
    return vector === undefined ? [] : [{ ...input, vector }]
  })
}
