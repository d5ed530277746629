/** What is wrong with a filter, for whoever tells it in other words than `message`. */
export type MistakeKind =
  | 'date'
  | 'field'
  | 'long'
  | 'minus'
  | 'missing'
  | 'parenthesis'
  | 'quote'
  | 'regex'
  | 'star'
  | 'term'
  | 'unknown'
  | 'value'

/** The field that it is in, what was written, and what was probably meant; empty where that is not the question. */
export type MistakeAbout = { readonly field: string; readonly name: string; readonly meant: string }

/** A mistake in a filter, on its way from where it was noticed to `parseFilter`, which turns it into a value. */
export class FilterMistake extends Error {
  override readonly name = 'FilterMistake'
  /** Offset (UTF-16) into the filter's text. */
  readonly at: number
  readonly kind: MistakeKind
  readonly about: MistakeAbout
  constructor(at: number, kind: MistakeKind, message: string, about: Partial<MistakeAbout> = {}) {
    super(message)
    this.at = at
    this.kind = kind
    this.about = { field: '', name: '', meant: '', ...about }
  }
}
