export type LinkValue = { readonly target: string; readonly rels: readonly string[] }

/** `<target>` and its parameters, up to the comma that stands outside of quotes (RFC 8288 §3). */
const LINK = /<([^<>]*)>((?:\s*;\s*[^\s=;,"]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?)*)/g
const REL = /;\s*rel\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]+))/i

/** The links of `Link` header values; what is malformed is passed over. Targets are as written. */
export const parseLinkHeader = (value: string): readonly LinkValue[] =>
  [...value.matchAll(LINK)].map(([, target = '', parameters = '']) => {
    const rel = REL.exec(parameters)
    const rels = (rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(/\s+/).filter(Boolean)
    return { target: target.trim(), rels }
  })
