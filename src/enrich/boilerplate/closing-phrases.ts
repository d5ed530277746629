/** Endings that publishing systems add to each summary. They say nothing, and make texts of one site look alike. */

/**
 * «The post … appeared first on …», as WordPress words it in each language. `words` are part of every such sentence: one search for any of
 * them spares nearly every text the longer search.
 */
const POSTED: readonly (readonly [words: RegExp, sentence: RegExp])[] = [
  [/appeared /, /\bThe post \P{Ll}.{0,300}? (?:first )?appeared (?:first )?on \P{Ll}.{0,120}$/u],
  [/Der Beitrag /, /\bDer Beitrag .{1,300}? (?:erschien zuerst auf|ist zuerst auf) .{1,120}$/],
  [/est apparu en premier sur /, /\bL[’']article .{1,300}? est apparu en premier sur .{1,120}$/],
  [/est apparu en premier sur /, /\bCet article .{1,300}? est apparu en premier sur .{1,120}$/],
  [
    / primero en /,
    /\b(?:La entrada|El cargo|La publicación) .{1,300}? (?:se publicó primero en|aparece primero en|apareció primero en) .{1,120}$/,
  ],
  [/articolo /, /\bL[’']articolo .{1,300}? (?:proviene da|sembra essere il primo su) .{1,120}$/],
  [
    / primeiro /,
    /\b(?:O post|O conteúdo|A publicação) .{1,300}? (?:apareceu primeiro em|aparece primeiro (?:em|no)) .{1,120}$/,
  ],
  [/ verscheen eerst op /, /\bHet bericht .{1,300}? verscheen eerst op .{1,120}$/],
  [/Artykuł|Wpis/, /\b(?:Artykuł|Wpis) .{1,300}? (?:pochodzi z serwisu|pojawił się pierwszy raz) .{1,120}$/],
  [/ dök först upp på /, /\bInlägget .{1,300}? dök först upp på .{1,120}$/],
  [/ blev først udgivet på /, /\bIndlægget .{1,300}? blev først udgivet på .{1,120}$/],
  [/ dukket først opp på /, /\bInnlegget .{1,300}? dukket først opp på .{1,120}$/],
  [/Příspěvek|Článok/, /\b(?:Příspěvek|Článok) .{1,300}? (?:pochází z|zobrazený najskôr) .{1,120}$/],
  [
    / originally published /,
    /\b\P{Ll}.{1,300}? was originally published (?:in|on) .{1,120}(?:this story|on Medium)\.?.{0,3}$/u,
  ],
  [/ apare prima dată în /, /\bArticolul .{1,300}? apare prima dată în .{1,120}$/],
  [/ bejegyzés először /, /\b[AÁ] .{1,300}? bejegyzés először .{1,120}-[énp]+ jelent meg\.?$/],
  [/Сообщение|Запись/, /(?:Сообщение|Запись) .{1,300}? (?:появились сначала на|впервые появилась) .{1,120}$/],
  [/Запис|Допис/, /(?:Запис|Допис) .{1,300}? (?:спершу з[’']явився на|з[’']явився спочатку на) .{1,120}$/],
  [/ е публикувана за пръв път на /, /Публикацията .{1,300}? е публикувана за пръв път на .{1,120}$/],
  [/ yazısı ilk önce /, /(?:^|(?<=[.!?…»”] ))\S.{1,300}? yazısı ilk önce .{1,120} üzerinde ortaya çıktı\.?$/],
  [/ に最初に表示されました/, /投稿 .{1,300}? は .{1,120} に最初に表示されました。?$/],
  [/ظهرت المقالة /, /ظهرت المقالة .{1,300}? أولاً على .{1,120}$/],
]
const WORDS_OF_ANY = new RegExp(POSTED.map(([words]) => words.source).join('|'))
/** «Continue reading», alone at the end. */
const CONTINUE =
  /(?:\s|^)(?:\(?(?:continue reading|read more|read the full (?:story|article)|read on|full story|weiterlesen|mehr lesen|lire la suite|lire plus|leer más|seguir leyendo|continuar leyendo|leia mais|continue lendo|continua a leggere|leggi tutto|lees meer|lees verder|läs mer|les mer|læs mere|lue lisää|czytaj (?:dalej|więcej)|číst dále|čítať ďalej|tovább olvasom|citește mai mult|devamını oku|подробнее|читать далее|читать полностью|читати далі|докладніше|прочетете още|διαβάστε περισσότερα|اقرأ المزيد|ادامه مطلب|קרא עוד|और पढ़ें|selengkapnya|baca selengkapnya|baca lagi|xem thêm|อ่านต่อ|続きを読む|阅读全文|閱讀全文|查看全文|더 보기)\)?)(?:\s*[:]?\s*[^\n.!?。]{0,120}?)?\s*(?:[→»›>…]|\.{3})+\s*$/iu
const ARROWS = ['→', '»', '›', '>', '…', '...']
/** «Continue reading» without an arrow, as a sentence of its own. */
const CONTINUE_ALONE =
  /(?:^|[\n.!?。…]\s*)(?:continue reading|read more|weiterlesen|mehr lesen|lire la suite|leer más|seguir leyendo|leia mais|leggi tutto|lees meer|lees verder|läs mer|les mer|læs mere|czytaj (?:dalej|więcej)|devamını oku|подробнее|читать далее|читати далі|اقرأ المزيد|ادامه مطلب|selengkapnya|baca selengkapnya|xem thêm|続きを読む|阅读全文|閱讀全文|查看全文)\.?\s*$/iu
/** Code units; more than any match of `CONTINUE_ALONE` has. */
const ALONE = 80
/** «[…]», where a text was cut. */
export const ELLIPSIS = /\s*(?:\[\s*(?:…|\.{3}|&#8230;)\s*\]|\(\s*(?:…|\.{3})\s*\))\s*$/
/** The label of a link to comments. */
const COMMENTS_ONLY = /^(?:comments|kommentare|commentaires|comentarios)$/i

/** True: the text consists of nothing but the label of a link to comments. */
export const isOnlyLink = (text: string): boolean => COMMENTS_ONLY.test(text)

const LONGEST_PHRASE = 700

/** The offset at which such an ending begins; -1: there is none. */
export const closingPhraseOf = (text: string): number => {
  const before = Math.max(0, text.length - LONGEST_PHRASE)
  const start = phraseIn(text.slice(before).trimEnd().replace(ELLIPSIS, '…'))
  return start === -1 ? -1 : before + start
}

const phraseIn = (ending: string): number => {
  const line = ending.lastIndexOf('\n') + 1
  const lastLine = ending.slice(line)
  const posted = WORDS_OF_ANY.test(lastLine) ? POSTED.find(([, sentence]) => sentence.test(lastLine)) : undefined
  if (posted !== undefined) return line + lastLine.search(posted[1])
  const from = continueFrom(ending)
  if (from === -1) return -1
  // The full stop belongs to the sentence before.
  return from + (/^[.!?。…]/.exec(ending.slice(from))?.[0].length ?? 0)
}

/** The offset at which «continue reading» begins; -1: the text does not end so. */
const continueFrom = (trimmed: string): number => {
  const withArrow = ARROWS.some((arrow) => trimmed.endsWith(arrow)) ? trimmed.search(CONTINUE) : -1
  if (withArrow !== -1) return withArrow
  const before = Math.max(0, trimmed.length - ALONE)
  const alone = trimmed.slice(before).search(CONTINUE_ALONE)
  return alone === -1 ? -1 : before + alone
}
