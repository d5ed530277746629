/** A normal form and its UTF-16 units, which are followed by what an earlier one left behind. */
export type NormalUnits = { readonly normal: string; readonly units: Uint16Array }

/** Words of one normal form, side by side: working space, which is filled again for the next. */
export type Words = ReturnType<typeof createWords>

export const createWords = (capacity: number) => ({
  size: 0,
  /** Where each begins and ends, as offsets into the normal form. */
  starts: new Int32Array(capacity),
  ends: new Int32Array(capacity),
  /** Key of the whole word, signed. */
  wholes: new Int32Array(capacity),
  /** Signed key of its first letters, or of all where it has no more: forms of one word have it in common, and some other words. */
  beginnings: new Int32Array(capacity),
  areNames: new Uint8Array(capacity),
})

/** Empty, and large enough. */
export const roomFor = (words: Words, capacity: number): Words => {
  if (words.starts.length < capacity) return createWords(2 * capacity)
  words.size = 0
  return words
}
