/** Reads XML without mercy: the first offence against XML 1.0 or its namespaces is thrown. */
import { createRequire } from 'node:module'

export type XmlElement = {
  /** `{namespace}local`; without namespace just the local name. */
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  readonly text: string
}

type Tag = {
  readonly uri: string
  readonly local: string
  readonly attributes: Readonly<Record<string, { readonly uri: string; readonly local: string; readonly value: string }>>
}
type Sax = { parser: (strict: true, options: { xmlns: true }) => { write: (text: string) => { close: () => void } } }

// rss-parser reads XML with xml2js, and that with sax: strict and independent of our own reader.
const fromRssParser = createRequire(createRequire(import.meta.url).resolve('rss-parser'))
const sax = fromRssParser('sax') as Sax

type Open = { name: string; attributes: Record<string, string>; children: XmlElement[]; text: string }

export const readStrictXml = (text: string): XmlElement => {
  checkCharacters(text)
  const markup = text.replaceAll(/<!\[CDATA\[[\s\S]*?\]\]>/g, '')
  checkReferences(markup)
  checkAttributes(markup)
  const root: Open = { name: '', attributes: {}, children: [], text: '' }
  const path: Open[] = [root]
  const top = (): Open => path.at(-1) ?? root
  const parser = Object.assign(sax.parser(true, { xmlns: true }), {
    onerror: (error: Error) => {
      throw error
    },
    onopentag: (tag: Tag) => {
      const attributes = Object.fromEntries(
        Object.values(tag.attributes).map(({ uri, local, value }) => [qualified(uri, local), value]),
      )
      const element: Open = { name: qualified(tag.uri, tag.local), attributes, children: [], text: '' }
      top().children.push(element)
      path.push(element)
    },
    onclosetag: () => path.pop(),
    ontext: (piece: string) => (top().text += piece),
    oncdata: (piece: string) => (top().text += piece),
  })
  parser.write(text).close()
  const [document, ...more] = root.children
  if (document === undefined || more.length > 0) throw new Error('not exactly one root element')
  return document
}

const qualified = (uri: string, local: string): string => (uri === '' ? local : `{${uri}}${local}`)

/** sax lets these pass. */
const checkCharacters = (text: string): void => {
  if (!text.isWellFormed()) throw new Error('a lone surrogate')
  const forbidden = /[^\P{Cc}\t\n\r\u0085]|[\uFFFE\uFFFF]/u.exec(text)
  if (forbidden !== null)
    throw new Error(`forbidden character U+${forbidden[0].codePointAt(0)?.toString(16)} at ${forbidden.index}`)
}

const checkReferences = (text: string): void => {
  for (const [reference, hex, decimal] of text.matchAll(/&#(?:x([\da-f]+)|(\d+));/gi)) {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    if ((code < 32 && ![9, 10, 13].includes(code)) || (code > 0xd7ff && code < 0xe000) || code === 0xfffe || code === 0xffff) {
      throw new Error(`forbidden reference ${reference}`)
    }
  }
  const loose = /&(?!#\d+;|#x[\dA-Fa-f]+;|amp;|lt;|gt;|quot;|apos;)/.exec(text)
  if (loose !== null) throw new Error(`a loose & or an undeclared entity at ${loose.index}`)
  if (text.includes(']]>')) throw new Error(']]> in text')
  if (text.includes('<!DOCTYPE')) throw new Error('a document type')
}

const checkAttributes = (text: string): void => {
  for (const [tag] of text.matchAll(/<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*>/gi)) {
    const names = [...tag.matchAll(/\s([\w:.-]+)\s*=\s*(?:"[^"]*"|'[^']*')/g)].map(([, name]) => name)
    if (new Set(names).size < names.length) throw new Error(`an attribute twice: ${tag.slice(0, 80)}`)
    if (/=\s*(?:"[^"]*<|'[^']*<)/.test(tag)) throw new Error(`a < in an attribute: ${tag.slice(0, 80)}`)
  }
}
