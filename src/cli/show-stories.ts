import { IN_FORCE_NOTE, articleNamed as articleOf, keyOf, overridesIn } from '../grouping/apply-corrections.ts'
import type { StoredArticle } from '../model/article.ts'
import { reasonLine } from '../model/assignment-reason.ts'
import type { Correction } from '../model/correction.ts'
import type { Story } from '../model/story.ts'
import type { Store } from '../store/ports/store.ts'
import type { DecisionRecord } from '../store/ports/story-view.ts'
import type { CommandContext } from './context.ts'
import { sizeOf, storyNamed, withStories } from './story-names.ts'

/** Prints a story with its articles, their ids and the reasons for each, and the corrections that name them. */
export const showStory = async (context: CommandContext, name: string, flags: { readonly json?: boolean }): Promise<number> =>
  await withStories(context, async (store, configuration) => {
    const { terminal } = context
    const story = await storyNamed(store, name)
    const reasons = await store.reasonsIn(story.id)
    const links = await store.linksOf(story.id)
    const names = new Set<string | null>([
      story.id,
      ...story.articles.flatMap(({ id, link, canonicalUrl }) => [id, link, canonicalUrl]),
    ])
    const corrections = configuration.corrections.filter(({ of }) => of.some((one) => names.has(one)))
    if (flags.json === true) {
      const articles = story.articles.map((article) => ({ ...article, reasons: reasons.get(article.id) ?? [] }))
      terminal.out(JSON.stringify({ ...story, articles, links, corrections }))
      return 0
    }
    terminal.out(`${story.lead.title}\n${story.id}  ${sizeOf(story)}`)
    for (const article of story.articles) terminal.out(articleLines(article, story, reasons.get(article.id) ?? []))
    for (const { article, language, isRefused } of links)
      if (isRefused) terminal.out(`the link to ${language} by ${article} is refused by a correction`)
    for (const { line, kind, of, note } of corrections)
      terminal.out(`corrections.yaml:${line}: ${kind} ${of.join(' ')}${note === null ? '' : ` (${note})`}`)
    return 0
  })

const articleLines = (
  { id, language, source, publishedAt, title, link, copyOf }: Story['lead'],
  { lead }: Story,
  reasons: DecisionRecord['reasons'],
): string => {
  const marks = [id === lead.id ? 'the lead' : '', copyOf === null ? '' : `a copy of ${copyOf}`].filter((mark) => mark !== '')
  return [
    '',
    `${id}  ${language}  ${new Date(publishedAt).toISOString().slice(0, 16).replace('T', ' ')}  ${source}${marks.length === 0 ? '' : `  (${marks.join(', ')})`}`,
    `  ${title}`,
    ...(link === null ? [] : [`  ${link}`]),
    ...reasons.map((reason) => `  ${reasonLine(reason)}`),
  ].join('\n')
}

/** `not yet`: not applied since it was written. `waits`: it names articles that are not stored. `overruled`: another correction contradicts it. */
type State = 'holds' | 'waits' | 'not yet' | 'overruled'
type Listed = Correction & {
  readonly state: State
  /** Names without a stored article. */
  readonly missing: readonly string[]
  readonly titles: readonly string[]
}

export const listCorrections = async (context: CommandContext, flags: { readonly json?: boolean }): Promise<number> =>
  await withStories(context, async (store, { corrections }) => {
    const { terminal } = context
    const taken = new Set(overridesIn(await store.note(IN_FORCE_NOTE)).map(({ key }) => key))
    const listed: readonly Listed[] = await Promise.all(
      corrections.map(async (correction) => await look(store, correction, taken)),
    )
    if (flags.json === true) terminal.out(JSON.stringify(listed))
    else if (listed.length === 0) terminal.out('corrections.yaml holds no correction.')
    else terminal.out(listed.map(lines).join('\n'))
    return 0
  })

const look = async (store: Store, correction: Correction, taken: ReadonlySet<string>): Promise<Listed> => {
  const named = await Promise.all(correction.of.map(async (name) => ({ name, article: await find(store, name) })))
  const articles = named.flatMap(({ article }) => article ?? [])
  const missing = named.flatMap(({ name, article }) => (article === null ? [name] : []))
  const stories = await Promise.all(articles.map(async ({ story }) => await store.story(story)))
  const present = stories.flatMap((story) => story ?? [])
  const isTaken = taken.has(keyOf(correction))
  const state = !isTaken
    ? 'not yet'
    : holds(correction, articles, present)
      ? 'holds'
      : missing.length > 0
        ? 'waits'
        : 'overruled'
  return { ...correction, state, missing, titles: articles.map(({ title }) => title) }
}

const find = async (store: Store, name: string): Promise<StoredArticle | null> => {
  const id = await articleOf(store, name)
  return id === null ? null : await store.findArticle(id)
}

const holds = ({ kind, of }: Correction, articles: readonly StoredArticle[], stories: readonly Story[]): boolean => {
  const distinct = new Set(stories.map(({ id }) => id)).size
  switch (kind) {
    case 'split':
      return articles.length > 0 && distinct === 1
    case 'join':
      return articles.length === of.length && distinct === 1
    case 'never':
      return articles.length === of.length && distinct === of.length
    case 'pin':
      return stories.some(({ lead }) => lead.id === articles[0]?.id)
    case 'news':
    case 'deal':
    case 'service':
    case 'digest':
    case 'other':
      return articles.length > 0 && articles.every((article) => article.kind === kind)
  }
}

const lines = ({ line, kind, of, note, by, date, state, missing, titles }: Listed): string => {
  const who = [by, date].filter((part) => part !== null).join(', ')
  return [
    `corrections.yaml:${line}: ${kind} ${of.join(' ')}: ${state}${missing.length === 0 ? '' : `; not stored: ${missing.join(' ')}`}`,
    ...titles.map((title) => `  “${title}”`),
    ...(note === null && who === '' ? [] : [`  ${[note, who].filter((part) => part !== null && part !== '').join(' — ')}`]),
  ].join('\n')
}
