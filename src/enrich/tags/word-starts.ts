import { NONE, runsOn, scriptOf } from '../../lib/script.ts'
import { HEAD, hashHead } from './heads.ts'

/** Where words begin in a text: looked for once, whatever vocabularies it is compared with. Valid until the next text's. */
export type WordStarts = {
  readonly count: number
  readonly at: Int32Array
  /** `HEAD` hashes for each start. */
  readonly hashes: Int32Array
}

/** Letters after a blank or another script, every letter where words stand side by side, every sign but blanks. */
export const wordStarts = (text: string): WordStarts => {
  if (places.length < text.length) {
    places = new Int32Array(2 * text.length)
    heads = new Int32Array(2 * HEAD * text.length)
  }
  // Names of this function's own: those of the module are looked up anew at each use.
  const [at, hashes] = [places, heads]
  let count = 0
  let before = NONE
  for (let place = 0; place < text.length; place++) {
    const unit = text.charCodeAt(place)
    const script = scriptOf(unit)
    if ((script !== before || runsOn(script) || script === NONE) && unit > SPACE) {
      hashHead(text, place, hashes, count * HEAD)
      at[count++] = place
    }
    before = script
  }
  return { count, at, hashes }
}

const SPACE = 32
/** One working space for every text: its own would cost more than the search. */
let places = new Int32Array(4_096)
let heads = new Int32Array(4_096 * HEAD)
