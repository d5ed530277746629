/** The kind of a mistake, from which pages choose a message in the reader's language. */
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

/** The field that it is in, what was written, and what was probably meant; empty where that does not apply. */
export type MistakeAbout = { readonly field: string; readonly name: string; readonly meant: string }

/** A mistake in a filter. `parseFilter` catches it and returns it as a value. */
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
