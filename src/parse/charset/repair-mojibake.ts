import { isUtf8 } from 'node:buffer'

/** UTF-8 that somebody took for Latin-1 and encoded again: `Ã©` for é. */
const SUSPECT = /[\u00c2-\u00f4][\u0080-\u00bf]/

export const looksEncodedTwice = (text: string): boolean => SUSPECT.test(text)

/** Undoes one encoding too many, if each character beyond ASCII takes part in it; else the text as it is. */
export const repairMojibake = (text: string): string => {
  if (!SUSPECT.test(text) || isBeyondLatin1(text)) return text
  const bytes = Buffer.from(text, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : text
}

const isBeyondLatin1 = (text: string): boolean => {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0xff) return true
  return false
}
