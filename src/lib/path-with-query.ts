type Parameters = Readonly<Record<string, string | number | null>>

/**
 * `/path?key=value`, without parameters that are null or empty. One spelling for all our addresses, so that equal addresses are equal
 * texts. Colon and comma are not escaped: they need no escape (RFC 3986, 3.4), and filters have many of them.
 */
export const pathWithQuery = (path: string, parameters: Parameters = {}): string => {
  const query = Object.entries(parameters)
    .filter(([, value]) => value !== null && value !== '')
    .map(
      ([key, value]) =>
        `${encodeURIComponent(key)}=${encodeURIComponent(String(value)).replaceAll('%3A', ':').replaceAll('%2C', ',')}`,
    )
    .join('&')
  return query === '' ? path : `${path}?${query}`
}
