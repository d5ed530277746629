/** Scripts written from right to left, and the languages that use them where the tag names no script. */
const SCRIPTS = new Set(['adlm', 'arab', 'aran', 'hebr', 'nkoo', 'rohg', 'samr', 'syrc', 'thaa'])
const LANGUAGES = new Set([
  'ar',
  'arc',
  'azb',
  'ckb',
  'dv',
  'fa',
  'he',
  'iw',
  'ks',
  'mzn',
  'nqo',
  'pnb',
  'ps',
  'sd',
  'syr',
  'ug',
  'ur',
  'yi',
])

/** Writing direction of a BCP 47 tag; `auto` where the language is not known. */
export const directionOf = (language: string): 'ltr' | 'rtl' | 'auto' => {
  const [base = '', ...rest] = language.toLowerCase().split('-')
  if (base === '' || base === 'und') return 'auto'
  const script = rest.find((part) => part.length === 4)
  if (script !== undefined) return SCRIPTS.has(script) ? 'rtl' : 'ltr'
  return LANGUAGES.has(base) ? 'rtl' : 'ltr'
}
