/** Allows styles, forms and scripts of this site only; images too, unless the operator wants publishers' pictures shown. */
const pagePolicy = (images: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "style-src 'self'",
    `img-src ${images}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
const POLICY = pagePolicy("'self'")
const POLICY_WITH_PICTURES = pagePolicy("'self' https:")

export const pageHeaders = (pictures: boolean): Readonly<Record<string, string>> => ({
  'content-security-policy': pictures ? POLICY_WITH_PICTURES : POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
})

/** Headers of answers that are not pages: a feed or JSON opened in a browser runs and loads nothing. */
export const DATA_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

/** Any cache may store it and must revalidate each time: a 304 is cheap and readers never see an old edition. */
export const REVALIDATE = 'public, no-cache'
