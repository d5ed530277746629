import { courseOf } from '../../src/publish/developments.ts'
import { article, story } from '../publish/articles.ts'
import { sourceId } from '../../src/model/ids.ts'
import { type DatedArticle, og2021 } from './grouping/rows.ts'
import { type Outcome, percent } from './suite.ts'

const FEWEST_REPORTS = 5
const MANY_CHANGES = 3

/**
 * How often the headline of a story changes, on labelled stories of one language: titles of a summer with minute time stamps. `--verbose` prints the
 * headlines of each story, for people to judge.
 */
export const developments = async (folder: string): Promise<Outcome> => {
  const stories = [...Map.groupBy(og2021(folder), ({ event }) => event).values()].filter(
    (reports) => reports.length >= FEWEST_REPORTS,
  )
  const headlines = stories.map(headlinesOf)
  const share = (isMeant: (changes: number) => boolean): number =>
    percent(headlines.filter(({ length }) => isMeant(length - 1)).length, headlines.length)
  return {
    suite: 'developments',
    cases: stories.length,
    figures: [
      { name: 'unchanged', value: share((changes) => changes === 0), bar: null },
      { name: 'changed once', value: share((changes) => changes === 1), bar: null },
      { name: 'changed over three times', value: share((changes) => changes > MANY_CHANGES), bar: 6, atMost: true },
    ],
    wrong: headlines.filter(({ length }) => length > 1).map((lines) => lines.join(' → ')),
  }
}

const headlinesOf = (reports: readonly DatedArticle[]): readonly string[] => {
  const articles = reports.map(({ id, title, lang, at }) =>
    article(id, { title, language: lang, source: sourceId(id), publishedAt: at, firstSeen: at }),
  )
  const [first, ...others] = articles
  if (first === undefined) return []
  const match = { story: story([first, ...others]), matched: articles.map(({ id }) => id) }
  return courseOf(match, [])
    .developments.filter(({ kind }) => kind === 'began' || kind === 'headline')
    .map(({ article: { title } }) => title)
}
