/** What reads foreign text with expressions, each with texts that took it quadratic time or longer. `runs` gives the text for a size. */
import { isHandout } from '../../src/enrich/handouts.ts'
import { closingPhraseOf, withPlainEllipsis } from '../../src/enrich/boilerplate/closing-phrases.ts'
import { isBoilerplateLine, isCall } from '../../src/enrich/boilerplate/calls-to-readers.ts'
import { datelineLength, datelineWithin } from '../../src/enrich/boilerplate/datelines.ts'
import { headlineOf } from '../../src/grouping/features/report-words.ts'
import { canonicalUrl } from '../../src/lib/canonical-url.ts'
import type { LanguageTag } from '../../src/model/ids.ts'
import type { PageRule } from '../../src/model/source.ts'
import { httpCharset, writtenCharset, writtenLanguage } from '../../src/parse/charset/declared-charset.ts'
import { readDate } from '../../src/parse/dates/read-date.ts'
import { personFromText } from '../../src/parse/feed/people.ts'
import { feedLinks } from '../../src/parse/page/feed-links.ts'
import { headerSignals, pageSignals } from '../../src/parse/rights/answer-signals.ts'
import { readRobots } from '../../src/parse/rights/robots-txt.ts'
import { readRsl } from '../../src/parse/rights/rsl.ts'
import { readTdmRep } from '../../src/parse/rights/tdm-rep.ts'
import { CHAT_COMPLETION } from '../../src/translation/adapters.ts'
import { judgeTranslation } from '../../src/translation/judge-translation.ts'
import { read } from '../parse/reading.ts'

const filled = (piece: string, size: number): string => piece.repeat(Math.ceil(size / piece.length)).slice(0, size)
const DE: LanguageTag = 'de'
/** As often as a document may have such a text. */
const oftenOf = (size: number, text: string): number => Math.ceil(size / text.length)
const often = (size: number, text: string, read: (text: string) => unknown): void => {
  for (let n = 0; n < oftenOf(size, text); n += 1) read(text)
}
/** At most 1,000 characters of such a list are read. */
const SPACES = `${filled('\n', 331)}${filled('\t', 331)}:${filled('\t', 331)}\n\0`
const chat = (content: string): unknown => CHAT_COMPLETION.read({ choices: [{ message: { content } }] }, 1)

export const READERS: Readonly<Record<string, (size: number) => unknown>> = {
  'robots.txt: line separators': (size) => readRobots(`Disallow:${filled('\u2028', size)}`, 'polywire'),
  'robots.txt: spaces, then line separators': (size) => readRobots(`a:${filled(' ', size)}x\u2028y`, 'polywire'),
  'robots.txt: number signs before a line separator': (size) => readRobots(`${filled('#', size)}\u2028#`, 'polywire'),
  'robots.txt: a preference with spaces': (size) =>
    readRobots(`User-agent: *\nContent-Usage: /a${filled('\t', size)}x\u2028y`, 'polywire'),
  'tdmrep.json: brackets': (size) => readTdmRep(filled('[', size)),
  'robots meta: spaces': () => pageSignals(`<meta name="robots" content="${SPACES}">`, 'https://a.example/'),
  'robots header: spaces': () => headerSignals({ 'x-robots-tag': SPACES }, 'https://a.example/'),
  'chat answer: line feeds': (size) => chat(`\`\`\`${filled('\n', size)}x`),
  'chat answer: tabs in a code block': (size) => chat(`\`\`\`json${filled('\t', size)}x\`\`\``),
  'translation: tags without an end': (size) => judgeTranslation('one', filled('<!', size), DE),
  'translation: elements without an end': (size) => judgeTranslation('one', filled('<a ', size), DE),
  'language: subtags': (size) => writtenLanguage(`<language>ab${filled('-a_a', size)}`),
  'language: words and underscores': (size) => writtenLanguage(`<language>ge-${filled('L_DE0EG___0DE0EG_', size)}!`),
  'charset of a header: spaces': (size) => httpCharset(`;charset=${filled('\t', size)}=`),
  'charset of a page: spaces': (size) => writtenCharset(`<meta charset=${filled('\t', size)}\0`),
  'charset of a page: tags': (size) => writtenCharset(filled('<meta charset', size)),
  ...Object.fromEntries(
    [
      'Der Beitrag n ist zuerst auf ',
      'The post \0 appeared on \0',
      'O post apareceu primeiro em ',
      'M was originally published in .on Medium e',
      'Á x bejegyzés először z',
      '! nı yazısı ilk önce ',
      '投稿 最 は 稿',
      'Запись и впервые появилась  ',
      '阅读全文 \t',
      'read more',
      '\n',
      ' ',
      '[\t',
      '…',
    ].map((piece) => [
      `closing phrases: ${JSON.stringify(piece)}`,
      (size: number) =>
        often(size, filled(piece, 743), (text) => [closingPhraseOf(`${text}\u2028x>`), withPlainEllipsis(text)]),
    ]),
  ),
  ...Object.fromEntries(
    ['\t', '\t1', '1月', ' 1 ', 'Z ', '12:30 (', 'pm '].map((piece) => [
      `loose dates: ${JSON.stringify(piece)}`,
      (size: number) => often(size, `1月${filled(piece, 180)}:30`, (text) => readDate(text)),
    ]),
  ),
  'people: addresses': (size) => often(size, filled('OMAILTO@', 500), personFromText),
  'people: separators': (size) => often(size, `a${filled(' -', 480)}b`, personFromText),
  'addresses: sessions': (size) => canonicalUrl(`https://a.example/${filled(';jsessionid=', size)}`),
  'addresses: letters before amp': (size) => canonicalUrl(`https://a.example/${filled('p', size)}/amp/`),
  'links to feeds: fragments': (size) => feedLinks(`<a href="${filled('_RSS#D', size)}\n">x</a>`, 'https://a.example/'),
  'headline: spaces': (size) => headlineOf(`a${filled('\t', size)}x`),
  'headline: hyphens': (size) => headlineOf(filled(' -', size)),
  // Texts that `bounded.json` bounds: the rest of them is not searched.
  'handouts: titles': (size) =>
    ['llp ', 'investor may ', '1.1.1-rc '].map((piece) => often(size / 100, filled(piece, 300), isHandout)),
  'calls to readers: a long sentence': (size) => [isCall(filled('following us ', size)), isBoilerplateLine(filled('اً', size))],
  'calls to readers: sentences': (size) =>
    ['ağ takip edin ', 'Follow us, X ', 'ได้ที่เรา', 'اقرأ أيضاً'].map((piece) =>
      often(size / 100, filled(piece, 220), (text) => [isCall(text), isBoilerplateLine(text)]),
    ),
  'calls to readers: endings of one word': () => isBoilerplateLine(`اقرأ أيض${filled('اً', 80)}記:`),
  'datelines: long texts': (size) => [datelineLength(filled('AP/', size)), datelineWithin(filled(' (기)=', size))],
  'datelines: texts': (size) =>
    ['©時事/AP/', ' (기)=원 ', 'Aa, ', '(AP) '].map((piece) =>
      often(size / 100, filled(piece, 260), (text) => [datelineLength(text), datelineWithin(text)]),
    ),
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const PAGE_RULE: PageRule = {
  item: 'li',
  title: 'a',
  link: 'a@href',
  summary: 'p',
  image: null,
  date: { select: 'time', format: 'd MMMM yyyy' },
}

/** Puts the text wherever a stranger may: in each field of a feed and page, in answers of sites and of end points. */
export const readForeign = async (text: string): Promise<void> => {
  const written = escaped(text)
  const fields = ['title', 'link', 'guid', 'description', 'pubDate', 'author', 'category', 'dc:creator', 'comments']
  const item = `<item>${fields.map((name) => `<${name}>${written}</${name}>`).join('')}</item>`
  await read(`<rss><channel><language>${written}</language>${item}</channel></rss>`)
  await read(`<rss><channel><item><title>T</title><description><![CDATA[${text}]]></description></item></channel></rss>`)
  await read(
    JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      items: [{ id: 1, title: text, content_html: text, url: text }],
    }),
  )
  await read(`<ul><li><a href="${written}">${written}</a><p>${text}</p><time>${written}</time></li></ul>`, { page: PAGE_RULE })
  await read(text)
  readRobots(text, 'polywire')
  readRobots(`User-agent: *\nDisallow: ${text}\nContent-Usage: ${text}`, 'polywire')
  readTdmRep(text)
  readTdmRep(JSON.stringify([{ location: text, 'tdm-reservation': 1 }]))
  readRsl(`<rsl xmlns="https://rslstandard.org/rsl"><content url="${written}">${text}`)
  pageSignals(`<meta name="robots" content="${written}">${text}`, 'https://a.example/')
  // A server's headers have 16 kB at most.
  headerSignals({ 'x-robots-tag': text.slice(0, 16_384), link: text.slice(0, 16_384) }, 'https://a.example/')
  httpCharset(`text/html;charset=${text.slice(0, 16_384)}`)
  writtenCharset(`<meta charset=${text}`)
  writtenLanguage(`<language>${text}</language>`)
  feedLinks(`<a href="${written}">${text}</a>`, 'https://a.example/')
  chat(text)
  chat(`\`\`\`${text}\`\`\``)
  for (const language of [DE, 'zh-Hans', 'ar'] as LanguageTag[]) judgeTranslation('one two', text, language)
  canonicalUrl(`https://a.example/${text}`)
  headlineOf(text)
}
