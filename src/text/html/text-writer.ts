import { BLANK, FORBIDDEN, INVISIBLE, safeCharactersOf, CODE_UNIT_FLAGS, withoutInvisible } from '../characters.ts'
import { createCodeUnitBuffer } from '../code-units.ts'

/** Stands for a line break inside a part that is written at once. */
export const LINE = '\ufdd0'
const LINE_UNIT = LINE.charCodeAt(0)
const LINE_FEED = 10
const SPACE = 32

/** Writes plain text: single spaces, no empty lines, safe characters. One text at a time; `clear` begins another. */
export class TextWriter {
  private readonly part = createCodeUnitBuffer()
  private readonly written = createCodeUnitBuffer()
  private size = 0
  /** What to write before the next character: a space, a line feed, or 0 for nothing. */
  private gap = 0
  private flags = 0

  clear(): void {
    this.size = 0
    this.gap = 0
    this.flags = 0
  }

  /** Appends a part; returns the flags of its characters, as bits of `CODE_UNIT_FLAGS`. */
  write(part: string): number {
    const units = this.part.fill(part)
    const out = this.written.roomFor(this.size + part.length + 1)
    let { size, gap } = this
    let all = 0
    for (let at = 0; at < part.length; ) {
      const unit = units[at] ?? 0
      const flags = CODE_UNIT_FLAGS[unit] ?? 0
      all |= flags
      at += 1
      if ((flags & BLANK) !== 0) {
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
      if ((flags & FORBIDDEN) === 0) out[size++] = unit
      // Copies the rest of a plain word, in a third of the time.
      for (; at < part.length && CODE_UNIT_FLAGS[units[at] ?? 0] === 0; at += 1) out[size++] = units[at] ?? 0
    }
    this.size = size
    this.gap = gap
    this.flags |= all
    return all
  }

  breakLine(): void {
    this.gap = LINE_FEED
  }

  text(): string {
    const whole = this.written.text(this.size)
    // Forbidden characters were never written.
    const safe = safeCharactersOf(whole, this.flags & ~FORBIDDEN)
    return ((this.flags & INVISIBLE) === 0 ? safe : withoutInvisible(safe)).trim()
  }
}
