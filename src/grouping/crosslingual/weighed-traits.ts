/**
 * Numbers of traits that tell something, side by side with their kinds and with what each weighs as the units have them now: working space,
 * which is filled again for the next.
 */
export type WeighedTraits = {
  size: number
  kinds: Uint8Array
  traits: Int32Array
  weights: Float64Array
}

export const createWeighedTraits = (capacity: number): WeighedTraits => ({
  size: 0,
  kinds: new Uint8Array(capacity),
  traits: new Int32Array(capacity),
  weights: new Float64Array(capacity),
})

/** Empties it, and makes it large enough. */
export const roomFor = (weighed: WeighedTraits, capacity: number): void => {
  if (weighed.traits.length < capacity) Object.assign(weighed, createWeighedTraits(2 * capacity))
  weighed.size = 0
}
