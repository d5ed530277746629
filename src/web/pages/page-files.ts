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
