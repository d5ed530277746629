import { readFileSync } from 'node:fs'

/** Read, not imported: a build contains only what is in src/. The path is the same from src/server/ and dist/server/. */
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string
}

export const VERSION = manifest.version
/** RFC 9110 §10.1.5: product and version, and the operator's address where one is set, in the ASCII form that headers allow. */
export const userAgentFor = (contact: string | null): string =>
  contact === null ? `Polywire/${VERSION}` : `Polywire/${VERSION} (+${new URL(contact).href})`
