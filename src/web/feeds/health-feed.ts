/** The incidents of sources as a feed in the reader's language: what happened, and what the operator can do. */
import type { Incident, IncidentKind, Source, SourceFailure } from '../../model/source.ts'
import { hideSecrets } from '../../model/secrets.ts'
import { sourcePage, withoutSecrets } from '../../publish/attribution.ts'
import type { FeedFormat } from '../../publish/feed-document.ts'
import type { Rendered } from '../http/document.ts'
import { sourceName, sourceOf } from '../pages/configuration-index.ts'
import { failureText } from '../pages/source-notes.ts'
import type { Locale } from '../locale.ts'
import type { PageContext } from '../pages/page-context.ts'
import { renderServiceFeed, type ServiceNotice } from './service-feed.ts'

/** The most incidents that are read: as many as a feed shows. */
const MOST_INCIDENTS = 100

export const HEALTH_FEED = 'health'

export const renderHealthFeed = async (pageContext: PageContext, format: FeedFormat): Promise<Rendered> => {
  const { locale, origin, store } = pageContext
  const incidents = await store.incidents(MOST_INCIDENTS)
  return await renderServiceFeed(pageContext, format, {
    path: `/feeds/${HEALTH_FEED}`,
    title: locale.message('health.title'),
    subtitle: locale.message('health.intro'),
    home: `${origin}/sources`,
    notices: incidents.flatMap((incident) => noticesOf(pageContext, incident)),
  })
}

/** A notice of the incident and, where its end is news, one of its end: two entries, so that feed readers show both. */
const noticesOf = (pageContext: PageContext, incident: Incident): readonly ServiceNotice[] => {
  const { source, kind, noticedAt, endedAt } = incident
  const { configuration, origin } = pageContext
  const name = sourceName(configuration, source)
  const notice = (mark: string, at: number, text: IncidentText): ServiceNotice => ({
    ...text,
    key: `${source}/${kind}/${noticedAt}/${mark}`,
    mark,
    at,
    page: sourcePage(source, origin),
    source,
  })
  const begun = notice(kind, noticedAt, incidentText(pageContext, incident, name))
  const isOver = endedAt !== null && OVERCOME.has(kind)
  return isOver ? [begun, notice('recovered', endedAt, recoveryText(pageContext, incident, name))] : [begun]
}

/** Notices of sources that no longer deliver, and of their return: what readers of the news notice too. */
export const absencesIn = async (pageContext: PageContext): Promise<readonly ServiceNotice[]> =>
  (await pageContext.store.incidents(MOST_INCIDENTS))
    .filter(({ kind }) => OVERCOME.has(kind))
    .flatMap((incident) => noticesOf(pageContext, incident))

/** Incidents whose end is news. A source's move, for instance, ends when the operator corrects the address, which is no news to the operator. */
const OVERCOME: ReadonlySet<IncidentKind> = new Set<IncidentKind>(['silent', 'gone', 'failing', 'quarantined'])

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
        texts: failureTexts(locale, failure),
      }
    case 'quarantined':
      return { title: locale.message('health.quarantined', { name }), texts: failureTexts(locale, failure) }
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

const failureTexts = (locale: Locale, failure: SourceFailure | null): readonly string[] =>
  failure === null ? [] : [failureText(locale, failure), ...('detail' in failure ? [`(${failure.detail})`] : [])]

const recoveryText = ({ locale }: PageContext, { kind, since, noticedAt }: Incident, name: string): IncidentText => ({
  title: locale.message(kind === 'silent' ? 'health.silent.over' : 'health.over', { name }),
  texts: [locale.message('health.over.text', { day: locale.day(since ?? noticedAt) })],
})

/**
 * The address without secrets such as a subscriber's key. Of a source that has left the configuration only the origin, since its secrets
 * are no longer known.
 */
const addressOf = (address: string | null, source: Source | null): string => {
  const url = address === null ? null : URL.parse(address)
  if (url === null || source === null) return url?.origin ?? '?'
  return withoutSecrets(url.href, source.secrets) ?? hideSecrets(withoutSecrets(url.href, undefined) ?? '?', source.secrets)
}
