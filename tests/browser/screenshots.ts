/** `node tests/browser/screenshots.ts`: the pictures of the README, and many more under coverage/screenshots/ to look at. */
import { mkdir } from 'node:fs/promises'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { openBrowser, SCREENSHOTS } from './browser.ts'
import { storyPath } from './paths.ts'
import { digestMails, openPresented } from './presented.ts'

const README = new URL('../../docs/images/', import.meta.url).pathname
const DESK = { width: 1280, height: 900 }
const PHONE = { width: 390, height: 844 }

/** Every page on one tab: opening a context takes longer than rendering. */
const shoot = async (
  browser: Browser,
  {
    files,
    options = {},
    whole = true,
  }: { files: ReadonlyMap<string, string>; options?: BrowserContextOptions; whole?: boolean },
): Promise<void> => {
  // A page that glides to its anchor would be caught on the way.
  const context = await browser.newContext({ viewport: DESK, reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  for (const [file, address] of files) {
    await page.goto(address)
    await page.screenshot({ path: file, fullPage: whole })
  }
  await context.close()
}

const inLanguage = (address: string, language: string): string => {
  const url = new URL(address)
  url.searchParams.set('ui', language)
  return url.href
}

const room = await openPresented('https://news.example')
const browser = await openBrowser()
try {
  await mkdir(README, { recursive: true })
  await mkdir(SCREENSHOTS, { recursive: true })
  const story = await storyPath(room)
  const builder = '/feeds?topic=ec.cross-border,ec.de-minimis&lang=en,fr&group=story#builder'
  const shown = { front: '/', story, builder }
  const filed = (pages: Readonly<Record<string, string>>, folder: string, ending: string, language = 'en') =>
    new Map(
      Object.entries(pages).map(([name, path]) => [
        `${folder}${name}${ending}.png`,
        inLanguage(`${room.url}${path}`, language),
      ]),
    )
  const picture = { viewport: { width: 1280, height: 1000 } }
  await shoot(browser, { files: filed(shown, README, ''), options: picture, whole: false })
  const all = {
    ...shown,
    topics: '/topics',
    topic: '/topics/internet-governance',
    place: '/places/africa',
    search: '/search?q=cable lang:en,fr -topic:ec.payments',
    sources: '/sources',
    digests: '/digests',
    digest: '/digests/morning',
    taxonomy: '/about/topics',
  }
  const mails = new Map<string, string>()
  for (const [language, mail] of await digestMails(room))
    mails.set(`${SCREENSHOTS}mail-${language}.png`, `data:text/html;charset=utf-8,${encodeURIComponent(mail)}`)
  await shoot(browser, { files: mails, options: { viewport: { width: 760, height: 900 } } })
  for (const language of ['en', 'zh-Hans', 'ar', 'de'])
    await shoot(browser, { files: filed(all, SCREENSHOTS, `-${language}`, language) })
  await shoot(browser, { files: filed(all, SCREENSHOTS, '-phone'), options: { viewport: PHONE } })
  await shoot(browser, { files: filed(all, SCREENSHOTS, '-dark'), options: { colorScheme: 'dark' } })
} finally {
  await browser.close()
  await room.close()
}
