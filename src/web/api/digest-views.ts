/** How the API shows digests and their issues. */
import { MINUTE } from '../../lib/durations.ts'
import type { DigestDefinition, DigestIssue, DigestItem } from '../../model/digest.ts'
import type { LanguageTag } from '../../model/ids.ts'
import { issueName } from '../../model/issue-times.ts'
import { pathWithQuery } from '../../lib/url.ts'
import { openDigests } from '../digests/opened-digest.ts'
import { limitIn } from '../feeds/feed-query.ts'
import { HttpError } from '../http/http-error.ts'
import type { PageContext } from '../pages/page-context.ts'
import type { Digest, DigestIssueView } from './catalogue-schemas.ts'
import { iso } from './catalogue-views.ts'
import type { Listing } from './lists.ts'
import { labelFor } from './names.ts'

export const ISSUES = { usual: 10, most: 50 }
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

type Preferred = readonly LanguageTag[]

export const digestViews = (context: PageContext, preferred: Preferred): readonly Digest[] =>
  openDigests(context.configuration).map((digest) => digestView(context, digest, preferred))

const digestView = ({ origin }: PageContext, digest: DigestDefinition, preferred: Preferred): Digest => {
  const { id, title, filter, times, language, top } = digest
  const page = `${origin}/digests/${id}`
  return {
    id,
    name: labelFor(title, preferred),
    title,
    filter,
    at: new Date(times.minutes * MINUTE).toISOString().slice(11, 16),
    zone: times.zone,
    days: DAYS.filter((_, day) => times.days.includes(day)),
    language,
    prefer: digest.preferred,
    top,
    links: {
      self: `${origin}/api/v1/digests/${id}`,
      issues: `${origin}/api/v1/digests/${id}/issues`,
      page,
      atom: `${page}.atom`,
      rss: `${page}.rss`,
      json: `${page}.json`,
    },
  }
}

export const listIssues = async (context: PageContext, id: string): Promise<Listing<DigestIssueView>> => {
  const { query, store, origin, configuration } = context
  const digest = openDigests(configuration).find((one) => one.id === id)
  if (digest === undefined) throw new HttpError(404, `There is no digest “${id.slice(0, 80)}”.`)
  const limit = limitIn(query.get('limit'), ISSUES.usual, ISSUES.most)
  const before = positionIn(query)
  const issues = await store.digests.issues({ digest: id, limit: limit + 1, ...(before === null ? {} : { before }) })
  const shown = issues.slice(0, limit)
  const next = issues.length > limit ? String(shown.at(-1)?.due) : null
  const to = (position: string | null): string =>
    origin + pathWithQuery(`/api/v1/digests/${id}/issues`, { ...Object.fromEntries(query), before: position })
  const links = { self: to(query.get('before')), next: next === null ? null : to(next) }
  return { data: shown.map((issue) => issueView(context, issue)), next, links }
}

const positionIn = (query: URLSearchParams): number | null => {
  const text = query.get('before') ?? ''
  if (text === '') return null
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new HttpError(400, 'The cursor “before” is not valid for this list. Start again without it.', {
    extra: { parameter: 'before' },
  })
}

const issueView = (context: PageContext, issue: DigestIssue): DigestIssueView => {
  const { digest, due, since, madeAt, found, items } = issue
  const id = issueName(due)
  return {
    id,
    due: iso(due),
    since: iso(since),
    madeAt: iso(madeAt),
    found,
    page: `${context.origin}/digests/${digest}/${id}`,
    stories: items.map((item) => itemView(context, item)),
  }
}

const itemView = ({ origin }: PageContext, item: DigestItem): DigestIssueView['stories'][number] => {
  const {
    story,
    headline,
    language,
    summary,
    link,
    source,
    publishedAt,
    reports,
    copies,
    sources,
    languages,
    topic,
    isUpdate,
  } = item
  return {
    id: story,
    title: headline,
    language,
    summary,
    url: link,
    source,
    published: iso(publishedAt),
    reports,
    copies,
    sources,
    languages: languages.map((one) => ({ language: one.language, articles: one.reports })),
    topic,
    isUpdate,
    page: `${origin}/stories/${story}`,
  }
}
