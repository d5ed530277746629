import { html } from 'hono/html'
import { mapInSteps, type Steps } from '../../lib/steps.ts'
import type { Evidence, StoredArticle } from '../../model/article.ts'
import type { LanguageTag } from '../../model/ids.ts'
import type { Story } from '../../model/story.ts'
import type { StoryTags } from '../../model/story-tags.ts'
import type { Label } from '../../model/taxonomy.ts'
import { quotedWords } from '../../publish/quoted-words.ts'
import type { Locale } from '../locale.ts'
import { tagIndex } from './configuration-index.ts'
import { foreign, labelled } from './foreign.ts'
import type { Html, PageContext } from './page-context.ts'

const TAGS = 8
const TERMS = 6

type Shown = { readonly id: string; readonly label: Label | null; readonly href: string }

/** The evidence for each tag of a story: words of its articles, in their languages. */
export function* evidenceOf(context: PageContext, story: Story, together: StoryTags): Steps<Html> {
  const { locale, configuration, href } = context
  const names = tagIndex(configuration)
  const shown = (kind: Kind, ids: readonly string[]): readonly Shown[] =>
    ids.map((id) => ({ id, label: names[kind].get(id)?.label ?? null, href: href(`/${kind}/${id}`) }))
  const reported = { story, together }
  const byTopic = shown(
    'topics',
    together.topics.map(({ id }) => id),
  )
  const byEntity = shown(
    'entities',
    together.entities.map(({ id }) => id),
  )
  const byPlace = shown(
    'places',
    together.places.map(({ id }) => id),
  )
  const topics = yield* tagList(context, locale.message('evidence.topics'), reported, 'topics', byTopic)
  const entities = yield* tagList(context, locale.message('evidence.entities'), reported, 'entities', byEntity)
  const places = yield* tagList(context, locale.message('evidence.places'), reported, 'places', byPlace)
  const nothing = byTopic.length + byEntity.length + byPlace.length === 0
  return html`<section class="evidence"><h2>${locale.message('evidence.title')}</h2>
${nothing ? html`<p class="quiet">${locale.message('evidence.none')}</p>` : ''}
${topics}
${entities}
${places}
${technical(context, together)}
</section>`
}

type Reported = { readonly story: Story; readonly together: StoryTags }
type Kind = 'topics' | 'entities' | 'places'

function* tagList(
  { locale }: PageContext,
  heading: string,
  reported: Reported,
  kind: Kind,
  tags: readonly Shown[],
): Steps<Html | ''> {
  if (tags.length === 0) return ''
  const { story, together } = reported
  const reports = new Map<string, number>(together[kind].map((tag) => [tag.id, tag.reports]))
  const withQuotes = yield* mapInSteps(tags.slice(0, TAGS), (tag) => ({ ...tag, quotes: quotesOf(story, kind, tag.id) }))
  return html`<h3>${heading}</h3><dl>${withQuotes.map(
    ({ id, label, href, quotes }) => html`<dt><a href="${href}">${label === null ? id : labelled(locale, label)}</a></dt>
<dd>${sentenceFor(locale, kind, reports.get(id) ?? 0, together.of)}${wordsFor(locale, quotes)}</dd>`,
  )}</dl>`
}

const sentenceFor = (locale: Locale, kind: Kind, reports: number, of: number): string => {
  if (of === 1) return ''
  if (reports === 0) return kind === 'topics' ? locale.message('evidence.together') : ''
  return locale.message(kind === 'topics' ? 'evidence.topic' : 'evidence.named', { reports, of })
}

const wordsFor = (locale: Locale, quotes: ReturnType<typeof quotesOf>): Html | '' =>
  quotes.length === 0
    ? ''
    : html` ${locale.message('evidence.words')} ${quotes.map(({ language, text }) => html`<q class="term">${foreign(language, text)}</q> `)}`

const technical = ({ locale }: PageContext, { topics }: StoryTags): Html | '' =>
  topics.length === 0
    ? ''
    : html`<details><summary>${locale.message('evidence.technical')}</summary><p>${locale.message('evidence.probability')}</p>
<ul class="reasons">${topics.map(({ id, score }) => html`<li><code>${id}</code> ${locale.number(score)}</li>`)}</ul></details>`

/** The words of the articles that are evidence for a tag, each spelling once. */
const quotesOf = (
  { articles }: Story,
  kind: Kind,
  id: string,
): readonly { readonly language: LanguageTag; readonly text: string }[] => {
  const quotes = new Map<string, LanguageTag>()
  for (const article of articles) {
    for (const evidence of evidenceFor(article, kind, id)) {
      const text = quotedWords(article, evidence)
      if (!quotes.has(text)) quotes.set(text, article.language)
    }
    if (quotes.size >= TERMS) break
  }
  return [...quotes].slice(0, TERMS).map(([text, language]) => ({ text, language }))
}

const evidenceFor = (article: StoredArticle, kind: Kind, id: string): readonly Evidence[] => {
  const tags: readonly { readonly id: string; readonly evidence: readonly Evidence[] }[] = article[kind]
  return tags.find((tag) => tag.id === id)?.evidence.filter(({ kind: why }) => why !== 'not' && why !== 'example') ?? []
}
