/** What reading the pages of articles adds: the invented reports as feeds of teasers, without their pages and with them. */
import { withPageText } from '../../src/model/article-page.ts'
import { articleText } from '../../src/parse/article/article-text.ts'
import { createHtmlCleaner } from '../../src/text/html/clean-html.ts'
import { escapeText } from '../../src/publish/xml.ts'
import { eventsToldAs, invented, type Told } from './events.ts'
import { type Outcome, percent } from './suite.ts'

/** As much as many feeds give. */
const TEASER = 80
const SHOWN = /topics|across, pair|B³/

export const pages = async (): Promise<Outcome> => {
  const reports = invented()
  const { texts, line } = await readAll(reports)
  const without = await eventsToldAs('teasers', teaserOf)
  const within = await eventsToldAs('with pages', (report) => withPageText(teaserOf(report), texts.get(report.id) ?? null))
  const whole = await eventsToldAs('whole texts', ({ text }) => text ?? '')
  const figures = [...without, ...within, ...whole]
    .filter(({ name }) => SHOWN.test(name))
    .map((figure) => ({ ...figure, bar: null }))
  const read = { name: 'pages read', value: percent(texts.size, reports.length), bar: null }
  return { suite: 'pages', cases: reports.length, figures: [read, ...figures], wrong: [line] }
}

const teaserOf = ({ text }: Pick<Told, 'text'>): string =>
  (text ?? '').length > TEASER ? `${(text ?? '').slice(0, TEASER)}…` : (text ?? '')

/** Every page through the reader, as it would come; the line says what that cost. */
const readAll = async (reports: readonly Told[]) => {
  const cleanHtml = createHtmlCleaner()
  const texts = new Map<string, string>()
  const [begun, heap] = [process.cpuUsage(), process.memoryUsage().rss]
  let [slowest, bytes] = [0, 0]
  for (const [nth, report] of reports.entries()) {
    const url = `https://paper.example/${report.id}`
    const html = pageOf(report, reports.slice(nth + 20, nth + 32))
    const from = performance.now()
    const outcome = await articleText(
      html,
      { title: report.title ?? '', text: teaserOf(report) },
      { url, finalUrl: url, cleanHtml },
    )
    slowest = Math.max(slowest, performance.now() - from)
    bytes += html.length
    if (outcome.kind === 'read') texts.set(report.id, outcome.text)
  }
  const { user, system } = process.cpuUsage(begun)
  const [each, size] = [(user + system) / 1_000 / reports.length, bytes / reports.length / 1_000]
  const more = (process.memoryUsage().rss - heap) / 1_000_000
  return {
    texts,
    line: `${each.toFixed(1)} ms of CPU a page of ${size.toFixed(0)} kB, the slowest ${slowest.toFixed(0)} ms; ${more.toFixed(0)} MB more`,
  }
}

/** With what stands around reports: menus, a banner, other headlines of the field with teasers, a form, scripts and styles. */
const pageOf = ({ lang, title, text }: Told, others: readonly Told[]): string => {
  const menu = Array.from(
    { length: 60 },
    (_, at) => `<li class="menu-item"><a href="/section/${at}">Section ${at}</a></li>`,
  ).join('')
  const related = others
    .map(
      (other) =>
        `<div class="card"><a href="/${other.id}"><h3>${escapeText(other.title ?? '')}</h3></a><span class="time">12:30</span></div>`,
    )
    .join('')
  const noise = `<script>window.data=${JSON.stringify({ items: Array.from({ length: 400 }, (_, at) => ({ at, path: `/a/${at}`, isShown: true })) })}</script><style>${'.a{color:red}'.repeat(500)}</style>`
  const sentences = (text ?? '').split(/(?<=[.。!?؟।])\s*/).filter((part) => part !== '')
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>${escapeText(title ?? '')} | Paper</title>${noise}</head><body>
<div id="cookie-banner" role="dialog"><p>We and our 700 partners store and access information on your device.</p><button>Accept</button></div>
<header><nav><ul>${menu}</ul></nav></header><main><article><h1>${escapeText(title ?? '')}</h1><div class="byline">Staff reporter</div>
<div class="body">${sentences.map((part) => `<p>${escapeText(part)}</p>`).join('')}</div></article>
<aside class="related"><h2>Read also</h2>${related}</aside></main>
<footer><form action="/newsletter"><label>Subscribe to our newsletter</label><input type="email"></form><ul>${menu}</ul></footer></body></html>`
}
