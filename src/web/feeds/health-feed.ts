/** The incidents of sources as a feed in the reader's language: what happened, and what the operator can do. */
import { uuidV5 } from '../../lib/hashes.ts'
import type { Incident, IncidentKind, Source } from '../../model/source.ts'
import type { PublishedEntry, PublishedFeed } from '../../model/published-feed.ts'
import { hideSecrets } from '../../model/secrets.ts'
import { attributionOf, sourcePage, withoutSecrets } from '../../publish/attribution.ts'
import { feedUrn } from '../../publish/entry.ts'
import { type FeedFormat, SINGLE_DOCUMENT } from '../../publish/feed-document.ts'
import type { PublishContext } from '../../publish/publish-context.ts'
import { escapeText } from '../../publish/xml.ts'
import { REVALIDATE } from '../http/security.ts'
import type { Rendered } from '../http/document.ts'
import { sourceName, sourceOf } from '../pages/configuration-index.ts'
import { failureText } from '../pages/source-notes.ts'
import type { PageContext } from '../pages/page-context.ts'
import { publishContextFor, writtenFeed } from './written-feed.ts'

/** Ours, for incidents alone. */
const NAMESPACE = '5b0c7a7e-8a53-4f0e-9c5d-0c6f2b1f7d11'
const MOST_ENTRIES = 100

export const HEALTH_FEED = 'health'

export const renderHealthFeed = async (pageContext: PageContext, format: FeedFormat): Promise<Rendered> => {
  const { locale, origin, configuration, store, query } = pageContext
  const context = publishContextFor(pageContext, locale.language)
  const incidents = await store.incidents(MOST_ENTRIES)
  const entries = incidents
    .flatMap((incident) => entriesOf(pageContext, context, incident))
    .toSorted((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_ENTRIES)
  const address = `${origin}/feeds/${HEALTH_FEED}`
  const lang = query.get('lang') ?? ''
  const feed: PublishedFeed = {
    id: feedUrn(`${address}.atom`),
    service: { title: configuration.service.title, url: `${origin}/` },
    title: locale.message('health.title'),
    subtitle: locale.message('health.intro'),
    language: locale.language,
    home: `${origin}/sources`,
    self: `${address}.${format}${lang === '' ? '' : `?lang=${encodeURIComponent(lang)}`}`,
    ...SINGLE_DOCUMENT,
    updatedAt: Math.max(0, ...entries.map(({ updatedAt }) => updatedAt)),
    entries,
  }
  const headers = { 'cache-control': REVALIDATE, vary: 'Accept-Language', 'content-language': locale.language }
  return writtenFeed(feed, format, headers)
}

/** When it came, and where that is news when it was over: two entries, so that readers show both. */
const entriesOf = (pageContext: PageContext, context: PublishContext, incident: Incident): readonly PublishedEntry[] => {
  const { source, kind, noticedAt, endedAt } = incident
  const { configuration, locale, origin } = pageContext
  const name = sourceName(configuration, source)
  const entry = (mark: string, at: number, { title, texts }: IncidentText): PublishedEntry => ({
    id: `urn:uuid:${uuidV5(NAMESPACE, `${source}/${kind}/${noticedAt}/${mark}`)}`,
    about: null,
    title,
    language: locale.language,
    link: null,
    page: sourcePage(source, origin),
    publishedAt: at,
    updatedAt: at,
    summary: texts.join(' '),
    html: texts.map((text) => `<p>${escapeText(text)}</p>`).join(''),
    text: texts.join('\n\n'),
    authors: [],
    categories: [{ term: mark, scheme: `${origin}/feeds/${HEALTH_FEED}#`, label: null }],
    evidence: [],
    enclosures: [],
    image: null,
    rights: null,
    source: attributionOf(source, context),
    alternates: [],
  })
  const begun = entry(kind, noticedAt, incidentText(pageContext, incident, name))
  const isOver = endedAt !== null && OVERCOME.has(kind)
  return isOver ? [begun, entry('recovered', endedAt, recoveryText(pageContext, incident, name))] : [begun]
}

/** That a source has moved is over when the operator has put the address right, which is no news to her. */
const OVERCOME: ReadonlySet<IncidentKind> = new Set<IncidentKind>(['silent', 'gone', 'failing'])

type IncidentText = { readonly title: string; readonly texts: readonly string[] }

const incidentText = (
  { locale, configuration }: PageContext,
  { source, kind, since, noticedAt, before, after, failure }: Incident,
  name: string,
): IncidentText => {
  const address = (written: string | null): string => addressOf(written, sourceOf(configuration, source))
  const day = locale.day(since ?? noticedAt)
  switch (kind) {
    case 'silent':
      return { title: locale.message('health.silent', { name, day }), texts: [locale.message('health.silent.text', { day })] }
    case 'moved':
      return {
        title: locale.message('health.moved', { name }),
        texts: [locale.message('health.moved.text', { from: address(before), to: address(after) })],
      }
    case 'gone':
      return { title: locale.message('health.gone', { name }), texts: [failureText(locale, { kind: 'gone' })] }
    case 'failing':
      return {
        title:
          since === null ? locale.message('health.failing.never', { name }) : locale.message('health.failing', { name, day }),
        texts: failure === null ? [] : [failureText(locale, failure), ...('detail' in failure ? [`(${failure.detail})`] : [])],
      }
    case 'language': {
      const [from, to] = [locale.languageName(before ?? 'und'), locale.languageName(after ?? 'und')]
      return {
        title: locale.message('health.language', { name }),
        texts: [locale.message('health.language.text', { from, to })],
      }
    }
    case 'format': {
      const [from, to] = [before ?? '?', after ?? '?']
      return {
        title: locale.message('health.format', { name }),
        texts: [locale.message('health.format.text', { from, to, id: source })],
      }
    }
    case 'rescued':
      return {
        title: locale.message('health.fallback', { name }),
        texts: [locale.message('health.fallback.text', { id: source })],
      }
  }
}

const recoveryText = ({ locale }: PageContext, { kind, since, noticedAt }: Incident, name: string): IncidentText => ({
  title: locale.message(kind === 'silent' ? 'health.silent.over' : 'health.over', { name }),
  texts: [locale.message('health.over.text', { day: locale.day(since ?? noticedAt) })],
})

/** A subscriber's key in it is nobody's business. What a source that has left the configuration had for a secret is no longer known. */
const addressOf = (address: string | null, source: Source | null): string => {
  const url = address === null ? null : URL.parse(address)
  if (url === null || source === null) return url?.origin ?? '?'
  return withoutSecrets(url.href, source.secrets) ?? hideSecrets(withoutSecrets(url.href, undefined) ?? '?', source.secrets)
}
