import { type Document, DomHandler } from 'domhandler'
import { type HtmlBounds, parseWithin } from '../../text/html/parse-within.ts'

/** Pages have 1,000 to 5,000 elements; those without end tags nest some hundred levels. Elements beyond these bounds are not read. */
export const PAGE_BOUNDS: HtmlBounds = { deepest: 256, elements: 50_000 }

export const pageTree = (html: string): Document => {
  const handler = new DomHandler()
  const { root } = handler
  parseWithin(
    html,
    PAGE_BOUNDS,
    {
      onopentag: (name, attributes) => handler.onopentag(name, attributes),
      ontext: (text) => handler.ontext(text),
      onclosetag: () => handler.onclosetag(),
    },
    { decodeEntities: true },
  )
  return root
}
