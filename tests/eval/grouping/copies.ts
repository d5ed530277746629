import { type Figure, type FigureTable, type Outcome, percent } from '../suite.ts'
import { chanceOf } from './chance.ts'
import { byCost, decisionLine, misses, type Run, wrongJoins } from './decisions.ts'
import { edits } from './edits.ts'
import { type DatedArticle, ecbPlus, exam, ntrex, START } from './rows.ts'
import { configuredGrouper, type Grouper, originalsOf } from './run.ts'

/** Writing systems and families of all kinds. */
const LANGUAGES = new Set(['en', 'zh', 'ja', 'ko', 'ar', 'ru', 'fr', 'es', 'de', 'pt', 'hi', 'th', 'tr', 'vi', 'fa', 'sw'])
/** Shorter texts hold too little to tell an edited copy by. */
const ENOUGH_CHARACTERS = 400
const SEED = 11
const SECOND = 1_000
const TWIN = 'none: one of twin events'

/**
 * News texts in 16 languages as desks edit them, English reports of twin events, which are nobody's copies, and the copies among
 * the reports of our field.
 */
export const copies = async (folder: string): Promise<Outcome> => {
  const group = await configuredGrouper()
  // Reports of one of the twin events may be copies of each other: nobody knows. Of two events they are not.
  const edited = await runOf(group, 'edited texts and twin events', editedStream(folder), ({ id, event, edit, copyOf }) =>
    edit === TWIN ? event : (copyOf ?? id),
  )
  const field = await runOf(group, 'reports of our field', exam(folder).articles, ({ id, copyOf }) => copyOf ?? id)
  const texts = { ...edited, articles: edited.articles.filter(({ edit }) => edit !== TWIN) }
  const marks = [...judgedCopies(edited), ...judgedCopies(field)]
  const tables = [
    recallTable('Recall by edit', edited, ({ edit }) => edit),
    recallTable('Recall by language', edited, ({ lang }) => lang),
  ]
  const decisions = [...[edited, field].flatMap(wrongJoins), ...[texts, field].flatMap(misses)].toSorted(byCost)
  const figures: readonly Figure[] = [
    { name: 'precision', value: percent(marks.filter(({ right }) => right).length, marks.length), bar: null },
    { name: 'wrong joins', value: wrongMarks(edited), bar: 0, atMost: true },
    { name: 'recall', value: recall(edited.articles, edited), bar: 99 },
    { name: 'least recall of an edit or language', value: leastOf(tables), bar: 97 },
    { name: 'field: wrong joins', value: wrongMarks(field), bar: 0, atMost: true },
    { name: 'field: recall', value: recall(field.articles, field), bar: 90 },
  ]
  return {
    suite: 'copies',
    cases: edited.articles.length + field.articles.length,
    figures,
    tables,
    decisions,
    wrong: decisions.map(decisionLine),
  }
}

type EditedArticle = DatedArticle & { readonly edit: string }
type CopyRun<Article extends DatedArticle> = Omit<Run, 'articles'> & { readonly articles: readonly Article[] }

const editedStream = (folder: string): readonly EditedArticle[] => {
  const chance = chanceOf(SEED)
  const originals = ntrex(folder).articles.filter(
    ({ lang, text }) => LANGUAGES.has(lang) && Array.from(text).length > ENOUGH_CHARACTERS,
  )
  const texts = originals.flatMap((article, index): readonly EditedArticle[] => [
    { ...article, at: START + index * SECOND, source: 'origin', copyOf: null, edit: '' },
    ...edits(article.title, article.text, chance).map(
      ({ kind, title, text }, nth): EditedArticle => ({
        ...article,
        id: `${article.id}#${nth}`,
        title,
        text,
        at: START + (20_000 + index * 7 + nth) * SECOND,
        source: `copy${nth}`,
        copyOf: article.id,
        edit: kind,
      }),
    ),
  ])
  const twins = ecbPlus(folder).map((article, index): EditedArticle => {
    const at = START + (60_000 + index) * SECOND
    return { ...article, at, source: `s${index}`, copyOf: null, edit: TWIN }
  })
  return [...texts, ...twins]
}

const runOf = async <Article extends DatedArticle>(
  group: Grouper,
  set: string,
  articles: readonly Article[],
  textOf: (article: Article) => string,
): Promise<CopyRun<Article>> => {
  const answers = await group(articles)
  const truth = new Map(articles.map((article) => [article.id, textOf(article)]))
  return { set, articles, answers, truth, found: originalsOf(answers) }
}

/** Every article that was marked as a copy, and whether it is one of what it was said to be a copy of, or of the same original. */
const judgedCopies = ({ answers, truth }: Omit<Run, 'articles'>): readonly { readonly right: boolean }[] =>
  [...answers.values()].flatMap(({ id, copyOf }) => (copyOf === null ? [] : [{ right: truth.get(copyOf) === truth.get(id) }]))

const wrongMarks = (run: Omit<Run, 'articles'>): number => judgedCopies(run).filter(({ right }) => !right).length

const recall = (articles: readonly DatedArticle[], { found }: Pick<Run, 'found'>): number => {
  const copied = articles.filter(({ copyOf }) => copyOf !== null)
  const joined = copied.filter(({ id, copyOf }) => found.get(id) === found.get(copyOf ?? id))
  return percent(joined.length, copied.length)
}

const recallTable = (title: string, run: CopyRun<EditedArticle>, nameOf: (article: EditedArticle) => string): FigureTable => ({
  title,
  rows: [
    ...Map.groupBy(
      run.articles.filter(({ copyOf }) => copyOf !== null),
      nameOf,
    ),
  ].map(([name, articles]) => ({
    name,
    value: recall(articles, run),
    cases: articles.length,
  })),
})

const leastOf = (tables: readonly FigureTable[]): number =>
  Math.min(...tables.flatMap(({ rows }) => rows.map(({ value }) => value)))
