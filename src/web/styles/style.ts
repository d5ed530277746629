import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** The one style sheet. Its address contains its hash, so that browsers may cache it forever. */
export const STYLE = readFileSync(new URL('style.css', import.meta.url), 'utf8')
export const STYLE_PATH = `/style-${createHash('sha256').update(STYLE).digest('hex').slice(0, 12)}.css`
