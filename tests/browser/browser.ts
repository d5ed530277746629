import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The installed browser; `CHROMIUM` names another. Null: the tests in a browser are skipped. */
export const CHROMIUM = [process.env['CHROMIUM'] ?? '', ...CANDIDATES].find((path) => path !== '' && existsSync(path)) ?? null

/** Without the sandbox, which root may not use: it loads only our own pages from 127.0.0.1. */
export const openBrowser = async (): Promise<Browser> =>
  await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox', '--disable-gpu'] })

export const SCREENSHOTS = new URL('../../coverage/screenshots/', import.meta.url).pathname
