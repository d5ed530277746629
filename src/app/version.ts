import manifest from '../../package.json' with { type: 'json' }

export const VERSION: string = manifest.version
/** RFC 9110 §10.1.5: product and version; the operator's contact address is appended where one is set. */
export const USER_AGENT = `Polywire/${VERSION}`
