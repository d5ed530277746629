import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'

const CHECKS = readFileSync(new URL('page-checks.js', import.meta.url), 'utf8')

/** What is wrong with the page as it is drawn, in words; nothing if all is well. */
export const faultsOf = async (page: Page): Promise<readonly string[]> =>
  await page.evaluate<string[]>(`${CHECKS}\nfaultsOfThisPage()`)
