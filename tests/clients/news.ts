/** Invented news for real reading programs: right-to-left, unspaced and Indic scripts, titles with what XML and HTML mark up by. */

/** An article as its publisher's feed tells it. */
export type Told = {
  readonly key: string
  readonly desk: Desk['id']
  readonly hours: number
  readonly title: string
  readonly text: string
  /** HTML, as the publisher writes it. */
  readonly html?: string
  readonly author?: string
  readonly audio?: { readonly bytes: number }
}
export type Desk = {
  readonly id: string
  readonly name: string
  readonly language: string
  readonly republish: 'full' | 'excerpt'
}

export const DESKS: readonly Desk[] = [
  { id: 'harbour', name: 'Harbour Post', language: 'en', republish: 'full' },
  { id: 'mina', name: 'صحيفة الميناء', language: 'ar', republish: 'full' },
  { id: 'namal', name: 'עיתון הנמל', language: 'he', republish: 'excerpt' },
  { id: 'gangkou', name: '港口日报', language: 'zh-Hans', republish: 'full' },
  { id: 'umi', name: '海通信', language: 'ja', republish: 'excerpt' },
  { id: 'hind', name: 'हिंद संचार', language: 'hi', republish: 'excerpt' },
  { id: 'svyaz', name: 'Связь «Сегодня»', language: 'ru', republish: 'excerpt' },
]

/** One event as three desks tell it. */
export const EVENT: readonly Told[] = [
  {
    key: 'cables',
    desk: 'harbour',
    hours: 9.5,
    title: 'Two submarine cables cut off Dakar slow the internet in seven countries',
    text: 'Orange and Sonatel said on Tuesday that two submarine cables were cut 38 kilometres off Dakar, Senegal. A repair ship will sail from Cape Town; mending takes 10 days.',
    author: 'Fatou Ndiaye',
  },
  {
    key: 'cables',
    desk: 'svyaz',
    hours: 10,
    title: 'Два подводных кабеля оборваны у Дакара: интернет замедлился в семи странах',
    text: 'Orange и Sonatel сообщили во вторник, что два подводных кабеля оборваны в 38 километрах от Дакара, Сенегал. Ремонтное судно выйдет из Кейптауна, ремонт займёт 10 дней.',
    author: 'Айгуль Ёлкина',
  },
  {
    key: 'cables',
    desk: 'mina',
    hours: 10.5,
    title: 'انقطاع كابلين بحريين قبالة داكار يبطئ الإنترنت في سبع دول',
    text: 'قالت شركتا Orange وSonatel يوم الثلاثاء إن كابلين بحريين انقطعا على بعد 38 كيلومترا قبالة داكار في السنغال، وتبحر سفينة الإصلاح من كيب تاون ويستغرق الإصلاح 10 أيام.',
    author: 'ليلى حسن',
  },
]

/** All about cross-border e-commerce, each an event of its own. */
export const REPORTS: readonly Told[] = [
  {
    key: 'markup',
    desk: 'harbour',
    hours: 3,
    title: 'Why “5 < 6 & 7 > 6” is in the new <parcels> rule for cross-border e-commerce',
    text: 'The rule’s drafters wanted to say that five is less than six & seven is more. Cross-border e-commerce parcels need an electronic declaration.',
    html: '<p>The rule’s drafters wanted to say that <b>five &lt; six</b> &amp; <a href="/rule?a=1&amp;b=2">seven is more</a>.</p><ul><li>Cross-border e-commerce parcels need an electronic declaration.</li></ul>',
    author: 'Zoë O’Neil & Søren “Sø” Ågård',
    audio: { bytes: 1_234_567 },
  },
  {
    key: 'arabic',
    desk: 'mina',
    hours: 4,
    title: 'مصر تبسّط إجراءات «التجارة الإلكترونية عبر الحدود» للمصدّرين الصغار (WTO)',
    text: 'أعلنت الجمارك أن الطرود الأقل من 300 دولار لن تحتاج إلى وسيط، وأن التجارة الإلكترونية عبر الحدود ستخضع لنافذة واحدة.',
    html: '<p>أعلنت الجمارك أن الطرود الأقل من <b>300 دولار</b> لن تحتاج إلى وسيط، وأن التجارة الإلكترونية عبر الحدود ستخضع لنافذة واحدة.</p>',
    author: 'ليلى حسن',
  },
  {
    key: 'hebrew',
    desk: 'namal',
    hours: 5,
    title: 'דו״ח: סחר אלקטרוני חוצה גבולות צמח ב־12% – "הקונים עברו לטלפון"',
    text: 'לפי הלשכה, קונים צעירים הזמינו יותר בגדים וספרים. סחר אלקטרוני חוצה גבולות מגיע כבר לשליש מן החבילות.',
    author: 'נועה לוי',
  },
  {
    key: 'chinese',
    desk: 'gangkou',
    hours: 6,
    title: '海关试点“一次申报”：跨境电商退货最快3天入区',
    text: '宁波港的跨境电商企业说，旧流程要填十一张表。新系统上线后，退回的商品由同一仓库验收。',
    html: '<p>宁波港的<em>跨境电商</em>企业说，旧流程要填十一张表。新系统上线后，退回的商品由同一仓库验收。</p>',
    author: '李雷',
  },
  {
    key: 'japanese',
    desk: 'umi',
    hours: 7,
    title: '越境ECの返品、中小の陶器店が共同倉庫で半額に――横浜港',
    text: '横浜の陶器店十二軒が倉庫を分け合う。越境ECで割れた皿の返送料は一件三千円から千五百円に下がった。',
    author: '山田花子',
  },
  {
    key: 'hindi',
    desk: 'hind',
    hours: 8,
    title: 'सीमा पार ई-कॉमर्स: बुनकरों की सहकारी समिति ने डाकघर से साड़ियाँ भेजना शुरू किया',
    text: 'वाराणसी के बुनकर अब डाकघर से सीधे साड़ियाँ भेजते हैं। सीमा पार ई-कॉमर्स के लिए कागज़ात गाँव में ही बनते हैं।',
    author: 'आशा वर्मा',
  },
  {
    key: 'russian',
    desk: 'svyaz',
    hours: 9,
    title: 'Трансграничная электронная торговля: почта Казахстана открывает склад в Актау',
    text: 'Склад на берегу Каспия примет первые посылки в марте. Трансграничная электронная торговля выросла в регионе вдвое.',
    author: 'Айгуль Ёлкина',
  },
]

const SUBJECTS = [
  'Lighthouse keepers',
  'A bakery on the quay',
  'Two retired pilots',
  'The school orchestra',
  'Beekeepers of the upper valley',
  'A ferry captain',
  'The town library',
  'Young rowers',
  'An old cinema',
  'The botanical garden',
  'A stonemason',
  'Volunteer firefighters',
]
const DEEDS = [
  'found a letter from 1912',
  'won the regional prize',
  'will open again in spring',
  'planted four hundred oaks',
  'repaired the clock that nobody could wind',
  'sang for nine hours without a pause',
]

/** What fills pages: nothing of our topics, each of its own. Older than the reports, an hour between each two. */
export const FILLERS: readonly Told[] = Array.from({ length: 24 }, (_, index): Told => {
  const subject = SUBJECTS[index % SUBJECTS.length] ?? ''
  const deed = DEEDS[(index * 5 + Math.floor(index / SUBJECTS.length)) % DEEDS.length] ?? ''
  return {
    key: `filler-${index}`,
    desk: 'harbour',
    hours: 12 + index,
    title: `${subject} ${deed}`,
    text: `${subject} ${deed}, number ${index + 1} of the things that were told at the harbour this week.`,
  }
})

/** Newest first. */
export const NEWS: readonly Told[] = [...REPORTS, ...EVENT, ...FILLERS].toSorted((one, other) => one.hours - other.hours)

export const linkOf = ({ desk, key }: Pick<Told, 'desk' | 'key'>): string => `https://${desk}.example/${key}?from=feed&n=1`
export const HOUR = 3_600_000
/** Whole seconds, as RSS has them. */
export const dateOf = ({ hours }: Told, now: number): Date => new Date(Math.floor((now - hours * HOUR) / 1000) * 1000)

/** A desk's RSS feed. */
export const deskFeed = ({ id, name, language }: Desk, told: readonly Told[], now: number): string =>
  `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>${escaped(name)}</title><link>https://${id}.example/</link><description>${escaped(name)}</description><language>${language}</language>
${told.map((one) => deskItem(one, now)).join('\n')}
</channel></rss>
`

const deskItem = (told: Told, now: number): string =>
  `<item><guid isPermaLink="false">${told.desk}-${told.key}</guid><link>${escaped(linkOf(told))}</link><title>${escaped(escaped(told.title))}</title>
<pubDate>${dateOf(told, now).toUTCString()}</pubDate>${told.author === undefined ? '' : `<dc:creator>${escaped(told.author)}</dc:creator>`}
<description>${escaped(escaped(told.text))}</description>${told.html === undefined ? '' : `<content:encoded>${escaped(told.html)}</content:encoded>`}
${told.audio === undefined ? '' : `<enclosure url="${audioOf(told)}" length="${told.audio.bytes}" type="audio/mpeg"/>`}</item>`

export const audioOf = ({ desk, key }: Told): string => `https://${desk}.example/${key}.mp3`

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
