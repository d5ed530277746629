export type LinkValue = { readonly target: string; readonly rels: readonly string[] }

/** `<target>` and its parameters, up to the comma that stands outside of quotes (RFC 8288 §3). */
const LINK = /<([^<>]*)>((?:\s*;\s*[^\s=;,"]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?)*)/g
const PARAMETER = /;\s*([^\s=;,"]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?/g

/** The links of `Link` header values; what is malformed is passed over. Targets are as written. */
export const parseLinkHeader = (value: string): readonly LinkValue[] =>
  [...value.matchAll(LINK)].map(([, target = '', parameters = '']) => {
    // Of several `rel` the first counts (§3.3).
    const rel = [...parameters.matchAll(PARAMETER)].find(([, name]) => name?.toLowerCase() === 'rel')
    const rels = (rel?.[2] ?? rel?.[3] ?? '').toLowerCase().split(/\s+/).filter(Boolean)
    return { target: target.trim(), rels }
  })
