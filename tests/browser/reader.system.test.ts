import { mkdirSync } from 'node:fs'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sourceId } from '../../src/model/ids.ts'
import { INTERFACE_LANGUAGES } from '../../src/web/locale.ts'
import { poll } from '../store/samples.ts'
import { AFTERNOON, CONFIGURATION, HOUR, type Newsroom, openNewsroom } from '../web/newsroom.ts'
import { CHROMIUM, openBrowser, SCREENSHOTS } from './browser.ts'
import { pathsOf, storyPath } from './paths.ts'
import { openPresented } from './presented.ts'

type Focus = { readonly text: string; readonly id: string; readonly outline: string }
const FOCUSED = `({
  text: document.activeElement.textContent.trim(),
  id: document.activeElement.id,
  outline: getComputedStyle(document.activeElement).outlineStyle,
})`
if (CHROMIUM === null)
  process.stderr.write('tests/browser is skipped: no Chromium is installed here; CHROMIUM=/path/to/it names one\n')

describe.skipIf(CHROMIUM === null)('in a browser', () => {
  let room: Newsroom
  let browser: Browser
  let paths: readonly string[]
  beforeAll(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true })
    ;[room, browser] = await Promise.all([openPresented(), openBrowser()])
    paths = await pathsOf(room)
  }, 120_000)
  afterAll(async () => {
    await browser.close()
    await room.close()
  })

  /** A new browser context; any error on the browser's console fails the test. */
  const asReader = async (options: BrowserContextOptions, visit: (page: Page) => Promise<void>): Promise<void> => {
    const context: BrowserContext = await browser.newContext({
      locale: 'en-GB',
      viewport: { width: 1280, height: 900 },
      ...options,
    })
    const complaints: string[] = []
    const page = await context.newPage()
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())))
    page.on('pageerror', (error) => void complaints.push(String(error)))
    // The script leaves out the year where it is this one.
    await page.clock.setFixedTime(AFTERNOON)
    await visit(page)
    await context.close()
    // A wrong search is a 400 and a wrong address a 404, of which Chromium tells.
    expect(complaints.filter((text) => !/40[04] \((?:Bad Request|Not Found)\)/.test(text))).toEqual([])
  }
  const on = (path: string, language?: string): string =>
    `${room.url}${path}${language === undefined ? '' : `${path.includes('?') ? '&' : '?'}ui=${language}`}`
  const shot = async (page: Page, name: string): Promise<void> =>
    void (await page.screenshot({ path: `${SCREENSHOTS}test-${name}.png`, fullPage: true }))

  test.each([true, false])('a reader goes from the front page to a feed (with JavaScript: %s)', async (javaScriptEnabled) => {
    await asReader({ javaScriptEnabled }, async (page) => {
      await page.goto(on('/'))
      await page.getByRole('link', { name: 'Two submarine cables cut off Dakar' }).first().click()
      await page.waitForURL('**/stories/**')
      expect(await page.locator('h1').textContent()).toContain('Two submarine cables cut off Dakar')
      expect(await page.getByText('كابلين بحريين').first().isVisible()).toBe(true)
      await page.getByRole('link', { name: 'Submarine cables, backbones and data centres' }).first().click()
      await page.waitForURL('**/topics/ig.cables*')
      expect(new URL(page.url()).pathname).toBe('/topics/ig.cables')
      await page.getByRole('searchbox').first().fill('达喀尔 海底光缆')
      await page.getByRole('searchbox').first().press('Enter')
      await page.waitForURL('**/search?*')
      expect(await page.locator('main .card').count()).toBe(1)
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Feeds' }).click()
      await page.getByRole('checkbox', { name: 'French' }).check()
      await page.locator('summary', { hasText: 'E-commerce' }).click()
      await page.getByRole('checkbox', { name: 'De minimis and low-value parcels' }).check()
      await page.getByRole('button', { name: 'Preview' }).click()
      await page.waitForURL('**/feeds?*')
      expect(await page.getByRole('checkbox', { name: 'French' }).isChecked()).toBe(true)
      expect(await page.getByRole('img', { name: 'Entries per week' }).isVisible()).toBe(true)
      expect(await page.getByRole('img', { name: 'QR code' }).isVisible()).toBe(true)
      const feed = page.locator('.addresses').getByRole('link', { name: 'Atom' })
      const answer = await room.get((await feed.getAttribute('href')) ?? '')
      expect(answer.headers.get('content-type')).toContain('application/atom+xml')
      expect(await answer.text()).toContain('petits colis')
    })
  })

  test('keys lead from headline to headline, and can be switched off', async () => {
    await asReader({}, async (page) => {
      await page.goto(on('/?view=list'))
      const focused = async (): Promise<string> => (await page.evaluate<Focus>(FOCUSED)).text
      await page.keyboard.press('j')
      const first = await focused()
      await page.keyboard.press('j')
      expect(await focused()).not.toBe(first)
      await page.keyboard.press('k')
      expect(await focused()).toBe(first)
      await page.keyboard.press('o')
      await page.waitForURL('**/stories/**')
      await page.keyboard.press('?')
      await page.getByRole('checkbox', { name: 'Use these keys' }).uncheck()
      await page.getByRole('button', { name: 'Close' }).click()
      await page.keyboard.press('/')
      expect((await page.evaluate<Focus>(FOCUSED)).id).not.toBe('find')
    })
  })

  test('the browser remembers the last visit and saved searches, and shows what is new', async () => {
    await asReader({}, async (page) => {
      await page.goto(on('/search?q=cable'))
      await page.getByRole('button', { name: 'Save this search' }).click()
      await page.goto(on('/search'))
      expect(await page.locator('.saved a').first().getAttribute('href')).toContain('q=cable')
      await page.evaluate(`localStorage.setItem('polywire.visit', '${AFTERNOON - 3 * HOUR}')`)
      await page.goto(on('/'))
      expect(await page.locator('[data-news]').isVisible()).toBe(true)
      const marked = await page.locator('.fresh').count()
      expect(marked).toBeGreaterThan(0)
      expect(marked).toBeLessThan(await page.locator('.card').count())
    })
  })

  test('the preview of a feed follows the form', async () => {
    await asReader({}, async (page) => {
      await page.goto(on('/feeds'))
      await page.getByRole('checkbox', { name: 'French' }).check()
      await page.getByRole('img', { name: 'Entries per week' }).waitFor()
      expect(await page.locator('.addresses input').first().inputValue()).toContain('lang=fr')
      expect(page.url()).not.toContain('lang')
    })
  })

  test('in Arabic the page runs from right to left, and texts of other languages in their own direction', async () => {
    await asReader({ locale: 'ar-EG' }, async (page) => {
      await page.goto(on('/'))
      expect(await page.locator('html').getAttribute('dir')).toBe('rtl')
      const left = async (selector: string): Promise<number> => (await page.locator(selector).first().boundingBox())?.x ?? 0
      expect(await left('.brand')).toBeGreaterThan(await left('.find'))
      expect(await left('.card.lead > div:first-child')).toBeGreaterThan(await left('.card.lead > .beside'))
      const french = `getComputedStyle(document.querySelector('.voices [lang="fr"]')).direction`
      expect(await page.evaluate<string>(french)).toBe('ltr')
      expect(await page.locator('h1').textContent()).toBe('24 نوفمبر 2026')
      expect(await page.locator('.card.lead h3').textContent()).toContain('كابلين بحريين')
      // Time runs with the reading direction: the newest day stands on the left.
      await page.goto(on('/topics/ig.cables'))
      expect(await page.evaluate<string>(`getComputedStyle(document.querySelector('.plot svg')).transform`)).toContain(
        'matrix(-1',
      )
      expect(await left('.ticks span:last-child')).toBeLessThan(await left('.ticks span:first-child'))
      await page.goto(on('/'))
      await page.getByRole('link', { name: 'Русский' }).click()
      await page.waitForURL('**/*ui=ru*')
      expect(await page.locator('html').getAttribute('dir')).toBe('ltr')
      await page.getByRole('link', { name: 'Темы' }).click()
      await page.waitForURL('**/topics*')
      expect(await page.locator('h1').textContent()).toBe('Темы')
      await shot(page, 'russian-topics')
    })
  })

  const timesOn = async (page: Page): Promise<readonly string[]> =>
    (await page.locator('time').allTextContents()).map((text) => text.replaceAll(/\s/g, ' '))

  test('times are in the time zone of the browser, which the page names; without a script they are in UTC', async () => {
    await asReader({ timezoneId: 'Asia/Kolkata' }, async (page) => {
      await page.goto(on(await storyPath(room), 'en'))
      expect(await timesOn(page)).toContain('24 Nov, 12:26 GMT+5:30')
      expect(await page.locator('[data-zone]').textContent()).toBe('Asia/Calcutta')
    })
    await asReader({ timezoneId: 'Asia/Kolkata', javaScriptEnabled: false }, async (page) => {
      await page.goto(on(await storyPath(room), 'en'))
      expect(await timesOn(page)).toContain('24 Nov, 06:56 UTC')
      expect(await page.locator('[data-zone]').textContent()).toBe('UTC')
    })
  })

  test('for a reader in UTC the script changes no time in any language', async () => {
    const path = await storyPath(room)
    const written: Record<string, readonly string[]>[] = []
    for (const javaScriptEnabled of [true, false])
      await asReader({ timezoneId: 'UTC', javaScriptEnabled }, async (page) => {
        const times: Record<string, readonly string[]> = {}
        for (const language of INTERFACE_LANGUAGES) {
          await page.goto(on(path, language))
          times[language] = await timesOn(page)
        }
        written.push(times)
      })
    const [scripted = {}, plain] = written
    expect(Object.values(scripted).filter((times) => times.length <= 10)).toEqual([])
    expect(scripted).toEqual(plain)
  })

  test('the counter of the first start moves by itself, and goes when all sources are read', async () => {
    const starting = await openNewsroom({ fill: async (store) => await store.syncSources(CONFIGURATION.sources, AFTERNOON) })
    const settle = async (ids: readonly string[]): Promise<void> => {
      for (const id of ids) await starting.store.recordPoll(sourceId(id), poll(id))
      starting.setNow(starting.now() + 10_000)
    }
    const [first = '', ...others] = CONFIGURATION.sources.map(({ id }) => id)
    await asReader({}, async (page) => {
      await page.goto(`${starting.url}/?ui=en`)
      await page.getByText('0 of 4 sources read, 0 failed').waitFor()
      await settle([first])
      await page.getByText('1 of 4 sources read, 0 failed').waitFor()
      await settle(others)
      await page.locator('[data-refresh]').waitFor({ state: 'detached' })
      expect(await page.locator('h1').textContent()).toBe('No stories yet')
    })
    await starting.close()
  })

  /** 320 is that of the smallest phones, and of a desk at 400 %. */
  test.each([
    ['en', 390],
    ['ar', 390],
    ['ru', 390],
    ['ja', 390],
    ['fr', 320],
  ])('nothing is wider than a phone in %s at %i', async (language, phone) => {
    await asReader({ viewport: { width: phone, height: 844 }, isMobile: true, hasTouch: true }, async (page) => {
      for (const path of paths) {
        await page.goto(on(path, language))
        const width = await page.evaluate<number>('document.documentElement.scrollWidth')
        expect({ path, width }).toEqual({ path, width: phone })
      }
      await page.goto(on('/', language))
      await shot(page, `phone-${language}`)
    })
  })

  test('a reader on a phone builds a feed by taps and sees its past entries first', async () => {
    const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, reducedMotion: 'reduce' } as const
    await asReader(phone, async (page) => {
      await page.goto(on('/'))
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Feeds' }).tap()
      await page.locator('summary', { hasText: 'Internet governance' }).tap()
      await page.locator('.chip', { hasText: 'Submarine cables' }).tap()
      await page.getByRole('button', { name: 'Preview' }).tap()
      await page.waitForURL('**/feeds?*')
      const box = await page.getByRole('heading', { name: 'Entries in the last thirteen weeks' }).boundingBox()
      expect(box?.y).toBeGreaterThanOrEqual(0)
      expect(box?.y).toBeLessThan(200)
      await shot(page, 'phone-preview')
    })
  })

  test('the address of a feed is copied with a button, and without a script selected in a field', async () => {
    const path = '/feeds?topic=ig.cables'
    await asReader({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      // The button says for two seconds that it has copied: here they never pass.
      await page.clock.pauseAt(AFTERNOON)
      await page.goto(on(path))
      const field = page.getByRole('textbox', { name: 'Atom', exact: true })
      await page.getByRole('button', { name: 'Copy' }).first().click()
      await page.getByRole('button', { name: 'Copied' }).waitFor()
      expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(await field.inputValue())
    })
    await asReader({ javaScriptEnabled: false }, async (page) => {
      await page.goto(on(path))
      expect(await page.getByRole('button', { name: 'Copy' }).count()).toBe(0)
      expect(await page.getByRole('textbox', { name: 'Atom', exact: true }).inputValue()).toContain('q=topic:ig.cables')
    })
  })

  test('in print a page is dark on light, whatever the colour scheme, and without interactive parts', async () => {
    await asReader({ colorScheme: 'dark' }, async (page) => {
      await page.goto(on('/topics/ig.cables'))
      await page.emulateMedia({ media: 'print' })
      const colours = `[getComputedStyle(document.body).color, getComputedStyle(document.documentElement).backgroundColor].join()`
      expect(await page.evaluate<string>(colours)).toBe('rgb(0, 0, 0),rgb(255, 255, 255)')
      expect(await page.getByRole('navigation', { name: 'Main' }).isVisible()).toBe(false)
      expect(await page.getByRole('img', { name: 'Articles per day by language' }).isVisible()).toBe(true)
    })
  })

  test('in print a story has its reports in all languages, also those folded on the page', async () => {
    await asReader({}, async (page) => {
      await page.goto(on(await storyPath(room), 'en'))
      const report = page.locator('.languages-folded .title').first()
      expect(await report.isVisible()).toBe(false)
      await page.emulateMedia({ media: 'print' })
      expect(await report.isVisible()).toBe(true)
    })
  })

  test('a keyboard user skips the navigation with one key and sees the focus', async () => {
    await asReader({}, async (page) => {
      await page.goto(on('/'))
      const focused = async () => await page.evaluate<Focus>(FOCUSED)
      await page.keyboard.press('Tab')
      const skip = await focused()
      expect(skip.text).toBe('Skip to content')
      await page.keyboard.press('Tab')
      const order: string[] = []
      for (let step = 0; step < 8; step += 1) {
        const { text, id, outline } = await focused()
        expect({ text, outline }).toEqual({ text, outline: 'solid' })
        order.push(text === '' ? id : text)
        await page.keyboard.press('Tab')
      }
      expect(order).toEqual(['Polywire', 'Today', 'Topics', 'Feeds', 'Sources', 'About', 'find', 'Search'])
      await page.goto(on('/'))
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      expect((await focused()).id).toBe('content')
      await page.keyboard.press('Tab')
      expect((await focused()).text).toBe('Magazine')
    })
  })
})
