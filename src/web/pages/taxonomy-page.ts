import { html } from 'hono/html'
import type { LanguageTag } from '../../model/ids.ts'
import type { Lexicon, Topic, TopicWords } from '../../model/taxonomy.ts'
import { labelled } from './foreign.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'

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

/** Read once: what a lexicon gives may be parsed at each access. */
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

/** A pair counts as one. */
const wordsIn = (found: TopicWords | undefined): number =>
  found === undefined ? 0 : found.terms.length + found.weak.length + found.pairs.length

/** 0: none; 3: plenty. */
const shade = (count: number): number => (count === 0 ? 0 : count < 15 ? 1 : count < 60 ? 2 : 3)
