import { html } from 'hono/html'
import type { LanguageTag } from '../../model/ids.ts'
import { unpackTaxonomy } from '../../model/packed-taxonomy.ts'
import type { Lexicon, Topic, TopicWords } from '../../model/taxonomy.ts'
import { labelled } from './names.ts'
import type { Html, PageContent, Visit } from './visit.ts'

/** By how many words each topic is recognised in each language: what the service can see, and where it is blind. */
export const taxonomyPage = (visit: Visit): PageContent => {
  const { words, configuration } = visit
  const { topics, lexicons } = unpackTaxonomy(configuration.taxonomy)
  const columns = lexicons.toSorted((a, b) => (a.language < b.language ? -1 : 1))
  const title = words.say('taxonomy.title')
  const body = html`<div class="frame"><header class="opening"><h1>${title}</h1><p class="standfirst">${words.say('taxonomy.intro', { languages: columns.length, topics: topics.length })}</p></header>
<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="grid matrix"><thead><tr><th scope="col">${words.say('field.topic')}</th>${columns.map(({ language }) => languageHead(visit, language))}</tr></thead>
<tbody>${topics.map((topic) => topicRow(visit, topic, columns))}</tbody></table></div>
<dl class="codes">${columns.map(({ language }) => html`<div><dt><code>${language}</code></dt><dd>${words.languageName(language)}</dd></div>`)}</dl></div>`
  return { title, section: 'about', body }
}

const languageHead = ({ words }: Visit, language: LanguageTag): Html =>
  html`<th scope="col" class="figure"><abbr title="${words.languageName(language)}">${language}</abbr></th>`

const topicRow = ({ words, href }: Visit, { id, parent, label }: Topic, columns: readonly Lexicon[]): Html =>
  html`<tr${parent === null ? html` class="root"` : ''}><th scope="row"><a href="${href(`/topics/${id}`)}">${labelled(words, label)}</a></th>${columns.map(
    ({ topics }) => {
      const count = wordsIn(topics[id])
      return html`<td class="figure w${shade(count)}">${count === 0 ? '–' : words.number(count)}</td>`
    },
  )}</tr>`

/** A pair counts as one. */
const wordsIn = (found: TopicWords | undefined): number =>
  found === undefined ? 0 : found.terms.length + found.weak.length + found.pairs.length

/** 0: none; 3: plenty. */
const shade = (count: number): number => (count === 0 ? 0 : count < 15 ? 1 : count < 60 ? 2 : 3)
