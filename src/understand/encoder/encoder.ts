import type { EncoderInput } from './encoder-text.ts'

/** Vectors of reports: near to each other if the reports say the same, in whatever language. */
export type Encoder = {
  /** Name and revision of the model; only vectors of one revision may be compared. */
  readonly revision: string
  /** A vector for each input, in their order; null: there is none. */
  encode(inputs: readonly EncoderInput[]): Promise<readonly (Int8Array | null)[]>
  close(): Promise<void>
}
