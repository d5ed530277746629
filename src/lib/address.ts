type Parameters = Readonly<Record<string, string | number | null>>

/**
 * `/path?key=value`, leaving out what is null or empty. One spelling for all addresses that we give out, so that equal ones are equal
 * texts; colon and comma stay as they are, for they need no escape (RFC 3986, 3.4) and filters are full of them.
 */
export const address = (path: string, parameters: Parameters = {}): string => {
  const query = Object.entries(parameters)
    .filter(([, value]) => value !== null && value !== '')
    .map(
      ([key, value]) =>
        `${encodeURIComponent(key)}=${encodeURIComponent(String(value)).replaceAll('%3A', ':').replaceAll('%2C', ',')}`,
    )
    .join('&')
  return query === '' ? path : `${path}?${query}`
}
