import { CAPS, type Warnings } from '../caps.ts'
import { looksEncodedTwice, repairMojibake } from '../charset/repair-mojibake.ts'
import { decodeEntities } from './entities.ts'
import { endsName, GREATER, isSpace, readAttributes, SLASH } from './read-attributes.ts'

/** A start tag. Attribute names (as written) and decoded values stand in turn. */
export type Tag = { readonly name: string; readonly attributes: readonly string[]; readonly selfClosing: boolean }

export type TagReader = {
  /** Looked at after each event: true ends the reading. */
  readonly done: boolean
  readonly wantsText: () => boolean
  readonly text: (value: string) => void
  readonly open: (tag: Tag) => void
  readonly close: (name: string) => void
}

/**
 * Cuts a document into tags and text, whatever is wrong with it: what begins and doesn't end is text, or nothing where it was a tag.
 * Runs from `<` to `<`; entities are decoded for text that somebody wants, one level, never from a DTD.
 */
export const readTags = (text: string, reader: TagReader, warnings: Warnings): void =>
  new TagCutter(text, reader, warnings).run()

const NAME_START = /^[\p{L}_:]/u
const COMMENT_END = /--!?>/g

const EXCLAMATION = 0x21
const QUESTION = 0x3f

/** One place in the source at a time, moved by each of its parts: a class for its speed. */
class TagCutter {
  /** What comes next begins here. */
  private at = 0
  // The run of text not yet handed over; contiguous pieces (as in `a < b`) are one run.
  private textStart = 0
  private textEnd = 0
  private readonly source: string
  private readonly encodedTwice: boolean
  private readonly reader: TagReader
  private readonly warnings: Warnings

  constructor(source: string, reader: TagReader, warnings: Warnings) {
    this.source = source
    this.encodedTwice = looksEncodedTwice(source)
    this.reader = reader
    this.warnings = warnings
  }

  run(): void {
    const { source, reader } = this
    let start = 0
    while (start < source.length && !reader.done) {
      const found = source.indexOf('<', this.at)
      const end = found === -1 ? source.length : found
      if (end > start) this.addText(start, end)
      if (found === -1) break
      this.at = found + 1
      // What was no markup is text from its `<` on.
      start = this.readMarkup(found) ? this.at : found
    }
    if (!reader.done) this.flushText()
  }

  /** False: it is none. Afterwards `at` is behind what was read. */
  private readMarkup(start: number): boolean {
    const unit = this.source.charCodeAt(this.at)
    if (unit === EXCLAMATION) return this.readDeclaration(start + 2)
    if (unit === QUESTION) return this.skipTo(this.source.indexOf('?>', start + 2), 2, start + 2)
    if (unit === SLASH) return this.readEndTag(start + 2)
    if (endsName(unit) || Number.isNaN(unit)) return false
    this.readStartTag(start + 1)
    return true
  }

  /** Goes behind an end that was found; without one, all from `from` on is text. */
  private skipTo(end: number, length: number, from: number): true {
    this.at = end === -1 ? this.source.length : end + length
    if (end === -1 && from < this.source.length) this.addText(from, this.source.length)
    return true
  }

  /** From behind `<!`: CDATA, a comment, or any other declaration, up to the next `>`. */
  private readDeclaration(start: number): true {
    const { source } = this
    if (source.startsWith('[CDATA[', start)) return this.readCdata(start + 7)
    if (source.startsWith('--', start)) return this.skipComment(start + 2)
    // The first character is no end, nor the one behind a single dash; a bracket's is one where it makes no CDATA.
    const from = source.startsWith('[', start)
      ? start + cdataLength(source, start)
      : start + (source.startsWith('-', start) ? 2 : 1)
    return this.skipTo(source.indexOf('>', from), 1, start)
  }

  private readCdata(start: number): true {
    const found = this.source.indexOf(']]>', start)
    const end = found === -1 ? this.source.length : found
    this.at = found === -1 ? end : end + 3
    if (found === -1 && start >= end) return true
    this.flushText()
    if (this.reader.wantsText()) this.reader.text(this.repaired(this.cut(start, end)))
    return true
  }

  private skipComment(start: number): true {
    COMMENT_END.lastIndex = start
    this.at = COMMENT_END.test(this.source) ? COMMENT_END.lastIndex : this.source.length
    return true
  }

  /** From behind `</`. False: `</>`. */
  private readEndTag(start: number): boolean {
    const { source } = this
    let at = start
    while (isSpace(source.charCodeAt(at))) at += 1
    const unit = source.charCodeAt(at)
    if (unit === GREATER || Number.isNaN(unit)) {
      this.at = at
      return false
    }
    if (unit === SLASH) return this.skipTo(source.indexOf('>', at + 1), 1, at)
    const end = this.nameEnd(at)
    if (end === source.length) {
      this.at = end
      return true
    }
    this.flushText()
    this.reader.close(source.slice(at, end))
    const close = source.indexOf('>', end)
    this.at = close === -1 ? source.length : close + 1
    return true
  }

  private nameEnd(start: number): number {
    const { source } = this
    let end = start
    while (end < source.length && !endsName(source.charCodeAt(end))) end += 1
    return end
  }

  /** From behind `<`. A tag without an end is nothing. */
  private readStartTag(start: number): void {
    const { source } = this
    const name = source.slice(start, this.nameEnd(start))
    const { attributes, selfClosing, end } = readAttributes(source, start + name.length)
    this.at = end
    if (end >= source.length) return
    this.at += 1
    if (selfClosing || NAME_START.test(name)) {
      this.flushText()
      this.reader.open({ name, attributes, selfClosing })
      return
    }
    // `a <3 b >` is text that somebody forgot to escape.
    if (this.textStart === this.textEnd) this.textStart = start - 1
    this.textEnd = this.at
  }

  private addText(start: number, end: number): void {
    if (this.textStart === this.textEnd) this.textStart = start
    else if (this.textEnd !== start) {
      this.flushText()
      this.textStart = start
    }
    this.textEnd = end
  }

  private flushText(): void {
    if (this.textStart < this.textEnd && this.reader.wantsText())
      this.reader.text(decodeEntities(this.repaired(this.cut(this.textStart, this.textEnd))))
    this.textStart = this.textEnd
  }

  private repaired(text: string): string {
    return this.encodedTwice ? repairMojibake(text) : text
  }

  private cut(start: number, end: number): string {
    if (end - start <= CAPS.text) return this.source.slice(start, end)
    this.warnings.add(`a text of ${end - start} characters was cut at ${CAPS.text}`)
    return this.source.slice(start, start + CAPS.text)
  }
}

/** How far `[CDATA[` is written there. */
const cdataLength = (source: string, start: number): number => {
  let length = 0
  while (length < CDATA.length && source[start + length] === CDATA[length]) length += 1
  return length
}
const CDATA = '[CDATA['
