/** Code in every field of a feed, read by a running service and looked at in a browser: nothing runs, nothing is asked for elsewhere. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM, openBrowser } from '../browser/browser.ts'
import { type Canary, startCanary } from './canary.ts'
import { type HostileService, startHostileService } from './hostile-service.ts'
import { answer, type Attack, startUpstream, type Upstream } from './hostile-upstream.ts'

/** What must not run: it marks the window, opens a dialog, and asks the canary. */
const code = (port: number): string => `window.hit=1;alert(1);new Image().src='http://127.0.0.1:${port}/ran'`
const payloads = (port: number): readonly string[] => {
  const js = code(port)
  const away = `http://127.0.0.1:${port}/loaded`
  return [
    `<script>${js}</script>`,
    `<script src="${away}.js"></script>`,
    `"><script>${js}</script>`,
    `'><script>${js}</script>`,
    `</title><script>${js}</script>`,
    `</textarea></style></noscript></template></select><script>${js}</script>`,
    `--><script>${js}</script><!--`,
    `]]><script>${js}</script>`,
    `<img src=x onerror="${js}">`,
    `<img src="${away}.png">`,
    `<img srcset="${away}-2.png 2x">`,
    `"onmouseover="${js}" x="`,
    `" autofocus onfocus="${js}" x="`,
    `' onpointerrawupdate='${js}`,
    `\` onerror=\`${js}`,
    `<svg onload="${js}">`,
    `<svg><animate onbegin="${js}" attributeName=x dur=1s>`,
    `<svg><script>${js}</script></svg>`,
    `<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg' onload='${js}'/>#x"/></svg>`,
    `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${js}&gt;">`,
    `<iframe src="javascript:${js}"></iframe>`,
    `<iframe srcdoc="<script>parent.${js}</script>"></iframe>`,
    `<iframe src="${away}"></iframe>`,
    `<object data="${away}"></object><embed src="${away}">`,
    `<link rel=stylesheet href="${away}.css"><style>@import '${away}.css'</style>`,
    `<link rel=prefetch href="${away}"><link rel=dns-prefetch href="${away}"><link rel=preconnect href="${away}">`,
    `<meta http-equiv=refresh content="0;url=${away}">`,
    `<base href="${away}/">`,
    `<form action="${away}"><input name=a autofocus onfocus="${js}"><button>x</button></form>`,
    `<details open ontoggle="${js}">x</details>`,
    `<video poster="${away}"><source onerror="${js}"></video><audio src="${away}" autoplay></audio>`,
    `<body onload="${js}" background="${away}">`,
    `<div style="background:url(${away});animation-name:x" onanimationstart="${js}">x</div>`,
    `<template shadowrootmode=open><img src=x onerror="${js}"></template>`,
    `<a href="javascript:${js}">x</a>`,
    `<a href="data:text/html,<script>${js}</script>" ping="${away}">x</a>`,
    `&lt;script&gt;${js}&lt;/script&gt;`,
    `&amp;lt;img src=x onerror=${js}&amp;gt;`,
    `＜script＞${js}＜/script＞`,
    `\u202e<script>${js}</script>\u202c`,
    `{{constructor.constructor('${js}')()}}`,
    `\${${js}}`,
    `javascript:${js}`,
    `data:text/html,<script>${js}</script>`,
    `//127.0.0.1:${port}/slashes`,
    `<?xml-stylesheet href="${away}.xsl"?>`,
    `\u0000<scr\u0000ipt>${js}</script>`,
  ]
}

const xml = (text: string): string =>
  text
    .replaceAll('\u0000', '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

/** An item with the same payload everywhere, and a headline by which it is found. */
const item = (payload: string, index: number): string => `<item>
  <title>Harbour ${index} ${xml(payload)}</title><link>${xml(index % 3 === 0 ? payload : `https://upstream.example/${index}?${payload}`)}</link>
  <guid isPermaLink="false">${xml(payload)}</guid><description>${xml(payload)}</description><content:encoded>${xml(`<p>Text ${payload}</p>`)}</content:encoded>
  <dc:creator>${xml(payload)}</dc:creator><author>${xml(payload)}</author><category domain="${xml(payload)}">${xml(payload)}</category>
  <enclosure url="${xml(payload)}" type="${xml(payload)}" length="${xml(payload)}"/><comments>${xml(payload)}</comments>
  <media:thumbnail url="${xml(payload)}"/><source url="${xml(payload)}">${xml(payload)}</source><dc:rights>${xml(payload)}</dc:rights>
  <dc:language>${xml(payload)}</dc:language><pubDate>${xml(payload)}</pubDate></item>`
const document = (all: readonly string[], own: string): string =>
  `<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>${xml(own)}</title><link>${xml(own)}</link><language>${xml(own)}</language><copyright>${xml(own)}</copyright>${all.map(item).join('')}</channel></rss>`

if (CHROMIUM === null) process.stderr.write('tests/hostile/output is skipped: no Chromium is installed here\n')

describe.skipIf(CHROMIUM === null)('in a browser', () => {
  let canary: Canary
  let upstream: Upstream
  let service: HostileService
  let browser: Browser
  let count = 0
  beforeAll(async () => {
    canary = await startCanary()
    const all = payloads(canary.port)
    count = all.length
    const attacks: Record<string, Attack> = {}
    for (const [index, own] of all.entries()) attacks[`/${index}`] = answer(document(index === 0 ? all : [own], own))
    // What a server says of its failure stands on the page of sources.
    for (const [index, own] of all.entries())
      attacks[`/fail${index}`] = answer(`<${own}>`, { 'content-encoding': own.replaceAll(/[^\u0020-\u007e]/g, '') })
    upstream = await startUpstream(attacks)
    const sources = Object.fromEntries(
      Object.keys(attacks).map((path) => [`s${path.slice(1)}`, `http://${upstream.host}${path}`]),
    )
    service = await startHostileService({
      sources,
      settings: `fetch:\n  per_host: { concurrency: 8, gap: 0s }\n  allow_private: ["${upstream.host}"]\nstories: all\n`,
    })
    browser = await openBrowser()
    await service.allTried()
  }, 200_000)
  afterAll(async () => {
    await browser.close()
    await service.close()
    await Promise.all([upstream.close(), canary.close()])
  })

  /** Looks at a page as a reader does: moves over it, and focuses what can be. Returns what went wrong. */
  const offences = async (page: Page, path: string): Promise<readonly string[]> => {
    const found: string[] = []
    page.removeAllListeners()
    page.on('dialog', (dialog) => {
      found.push(`${path}: a dialog`)
      void dialog.dismiss()
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(service.url)) found.push(`${path}: asked ${request.url()}`)
    })
    await page.goto(service.url + path, { waitUntil: 'load' }).catch(() => {})
    const state = await page.evaluate(`(() => {
      for (const one of document.querySelectorAll('*')) {
        for (const kind of ['mouseover', 'focus', 'pointerenter', 'toggle']) one.dispatchEvent(new Event(kind))
      }
      const live = [...document.querySelectorAll('script, iframe, object, embed, base, form:not([method="dialog"]), [formaction], meta[http-equiv], link')]
        .filter((one) => ![...'src href action'.split(' ')].some((name) => (one.getAttribute(name) ?? '').startsWith('/') || (one.getAttribute(name) ?? '').startsWith(location.origin)))
        .map((one) => one.outerHTML.slice(0, 200))
      const handlers = [...document.querySelectorAll('*')].flatMap((one) => [...one.attributes].filter(({ name }) => name.startsWith('on')).map(({ name }) => name))
      const links = [...document.querySelectorAll('[href], [src]')].map((one) => one.href || one.src).filter((to) => typeof to === 'string' && !/^https?:|^mailto:/.test(to))
      return { hit: window.hit ?? 0, live, handlers, links }
    })()`)
    const { hit, live, handlers, links } = state as { hit: number; live: string[]; handlers: string[]; links: string[] }
    if (hit !== 0) found.push(`${path}: code ran`)
    return [...found, ...[...live, ...handlers, ...links].map((one) => `${path}: ${one}`)]
  }

  test('no page, story or feed does anything that its fields ask for', async () => {
    const stories = (await (await service.get('/api/v1/stories?limit=200')).json()) as {
      readonly data: readonly { readonly id: string }[]
    }
    // Texts of attacks resemble each other: some of them are one story.
    expect(stories.data.length).toBeGreaterThan(1)
    const lists = [
      '/',
      '/search?q=harbour',
      '/sources',
      '/sources?state=failing',
      '/feeds',
      '/feeds?feed=all&q=harbour',
      '/about',
      '/rights',
      '/topics',
    ]
    const hostile = payloads(canary.port)
      .slice(0, 12)
      .map((own) => `/search?q=${encodeURIComponent(own)}`)
    const paths = [...lists, ...hostile, ...stories.data.map(({ id }) => `/stories/${id}`)]
    const page = await browser.newPage()
    const found: string[] = []
    for (const path of paths) found.push(...(await offences(page, path)))
    expect(found).toEqual([])
    expect(canary.visits).toEqual([])
  })

  test('a feed or an answer of the API that is opened as a page loads nothing', async () => {
    const page = await browser.newPage()
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    for (const path of [
      '/feeds/all.atom?group=article',
      '/feeds/all.rss?group=article',
      '/feeds/all.json?group=article',
      '/api/v1/articles',
    ])
      await page.goto(service.url + path).catch(() => {})
    expect(asked.filter((to) => !to.startsWith(service.url))).toEqual([])
    expect(canary.visits).toEqual([])
  })

  test('what feeds contain is dead in a reader that shows it as HTML without any policy of ours', async () => {
    const { items } = (await (await service.get('/feeds/all.json?group=article&limit=1000')).json()) as {
      readonly items: readonly { readonly title: string; readonly content_html?: string; readonly summary?: string }[]
    }
    expect(items.length).toBeGreaterThan(count / 2)
    const page = await browser.newPage()
    await page.route('**/*', (route) => (route.request().isNavigationRequest() ? route.continue() : route.abort()))
    await page.setContent(
      `<!doctype html>${items.map(({ title, content_html = '', summary = '' }) => `<h1>${title}</h1>${content_html}<p>${summary}</p>`).join('')}`,
    )
    await page.evaluate(
      `for (const one of document.querySelectorAll('*')) for (const kind of ['mouseover', 'focus', 'toggle']) one.dispatchEvent(new Event(kind))`,
    )
    expect(await page.evaluate('window.hit ?? 0')).toBe(0)
    expect(
      await page.evaluate(
        `document.querySelectorAll('script, iframe, object, embed, base, form, link, meta, svg, math, style').length`,
      ),
    ).toBe(0)
    expect(canary.visits).toEqual([])
  })
})
