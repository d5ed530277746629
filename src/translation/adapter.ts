/** How a request to one kind of end point is written, and how its answer is read. Without input or output. */
import type { LanguageTag } from '../model/ids.ts'

/** Texts in one language, to be translated into another. */
export type TranslationRequest = {
  readonly texts: readonly string[]
  readonly from: LanguageTag
  readonly to: LanguageTag
}

export type EndpointAccess = { readonly key: string | null; readonly model: string }

export type AnswerReading =
  /** As many texts as were sent, in their order, not checked yet. */
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  /** It is not clear which text is whose translation, so each must be sent by itself. */
  | { readonly kind: 'miscounted'; readonly why: string }
  /** The answer is not in the format of such an end point. */
  | { readonly kind: 'unreadable'; readonly why: string }

export type Adapter = {
  /** The most texts of one request. */
  readonly batch: number
  readonly headers: (access: EndpointAccess) => Readonly<Record<string, string>>
  /** The body as a value that is serialised as JSON. */
  readonly body: (request: TranslationRequest, access: EndpointAccess) => unknown
  readonly read: (body: unknown, asked: number) => AnswerReading
}

export const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

export const countedTexts = (texts: readonly unknown[], asked: number): AnswerReading => {
  if (texts.length !== asked) return { kind: 'miscounted', why: `it has ${texts.length} texts for ${asked}` }
  return { kind: 'texts', texts: texts.map((text) => (typeof text === 'string' ? text : '')) }
}
