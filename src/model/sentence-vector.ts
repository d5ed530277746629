/** A vector of a report or a text, and the name and revision of the model that gave it: only vectors of one revision may be compared. */
export type SentenceVector = { readonly values: Int8Array; readonly revision: string }

/** The vector of a text in any language; null: no model gives it one. */
export type VectorOf = (text: string) => Promise<SentenceVector | null>
