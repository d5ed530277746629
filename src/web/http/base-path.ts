/** What every path of this site begins with where readers reach it: `https://news.example/wire` → `/wire`; mostly nothing. */
export const basePath = (publicUrl: string | null): string =>
  publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '')

/** The path as we know it: a proxy may pass the base on or take it off. */
export const withoutBase = (target: string, base: string): string =>
  base !== '' && (target === base || target.startsWith(`${base}/`) || target.startsWith(`${base}?`))
    ? rooted(target.slice(base.length))
    : target

const rooted = (target: string): string => (target.startsWith('/') ? target : `/${target}`)
