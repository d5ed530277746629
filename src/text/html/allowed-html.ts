/** Which elements of a publisher's HTML may stay, and what becomes of the others. */

/** Elements that stay, with no attributes but those that `attributesOf` returns. None of them changes how a browser parses what follows. */
export const KEPT: ReadonlySet<string> = new Set(
  (
    'p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr th td figure figcaption blockquote pre hr br ' +
    'a em strong b i u s del ins sub sup small mark code kbd samp var abbr cite q time wbr ruby rt rp bdi bdo'
  ).split(' '),
)

/** Elements that are written as another one. An element that is neither here nor in `KEPT` loses its tags and keeps its content. */
export const RENAMED: ReadonlyMap<string, string> = new Map([
  ['section', 'div'],
  ['article', 'div'],
  ['main', 'div'],
  ['aside', 'div'],
  ['header', 'div'],
  ['footer', 'div'],
  ['center', 'div'],
  ['address', 'div'],
  ['strike', 's'],
  ['tt', 'code'],
  ['listing', 'code'],
])

/** Elements that are removed with their content: code, controls of forms, foreign vocabularies, raw text, alternatives for what is not shown. */
export const DROPPED: ReadonlySet<string> = new Set(
  (
    'script style template svg math head title textarea select option optgroup datalist button input canvas xmp plaintext noembed ' +
    'noframes frameset frame applet map area param track source base link meta dialog menu nav'
  ).split(' '),
)

/** Players and frames: they are removed with their content, but a link to what they show remains. */
export const EMBEDDED: ReadonlySet<string> = new Set(['iframe', 'embed', 'object', 'video', 'audio'])

export const VOID: ReadonlySet<string> = new Set([
  'br',
  'hr',
  'wbr',
  'img',
  'embed',
  'input',
  'source',
  'track',
  'link',
  'meta',
  'base',
  'area',
  'param',
  'frame',
  'col',
])

/** Elements that start a new line in plain text. */
export const BLOCK: ReadonlySet<string> = new Set(
  (
    'p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr figure figcaption blockquote pre hr br ' +
    'section article main aside header footer center address listing form fieldset body'
  ).split(' '),
)

const COUNT = /^\d{1,4}$/
const ORDINAL = /^-?\d{1,6}$/
/** Attributes that stay on any element where their value matches; all others are removed: styles, classes, ids, handlers. */
const EVERYWHERE: ReadonlyMap<string, RegExp> = new Map([
  ['dir', /^(?:ltr|rtl|auto)$/],
  ['lang', /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}$/],
])
const BY_ELEMENT: ReadonlyMap<string, RegExp> = new Map([
  ['td colspan', COUNT],
  ['td rowspan', COUNT],
  ['th colspan', COUNT],
  ['th rowspan', COUNT],
  ['th scope', /^(?:row|col|rowgroup|colgroup)$/],
  ['ol start', ORDINAL],
  ['ol reversed', /^$/],
  ['li value', ORDINAL],
  ['time datetime', /^[\dTZPYMWDHS:.+\- ]{1,40}$/],
  ['abbr title', /^[^<>]{1,200}$/],
])

/** The attributes that stay, written out with a leading space each. Addresses of links and pictures are not among them. */
export const attributesOf = (element: string, attributes: Readonly<Record<string, string>>): string => {
  let written = ''
  for (const name in attributes) {
    const value = attributes[name] ?? ''
    const allowed = EVERYWHERE.get(name) ?? BY_ELEMENT.get(`${element} ${name}`)
    if (allowed?.test(value) === true) written += ` ${name}="${escapeAttribute(value)}"`
  }
  return written
}

const REPLACEMENT: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
export const escapeText = (text: string): string =>
  /[&<>]/.test(text) ? text.replaceAll(/[&<>]/g, (character) => REPLACEMENT[character] ?? '') : text
export const escapeAttribute = (text: string): string =>
  /[&<>"]/.test(text) ? text.replaceAll(/[&<>"]/g, (character) => REPLACEMENT[character] ?? '') : text
