import { preferredBy } from './subscribe-links.ts'
import { html } from 'hono/html'
import type { LanguageTag } from '../../model/ids.ts'
import { SPENT_NOTE, spentToday } from '../../model/translation.ts'
import type { Lexicon, Topic, TopicWords } from '../../model/taxonomy.ts'
import type { MessageKey } from '../locale.ts'
import { labelled } from './foreign.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'

/** The purpose of this site, its rules, and the addresses of its data. */
export const aboutPage = async (context: PageContext): Promise<PageContent> => {
  const { locale, configuration, counts, version, link, href } = context
  const numbers: readonly (readonly [MessageKey, string])[] = [
    ['about.items', locale.number(counts.items)],
    ['about.articles', locale.number(counts.articles)],
    ['about.copies', locale.number(counts.copies)],
    ['about.stories', locale.number(counts.stories)],
    ['about.sources', locale.number(counts.sources)],
    ...(await translationCost(context)),
    ['about.edition', locale.number(counts.edition)],
    ['about.version', version],
  ]
  const part = (heading: MessageKey, text: MessageKey, more: Html | '' = ''): Html =>
    html`<section><h2>${locale.message(heading)}</h2><p>${locale.message(text, { title: configuration.service.title })}</p>${more}</section>`
  const apis = html`<ul class="plain-list"><li><a href="${href('/api')}">${locale.message('api.title')}</a></li>
<li><a href="${link('/openapi.json')}"><code dir="ltr">/openapi.json</code></a></li><li><a href="${link('/feeds.opml', { prefer: preferredBy(locale) })}"><code dir="ltr">/feeds.opml</code></a></li></ul>`
  const taxonomy = html`<p><a href="${href('/about/topics')}">${locale.message('taxonomy.title')}</a></p>`
  const body = html`<div class="frame"><header class="opening"><h1>${locale.message('about.title')}</h1></header>
<div class="columns"><div class="prose">${part('about.what', 'about.what.text')}${part('about.rules', 'about.rules.text', taxonomy)}${part('about.rights', 'about.rights.text')}${part('about.machines', 'about.machines.text', apis)}</div>
<aside class="rail"><section><h2>${locale.message('about.numbers')}</h2><dl class="figures">${numbers.map(([key, value]) => html`<dt>${locale.message(key)}</dt><dd>${value}</dd>`)}</dl></section></aside></div></div>`
  return { title: locale.message('about.title'), section: 'about', body }
}

/** How many characters were sent for translation today, of those that may be; empty where nothing is translated. */
const translationCost = async ({
  configuration,
  store,
  locale,
  hour,
}: PageContext): Promise<readonly (readonly [MessageKey, string])[]> => {
  const { translation } = configuration.service
  if (translation === null) return []
  const spent = spentToday(await store.note(SPENT_NOTE), hour)
  return [['about.translated', `${locale.number(spent)} / ${locale.number(translation.perDay)}`]]
}

/** The number of words that identify each topic in each language, which shows where the taxonomy has gaps. */
export const taxonomyPage = (context: PageContext): PageContent => {
  const { locale, configuration } = context
  const { topics, lexicons } = configuration.taxonomy
  const columns = lexicons.map(columnOf).toSorted((a, b) => (a.language < b.language ? -1 : 1))
  const title = locale.message('taxonomy.title')
  const body = html`<div class="frame"><header class="opening"><h1>${title}</h1><p class="standfirst">${locale.message('taxonomy.intro', { languages: columns.length, topics: topics.length })}</p></header>
<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="grid matrix"><thead><tr><th scope="col">${locale.message('field.topic')}</th>${columns.map(({ language }) => languageHead(context, language))}</tr></thead>
<tbody>${topics.map((topic) => topicRow(context, topic, columns))}</tbody></table></div>
<dl class="codes">${columns.map(({ language }) => html`<div><dt><code>${language}</code></dt><dd>${locale.languageName(language)}</dd></div>`)}</dl></div>`
  return { title, section: 'about', body }
}

/** A lexicon whose topics are read once, since each access to them may parse them. */
type Column = Pick<Lexicon, 'language' | 'topics'>
const columnOf = ({ language, topics }: Lexicon): Column => ({ language, topics })

const languageHead = ({ locale }: PageContext, language: LanguageTag): Html =>
  html`<th scope="col" class="figure"><abbr title="${locale.languageName(language)}">${language}</abbr></th>`

const topicRow = ({ locale, href }: PageContext, { id, parent, label }: Topic, columns: readonly Column[]): Html =>
  html`<tr${parent === null ? html` class="root"` : ''}><th scope="row"><a href="${href(`/topics/${id}`)}">${labelled(locale, label)}</a></th>${columns.map(
    ({ topics }) => {
      const count = wordsIn(topics[id])
      return html`<td class="figure w${shade(count)}">${count === 0 ? '–' : locale.number(count)}</td>`
    },
  )}</tr>`

/** The number of words that a topic has; a pair counts as one. */
const wordsIn = (found: TopicWords | undefined): number =>
  found === undefined ? 0 : found.terms.length + found.weak.length + found.pairs.length

/** The shade of a cell, from 0 (no words) to 3 (60 or more). */
const shade = (count: number): number => (count === 0 ? 0 : count < 15 ? 1 : count < 60 ? 2 : 3)
