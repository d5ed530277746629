/** Really Simple Licensing 1.0 (https://rslstandard.org): what a licence, in its own document or inside a feed, permits and prohibits. */
import type { ReservedUse, RightsSignal, RslContent } from '../../model/reservation.ts'
import { parseWithin } from '../../text/html/parse-within.ts'
import { matchesPath, pathOf } from './path-pattern.ts'

const MOST_CHARACTERS = 512 * 1024
const MOST_CONTENTS = 1_000
/** The most licences in a document. */
const MOST_LICENSES = 1_000
/** The most usages in one list; the standard defines seven. */
const MOST_USAGES = 50
const USAGE = /[^\s,]+/g
/** The deepest level of elements that is read. */
const DEEPEST = 200

/** The RSL contents of a document. Documents without the namespace of RSL are not parsed. */
export const readRsl = (text: string): readonly RslContent[] => {
  if (!text.includes('rslstandard.org')) return []
  const contents: { url: string; licenses: License[] }[] = []
  let licenses = 0
  let license: { permits: string[] | null; prohibits: string[]; isFree: boolean } | null = null
  let usages: string[] | null = null
  let isDocument = false
  parseWithin(
    text.slice(0, MOST_CHARACTERS),
    { deepest: DEEPEST },
    {
      onopentag(written, attributes) {
        const name = written.toLowerCase()
        if (name === 'rsl') isDocument = true
        const type = attributes['type'] ?? ''
        switch (localName(name, isDocument)) {
          case 'content':
            if (contents.length < MOST_CONTENTS) contents.push({ url: attributes['url'] ?? '', licenses: [] })
            break
          case 'license':
            license = { permits: null, prohibits: [], isFree: true }
            if (++licenses <= MOST_LICENSES) contents.at(-1)?.licenses.push(license)
            break
          case 'permits':
            if (license !== null && type === 'usage') usages = license.permits ??= []
            break
          case 'prohibits':
            if (license !== null && type === 'usage') usages = license.prohibits
            break
          case 'payment':
            if (license !== null) license.isFree = /^(?:free|attribution)?$/.test(type)
        }
      },
      ontext(words) {
        const room = MOST_USAGES - (usages?.length ?? 0)
        for (const [word] of words.toLowerCase().matchAll(USAGE).take(room)) usages?.push(word)
      },
      onclosetag() {
        usages = null
      },
    },
    { xmlMode: true },
  )
  return contents
}

/** The name without prefix; empty: the element is not RSL's. Inside feeds, RSL's elements are recognised by the usual prefix `rsl:`. */
const localName = (name: string, isDocument: boolean): string =>
  name.startsWith('rsl:') ? name.slice('rsl:'.length) : isDocument ? name : ''

type License = RslContent['licenses'][number]

const TERMS_OF: Readonly<Record<'ai' | 'full-text', { readonly permitted: RegExp; readonly prohibited: RegExp }>> = {
  ai: { permitted: /^(?:all|ai-all|ai-input|ai-index)$/, prohibited: /^(?:all|ai-.*)$/ },
  'full-text': { permitted: /^(?:all|search|ai-index)$/, prohibited: /^(?:all|search)$/ },
}

/** The signal of the uses that no licence for this address permits for free. `terms`: the address of the licence. */
export const rslSignals = (contents: readonly RslContent[], address: string, terms: string | null): readonly RightsSignal[] => {
  const host = URL.parse(address)?.host
  const path = pathOf(address)
  const found = contents.filter(({ url }) => isAbout(url, host, path))
  const licenses = found.flatMap((content) => content.licenses)
  if (licenses.length === 0) return []
  const reserves = (['ai', 'full-text'] as const).filter((use) => !licenses.some((license) => frees(license, use)))
  const all = licenses.some(({ prohibits }) => prohibits.includes('all'))
  return [{ from: 'RSL', says: `RSL: ${saysOf(licenses)}`, reserves: all ? ['text-mining'] : reserves, terms }]
}

const isAbout = (url: string, host: string | undefined, path: string): boolean => {
  if (url === '' || url === '/') return true
  const about = /^https?:\/\//i.test(url) ? URL.parse(url) : null
  return about === null ? matchesPath(url, path) : about.host === host && matchesPath(about.pathname + about.search, path)
}

const frees = ({ permits, prohibits, isFree }: License, use: Extract<ReservedUse, keyof typeof TERMS_OF>): boolean => {
  const { permitted, prohibited } = TERMS_OF[use]
  return isFree && !prohibits.some((word) => prohibited.test(word)) && (permits?.some((word) => permitted.test(word)) ?? true)
}

const saysOf = (licenses: readonly License[]): string =>
  licenses
    .map(({ permits, prohibits, isFree }) =>
      [
        ...(permits === null ? [] : [`permits ${permits.join(' ')}`]),
        ...(prohibits.length === 0 ? [] : [`prohibits ${prohibits.join(' ')}`]),
        ...(isFree ? [] : ['for payment']),
      ].join(', '),
    )
    .join(' or ')
    .slice(0, 200)
