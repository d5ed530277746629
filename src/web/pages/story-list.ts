/** Stories as a compact list, one line each, the latest news first. */
import { html } from 'hono/html'
import { mapByTheirSteps, type Steps } from '../../lib/steps.ts'
import { countStory } from '../../model/story-counts.ts'
import { courseInSteps, type StoryMatch } from '../../publish/developments.ts'
import { foreign } from './foreign.ts'
import type { Html, PageContext } from './page-context.ts'
import { timeOf } from './story-card.ts'

export const storyList = async (context: PageContext, matches: readonly StoryMatch[]): Promise<Html> => {
  const latest = matches.toSorted((a, b) => b.story.updatedAt - a.story.updatedAt || (a.story.id < b.story.id ? -1 : 1))
  const lines = await context.inTurns(mapByTheirSteps(latest, (match) => storyLine(context, match)))
  return html`<h2 class="unseen">${context.locale.message('topic.stories')}</h2><ul class="desk">${lines}</ul>`
}

function* storyLine(context: PageContext, match: StoryMatch): Steps<Html> {
  const { locale, href } = context
  const { story } = match
  const { representative } = yield* courseInSteps(match, locale.readable)
  const { languages, sources } = countStory(story)
  const reported = locale.message('story.reported', { languages, sources })
  return html`<li class="card">${timeOf(context, story.updatedAt, 'brief')}<h3>${foreign(representative.language, html`<a href="${href(`/stories/${story.id}`)}" title="${representative.title}">${representative.title}</a>`)}</h3><small title="${reported}"><span aria-hidden="true">${locale.number(sources)}</span><span class="unseen">${reported}</span></small></li>`
}
