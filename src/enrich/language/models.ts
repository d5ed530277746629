import { loadModule } from 'cld3-asm'
import { getLIDModel } from 'fasttext.wasm.js'

export type Vote = { readonly language: string; readonly weight: number }
/** A trained model's opinion, best first; the weights of one opinion are at most 1 together. Codes are the model's own. */
export type LanguageModel = (text: string) => readonly Vote[]

export type LanguageModels = { readonly fastText: LanguageModel; readonly cld3: LanguageModel }

/** 40 MB of WebAssembly memory, 100 ms. */
export const loadLanguageModels = async (): Promise<LanguageModels> => {
  const [fastText, cld3] = await Promise.all([loadFastText(), loadCld3()])
  return { fastText, cld3 }
}

/** The package's types name one that they don't bring. */
type Found = {
  readonly size: () => number
  readonly get: (index: number) => readonly [number, string]
  readonly delete: () => void
}

/** lid.176.ftz: 0.02 ms for a title. */
const loadFastText = async (): Promise<LanguageModel> => {
  const model = await (await getLIDModel()).load()
  return (text) => {
    // Lives in WebAssembly memory until it is deleted.
    const found: Found = model.predict(`${text}\n`, 6, 0.01)
    const votes = Array.from({ length: found.size() }, (_, index) => {
      const [weight, label] = found.get(index)
      return { language: label.slice('__label__'.length), weight }
    })
    found.delete()
    return votes
  }
}

/** 0.09 ms for a title. */
const loadCld3 = async (): Promise<LanguageModel> => {
  const identifier = (await loadModule()).create(0, 1_000)
  return (text) => {
    const { language, probability } = identifier.findLanguage(text)
    return [{ language, weight: probability }]
  }
}
