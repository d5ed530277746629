/** How one kind of end point is asked, and how its answer is read. Pure. */
import type { LanguageTag } from '../model/ids.ts'

/** Texts of one language, to be put into another. */
export type TranslationRequest = {
  readonly texts: readonly string[]
  readonly from: LanguageTag
  readonly to: LanguageTag
}

export type EndpointAccess = { readonly key: string | null; readonly model: string }

export type AnswerReading =
  /** In the order of the texts, as many. Nothing in them has been looked at. */
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  /** No text can be told to be whose translation: it is asked for each alone. */
  | { readonly kind: 'miscounted'; readonly why: string }
  /** That is no answer of such an end point. */
  | { readonly kind: 'unreadable'; readonly why: string }

export type Adapter = {
  /** Texts of one request. */
  readonly batch: number
  readonly headers: (access: EndpointAccess) => Readonly<Record<string, string>>
  /** To be written as JSON. */
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
