import { ARABIC_WORDS, CYRILLIC_WORDS, DEVANAGARI_WORDS, LATIN_WORDS } from './small-words.ts'

/** Endings and letters that tell neighbours apart; each word that shows one counts like a small word of those languages. */
const SHAPES: readonly (readonly [shape: RegExp, languages: string])[] = [
  [/(?:sjon(?:en|er|ene|s)?|[^aeiouyæøå]het(?:en|er)?|øy\p{L}*|(?<!s)kj\p{L}+)$/u, 'nb nn'],
  [/(?:tion(?:en|er|erne)?|hed(?:en|er|s)?|(?:er)?ede|øj\p{L}*|\p{L}ej(?:e|er|en)?|[øuoa]gt(?:e|er)?)$/u, 'da'],
  [/(?:ast|ane|inga|leg(?:e)?|heit(?:a)?|sjonar)$/u, 'nn'],
  [/[äö]/u, 'sv fi de et'],
  [/[æø]/u, 'da nb nn'],
  [/å/u, 'da nb nn sv'],
  [/ß/u, 'de'],
  [/ij/u, 'nl'],
  [/(?:[çc]ão|ões|ãos?|[õã])|nh|lh/u, 'pt'],
  [/(?:cións|sións|^x[eou]\p{L}+|\p{L}{3,}eiro|unha)$/u, 'gl'],
  [/ñ/u, 'es gl'],
  [/(?:ción|sión)$/u, 'es gl'],
  [/(?:ciones|siones|\p{L}{2}dad|\p{L}{2}dades|\p{L}ieron)$/u, 'es'],
  [/(?:dade|dades)$/u, 'pt gl'],
  [/(?:ció|cions|\p{L}{3}itat|\p{L}{2}ment|ny)$|l·l/u, 'ca'],
  [/(?:zione|zioni|\p{L}ità|\p{L}mente|gli)$/u, 'it'],
  [/[șțşţă]/u, 'ro'],
  [/(?:ului|iilor|elor)$/u, 'ro'],
  [/[řůě]/u, 'cs'],
  [/[ľĺŕ]|ô/u, 'sk'],
  [/(?:ých|ého|ému)$/u, 'cs sk'],
  [/[łśćńźżąę]/u, 'pl'],
  [/[őű]/u, 'hu'],
  [/ğ/u, 'tr az'],
  [/ı/u, 'tr az'],
  [/ə/u, 'az'],
  [/[ðþ]/u, 'is'],
  [/[ģķļņ]|[āēī]/u, 'lv'],
  [/[ėįų]/u, 'lt'],
  [/õ/u, 'et pt'],
  [/[ạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ]/u, 'vi'],
  [/[ɓɗƙ]/u, 'ha'],
  [/đ/u, 'hr bs sr-Latn vi'],
  [/[čšž]/u, 'cs sk sl hr bs sr-Latn lt lv'],
  [/(?:itas|isasi|asi)$/u, 'id'],
  [/(?:iti|syen|sebut|[^k]an-kan)$/u, 'ms'],
  [/(?:vre?me\p{L}*|mest[oaui]|r[e]č[i]?|sved\p{L}+|pred\p{L}+)$/u, 'sr-Latn'],
  [/\p{L}ije\p{L}/u, 'hr bs'],
  [/[ђћ]/u, 'sr-Cyrl'],
  [/[ѓќѕ]/u, 'mk'],
  [/[љњџј]/u, 'sr-Cyrl mk'],
  [/[їєґ]/u, 'uk'],
  [/ў/u, 'be'],
  [/і/u, 'uk be kk'],
  [/ы|э|ё/u, 'ru be kk ky tg mn'],
  [/[әғқұһ]/u, 'kk tt'],
  [/[ңөү]/u, 'kk ky mn tt'],
  [/ъ/u, 'bg ru'],
  [/(?:[^р]ът|ъл[^\p{L}]|\p{L}ъ\p{L})/u, 'bg'],
  [/(?:ият|ата|ите|ото)$/u, 'bg'],
  [/(?:иот|ата|ите|ото)$/u, 'mk'],
  [/[ٹڈڑںےھ]/u, 'ur'],
  [/[پچژگ]/u, 'fa ur ps ckb sd ug'],
  [/[ټډړښځڅۍېڼ]/u, 'ps'],
  [/[ەێۆڕڵ]/u, 'ckb ug'],
  [/[ةىأإؤئ]/u, 'ar'],
  [/ﷲ|^ال/u, 'ar'],
  [/ळ/u, 'mr'],
  [/(?:च्या|ांनी|ातील|ण्यात)$/u, 'mr'],
  [/(?:को|मा|ले|का|हरू|लाई)$/u, 'ne'],
]

const speakers = new Map<string, readonly string[]>()
for (const lists of [LATIN_WORDS, CYRILLIC_WORDS, ARABIC_WORDS, DEVANAGARI_WORDS]) {
  for (const [language, words] of Object.entries(lists)) {
    for (const word of new Set(words.split(' '))) speakers.set(word, [...(speakers.get(word) ?? []), language])
  }
}
const shapes = SHAPES.map(([shape, languages]) => ({ shape, languages: languages.split(' ') }))

const WORD = /[\p{L}\p{M}'’-]+/gu
/** Repetitions say no more. */
const MOST_WORDS = 60

/** How many words of a text each language knows as its own, by list or by shape. */
export const wordVotes = (lowerCased: string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const word of new Set((lowerCased.match(WORD) ?? []).slice(0, MOST_WORDS))) {
    for (const language of knownBy(word)) counts.set(language, (counts.get(language) ?? 0) + 1)
  }
  return counts
}

/** Words come again and again; their shapes are looked at once. */
const remembered = new Map<string, readonly string[]>()
const MEMORY = 20_000
const knownBy = (word: string): readonly string[] => {
  const found = remembered.get(word)
  if (found !== undefined) return found
  if (remembered.size >= MEMORY) remembered.clear()
  const languages = [
    ...new Set([
      ...(speakers.get(word) ?? []),
      ...(word.length < 40 ? shapes.filter(({ shape }) => shape.test(word)).flatMap(({ languages }) => languages) : []),
    ]),
  ]
  remembered.set(word, languages)
  return languages
}
