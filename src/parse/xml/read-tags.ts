import { Tokenizer } from 'htmlparser2'
import { CAPS, type Warnings } from '../caps.ts'
import { looksEncodedTwice, repairMojibake } from '../charset/repair-mojibake.ts'
import { decodeEntities } from './entities.ts'

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
 * Cuts a document into tags and text. The tokenizer leaves entities alone (that lets it run from `<` to `<`); they are
 * decoded here, for text that somebody wants, one level, never from a DTD.
 */
export const readTags = (text: string, reader: TagReader, warnings: Warnings): void => {
  const cutter = new TagCutter(text, reader, warnings)
  const tokenizer = new Tokenizer({ xmlMode: true, decodeEntities: false }, cutter)
  cutter.stop = () => tokenizer.pause()
  tokenizer.write(text)
  tokenizer.end()
  if (!reader.done) cutter.flushText()
}

/** Most tags have none: one empty list for all of them. */
const NO_ATTRIBUTES: string[] = []
const NAME_START = /^[\p{L}_:]/u

/** Called by the tokenizer several times for each tag with offsets into the text: a class for its speed. */
class TagCutter {
  stop: () => void = () => undefined
  // The run of text not yet handed over; contiguous pieces (as in `a < b`) are one run.
  private textStart = 0
  private textEnd = 0
  private tagStart = 0
  private name = ''
  private attributes: string[] = NO_ATTRIBUTES
  private attributeName = ''
  private valueStart = 0
  private valueEnd = 0
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

  flushText(): void {
    if (this.textStart < this.textEnd && this.reader.wantsText()) {
      this.reader.text(decodeEntities(this.repaired(this.cut(this.textStart, this.textEnd))))
    }
    this.textStart = this.textEnd
  }

  ontext(start: number, end: number): void {
    if (this.textStart === this.textEnd) this.textStart = start
    else if (this.textEnd !== start) {
      this.flushText()
      this.textStart = start
    }
    this.textEnd = end
  }

  oncdata(start: number, end: number, offset: number): void {
    this.flushText()
    if (this.reader.wantsText()) this.reader.text(this.repaired(this.cut(start, end - offset)))
  }

  onopentagname(start: number, end: number): void {
    this.name = this.source.slice(start, end)
    this.tagStart = start - 1
    this.attributes = NO_ATTRIBUTES
  }

  onattribname(start: number, end: number): void {
    this.attributeName = this.source.slice(start, end)
    this.valueStart = 0
    this.valueEnd = 0
  }

  onattribdata(start: number, end: number): void {
    if (this.valueStart === this.valueEnd) this.valueStart = start
    this.valueEnd = end
  }

  onattribend(): void {
    if (this.attributes === NO_ATTRIBUTES) this.attributes = []
    if (this.attributes.length >= 2 * CAPS.attributes) return
    const value = this.source.slice(this.valueStart, Math.min(this.valueEnd, this.valueStart + CAPS.attributeLength))
    this.attributes.push(this.attributeName, decodeEntities(value))
  }

  onopentagend(end: number): void {
    if (NAME_START.test(this.name)) {
      this.openTag(false)
      return
    }
    // `a <3 b >` is text that somebody forgot to escape.
    if (this.textStart === this.textEnd) this.textStart = this.tagStart
    this.textEnd = end + 1
  }

  onselfclosingtag(): void {
    this.openTag(true)
  }

  onclosetag(start: number, end: number): void {
    this.flushText()
    this.reader.close(this.source.slice(start, end))
    if (this.reader.done) this.stop()
  }

  oncomment(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}
  onattribentity(): void {}
  ontextentity(): void {}
  onend(): void {}

  private openTag(selfClosing: boolean): void {
    this.flushText()
    this.reader.open({ name: this.name, attributes: this.attributes, selfClosing })
    if (this.reader.done) this.stop()
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
