import { type Figure, type FigureTable, type Outcome, percent } from '../suite.ts'
import { byCost, decisionLine, misses, type Run, wrongJoins } from './decisions.ts'
import { crossEventsOf, type DatedArticle, type Exam, exam, ntrex, og2021, opening, START, type Translated } from './rows.ts'
import { configuredGrouper, crossStoriesOf, type Grouper, runner } from './run.ts'
import { figuresOf } from './stories.ts'

const runOf = runner({ truthOf: crossEventsOf, foundIn: crossStoriesOf })

const SECOND = 1_000
/** What of a translated text is read. */
const OPENING = 300

/** One event, all languages: titles of a summer end to end, news and its translations, reports of our field. */
export const cross = async (folder: string): Promise<Outcome> => {
  const group = await configuredGrouper()
  const titles = await runOf(group, 'OG2021', og2021(folder))
  const questions = exam(folder)
  const field = await runOf(group, 'reports of our field', questions.articles, ({ crossEvent }) =>
    questions.fieldEvents.has(crossEvent),
  )
  const translated = await translations(group, ntrex(folder))
  const affairs = translated.flatMap(({ affairMates }) => affairMates)
  const mates = translated.flatMap(({ mates }) => mates)
  const decisions = [titles, field, ...translated.map(({ run }) => run)]
    .flatMap((run) => [...wrongJoins(run), ...misses(run)])
    .toSorted(byCost)
  const translatedFigures: readonly Figure[] = [
    {
      name: 'NTREX: joined with another',
      value: shareOf(mates, 'another') + shareOf(mates, 'own and another'),
      bar: 1,
      atMost: true,
    },
    {
      name: 'NTREX: joined with another affair',
      value: shareOf(affairs, 'another') + shareOf(affairs, 'own and another'),
      bar: 1,
      atMost: true,
    },
    // The rest stands beside its own original too, which English itself had joined with the other.
    { name: 'NTREX: joined with another alone', value: shareOf(mates, 'another'), bar: null, atMost: true },
    { name: 'NTREX: joined with its own alone', value: shareOf(mates, 'own'), bar: 88 },
  ]
  return {
    suite: 'cross',
    cases: titles.articles.length + field.articles.length + mates.length,
    figures: [
      ...figuresOf('OG2021', [titles], { precision: 77, recall: null, bCubed: 71 }),
      ...translatedFigures,
      ...figuresOf('field', [field], { precision: 92, recall: null, bCubed: 72 }),
      { name: 'field: look-alikes joined', value: lookalikesJoined(field, questions), bar: 1, atMost: true },
    ],
    tables: [ownTable(translated)],
    decisions,
    wrong: decisions.map(decisionLine),
  }
}

/** Whose English reports a translation stands beside: of its own event (or affair), or of another. */
type Mate = 'own' | 'another' | 'own and another' | 'none'
type Translation = {
  readonly lang: string
  readonly run: Run
  readonly mates: readonly Mate[]
  readonly affairMates: readonly Mate[]
}

/** English and one other language at a time, all within the hour. */
const translations = async (group: Grouper, { articles, affairOf }: Translated): Promise<readonly Translation[]> => {
  const languages = [...new Set(articles.map(({ lang }) => lang))].filter((lang) => lang !== 'en').toSorted()
  const translated: Translation[] = []
  for (const language of languages) {
    const stream = articles
      .filter(({ lang }) => lang === 'en' || lang === language)
      .map(
        (article, index): DatedArticle => ({
          ...article,
          text: opening(article.text, OPENING),
          at: START + index * SECOND,
          source: article.lang,
          copyOf: null,
        }),
      )
    const run = await runOf(group, 'NTREX', stream)
    translated.push({
      lang: language,
      run,
      mates: matesOf(run, language, (event) => event),
      affairMates: matesOf(run, language, affairOf),
    })
  }
  return translated
}

const matesOf = ({ articles, truth, found }: Run, language: string, wholeOf: (event: string) => string): readonly Mate[] => {
  const english = Map.groupBy(
    articles.filter(({ lang }) => lang === 'en'),
    ({ id }) => found.get(id),
  )
  const partOf = (id: string): string => wholeOf(truth.get(id) ?? id)
  return articles
    .filter(({ lang }) => lang === language)
    .map(({ id }) => {
      const beside = english.get(found.get(id))?.map((mate) => partOf(mate.id)) ?? []
      if (beside.length === 0) return 'none'
      const others = beside.filter((whole) => whole !== partOf(id)).length
      return others === 0 ? 'own' : others === beside.length ? 'another' : 'own and another'
    })
}

const shareOf = (mates: readonly Mate[], mate: Mate): number =>
  percent(mates.filter((one) => one === mate).length, mates.length)

const ownTable = (translated: readonly Translation[]): FigureTable => ({
  title: 'Translations joined with their own event alone, by language',
  rows: translated.map(({ lang, mates }) => ({ name: lang, value: shareOf(mates, 'own'), cases: mates.length })),
})

/** Pairs of events that are easily taken for each other and share a group. */
const lookalikesJoined = ({ truth, found }: Run, { lookalikes }: Exam): number => {
  const joined = new Set<string>()
  for (const members of Map.groupBy(truth, ([id]) => found.get(id)).values()) {
    const events = new Set(members.map(([, event]) => event))
    for (const event of events) {
      const alike = lookalikes.get(event)
      if (alike !== undefined && events.has(alike)) joined.add([event, alike].toSorted().join(' '))
    }
  }
  return joined.size
}
