import { type GroupingTools, groupArticles, type Grouped } from '../../../src/cli/lab-group.ts'
import { createEnricher } from '../../../src/enrich/enricher.ts'
import type { Groups } from '../measures.ts'
import type { Run } from './decisions.ts'
import { configuredTaxonomy } from '../tags.ts'
import { openCachedEncoder } from '../vectors.ts'
import { type DatedArticle, labArticle } from './rows.ts'

export type Answers = ReadonlyMap<string, Grouped>
/** What `polywire lab group` answers for these articles in this order. */
export type Grouper = (articles: readonly DatedArticle[]) => Promise<Answers>

/** With the words of our own configuration. */
export const configuredGrouper = async (): Promise<Grouper> =>
  grouperWith({
    enricher: await createEnricher({ taxonomy: await configuredTaxonomy(), fingerprint: null }),
    encoder: await openCachedEncoder(),
  })

const grouperWith =
  (tools: GroupingTools): Grouper =>
  async (articles) =>
    new Map((await groupArticles(tools, articles.map(labArticle))).map((answer) => [answer.id, answer]))

export const storiesOf = (answers: Answers): Groups => new Map([...answers].map(([id, { story }]) => [id, story]))
export const crossStoriesOf = (answers: Answers): Groups =>
  new Map([...answers].map(([id, { crossStory }]) => [id, crossStory]))
/** The earliest original of each article: itself where it is no copy. */
export const originalsOf = (answers: Answers): Groups => new Map([...answers].map(([id, { copyOf }]) => [id, copyOf ?? id]))

/** Only the articles of which something is asked. */
const among = (groups: Groups, articles: readonly { readonly id: string }[]): Groups => {
  const asked = new Set(articles.map(({ id }) => id))
  return new Map([...groups].filter(([id]) => asked.has(id)))
}

/** What is asked: the true groups of articles, and where answers put them. */
type Question = {
  readonly truthOf: (articles: readonly DatedArticle[]) => Groups
  readonly foundIn: (answers: Answers) => Groups
}

/** Groups a stream, and keeps of it the articles of which something is asked. */
export const runner =
  ({ truthOf, foundIn }: Question) =>
  async (
    group: Grouper,
    set: string,
    stream: readonly DatedArticle[],
    isAsked: (article: DatedArticle) => boolean = () => true,
  ): Promise<Run> => {
    const answers = await group(stream)
    const articles = stream.filter(isAsked)
    return { set, articles, answers, truth: truthOf(articles), found: among(foundIn(answers), articles) }
  }
