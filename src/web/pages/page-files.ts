/** The files that every page loads. An address contains the hash of its file, so that browsers may cache it forever. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

type PageFile = { readonly path: string; readonly body: string }

const fileOf = (name: string, ending: 'css' | 'js', source: string): PageFile => {
  const body = readFileSync(new URL(source, import.meta.url), 'utf8')
  return { path: `/${name}-${createHash('sha256').update(body).digest('hex').slice(0, 12)}.${ending}`, body }
}

export const STYLE = fileOf('style', 'css', '../styles/style.css')
export const SCRIPT = fileOf('page', 'js', '../scripts/page.js')

export const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#0b5465"/><g fill="none" stroke="#fff" stroke-width="1.8" stroke-linecap="round"><path d="M5 7h14M5 11h8M5 15h14M5 19h4"/></g><g fill="#f2b84b"><circle cx="16.5" cy="11" r="1.7"/><circle cx="12.5" cy="19" r="1.7"/></g></svg>'

/** The same as an image of 512 × 512 pixels, for programs that don't read SVG. */
export const ICON_IMAGE = readFileSync(new URL('../styles/icon.png', import.meta.url))

/** The manifest (W3C Web Application Manifest) by which a browser installs the site as an application. `base`: the path of the site. */
export const webManifest = (name: string, base: string): string =>
  JSON.stringify({
    name,
    short_name: name,
    start_url: `${base}/`,
    scope: `${base}/`,
    display: 'minimal-ui',
    background_color: '#fbfaf7',
    theme_color: '#0b5465',
    icons: [
      { src: `${base}/icon.svg`, sizes: 'any', type: 'image/svg+xml' },
      { src: `${base}/icon.png`, sizes: '512x512', type: 'image/png' },
    ],
  })
