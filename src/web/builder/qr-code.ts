import { html } from 'hono/html'
import { encode } from 'uqr'
import type { Html } from '../pages/page-context.ts'

/**
 * The most bytes of a text: the modules of a larger code are too small for a phone to read from a screen (this is version 25, 117 modules a
 * side).
 */
const MOST_BYTES = 1_273
/** Width of the quiet zone around the code in modules, as ISO/IEC 18004 requires. */
const QUIET = 4

/** The text as a QR code, dark on light in any colour scheme, because many scanners read no other; null: it is too long. */
export const qrCode = (text: string, label: string): Html | null => {
  if (Buffer.byteLength(text) > MOST_BYTES) return null
  const { data, size } = encode(text, { ecc: 'L', border: QUIET })
  return html`<svg class="qr-code" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path fill="#000" d="${data.map(rowPath).join('')}"/></svg>`
}

/** Adjacent dark modules are one stroke. */
const rowPath = (row: readonly boolean[], y: number): string => {
  let path = ''
  for (let x = 0; x < row.length; x += 1) {
    if (row[x] !== true) continue
    let end = x
    while (row[end] === true) end += 1
    path += `M${x} ${y}h${end - x}v1h-${end - x}z`
    x = end
  }
  return path
}
