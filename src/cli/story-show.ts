import type { Story } from '../model/story.ts'
import { reasonLine } from '../model/assignment-reason.ts'
import type { DecisionRecord } from '../store/ports/story-view.ts'
import type { CommandContext } from './context.ts'
import { sizeOf, storyNamed, withStories } from './story-names.ts'

/** A story with its articles, their ids and why each is there, and the corrections that name them. */
export const showStory = async (context: CommandContext, name: string, flags: { readonly json?: boolean }): Promise<number> =>
  await withStories(context, async (store, configuration) => {
    const { terminal } = context
    const story = await storyNamed(store, name)
    const decisions = await Promise.all(story.articles.map(async ({ id }) => await store.decision(id)))
    const reasons = decisions.map((decision) => decision?.reasons ?? [])
    const links = await store.linksOf(story.id)
    const names = new Set<string | null>([
      story.id,
      ...story.articles.flatMap(({ id, link, canonicalUrl }) => [id, link, canonicalUrl]),
    ])
    const corrections = configuration.corrections.filter(({ of }) => of.some((one) => names.has(one)))
    if (flags.json === true) {
      const articles = story.articles.map((article, index) => ({ ...article, reasons: reasons[index] ?? [] }))
      terminal.out(JSON.stringify({ ...story, articles, links, corrections }))
      return 0
    }
    terminal.out(`${story.lead.title}\n${story.id}  ${sizeOf(story)}`)
    story.articles.forEach((article, index) => terminal.out(articleLines(article, story, reasons[index] ?? [])))
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
