/** HTML as it stands in a feed: nothing live, nothing relative, every element closed. */
import { Parser } from 'htmlparser2'
import type { Report } from './rules.ts'

const LIVE = new Set([
  'script',
  'style',
  'iframe',
  'object',
  'embed',
  'applet',
  'form',
  'input',
  'button',
  'link',
  'meta',
  'base',
  'svg',
  'math',
])
const VOID = new Set(['area', 'br', 'col', 'hr', 'img', 'source', 'track', 'wbr'])
const ADDRESSES = new Set(['href', 'src', 'poster', 'cite'])

export const checkHtml = (html: string, where: string, report: Report): void => {
  const open: string[] = []
  let opened = 0
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (LIVE.has(name)) report(`${where}: <${name}>`)
        checkAttributes(name, attributes, where, report)
        if (VOID.has(name)) return
        open.push(name)
        opened += 1
      },
      onclosetag(name, isImplied) {
        if (VOID.has(name)) return
        const last = open.pop()
        if (isImplied || last !== name) report(`${where}: <${last ?? name}> is not closed where it should be`)
      },
    },
    // XML mode closes nothing by itself, so that what was left open shows.
    { xmlMode: true, recognizeSelfClosing: false, decodeEntities: true },
  )
  // The parser passes over what closes nothing.
  const closing = [...html.matchAll(/<\/[a-z]/gi)].length
  parser.end(html.replaceAll(/<(area|br|col|hr|img|source|track|wbr)\b([^>]*?)\/?>/gi, '<$1$2></$1>'))
  if (closing > opened) report(`${where}: something is closed that was not open`)
}

const checkAttributes = (name: string, attributes: Readonly<Record<string, string>>, where: string, report: Report): void => {
  for (const [attribute, value] of Object.entries(attributes)) {
    if (/^on/i.test(attribute) || attribute === 'style' || attribute === 'srcdoc') report(`${where}: ${attribute} on <${name}>`)
    if (ADDRESSES.has(attribute) && !/^(?:https?|mailto|tel):/i.test(value))
      report(`${where}: ${attribute}="${value.slice(0, 80)}"`)
    if (attribute === 'srcset')
      for (const candidate of value.split(/,\s+/))
        if (!/^https?:/i.test(candidate.trim())) report(`${where}: srcset ${candidate.slice(0, 80)}`)
  }
}
