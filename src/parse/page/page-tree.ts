import { type Document, DomHandler } from 'domhandler'
import { type HtmlBounds, parseWithin } from '../../text/html/parse-within.ts'

/** Pages have 1,000 to 5,000 elements; those that forget their end tags nest some hundred. What is beyond is not read. */
export const PAGE_BOUNDS: HtmlBounds = { deepest: 256, elements: 50_000 }

/** The tree of a page as far as the bounds go. */
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
