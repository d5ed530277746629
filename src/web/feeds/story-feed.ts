/** The feed of one story: its reports, each as an entry. */
import { type LanguageTag, storyId } from '../../model/ids.ts'
import { mapInSteps, type Steps } from '../../lib/steps.ts'
import type { PublishedFeed } from '../../model/published-feed.ts'
import type { Story } from '../../model/story.ts'
import { pathWithQuery } from '../../lib/url.ts'
import { courseInSteps } from '../../publish/developments.ts'
import { articleEntry, feedUrn } from '../../publish/entry.ts'
import { type FeedFormat, SINGLE_DOCUMENT } from '../../publish/feed-document.ts'
import type { PublishContext } from '../../publish/publish-context.ts'
import type { Rendering } from '../http/response-cache.ts'
import { REVALIDATE } from '../http/security.ts'
import { languagesIn } from './feed-query.ts'
import { nearestLocale } from '../locale.ts'
import { missingStory } from '../missing.ts'
import type { PageContext } from '../pages/page-context.ts'
import { publishContextFor, writtenFeed } from './written-feed.ts'

const MOST_ENTRIES = 200

/**
 * The feed of a story; throws 404 or 410 if it is not stored. `prefer=`, or `lang=`, chooses the language of the text around the reports, and
 * of the title where the story has it.
 */
export const renderStoryFeed = async (pageContext: PageContext, id: string, format: FeedFormat): Promise<Rendering> => {
  const story = await pageContext.store.story(storyId(id))
  if (story === null) throw await missingStory(pageContext.store, storyId(id))
  const { query, parse } = pageContext
  const lang = query.get('lang') ?? ''
  const preferred = lang === '' ? await languagesIn(query.get('prefer') ?? '', parse, 'prefer') : [nearestLocale(lang) ?? 'en']
  const language = nearestLocale(preferred[0] ?? 'en') ?? 'en'
  const feed = await pageContext.inTurns(
    storyFeed(story, format, { ...publishContextFor(pageContext, language), preferred }, lang === '' ? 'prefer' : 'lang'),
  )
  const headers = { 'cache-control': REVALIDATE, vary: 'A-IM' }
  return { rendered: await pageContext.inTurns(writtenFeed(feed, format, headers)), until: null }
}

/** The newest reports first. `parameter`: the one of the address that names the preferred languages. */
function* storyFeed(
  story: Story,
  format: FeedFormat,
  service: PublishContext & { readonly preferred: readonly LanguageTag[] },
  parameter: 'lang' | 'prefer',
): Steps<PublishedFeed> {
  const path = `/stories/${encodeURIComponent(story.id)}`
  const context = { ...service, idScope: `${path} ` }
  const { title } = (yield* courseInSteps({ story, matched: [] }, service.preferred)).representative
  const newest = story.articles.toReversed().slice(0, MOST_ENTRIES)
  const entries = yield* mapInSteps(newest, (article) => articleEntry(article, context))
  return {
    id: feedUrn(`${context.publicUrl}${path}`),
    service: { title: context.serviceTitle, url: `${context.publicUrl}/` },
    title: title === '' ? context.serviceTitle : title,
    subtitle: context.words.reported(story.sources.length, story.languages.length),
    language: context.language,
    home: `${context.publicUrl}${path}`,
    self: pathWithQuery(`${context.publicUrl}${path}.${format}`, { [parameter]: service.preferred.join(',') }),
    ...SINGLE_DOCUMENT,
    updatedAt: Math.max(0, ...entries.map(({ updatedAt }) => updatedAt)),
    entries,
  }
}
