import { HttpError } from './http-error.ts'

const HOST = /^(?:[a-z0-9](?:[a-z0-9._-]{0,251}[a-z0-9])?\.?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i

/**
 * Scheme and authority for absolute addresses: the configured public URL, else the Host header, which is believed only as
 * far as it is a plain host name or address. X-Forwarded-* is not believed: anybody can send it.
 */
export const originOf = (publicUrl: string | null, host: string | undefined): string => {
  if (publicUrl !== null) return publicUrl.replace(/\/+$/, '')
  if (host === undefined || !HOST.test(host)) throw new HttpError(400, 'The Host header is missing or is not a host name.')
  return `http://${host.toLowerCase()}`
}

/** What every path of this site begins with where readers reach it: `https://news.example/wire` → `/wire`; mostly nothing. */
export const basePath = (publicUrl: string | null): string =>
  publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '')

/** The path as we know it: a proxy may pass the base on or take it off. */
export const withoutBase = (target: string, base: string): string =>
  base !== '' && (target === base || target.startsWith(`${base}/`) || target.startsWith(`${base}?`))
    ? rooted(target.slice(base.length))
    : target

const rooted = (target: string): string => (target.startsWith('/') ? target : `/${target}`)
