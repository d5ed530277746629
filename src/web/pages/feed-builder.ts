import { html, raw } from 'hono/html'
import type { LanguageTag } from '../../model/ids.ts'
import type { FeedDefinition, Topic } from '../../model/taxonomy.ts'
import { labelled } from './foreign.ts'
import { keepLanguage } from './layout.ts'
import type { Html, PageContext } from './page-context.ts'

const MOST_LANGUAGES = 24

/** All values of a parameter that may be repeated (ticked boxes) or contain commas (written by hand). */
export const chosen = (query: URLSearchParams, name: string): readonly string[] =>
  query
    .getAll(name)
    .flatMap((text) => text.split(','))
    .map((value) => value.trim())
    .filter((value, index, all) => value !== '' && all.indexOf(value) === index)

/** Text fields and chips. The chips are checkboxes of the form, so they need no script. */
export const builderForm = (context: PageContext, feeds: readonly FeedDefinition[]): Html => {
  const { locale, query, link } = context
  const value = (name: string): string => query.get(name) ?? ''
  const option = (name: string, option: string, label: string): Html =>
    html`<option value="${option}"${value(name) === option ? raw(' selected') : ''}>${label}</option>`
  return html`<form action="${link('/feeds')}#preview" method="get" class="form">${keepLanguage(context)}
<p><label for="feed">${locale.message('feeds.builder.from')}</label><select id="feed" name="feed">${feeds.map(({ id, title }) => option('feed', id, locale.label(title)))}</select></p>
<p><label for="bq">${locale.message('feeds.builder.q')}</label><input id="bq" name="q" value="${value('q')}" maxlength="4096" dir="auto" aria-describedby="bq-hint"><small id="bq-hint">${locale.message('feeds.builder.q.hint')}</small></p>
${languageChips(context)}
${topicChips(context)}
<p class="pair"><span><label for="group">${locale.message('feeds.builder.group')}</label><select id="group" name="group">${option('group', 'story', locale.message('feeds.grouped.story'))}${option('group', 'article', locale.message('feeds.grouped.article'))}</select></span>
<span><label for="limit">${locale.message('feeds.builder.limit')}</label><input id="limit" name="limit" type="number" min="1" max="1000" value="${value('limit') === '' ? '100' : value('limit')}"></span></p>
<p><button>${locale.message('feeds.builder.preview')}</button></p></form>`
}

const chip = (name: string, value: string, label: Html | string, ticked: boolean): Html =>
  html`<label class="chip"><input type="checkbox" name="${name}" value="${value}"${ticked ? raw(' checked') : ''}><span>${label}</span></label>`

const languageChips = (context: PageContext): Html => {
  const { locale, query } = context
  const ticked = chosen(query, 'lang')
  const offered = [...new Set([...languagesOf(context), ...ticked])]
  return html`<fieldset><legend>${locale.message('feeds.builder.languages')} <small>${locale.message('feeds.builder.fewer')}</small></legend>
<div class="boxes">${offered.map((language) => chip('lang', language, locale.languageName(language), ticked.includes(language)))}</div></fieldset>`
}

/** The languages with most sources, after the reader's own: the first ticked one provides the headline of a story in several. */
const languagesOf = ({ locale, configuration }: PageContext): readonly LanguageTag[] => {
  const counts = new Map<LanguageTag, number>()
  for (const { language } of configuration.sources) if (language !== null) counts.set(language, (counts.get(language) ?? 0) + 1)
  const own = (language: LanguageTag): number => locale.readable.toReversed().indexOf(language)
  return [...counts.keys()]
    .toSorted((a, b) => own(b) - own(a) || (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || (a < b ? -1 : 1))
    .slice(0, MOST_LANGUAGES)
}

/** One collapsible group per root topic, open if anything in it is ticked. */
const topicChips = (context: PageContext): Html => {
  const { locale, query, configuration } = context
  const { topics } = configuration.taxonomy
  const ticked = chosen(query, 'topic')
  const fold = (root: Topic): Html => {
    const within = topics.filter((topic) => topic !== root && rootOf(topic, topics) === root)
    const count = [root, ...within].filter(({ id }) => ticked.includes(id)).length
    const summary = html`<summary>${labelled(locale, root.label)}${count === 0 ? '' : html` <small>${locale.message('feeds.builder.chosen', { count })}</small>`}</summary>`
    return html`<details${count > 0 ? raw(' open') : ''}>${summary}<div class="boxes">${[root, ...within].map(({ id, label }) => chip('topic', id, labelled(locale, label), ticked.includes(id)))}</div></details>`
  }
  return html`<fieldset><legend>${locale.message('feeds.builder.topic')} <small>${locale.message('feeds.builder.fewer')}</small></legend>
${topics.filter(({ parent }) => parent === null).map(fold)}</fieldset>`
}

const rootOf = (topic: Topic, topics: readonly Topic[]): Topic => {
  let found = topic
  for (let steps = 0; found.parent !== null && steps < 10; steps += 1) {
    const { parent } = found
    found = topics.find(({ id }) => id === parent) ?? found
  }
  return found
}
