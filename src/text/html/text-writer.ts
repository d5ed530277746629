import { BLANK, FORBIDDEN, INVISIBLE, safeCharacters, traitsOfUnit, UNUSUAL, withoutInvisible } from '../characters.ts'
import { textOfUnits } from '../text-of-units.ts'
import { createUnitSpace } from '../unit-space.ts'

/** Stands for a line break where text comes in one piece. */
export const LINE = '\ufdd0'
const LINE_UNIT = LINE.charCodeAt(0)
const LINE_FEED = 10
const SPACE = 32

const given = createUnitSpace()
const written = createUnitSpace()

/** Puts plain text together: single spaces, no empty lines, safe characters. One at a time, since all write in one place. */
export class TextWriter {
  private size = 0
  /** What parts the next character from the last one. */
  private gap = 0
  private traits = 0

  /** Gives back what the part holds, as bits of `traitsOfUnit`. */
  write(part: string): number {
    const units = given.fill(part)
    const out = written.roomFor(this.size + part.length + 1)
    let { size, gap } = this
    let traits = 0
    for (let at = 0; at < part.length; ) {
      const unit = units[at] ?? 0
      const trait = traitsOfUnit[unit] ?? 0
      traits |= trait
      at += 1
      if ((trait & BLANK) !== 0) {
        if (gap === 0) gap = SPACE
        continue
      }
      if (unit === LINE_UNIT) {
        gap = LINE_FEED
        continue
      }
      if (gap !== 0) {
        if (size > 0) out[size++] = gap
        gap = 0
      }
      if ((trait & FORBIDDEN) === 0) out[size++] = unit
      // The rest of a plain word, at a third of the price.
      for (; at < part.length && traitsOfUnit[units[at] ?? 0] === 0; at += 1) out[size++] = units[at] ?? 0
    }
    this.size = size
    this.gap = gap
    this.traits |= traits
    return traits
  }

  breakLine(): void {
    this.gap = LINE_FEED
  }

  text(): string {
    const whole = textOfUnits(written.roomFor(this.size), this.size)
    const safe = (this.traits & UNUSUAL) === 0 ? whole : safeCharacters(whole)
    return ((this.traits & INVISIBLE) === 0 ? safe : withoutInvisible(safe)).trim()
  }
}
