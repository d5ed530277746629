/** Longer addresses carry payloads; browsers and proxies may cut or refuse them. */
const LONGEST = 4_096

/** The http(s) address that the text names, seen from `base`; null for any other scheme, nonsense, or over 4,096 characters. */
export const httpUrl = (text: string, base: string | null = null): URL | null => {
  if (text.length > LONGEST) return null
  const url = URL.parse(text.trim(), base ?? undefined)
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.href.length <= LONGEST ? url : null
}

/** With its port; empty: the text names none. */
export const hostOf = (text: string): string => URL.parse(text)?.host ?? ''

/** As `httpUrl`, written out, without user name and password. */
export const absoluteUrl = (text: string, base: string | null = null): string | null => {
  const url = httpUrl(text, base)
  if (url === null) return null
  if (url.username !== '' || url.password !== '') {
    url.username = ''
    url.password = ''
  }
  return url.href
}
