import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Newsroom } from '../web/newsroom.ts'
import { faultsOf } from './accessibility.ts'
import { CHROMIUM, openBrowser } from './browser.ts'
import { pathsOf } from './paths.ts'
import { openPresented } from './presented.ts'

const SIZES = { desk: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } } as const
/** A page with several faults, which the checks must find. */
const SPOIL = `document.querySelector('main').insertAdjacentHTML(
  'beforeend',
  '<h4>x</h4><h1>y</h1><input><img src="/icon.svg"><p><s>pale</s></p><table><tr><td>1</td></tr></table>',
)
document.querySelector('s').style.color = '#ccc'`

describe.skipIf(CHROMIUM === null)('every page can be read and used by all', { timeout: 900_000 }, () => {
  let room: Newsroom
  let browser: Browser
  beforeAll(async () => void ([room, browser] = await Promise.all([openPresented(), openBrowser()])), 120_000)
  afterAll(async () => {
    await browser.close()
    await room.close()
  })

  /** Each size and each direction with another: a fault of one shows with any of the other, in whatever language. */
  const modes = [
    { size: 'desk', language: 'en' },
    { size: 'phone', language: 'ar' },
  ] as const
  test.each(modes)('$language on a $size, light and dark', async ({ size, language }) => {
    const page = await browser.newPage({ viewport: SIZES[size] })
    const found: Record<string, readonly string[]> = {}
    for (const path of await pathsOf(room)) {
      await page.goto(`${room.url}${path}${path.includes('?') ? '&' : '?'}ui=${language}`)
      found[`${path} light`] = await faultsOf(page)
      await page.emulateMedia({ colorScheme: 'dark' })
      found[`${path} dark`] = await faultsOf(page, 'colours')
      await page.emulateMedia({ colorScheme: 'light' })
    }
    await page.close()
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((page) => [page, []])))
  })

  test('the checks find every fault of a faulty page', async () => {
    const page = await browser.newPage()
    await page.goto(`${room.url}/about`)
    await page.evaluate(SPOIL)
    const faults = (await faultsOf(page)).join('\n')
    for (const fault of ['heading-order', 'label', 'image-alt', 'color-contrast', 'not one h1', 'a table without headers'])
      expect(faults).toContain(fault)
    await page.close()
  })
})
