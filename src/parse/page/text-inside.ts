import { type AnyNode, type Element, isTag, isText } from 'domhandler'

/** What a reader sees of an element, on one line. Walks with a list, since pages may nest deeper than the call stack. */
export const textInside = (element: Element): string => {
  let text = ''
  const waiting: AnyNode[] = [...element.children].reverse()
  while (waiting.length > 0 && text.length < LONGEST) {
    const node = waiting.pop()
    if (node === undefined) break
    if (isText(node)) text += node.data
    else if (isTag(node) && !HIDDEN.has(node.name)) {
      if (!INLINE.has(node.name)) text += ' '
      for (let at = node.children.length - 1; at >= 0; at -= 1) waiting.push(node.children[at] as AnyNode)
    }
  }
  return text.replaceAll(/\s+/g, ' ').trim()
}

const LONGEST = 100_000
const HIDDEN = new Set(['script', 'style', 'template', 'noscript'])
const INLINE = new Set([
  'a',
  'abbr',
  'b',
  'bdi',
  'bdo',
  'cite',
  'code',
  'em',
  'font',
  'i',
  'mark',
  'q',
  's',
  'small',
  'span',
  'strong',
  'sub',
  'sup',
  'u',
  'wbr',
])
