/**
 * How a story develops for its readers: which report gives it its headline now, and when there was something new. A pure function of the
 * story's reports in the order of arrival, so that every process and every start gives the same answer.
 *
 * The headline tells the newest phase of the event that two sources report, whatever their languages; the reader's languages choose among the
 * reports of this phase and of newer ones. The headline is that of the first report that the filter meets, until
 * - a newer phase is confirmed by a second source; within an hour of such a change, by a third. It never goes back to an older phase;
 * - a report of this phase or a newer one comes in a better preferred language, or an original where only a copy was there.
 * A lead that a correction has pinned keeps it.
 */
import { HOUR } from '../lib/durations.ts'
import { inOneGo, type Steps } from '../lib/steps.ts'
import type { StoredArticle } from '../model/article.ts'
import type { Instant, LanguageTag } from '../model/ids.ts'
import type { ArticleId } from '../model/ids.ts'
import type { Story } from '../model/story.ts'
import { listContributors } from '../model/story-updated.ts'
import { CONFIRMED, createPhases, isNewer, type Phase } from './phases.ts'

/** A story as the store found it: all its articles, and the ids of those that match the filter. */
export type StoryMatch = { readonly story: Story; readonly matched: readonly ArticleId[] }

export type Development = {
  readonly at: Instant
  /**
   * `phase`: a newer phase gives the headline; `headline`: another report of the same phase does; `language`: the first report in its language;
   * `sources`: the fifth source, the tenth …
   */
  readonly kind: 'began' | 'phase' | 'headline' | 'language' | 'sources'
  /** The report that gives the headline, or that brought the language or source. */
  readonly article: StoredArticle
}

export type StoryCourse = {
  readonly representative: StoredArticle
  /** When the first report of the phase that the headline tells came; null: the headline tells what the story began with. */
  readonly latestSince: Instant | null
  /** In order of time; the first of kind `began`. */
  readonly developments: readonly Development[]
  /** The time of the last development, or of the representative's last material change. */
  readonly updatedAt: Instant
}

/** Within an hour of a change of phase, so many sources make the next one. */
const CONFIRMED_AGAIN = 3
const EVERY_SOURCES = 5

/** How a story develops. `preferred`: languages for the headline, best first; none: it stays in the language of the first report where it can. */
export const courseOf = (match: StoryMatch, preferred: readonly LanguageTag[]): StoryCourse =>
  inOneGo(courseInSteps(match, preferred))

/** As `courseOf`, with a step for each report: a story may have thousands. */
export function* courseInSteps(match: StoryMatch, preferred: readonly LanguageTag[]): Steps<StoryCourse> {
  const { story } = match
  const isCandidate = candidatesOf(match)
  const headline = createHeadline(story, preferred)
  const languages = new Set<LanguageTag>()
  const sources = new Set<string>()
  const developments: Development[] = []
  for (const article of inOrderOfArrival(story)) {
    yield
    const isFirst = languages.size === 0
    const isNewLanguage = !languages.has(article.language)
    const isFurtherSource = !sources.has(article.source) && (sources.size + 1) % EVERY_SOURCES === 0
    languages.add(article.language)
    sources.add(article.source)
    const change = headline.offer(article, isCandidate(article))
    const at = isFirst ? story.publishedAt : article.firstSeen
    const brought = isNewLanguage ? 'language' : isFurtherSource ? 'sources' : null
    const kind = change ?? (developments.length === 0 ? null : brought)
    if (kind !== null) developments.push({ at, kind, article: change === null ? article : (headline.held() ?? article) })
  }
  const representative = headline.held() ?? story.lead
  const updatedAt = Math.max(representative.revisedAt ?? 0, ...developments.map(({ at }) => at))
  return { representative, latestSince: headline.latestSince(), developments, updatedAt }
}

/** The report that gives a story its headline for readers of these languages. */
export const representativeOf = (match: StoryMatch, preferred: readonly LanguageTag[]): StoredArticle =>
  courseOf(match, preferred).representative

/** The developments that are worth an entry of their own: at most one an hour. */
export const hourly = (developments: readonly Development[]): readonly Development[] => {
  const apart: Development[] = []
  for (const development of developments) {
    const last = apart.at(-1)
    if (last === undefined || development.at - last.at >= HOUR) apart.push(development)
  }
  return apart
}

/** The story as it was before this time; the whole story where that would leave none of its reports that the filter meets. */
export const storyBefore = ({ story, matched }: StoryMatch, time: Instant): StoryMatch => {
  const articles = story.articles.filter(({ firstSeen }) => firstSeen < time)
  const ids = new Set(articles.map(({ id }) => id))
  const lead = articles.find(({ id }) => id === story.lead.id) ?? articles[0]
  if (lead === undefined || !matched.some((id) => ids.has(id))) return { story, matched }
  return {
    story: { ...story, lead, articles, ...listContributors(articles) },
    matched: matched.filter((id) => ids.has(id)),
  }
}

/** Decides which reports may give the headline: those that the filter meets, since a filter for Russian shows Russian; all, if it meets none. */
const candidatesOf = ({ story, matched }: StoryMatch): ((article: StoredArticle) => boolean) => {
  const met = new Set(matched)
  const isMet = story.articles.some(({ id }) => met.has(id))
  return ({ id }) => !isMet || met.has(id)
}

/** The articles in the order of arrival. Articles of one poll arrive at once: of these the lead is the first. */
const inOrderOfArrival = ({ articles, lead }: Story): readonly StoredArticle[] =>
  articles.toSorted(
    (a, b) =>
      a.firstSeen - b.firstSeen ||
      Number(b.id === lead.id) - Number(a.id === lead.id) ||
      a.publishedAt - b.publishedAt ||
      byText(a.id, b.id),
  )

/** Code point order: the same on every machine, whatever its locale. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

type Headline = {
  /** Offers the report that arrived next; returns how the headline has changed with it, null: it has not. */
  readonly offer: (article: StoredArticle, isCandidate: boolean) => 'began' | 'phase' | 'headline' | null
  readonly held: () => StoredArticle | null
  readonly latestSince: () => Instant | null
}

const createHeadline = ({ lead, isPinned, articles }: Story, preferred: readonly LanguageTag[]): Headline => {
  const phases = createPhases()
  let held: StoredArticle | null = null
  let current: Phase | null = null
  let begun: Phase | null = null
  let changedAt: Instant | null = null
  /** A newer phase that was not yet confirmed enough. */
  let waiting: Phase | null = null
  const first = articles.find(({ id }) => id === lead.id)?.language ?? lead.language
  const isDue = (phase: Phase, at: Instant): boolean => {
    const needed = changedAt !== null && at - changedAt < HOUR ? CONFIRMED_AGAIN : CONFIRMED
    return phase.sources.size >= needed && phase.candidates.length > 0
  }
  const begin = (phase: Phase, at: Instant): 'phase' | null => {
    const best = bestOf(phase.candidates, preferred, first)
    if (best === null) return null
    held = best
    current = phase
    changedAt = at
    return 'phase'
  }
  return {
    held: () => held,
    latestSince: () => (current === null || current === begun || current.sources.size < CONFIRMED ? null : current.began),
    offer(article, isCandidate) {
      const phase = phases.add(article, isCandidate)
      if (held === null || current === null) {
        if (!isCandidate) return null
        held = article
        current = phase
        begun = phase
        return 'began'
      }
      if (isPinned && held.id === lead.id) return null
      if (isPinned && isCandidate && article.id === lead.id) {
        held = article
        current = phase
        return 'headline'
      }
      if (phase !== current && isNewer(phase, current)) waiting = phase
      if (waiting !== null && isNewer(waiting, current) && isDue(waiting, article.firstSeen))
        return begin(waiting, article.firstSeen)
      if (!isCandidate || isNewer(current, phase) || !isBetter(article, held, preferred)) return null
      held = article
      current = phase
      return 'headline'
    },
  }
}

/** The report of a phase that gives the headline: in the best preferred language, else in that of the story's first; originals before copies. */
const bestOf = (
  candidates: readonly StoredArticle[],
  preferred: readonly LanguageTag[],
  first: LanguageTag,
): StoredArticle | null => {
  const wanted = [...preferred, first]
  return candidates.reduce<StoredArticle | null>(
    (best, article) => (best === null || isBetter(article, best, wanted) ? article : best),
    null,
  )
}

/** True: the article is in a better preferred language, or in one that is preferred as much and an original, where the other is a copy. */
const isBetter = (article: StoredArticle, held: StoredArticle, preferred: readonly LanguageTag[]): boolean => {
  const [rank, heldRank] = [rankIn(article.language, preferred), rankIn(held.language, preferred)]
  return rank < heldRank || (rank === heldRank && held.copyOf !== null && article.copyOf === null)
}

const rankIn = (language: LanguageTag, preferred: readonly LanguageTag[]): number => {
  const rank = preferred.findIndex((wanted) => language === wanted || language.startsWith(`${wanted}-`))
  return rank === -1 ? preferred.length : rank
}
