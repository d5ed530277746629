import { phaseAmong, type PhaseMember } from '../../src/grouping/stories/phase.ts'
import { articleId, sourceId } from '../../src/model/ids.ts'
import type { StoredArticle } from '../../src/model/article.ts'
import { courseOf } from '../../src/publish/developments.ts'
import { article, story } from '../publish/articles.ts'
import { createPhaseReader, toldAtOnce, type ToldReport, toldStories, type ToldStory } from './phases/told-phases.ts'
import { type Figure, type Outcome, percent } from './suite.ts'
import { openVectors } from './vectors.ts'

const MINUTE = 60_000
const WITHIN = 30
/** Readers of these languages look at each story: the headline may never be of an older phase because of the language. */
const READERS = ['en', 'de', 'ar']

type Arrived = { readonly told: ToldReport; readonly article: StoredArticle }

/**
 * Is the headline of the newest phase that two sources report, for readers of three languages: at every arrival, and half an hour after the second
 * report of a phase? How often does the headline of an event that is one phase change?
 */
export const developments = async (): Promise<Outcome> => {
  const vectors = await openVectors()
  const read = createPhaseReader()
  const arrivedIn = async ({ reports }: ToldStory, hasVectors: boolean): Promise<readonly Arrived[]> => {
    const found = hasVectors ? await vectors(reports.map(({ lang, ...report }) => ({ ...report, language: lang }))) : []
    const members: PhaseMember[] = []
    return reports.map((told, nth) => {
      const report = read(told, found[nth] ?? null)
      const { phase } = phaseAmong(report, members)
      members.push({ ...report, phase: phase ?? String(nth) })
      return { told, article: articleOf(told, nth, phase) }
    })
  }
  const figures: Figure[] = []
  const wrong: string[] = []
  for (const by of ['meaning', 'words'] as const)
    for (const part of ['train', 'check', 'final'] as const) {
      const counts = count()
      for (const one of toldStories()) if (one.part === part) judge(await arrivedIn(one, by === 'meaning'), counts)
      const bar = by === 'meaning' ? 95 : null
      const name = by === 'meaning' ? part : `${part}, by words`
      figures.push({ name: `${name}: newest phase`, value: percent(counts.newest, counts.moments), bar })
      figures.push({ name: `${name}: within half an hour`, value: percent(counts.inTime, counts.phases), bar })
      if (part === 'final') continue
      wrong.push(...counts.wrong.map((line) => `${name}: ${line}`))
    }
  for (const part of ['train', 'check', 'final'] as const) {
    const events = toldAtOnce().filter((one) => one.part === part && one.reports.length >= 3)
    let changed = 0
    for (const one of events) changed += headlinesOf(await arrivedIn(one, true)).length > 1 ? 1 : 0
    figures.push({
      name: `${part}: one phase, headline changed`,
      value: percent(changed, events.length),
      bar: 10,
      atMost: true,
    })
  }
  return { suite: 'developments', cases: toldStories().length, figures, wrong }
}

const articleOf = ({ lang, title, minutes }: ToldReport, nth: number, tells: string | null): StoredArticle =>
  article(String(nth), {
    title,
    language: lang,
    source: sourceId(`source-${nth}`),
    publishedAt: minutes * MINUTE,
    firstSeen: minutes * MINUTE,
    tells: articleId(tells ?? String(nth)),
  })

const count = () => ({ moments: 0, newest: 0, phases: 0, inTime: 0, wrong: [] as string[] })

const judge = (arrived: readonly Arrived[], counts: ReturnType<typeof count>): void => {
  for (const reader of READERS) {
    const headlineAt = (number: number): ToldReport | undefined => {
      const articles = arrived.slice(0, number).map((one) => one.article)
      const [first, ...others] = articles
      if (first === undefined) return undefined
      const match = { story: story([first, ...others]), matched: articles.map(({ id }) => id) }
      const { representative } = courseOf(match, [reader])
      return arrived[Number(representative.id)]?.told
    }
    for (let number = 1; number <= arrived.length; number += 1) {
      const headline = headlineAt(number)
      const truth = newestPhase(arrived.slice(0, number))
      counts.moments += 1
      if ((headline?.phase ?? 0) >= truth) counts.newest += 1
      else
        counts.wrong.push(
          `${reader}: ${headline?.title} ← phase ${truth}, report ${number}: ${arrived[number - 1]?.told.title}`,
        )
    }
    for (const [phase, of] of Map.groupBy(arrived, ({ told }) => told.phase)) {
      const second = of[1]
      if (phase === 0 || second === undefined) continue
      const by = arrived.filter(({ told }) => told.minutes <= second.told.minutes + WITHIN).length
      counts.phases += 1
      if ((headlineAt(by)?.phase ?? 0) >= phase) counts.inTime += 1
    }
  }
}

/** The newest phase that two have reported; the first of all where none has two. */
const newestPhase = (arrived: readonly Arrived[]): number => {
  const confirmed = [...Map.groupBy(arrived, ({ told }) => told.phase)].filter(([, of]) => of.length > 1)
  return Math.max(0, ...confirmed.map(([phase]) => phase))
}

const headlinesOf = (arrived: readonly Arrived[]): readonly string[] => {
  const [first, ...others] = arrived.map((one) => one.article)
  if (first === undefined) return []
  const match = { story: story([first, ...others]), matched: arrived.map((one) => one.article.id) }
  const { developments: all } = courseOf(match, [])
  return all.filter(({ kind }) => kind === 'began' || kind === 'phase').map((one) => one.article.title)
}
