/** Which elements of a publisher's HTML may stay, and what becomes of the others. */

/** Kept as they are, without attributes other than `attributesOf` gives. No element here changes how a browser reads on. */
export const KEPT: ReadonlySet<string> = new Set(
  (
    'p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr th td figure figcaption blockquote pre hr br ' +
    'a em strong b i u s del ins sub sup small mark code kbd samp var abbr cite q time wbr ruby rt rp bdi bdo'
  ).split(' '),
)

/** Written as another element; any that is neither here nor kept loses its tags and keeps its content. */
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

/** Gone with all that they hold: code, forms' inner life, foreign vocabularies, raw text, alternatives for what is not shown. */
export const DROPPED: ReadonlySet<string> = new Set(
  (
    'script style template svg math head title textarea select option optgroup datalist button input canvas xmp plaintext noembed ' +
    'noframes frameset frame applet map area param track source base link meta dialog menu nav'
  ).split(' '),
)

/** Players and frames: gone with their content, but a link to what they show remains. */
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

/** Starts a new line in plain text. */
export const BLOCK: ReadonlySet<string> = new Set(
  (
    'p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr figure figcaption blockquote pre hr br ' +
    'section article main aside header footer center address listing form fieldset body'
  ).split(' '),
)

const COUNT = /^\d{1,4}$/
const ORDINAL = /^-?\d{1,6}$/
/** Attributes that keep their value where it fits; anything else goes: styles, classes, ids, handlers. */
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

/** The attributes that stay, written out with a leading space each; links and pictures are not its business. */
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
