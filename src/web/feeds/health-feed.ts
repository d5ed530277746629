/** What befell the sources, as a feed in the reader's language: what happened, and what the operator does next. */
import { uuidV5 } from '../../lib/uuid.ts'
import type { Incident, IncidentKind } from '../../model/incident.ts'
import type { PublishedEntry, PublishedFeed } from '../../model/published-feed.ts'
import { hideSecrets } from '../../model/secrets.ts'
import type { Source } from '../../model/source.ts'
import { creditOf, withoutSecrets } from '../../publish/credit.ts'
import { feedUrn } from '../../publish/entry.ts'
import type { FeedFormat } from '../../publish/feed-document.ts'
import type { PublishContext } from '../../publish/context.ts'
import { escapeText } from '../../publish/xml.ts'
import { REVALIDATE } from '../http/security.ts'
import type { Rendered } from '../http/document.ts'
import { sentenceOf } from '../pages/failure-note.ts'
import { sourceName, sourceOf } from '../pages/lookup.ts'
import type { Visit } from '../pages/visit.ts'
import { publishContextFor } from './context.ts'
import { writtenFeed } from './written-feed.ts'

/** Ours, for incidents alone. */
const NAMESPACE = '5b0c7a7e-8a53-4f0e-9c5d-0c6f2b1f7d11'
const MOST_ENTRIES = 100

export const HEALTH_FEED = 'health'

export const renderHealthFeed = async (visit: Visit, format: FeedFormat): Promise<Rendered> => {
  const { words, origin, configuration, store, query } = visit
  const context = publishContextFor(visit, words.language)
  const incidents = await store.incidents(MOST_ENTRIES)
  const entries = incidents
    .flatMap((incident) => entriesOf(visit, context, incident))
    .toSorted((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_ENTRIES)
  const address = `${origin}/feeds/${HEALTH_FEED}`
  const lang = query.get('lang') ?? ''
  const feed: PublishedFeed = {
    id: feedUrn(`${address}.atom`),
    service: { title: configuration.service.title, url: `${origin}/` },
    title: words.say('health.title'),
    subtitle: words.say('health.intro'),
    language: words.language,
    home: `${origin}/sources`,
    self: `${address}.${format}${lang === '' ? '' : `?lang=${encodeURIComponent(lang)}`}`,
    hub: null,
    next: null,
    first: null,
    archiveOf: null,
    previousArchive: null,
    nextArchive: null,
    gone: [],
    updatedAt: Math.max(0, ...entries.map(({ updatedAt }) => updatedAt)),
    entries,
  }
  const headers = { 'cache-control': REVALIDATE, vary: 'Accept-Language', 'content-language': words.language }
  return writtenFeed(feed, format, headers)
}

/** When it came, and where that is news when it was over: two entries, so that readers show both. */
const entriesOf = (visit: Visit, context: PublishContext, incident: Incident): readonly PublishedEntry[] => {
  const { source, kind, noticedAt, endedAt } = incident
  const { configuration, words, origin } = visit
  const name = sourceName(configuration, source)
  const entry = (mark: string, at: number, { title, texts }: Told): PublishedEntry => ({
    id: `urn:uuid:${uuidV5(NAMESPACE, `${source}/${kind}/${noticedAt}/${mark}`)}`,
    about: null,
    title,
    language: words.language,
    link: null,
    page: `${origin}/sources#${encodeURIComponent(source)}`,
    publishedAt: at,
    updatedAt: at,
    summary: texts.join(' '),
    html: texts.map((text) => `<p>${escapeText(text)}</p>`).join(''),
    authors: [],
    categories: [{ term: mark, scheme: `${origin}/feeds/${HEALTH_FEED}#`, label: null }],
    evidence: [],
    enclosures: [],
    image: null,
    rights: null,
    source: creditOf(source, context),
    alternates: [],
  })
  const begun = entry(kind, noticedAt, toldOf(visit, incident, name))
  const isOver = endedAt !== null && OVERCOME.has(kind)
  return isOver ? [begun, entry('recovered', endedAt, overOf(visit, incident, name))] : [begun]
}

/** That a source has moved is over when the operator has put the address right, which is no news to her. */
const OVERCOME: ReadonlySet<IncidentKind> = new Set<IncidentKind>(['silent', 'gone', 'failing'])

type Told = { readonly title: string; readonly texts: readonly string[] }

const toldOf = (
  { words, configuration }: Visit,
  { source, kind, since, noticedAt, before, after, failure }: Incident,
  name: string,
): Told => {
  const address = (written: string | null): string => addressOf(written, sourceOf(configuration, source))
  const day = words.day(since ?? noticedAt)
  switch (kind) {
    case 'silent':
      return { title: words.say('health.silent', { name, day }), texts: [words.say('health.silent.text', { day })] }
    case 'moved':
      return {
        title: words.say('health.moved', { name }),
        texts: [words.say('health.moved.text', { from: address(before), to: address(after) })],
      }
    case 'gone':
      return { title: words.say('health.gone', { name }), texts: [sentenceOf(words, { kind: 'gone' })] }
    case 'failing':
      return {
        title: since === null ? words.say('health.failing.never', { name }) : words.say('health.failing', { name, day }),
        texts: failure === null ? [] : [sentenceOf(words, failure), ...('detail' in failure ? [`(${failure.detail})`] : [])],
      }
    case 'language': {
      const [from, to] = [words.languageName(before ?? 'und'), words.languageName(after ?? 'und')]
      return { title: words.say('health.language', { name }), texts: [words.say('health.language.text', { from, to })] }
    }
    case 'format': {
      const [from, to] = [before ?? '?', after ?? '?']
      return {
        title: words.say('health.format', { name }),
        texts: [words.say('health.format.text', { from, to, id: source })],
      }
    }
    case 'rescued':
      return { title: words.say('health.rescued', { name }), texts: [words.say('health.rescued.text', { id: source })] }
  }
}

const overOf = ({ words }: Visit, { kind, since, noticedAt }: Incident, name: string): Told => ({
  title: words.say(kind === 'silent' ? 'health.silent.over' : 'health.over', { name }),
  texts: [words.say('health.over.text', { day: words.day(since ?? noticedAt) })],
})

/** A subscriber's key in it is nobody's business. What a source that has left the configuration had for a secret is no longer known. */
const addressOf = (address: string | null, source: Source | null): string => {
  const url = address === null ? null : URL.parse(address)
  if (url === null || source === null) return url?.origin ?? '?'
  return withoutSecrets(url.href, source.secrets) ?? hideSecrets(withoutSecrets(url.href, undefined) ?? '?', source.secrets)
}
