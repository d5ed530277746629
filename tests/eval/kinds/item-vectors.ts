import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { withoutBoilerplate } from '../../../src/enrich/boilerplate/boilerplate.ts'
import { createEnricher } from '../../../src/enrich/enricher.ts'
import { openLocalEncoder } from '../../../src/understand/encoder/local-encoder.ts'

type Item = { readonly title: string; readonly text: string }
/** An item as the service sees it when it decides. */
export type EncodedItem = {
  readonly language: string
  /** Without boilerplate. */
  readonly text: string
  readonly vector: Int8Array
}

/** Texts that are encoded before their vectors are written to the cache. */
const BATCH = 256

/** The items' languages and vectors. Vectors are read from `cache`, a file, where it has them, and added to it. */
export const encodeItems = async (
  items: readonly Item[],
  { model, cache }: { readonly model: string; readonly cache: string | null },
): Promise<readonly EncodedItem[]> => {
  const { language: languageOf } = await createEnricher({ taxonomy: null, fingerprint: null })
  const inputs = items.map(({ title, text: whole }) => {
    const text = withoutBoilerplate(whole)
    return { title, text, language: languageOf(`${title}\n${text}`, null).language }
  })
  const encoder = await openLocalEncoder(model)
  const keyOf = (input: (typeof inputs)[number]): string => JSON.stringify([encoder.revision, input])
  const known = cache === null ? new Map<string, string>() : readCache(cache)
  const missing = inputs.filter((input) => !known.has(keyOf(input)))
  for (let at = 0; at < missing.length; at += BATCH) {
    const batch = missing.slice(at, at + BATCH)
    const vectors = await encoder.encode(batch)
    const lines = batch.flatMap((input, nth) => {
      const vector = vectors[nth]
      if (vector === null || vector === undefined) return []
      const text = Buffer.from(vector.buffer, vector.byteOffset, vector.length).toString('base64')
      known.set(keyOf(input), text)
      return [JSON.stringify([keyOf(input), text])]
    })
    if (cache !== null) appendFileSync(cache, `${lines.join('\n')}\n`)
  }
  await encoder.close()
  return inputs.map((input) => ({
    ...input,
    vector: new Int8Array(Buffer.from(known.get(keyOf(input)) ?? '', 'base64')),
  }))
}

const readCache = (file: string): Map<string, string> =>
  new Map(
    existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as [string, string])
      : [],
  )
