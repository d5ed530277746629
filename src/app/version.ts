import manifest from '../../package.json' with { type: 'json' }

export const VERSION: string = manifest.version
/** RFC 9110 §10.1.5: product and version; the operator's contact address is appended where one is set. */
export const userAgentFor = (contact: string | null): string =>
  contact === null ? `Polywire/${VERSION}` : `Polywire/${VERSION} (+${contact})`
