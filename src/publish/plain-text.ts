import { xmlCharacters } from './xml.ts'

/**
 * A text for a field that some readers take for HTML whatever the format says: a `<` that would open a tag becomes `＜`, and a `&`
 * that would begin a character reference becomes `＆` (full-width: nearly the same to the eye, the same under NFKC). All other text
 * stays as it is.
 */
export const plainText = (text: string): string => {
  const safe = xmlCharacters(text)
  return safe.includes('<') || safe.includes('&') ? safe.replaceAll(TAG, '＜').replaceAll(REFERENCE, '＆') : safe
}

const TAG = /<(?=[a-z/!?])/gi
const REFERENCE = /&(?=#|[a-z][a-z0-9]{1,31};)/gi
