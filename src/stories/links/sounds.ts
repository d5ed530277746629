import anyAscii from 'any-ascii'

/** What Latin letters would leave unclear: settled while a word is still in its own. */
const WRITTEN: readonly (readonly [letters: RegExp, read: string])[] = [
  // A small tsu doubles what follows.
  [/[っッ]/g, ''],
  // Hebrew: a geresh makes sounds of other languages; waw is a vowel, except where it is doubled or begins the word.
  [/[גזצ][׳'’‘]/g, 'ש'],
  [/וו/g, 'w'],
  [/(?<=[\u05d0-\u05ea])ו/g, ''],
  // Arabic: "and" and the article are no part of a name; waw is a vowel between consonants.
  [/^[وف](?=ال|[^اويی])/, ''],
  [/^(?:[بك]?ال|لل)(?=.{3})/, ''],
  [/(?<=[^اآيیو])و(?=[^اآيیو]|$)/g, ''],
  [/[čćçċšśşșžźż]/g, 's'],
]

/** Letters that are written for one another, then only consonants, each once where it is doubled. */
const HEARD: readonly (readonly [letters: RegExp, sound: string])[] = [
  [/^al-?(?=[a-z]{4})/, ''],
  [/ph/g, 'f'],
  [/gh(?=t|$)/g, ''],
  [/dsch|dzh?|tsch|tch|sch|sh|ch|cz|zh|ts|tz|dj|c(?=[eiy])|^x|[szj]/g, 's'],
  [/x/g, 'ks'],
  [/ck|[kqgc]/g, 'k'],
  // Washington, ワシントン: many languages lack this sound.
  [/nk(?=[^aeiouy]|$)/g, 'n'],
  [/[bpvwf]/g, 'p'],
  [/[td]/g, 't'],
  [/[lr]/g, 'r'],
  [/m(?=p)/g, 'n'],
  [/[^ksptrmn]/g, ''],
  [/(.)\1+/g, '$1'],
]

/**
 * The consonants of a word as all alphabets hear them: `Kaupa`, `Каупа` and `カウパ` are `kp`; `Trump`, `トランプ`, `ترامب` and `טראמפ` are
 * `trnp`. Vowels are what alphabets disagree about.
 */
export const soundOf = (word: string): string => {
  const known = heard.get(word)
  if (known !== undefined) return known
  const sound = replaceAll(anyAscii(replaceAll(word.toLowerCase(), WRITTEN)).toLowerCase(), HEARD)
  if (heard.size === MOST_HEARD) heard.clear()
  heard.set(word, sound)
  return sound
}

/** Most words of a text have been heard before. */
const heard = new Map<string, string>()
const MOST_HEARD = 20_000

const replaceAll = (text: string, rules: readonly (readonly [RegExp, string])[]): string =>
  rules.reduce((before, [letters, instead]) => before.replace(letters, instead), text)
