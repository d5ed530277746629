/** Signals that come with a document: in the response's headers, or in the head of a page. */
import { Parser } from 'htmlparser2'
import { parseLinkHeader } from '../../lib/http-fields.ts'
import type { RightsSignal } from '../../model/reservation.ts'
import { tdmSignal } from './tdm-rep.ts'
import { readUsage } from './usage-preferences.ts'

/** Lower-case names; values as sent. */
export type RightsHeaders = Readonly<Record<string, string>>
/** `licenses`: addresses of RSL documents. */
export type AnswerSignals = { readonly signals: readonly RightsSignal[]; readonly licenses: readonly string[] }

export const headerSignals = (headers: RightsHeaders, url: string): AnswerSignals => {
  const reservation = headers['tdm-reservation']?.trim()
  return {
    signals: [
      ...robotsDirectives(headers['x-robots-tag'] ?? '', 'X-Robots-Tag'),
      ...(reservation === '1' ? [tdmSignal('tdm-reservation header', headers['tdm-policy'] ?? null, url)] : []),
      ...readUsage(headers['content-usage'] ?? '', 'Content-Usage', 'Content-Usage header'),
    ],
    licenses: parseLinkHeader(headers['link'] ?? '').flatMap(({ target, rels }) =>
      rels.includes('license') && /rsl/i.test(headers['link'] ?? '') ? absolute(target, url) : [],
    ),
  }
}

/** The signals of an HTML page; only its head is read. */
export const pageSignals = (html: string, url: string): AnswerSignals => {
  const metas = new Map<string, string>()
  const licenses: string[] = []
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'body') parser.pause()
      const key = (attributes['name'] ?? attributes['http-equiv'] ?? '').toLowerCase()
      if (name === 'meta' && key !== '' && !metas.has(key)) metas.set(key, attributes['content'] ?? '')
      const isLicense = name === 'link' && /(?:^|\s)license(?:\s|$)/i.test(attributes['rel'] ?? '')
      if (isLicense && /^application\/rsl\+xml/i.test(attributes['type'] ?? ''))
        licenses.push(...absolute(attributes['href'] ?? '', url))
    },
  })
  parser.end(html.slice(0, HEAD))
  return {
    signals: [
      ...robotsDirectives(metas.get('robots') ?? '', 'robots meta'),
      ...robotsDirectives(metas.get('polywire') ?? '', 'robots meta'),
      ...(metas.get('tdm-reservation')?.trim() === '1'
        ? [tdmSignal('tdm-reservation meta', metas.get('tdm-policy') ?? null, url)]
        : []),
    ],
    licenses,
  }
}
const HEAD = 200_000

const absolute = (target: string, base: string): readonly string[] => {
  const address = URL.parse(target, base)
  return address !== null && /^https?:$/.test(address.protocol) ? [address.href] : []
}

/** The signals in `noindex, noai` or `googlebot: noindex, polywire: noai`. Directives for other crawlers are ignored. */
const robotsDirectives = (value: string, from: string): readonly RightsSignal[] => {
  let isForUs = true
  return value
    .slice(0, 1_000)
    .split(',')
    .flatMap((part): readonly RightsSignal[] => {
      const [, agent = null, written = ''] = /^(?:([a-z][\w-]*)\s*:)?(.*)$/is.exec(part.trim()) ?? []
      if (agent !== null && !VALUED.has(agent.toLowerCase())) isForUs = /^(?:polywire|robots)$/i.test(agent)
      const directive = written.trim().toLowerCase()
      if (!isForUs) return []
      if (directive === 'noindex' || directive === 'none')
        return [{ from, says: `${from}: ${directive}`, reserves: ['full-text'], terms: null }]
      return directive === 'noai' ? [{ from, says: `${from}: noai`, reserves: ['ai'], terms: null }] : []
    })
}
/** Directives with a value, whose names must not be taken for those of crawlers. */
const VALUED = new Set(['max-snippet', 'max-image-preview', 'max-video-preview', 'unavailable_after'])
