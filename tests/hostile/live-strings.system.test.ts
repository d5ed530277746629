/** Every live string in every field of RSS, Atom, JSON Feed and a page, published again and put into a browser as readers do it. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM, openBrowser } from '../browser/browser.ts'
import { validateFeed } from '../publish/validate/validate-feed.ts'
import { type Canary, startCanary } from './canary.ts'
import { type HostileService, startHostileService } from './hostile-service.ts'
import { answer, type Attack, startUpstream, type Upstream } from './hostile-upstream.ts'
import { liveStrings } from './live-strings.ts'

const xml = (text: string): string =>
  text
    .replaceAll('\u000c', '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
const linkOf = (live: string, nth: number): string => (nth % 3 === 0 ? live : `https://upstream.example/${nth}?${live}`)

const rss = (all: readonly string[]): string => `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>${xml(all[0] ?? '')}</title>
  <copyright>${xml(all[9] ?? '')}</copyright>${all
    .map(
      (
        live,
        nth,
      ) => `<item><title>${xml(live)}</title><link>${xml(linkOf(live, nth))}</link><guid>r${nth}</guid><comments>${xml(live)}</comments>
  <description>${xml(live)}</description><content:encoded>${xml(`<p>Harbour ${nth} ${live}</p>`)}</content:encoded><dc:creator>${xml(live)}</dc:creator>
  <category domain="${xml(live)}">${xml(live)}</category><enclosure url="${xml(live)}" type="${xml(live)}" length="1"/><dc:rights>${xml(live)}</dc:rights>
  <media:thumbnail url="${xml(live)}"/><source url="${xml(live)}">${xml(live)}</source><dc:language>${xml(live)}</dc:language></item>`,
    )
    .join('')}</channel></rss>`

const KINDS = ['text', 'html', 'xhtml'] as const
const atomText = (name: string, live: string, nth: number): string => {
  const kind = KINDS[nth % KINDS.length]
  const inside = kind === 'xhtml' ? `<div xmlns="http://www.w3.org/1999/xhtml"><p>${xml(live)}</p></div>` : xml(live)
  return `<${name} type="${kind}">${inside}</${name}>`
}
const atom = (
  all: readonly string[],
): string => `<feed xmlns="http://www.w3.org/2005/Atom">${atomText('title', all[0] ?? '', 0)}
  ${all
    .map(
      (
        live,
        nth,
      ) => `<entry xml:base="${xml(live)}"><id>a${nth}</id>${atomText('title', live, nth)}<updated>2026-11-20T00:00:00Z</updated>
  <link href="${xml(linkOf(live, nth))}" hreflang="${xml(live)}" title="${xml(live)}"/><author><name>${xml(live)}</name><uri>${xml(live)}</uri></author>
  <category term="${xml(live)}" label="${xml(live)}"/>${atomText('rights', live, nth + 1)}${atomText('summary', live, nth + 2)}
  ${atomText('content', `Harbour ${nth} ${live}`, nth + 1)}</entry>`,
    )
    .join('')}</feed>`

const json = (all: readonly string[]): string =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: all[0],
    items: all.map((live, nth) => ({
      id: `j${nth}`,
      url: linkOf(live, nth),
      title: live,
      summary: live,
      ...(nth % 2 === 0 ? { content_html: `<p>Harbour ${nth} ${live}</p>` } : { content_text: live }),
      image: live,
      authors: [{ name: live, url: live }],
      tags: [live],
      language: live,
      attachments: [{ url: live, mime_type: live, title: live }],
    })),
  })

const page = (all: readonly string[]): string =>
  `<!doctype html><ul>${all.map((live, nth) => `<li><a href="${xml(linkOf(live, nth))}">${xml(live)}</a><p>${xml(live)}</p></li>`).join('')}</ul>`

type Item = {
  readonly title: string
  readonly summary?: string
  readonly content_text?: string
  readonly content_html?: string
}
const FORMATS = ['rss', 'atom', 'json', 'page'] as const
/** One document of each would take a second of a processor, and ten on a busy machine. */
const PARTS = [0, 1, 2, 3, 4, 5]
const idsOf = (format: (typeof FORMATS)[number]): readonly string[] => PARTS.map((part) => `${format}-${part}`)
const filterOf = (format: (typeof FORMATS)[number]): string => `source:${idsOf(format).join(',')}`
const RULE = '{ item: li, title: a, link: a@href, summary: p }'
const WRITERS = { rss, atom, json, page }
const TYPES = {
  rss: 'application/xml',
  atom: 'application/xml',
  json: 'application/feed+json',
  page: 'text/html; charset=utf-8',
}

if (CHROMIUM === null) process.stderr.write('tests/hostile/live-strings is skipped: no Chromium is installed here\n')

describe.skipIf(CHROMIUM === null)('live strings in every field', () => {
  let canary: Canary
  let upstream: Upstream
  let service: HostileService
  let browser: Browser
  let all: readonly string[] = []
  beforeAll(async () => {
    canary = await startCanary()
    all = liveStrings(canary.port)
    const size = Math.ceil(all.length / PARTS.length)
    const attacks = FORMATS.flatMap((format) =>
      idsOf(format).map((id, part): readonly [string, Attack] => {
        const document = WRITERS[format](all.slice(part * size, (part + 1) * size))
        return [`/${id}`, answer(document, { 'content-type': TYPES[format] })]
      }),
    )
    upstream = await startUpstream(Object.fromEntries(attacks))
    service = await startHostileService({
      sources: Object.fromEntries(
        FORMATS.filter((format) => format !== 'page')
          .flatMap(idsOf)
          .map((id) => [id, `http://${upstream.host}/${id}`]),
      ),
      settings: `fetch:\n  per_host: { gap: 0s }\n  allow_private: ["${upstream.host}"]\nstories: all\n`,
      more: idsOf('page')
        .map((id) => `  - { id: ${id}, name: ${id}, url: "http://${upstream.host}/${id}", page: ${RULE} }\n`)
        .join(''),
    })
    browser = await openBrowser()
    await service.allTried()
    const failed = [...(await service.sources()).values()].filter(({ failure }) => failure !== null)
    if (failed.length > 0) throw new Error(`not read: ${JSON.stringify(failed)}`)
  }, 300_000)
  afterAll(async () => {
    await browser.close()
    await service.close()
    await Promise.all([upstream.close(), canary.close()])
  })

  const itemsOf = async (format: (typeof FORMATS)[number]): Promise<readonly Item[]> => {
    const answered = await service.get(`/feeds/all.json?group=article&limit=1000&q=${filterOf(format)}`)
    return ((await answered.json()) as { readonly items: readonly Item[] }).items
  }

  test('there are some hundreds', () => expect(all.length).toBeGreaterThan(700))

  test.each(['atom', 'rss', 'json'] as const)('%s is valid whatever its source was', async (format) => {
    for (const source of FORMATS) {
      const text = await (await service.get(`/feeds/all.${format}?group=article&limit=1000&q=${filterOf(source)}`)).text()
      expect([source, validateFeed(text, format)]).toEqual([source, []])
    }
  })

  const opened = async (): Promise<{ readonly tab: Page; readonly asked: string[] }> => {
    const tab = await browser.newPage()
    const asked: string[] = []
    tab.on('dialog', (dialog) => void dialog.dismiss())
    await tab.route('**/*', (route) => {
      asked.push(route.request().url())
      return route.abort()
    })
    return { tab, asked }
  }

  test.each(FORMATS)(
    'texts of %s hold no element, as they are, and decoded once or twice more; contents run nothing',
    async (format) => {
      const items = await itemsOf(format)
      expect(items.length).toBeGreaterThan(all.length / 3)
      const { tab, asked } = await opened()
      const texts = items.flatMap(({ title, summary = '', content_text: text = '' }) => [title, summary, text])
      const live = await tab.evaluate(`((texts) => texts.filter((text) => {
      let shown = text
      for (let times = 0; times < 3; times += 1) {
        const element = document.body.appendChild(document.createElement('div'))
        element.innerHTML = shown
        if (element.children.length > 0) return true
        shown = element.textContent
      }
      return false
    }))(${JSON.stringify(texts)})`)
      expect(live).toEqual([])
      expect(asked).toEqual([])
      const contents = items.map(({ content_html: html = '' }) => html)
      const odd = await tab.evaluate(`((contents) => contents.flatMap((html) => {
      const element = document.body.appendChild(document.createElement('div'))
      element.innerHTML = html
      for (const one of element.querySelectorAll('*')) for (const kind of ['mouseover', 'focus', 'toggle', 'click'])
        if (kind !== 'click' || one.localName !== 'a') one.dispatchEvent(new Event(kind))
      return [...element.querySelectorAll('*')].filter((one) =>
        /^(?:script|style|iframe|object|embed|base|form|link|meta|svg|math|template|button|input|video|audio|xss|dialog)$/.test(one.localName) ||
        [...one.attributes].some(({ name, value }) => /^(?:on|style$|ping$|id$|name$|is$|popover)/.test(name) || (/^(?:href|src)$/.test(name) && !/^https?:/.test(value)))
      ).map((one) => one.outerHTML.slice(0, 200))
    }))(${JSON.stringify(contents)})`)
      expect(odd).toEqual([])
      await tab.waitForTimeout(500)
      expect(await tab.evaluate('window.hit ?? 0')).toBe(0)
      // Pictures of a report are its content; whether they are loaded, its reader decides.
      expect(asked.filter((to) => !/\/loaded(?:-2)?\.png/.test(to))).toEqual([])
      await tab.close()
    },
  )

  test('pages of results and of stories hold them as text', async () => {
    const { data } = (await (await service.get('/api/v1/stories?limit=200')).json()) as {
      readonly data: readonly { readonly id: string }[]
    }
    expect(data.length).toBeGreaterThan(20)
    const tab = await browser.newPage()
    const found: string[] = []
    tab.on('dialog', (dialog) => {
      found.push('a dialog')
      void dialog.dismiss()
    })
    tab.on('request', (request) => {
      if (!request.url().startsWith(service.url)) found.push(`asked ${request.url()}`)
    })
    const paths = [
      '/',
      ...FORMATS.map((format) => `/search?q=${filterOf(format)}`),
      '/sources',
      ...data.slice(0, 60).map(({ id }) => `/stories/${id}`),
    ]
    for (const path of paths) {
      await tab.goto(service.url + path, { waitUntil: 'load' })
      const odd = await tab.evaluate<readonly string[]>(`[...document.querySelectorAll('*')].filter((one) =>
        /^(?:iframe|object|embed|base|xss|math|video|audio|image)$/.test(one.localName) ||
        [...one.attributes].some(({ name, value }) => /^on/.test(name) || (/^(?:href|src)$/.test(name) && /^(?:javascript|data|vbscript):/i.test(value)))
      ).map((one) => one.outerHTML.slice(0, 200)).concat(window.hit ? ['code ran'] : [])`)
      found.push(...odd.map((one) => `${path}: ${one}`))
    }
    expect(found).toEqual([])
    expect(canary.visits).toEqual([])
  })
})
