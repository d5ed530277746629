import manifest from '../../package.json' with { type: 'json' }

export const VERSION: string = manifest.version
/** RFC 9110 §10.1.5: product and version; the operator's address is appended where one is set, as headers can carry it. */
export const userAgentFor = (contact: string | null): string =>
  contact === null ? `Polywire/${VERSION}` : `Polywire/${VERSION} (+${new URL(contact).href})`
