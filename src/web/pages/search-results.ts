import { html } from 'hono/html'
import { type Steps } from '../../lib/steps.ts'
import type { StoredArticle } from '../../model/article.ts'
import type { Highlighter, Piece } from '../../publish/filter/highlight.ts'
import { courseInSteps } from '../../publish/developments.ts'
import type { MatchedStory } from '../../store/ports/story-search.ts'
import type { MessageKey } from '../locale.ts'
import type { CountedSuggestion } from '../suggestions.ts'
import { sourceName, tagIndex } from './configuration-index.ts'
import { valueName } from './filter-chips.ts'
import { externalLink, foreign } from './foreign.ts'
import type { Html, PageContext } from './page-context.ts'
import { storyCard, summaryOf } from './story-card.ts'

/** How many reports of a story are searched for one that shows why the story was found; a story may have thousands. */
const MOST_LOOKED_AT = 100

/** A story's card with the matches marked; if they are in another report than the one on the card, also with the title of that report. */
export function* searchResult(context: PageContext, highlight: Highlighter, match: MatchedStory): Steps<Html> {
  const card = yield* storyCard(context, match, 'full', (text, language, where) => marked(highlight(text, language, where)))
  const { representative } = yield* courseInSteps(match, context.locale.readable)
  return html`${card}${otherReport(context, highlight, match, representative)}`
}

const marked = (pieces: readonly Piece[]): Html =>
  html`${pieces.map(({ text, isMatch }) => (isMatch ? html`<mark>${text}</mark>` : text))}`

const otherReport = (context: PageContext, highlight: Highlighter, match: MatchedStory, shown: StoredArticle): Html | '' => {
  const { locale, configuration } = context
  const ids = new Set(match.matched)
  const isMarked = (pieces: readonly Piece[]): boolean => pieces.some(({ isMatch }) => isMatch)
  if (ids.has(shown.id) && isMarked(highlight(summaryOf(context, shown), shown.language, 'text'))) return ''
  if (ids.has(shown.id) && isMarked(highlight(shown.title, shown.language, 'title'))) return ''
  const other = match.story.articles
    .filter(({ id }) => id !== shown.id && ids.has(id))
    .slice(0, MOST_LOOKED_AT)
    .find(({ title, language }) => isMarked(highlight(title, language, 'title')))
  if (other === undefined) return ''
  const title = marked(highlight(other.title, other.language, 'title'))
  return html`<p class="matched">${locale.message('search.matched')} ${foreign(other.language, externalLink(other.link, title))} <small><bdi>${sourceName(configuration, other.source)}</bdi></small></p>`
}

/** Links to searches, each with the number of stories that it finds; empty where there is none. */
export const suggestionList = (
  context: PageContext,
  heading: MessageKey,
  suggestions: readonly CountedSuggestion[],
): Html | '' => {
  const { locale, href } = context
  if (suggestions.length === 0) return ''
  return html`<div class="suggested"><p>${locale.message(heading)}</p><ul>${suggestions.map((suggestion) => {
    const { count, isComplete } = suggestion.stories
    return html`<li><a href="${href('/search', { q: suggestion.filter })}" rel="nofollow"><bdi>${nameOf(context, suggestion)}</bdi></a> <small>${locale.number(count)}${isComplete ? '' : '+'}</small></li>`
  })}</ul></div>`
}

/** `Topic: Cross-border e-commerce`; for another spelling, the word. */
const nameOf = (context: PageContext, { concept, name }: CountedSuggestion): Html | string => {
  const { locale, configuration } = context
  if (concept === null) return name
  const { field, id } = concept
  const known = tagIndex(configuration)
  const isKnown = known.topics.has(id) || known.entities.has(id) || known.places.has(id) || field === 'source'
  const label = isKnown ? valueName(context, field, id) : name
  return locale.message('search.chip', { of: locale.message(`field.${field}`), name: label })
}
