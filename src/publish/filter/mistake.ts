/** A mistake in a filter, on its way from where it was noticed to `parseFilter`, which turns it into a value. */
export class FilterMistake extends Error {
  override readonly name = 'FilterMistake'
  /** Offset (UTF-16) into the filter's text. */
  readonly at: number
  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}
