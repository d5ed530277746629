/** The pages of digests: all of them, one with its latest issue, and each issue. */
import { html } from 'hono/html'
import type { DigestIssue } from '../../model/digest.ts'
import type { Instant } from '../../model/ids.ts'
import { dueOfIssue, issueName, nextDue } from '../../model/issue-times.ts'
import type { DigestWords } from '../../publish/digest/digest-words.ts'
import { aboutIssue } from '../../publish/digest/write-issue.ts'
import { labelled } from '../pages/foreign.ts'
import { around, HERE } from '../pages/message-parts.ts'
import type { Html, OfferedFeed, PageContent, PageContext } from '../pages/page-context.ts'
import { timeOf } from '../pages/story-card.ts'
import { FORMATS, formatLinks } from '../pages/subscribe-links.ts'
import { digestWordsIn } from './digest-locale.ts'
import { issueView } from './issue-view.ts'
import { noSuchDigest, openDigests, type OpenedDigest } from './opened-digest.ts'

const MOST_EARLIER = 30

/** The page of all digests. `now`: the time after which the next issue is due. */
export const digestsPage = async (context: PageContext, now: Instant): Promise<PageContent> => {
  const { locale, configuration, store } = context
  const title = locale.message('digests.title')
  const cards = await Promise.all(
    openDigests(configuration).map(async (definition) => {
      const [latest] = await store.digests.issues({ digest: definition.id, limit: 1 })
      return digestCard(context, { definition, key: null }, latest ?? nextDue(definition.times, now))
    }),
  )
  const body = html`<div class="frame"><header class="opening"><h1>${title}</h1><p class="standfirst">${locale.message('digests.intro')}</p></header>
${cards.length === 0 ? html`<p class="quiet">${locale.message('digests.none')}</p>` : html`<div class="row">${cards}</div>`}</div>`
  return { title, section: 'feeds', body, description: locale.message('digests.intro') }
}

/** `latest`: the latest issue, or when the first one is due. */
const digestCard = (context: PageContext, opened: OpenedDigest, latest: DigestIssue | Instant): Html => {
  const { locale, href } = context
  const { id, title, times } = opened.definition
  const words = digestWordsIn(locale, times)
  return html`<article class="card digest"><h2 id="${id}"><a href="${href(`/digests/${id}`)}">${labelled(locale, title)}</a></h2>
<p>${words.times}</p>
<p class="quiet">${
    typeof latest === 'number'
      ? firstIssue(context, latest)
      : html`${locale.message('digests.latest')} <a href="${addressOf(context, opened, latest)}">${words.issue(locale.label(title), latest.due)}</a>`
  }</p>
${feedLinks(context, opened)}</article>`
}

const firstIssue = (context: PageContext, at: Instant): Html =>
  around(context.locale.message('digests.first', { date: HERE }), timeOf(context, at))

export const digestPage = async (context: PageContext, opened: OpenedDigest, now: Instant): Promise<PageContent> => {
  const [latest, ...earlier] = await context.store.digests.issues({ digest: opened.definition.id, limit: MOST_EARLIER + 1 })
  if (latest !== undefined) return issueContent(context, opened, { issue: latest, earlier })
  const { title, times } = opened.definition
  const body = html`<div class="frame"><header class="opening">${kicker(context)}<h1>${labelled(context.locale, title)}</h1>
<p class="standfirst">${digestWordsIn(context.locale, times).times}</p><p class="meta">${firstIssue(context, nextDue(times, now))}</p></header>
${feedLinks(context, opened)}</div>`
  return { ...aboutPage(context, opened), title: context.locale.label(title), body }
}

export const issuePage = async (context: PageContext, opened: OpenedDigest, name: string): Promise<PageContent> => {
  const { digests } = context.store
  const { id } = opened.definition
  const due = dueOfIssue(name)
  const issue = due === null ? null : await digests.issue(id, due)
  if (issue === null) throw noSuchDigest()
  return issueContent(context, opened, {
    issue,
    earlier: await digests.issues({ digest: id, limit: MOST_EARLIER, before: issue.due }),
  })
}

type Shown = { readonly issue: DigestIssue; readonly earlier: readonly DigestIssue[] }

const issueContent = (context: PageContext, opened: OpenedDigest, { issue, earlier }: Shown): PageContent => {
  const { locale, href } = context
  const { id, title, times } = opened.definition
  const words = digestWordsIn(locale, times)
  const heading = words.issue(locale.label(title), issue.due)
  const body = html`<div class="frame issue"><header class="opening">${kicker(context)}<h1>${heading}</h1>
<p class="standfirst">${issue.items.length === 0 ? words.empty : words.top(issue.items.length, issue.found)}</p>
<p class="meta">${periodOf(context, issue)}</p></header>
<div class="columns"><div>${issueView(context, issue, words)}</div>
<aside class="rail"><section class="offer"><h2><a href="${href(`/digests/${id}`, { key: opened.key })}">${labelled(locale, title)}</a></h2><p>${words.times}</p>${feedLinks(context, opened)}</section>
${earlierIssues(context, opened, earlier, words)}</aside></div></div>`
  return {
    ...aboutPage(context, opened),
    title: heading,
    description: aboutIssue(issue, words).join(' · '),
    published: issue.due,
    body,
  }
}

/** The period of the issue, as times that the browser formats in its own time zone. */
const periodOf = (context: PageContext, { since, due }: DigestIssue): Html =>
  around(context.locale.message('digest.period', { from: HERE, to: HERE }), timeOf(context, since), timeOf(context, due))

const kicker = ({ locale, href }: PageContext): Html =>
  html`<p class="kicker"><a href="${href('/digests')}">${locale.message('digests.all')}</a></p>`

const earlierIssues = (
  context: PageContext,
  opened: OpenedDigest,
  earlier: readonly DigestIssue[],
  words: DigestWords,
): Html | '' =>
  earlier.length === 0
    ? ''
    : html`<section><h2>${context.locale.message('digests.earlier')}</h2><ul class="counted">${earlier.map(
        (issue) =>
          html`<li><a href="${addressOf(context, opened, issue)}">${words.date(issue.due)}</a> <span>${context.locale.number(issue.items.length)}</span></li>`,
      )}</ul></section>`

const addressOf = ({ href }: PageContext, { definition, key }: OpenedDigest, { due }: DigestIssue): string =>
  href(`/digests/${definition.id}/${issueName(due)}`, { key })

const feedLinks = ({ locale, link }: PageContext, { definition, key }: OpenedDigest): Html =>
  formatLinks(locale.message('home.subscribe'), (ending) => link(`/digests/${definition.id}.${ending}`, { key }))

type About = Pick<PageContent, 'section' | 'feeds' | 'robots'>
const aboutPage = ({ locale, link }: PageContext, { definition, key }: OpenedDigest): About => {
  const title = locale.label(definition.title)
  const feeds = FORMATS.map(
    ([format]): OfferedFeed => ({ title, href: link(`/digests/${definition.id}.${format}`, { key }), format }),
  )
  return { section: 'feeds', feeds, ...(key === null ? {} : { robots: 'noindex' }) }
}
