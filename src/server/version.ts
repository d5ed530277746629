import { readFileSync } from 'node:fs'

/** Read, not imported: src/server/ and dist/server/ lie equally deep below it, but a build holds only what is in src/. */
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string
}

export const VERSION = manifest.version
/** RFC 9110 §10.1.5: product and version; the operator's address is appended where one is set, as headers can carry it. */
export const userAgentFor = (contact: string | null): string =>
  contact === null ? `Polywire/${VERSION}` : `Polywire/${VERSION} (+${new URL(contact).href})`
