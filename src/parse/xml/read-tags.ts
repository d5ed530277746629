import { decodeHTMLStrict } from 'entities'
import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2'
import { CAPS, type Warnings } from '../caps.ts'
import { looksEncodedTwice, repairMojibake } from '../charset/repair-utf8.ts'

/** A start tag. `start`: its offset in the document; `attributes` alternates names (as written) and decoded values. */
export type Tag = {
  readonly start: number
  readonly name: string
  readonly attributes: readonly string[]
  readonly selfClosing: boolean
}

export type TagReader = {
  /** Checked after each tag: true ends the reading. */
  readonly done: boolean
  readonly wantsText: () => boolean
  readonly text: (value: string) => void
  readonly open: (tag: Tag) => void
  readonly close: (name: string) => void
}

/** Cuts a document into tags and text, well-formed or not. A tag that is never closed is ignored. */
export const readTags = (text: string, reader: TagReader, warnings: Warnings): void =>
  new TagAssembler(text, reader, warnings).run()

/** The attributes of tags without any, which most are: one shared list, never changed. */
const NO_ATTRIBUTES: string[] = []
const NAME_START = /^[\p{L}_:]/u

/** Assembles tags and text from the tokenizer's pieces; text is copied from the source only where the reader wants it. */
class TagAssembler implements TokenizerCallbacks {
  private readonly source: string
  private readonly encodedTwice: boolean
  private readonly reader: TagReader
  private readonly warnings: Warnings
  // In XML mode the tokenizer decodes only XML's five entities; `decodeEntities` below also decodes HTML's.
  private readonly tokenizer = new Tokenizer({ xmlMode: true, decodeEntities: false }, this)
  private tagStart = 0
  private name = ''
  private attributes = NO_ATTRIBUTES
  private attributeName = ''
  private attributeValue = ''

  constructor(source: string, reader: TagReader, warnings: Warnings) {
    this.source = source
    this.encodedTwice = looksEncodedTwice(source)
    this.reader = reader
    this.warnings = warnings
  }

  run(): void {
    this.tokenizer.write(this.source)
    this.tokenizer.end()
  }

  ontext(start: number, end: number): void {
    if (this.reader.wantsText()) this.reader.text(decodeEntities(this.textBetween(start, end)))
  }

  oncdata(start: number, end: number, endLength: number): void {
    if (this.reader.wantsText()) this.reader.text(this.textBetween(start, end - endLength))
  }

  onopentagname(start: number, end: number): void {
    this.tagStart = start - 1
    this.name = this.source.slice(start, end)
    this.attributes = NO_ATTRIBUTES
  }

  onattribname(start: number, end: number): void {
    this.attributeName = this.source.slice(start, end)
    this.attributeValue = ''
  }

  onattribdata(start: number, end: number): void {
    this.attributeValue = this.source.slice(start, Math.min(end, start + CAPS.attributeLength))
  }

  onattribend(): void {
    if (this.attributes === NO_ATTRIBUTES) this.attributes = []
    if (this.attributes.length >= 2 * CAPS.attributes) return
    this.attributes.push(this.attributeName, decodeEntities(this.attributeValue))
  }

  onopentagend(end: number): void {
    this.finishTag(end, false)
  }

  onselfclosingtag(end: number): void {
    this.finishTag(end, true)
  }

  onclosetag(start: number, end: number): void {
    this.reader.close(this.source.slice(start, end))
    if (this.reader.done) this.tokenizer.pause()
  }

  private finishTag(end: number, selfClosing: boolean): void {
    // `a <3 b >` is unescaped text.
    if (!NAME_START.test(this.name)) return this.ontext(this.tagStart, end + 1)
    this.reader.open({ start: this.tagStart, name: this.name, attributes: this.attributes, selfClosing })
    if (this.reader.done) this.tokenizer.pause()
  }

  private textBetween(start: number, end: number): string {
    const length = end - start
    if (length > CAPS.text) this.warnings.add(`a text of ${length} characters was cut at ${CAPS.text}`)
    const text = this.source.slice(start, Math.min(end, start + CAPS.text))
    return this.encodedTwice ? repairMojibake(text) : text
  }

  // Comments, declarations and instructions are ignored; no entity that a DTD declares is ever expanded.
  oncomment(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}
  onend(): void {}
  // Never called: the tokenizer decodes no entities.
  onattribentity(): void {}
  ontextentity(): void {}
}

/**
 * Decodes XML's five entities, HTML's named ones (feeds use &nbsp; and &eacute; without declaring them) and character references, one level
 * only. Unknown names stay as written. Without a semicolon only numeric references are decoded, since `?a=1&copy=2` is a URL.
 */
const decodeEntities = (text: string): string =>
  text.includes('&') ? decodeHTMLStrict(text.replaceAll(NUMBER_WITHOUT_END, '$&;')) : text
const NUMBER_WITHOUT_END = /&#(?:x[\da-f]+(?![\da-f;])|\d+(?![\d;]))/gi
