/**
 * How a story develops for its readers: which report gives it its headline now, and when there was something new. A pure function of the
 * story's reports in the order of arrival, so that every process and every start gives the same answer.
 *
 * The headline is that of the first report that the filter meets, until
 * - a report in a better preferred language comes, or an original where only a copy was there: it takes the headline at once;
 * - another of the newest five reports in that language clearly shares more words with the others: it takes the headline, at most once an
 *   hour, and only where there are three. Copies never do, and a lead that a correction has pinned keeps it.
 */
import { HOUR } from '../lib/durations.ts'
import { inOneGo, type Steps } from '../lib/steps.ts'
import type { StoredArticle } from '../model/article.ts'
import type { ArticleId, Instant, LanguageTag } from '../model/ids.ts'
import type { Story } from '../model/story.ts'
import { listContributors } from '../model/story-updated.ts'
import { normalForm } from '../text/normal-form.ts'
import { createSearchText } from '../text/search-words.ts'

/** A story as the store found it: all its articles, and the ids of those that match the filter. */
export type StoryMatch = { readonly story: Story; readonly matched: readonly ArticleId[] }

export type Development = {
  readonly at: Instant
  /** `headline`: another report gives it; `language`: the first report in its language; `sources`: the fifth source, the tenth … */
  readonly kind: 'began' | 'headline' | 'language' | 'sources'
  /** The report that gives the headline, or that brought the language or source. */
  readonly article: StoredArticle
}

export type StoryCourse = {
  /** The report that gives the story its headline, text and link now. */
  readonly representative: StoredArticle
  /** In order of time; the first of kind `began`. */
  readonly developments: readonly Development[]
  /** The time of the last development, or of the representative's last material change. */
  readonly updatedAt: Instant
}

const NEWEST = 5
const FEWEST = 3
/** By what factor a report must be more similar to the others than the one with the headline, since similarity is noisy. */
const CLEARLY = 1.25
const EVERY_SOURCES = 5

/** How a story develops. `preferred`: languages for the headline, best first; none: it stays in the language of the first report. */
export const courseOf = (match: StoryMatch, preferred: readonly LanguageTag[]): StoryCourse =>
  inOneGo(courseInSteps(match, preferred))

/** As `courseOf`, with a step for each report: a story may have thousands. */
export function* courseInSteps(
  match: StoryMatch,
  preferred: readonly LanguageTag[],
  words: TitleWords = createTitleWords(),
): Steps<StoryCourse> {
  const { story } = match
  const isCandidate = candidatesOf(match)
  const headline = createHeadline(story, preferred, words)
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
    const began = developments.length === 0
    const taken = isCandidate(article) && headline.offer(article)
    const at = isFirst ? story.publishedAt : article.firstSeen
    if (began && taken) developments.push({ at, kind: 'began', article })
    else if (began) continue
    else if (taken) developments.push({ at, kind: 'headline', article: headline.held() ?? article })
    else if (isNewLanguage) developments.push({ at, kind: 'language', article })
    else if (isFurtherSource) developments.push({ at, kind: 'sources', article })
  }
  const representative = headline.held() ?? story.lead
  const updatedAt = Math.max(representative.revisedAt ?? 0, ...developments.map(({ at }) => at))
  return { representative, developments, updatedAt }
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
  /** Offers the report that arrived next; true: the headline is another one from now on. */
  readonly offer: (article: StoredArticle) => boolean
  readonly held: () => StoredArticle | null
}

const createHeadline = ({ lead, isPinned }: Story, preferred: readonly LanguageTag[], words: TitleWords): Headline => {
  let held: StoredArticle | null = null
  let changedAt = 0
  /** Originals in the language of the headline, in the order of arrival. */
  let beside: StoredArticle[] = []
  const take = (article: StoredArticle): boolean => {
    if (held === null || !isBeside(article, held, preferred)) beside = []
    if (!beside.includes(article)) beside.push(article)
    changedAt = held === null ? 0 : article.firstSeen
    held = article
    return true
  }
  return {
    held: () => held,
    offer: (article) => {
      if (held === null || isBetter(article, held, preferred)) return take(article)
      if (!isBeside(article, held, preferred)) return false
      if (isPinned && article.id === lead.id) return take(article)
      if (article.copyOf !== null) return false
      beside.push(article)
      if (article.firstSeen - changedAt < HOUR || (isPinned && held.id === lead.id)) return false
      const nearest = nearestOf(held, beside.slice(-NEWEST), words)
      if (nearest === held) return false
      held = nearest
      changedAt = article.firstSeen
      return true
    },
  }
}

/** True: the article is in a better preferred language, or in one that is preferred as much and an original, where the headline is a copy's. */
const isBetter = (article: StoredArticle, held: StoredArticle, preferred: readonly LanguageTag[]): boolean => {
  const [rank, heldRank] = [rankIn(article.language, preferred), rankIn(held.language, preferred)]
  return rank < heldRank || (rank === heldRank && held.copyOf !== null && article.copyOf === null)
}

/** True: both are in the same language, or in two of one preference: zh-Hans and zh-Hant where zh is preferred. */
const isBeside = (one: StoredArticle, other: StoredArticle, preferred: readonly LanguageTag[]): boolean => {
  const rank = rankIn(one.language, preferred)
  return one.language === other.language || (rank < preferred.length && rank === rankIn(other.language, preferred))
}

const rankIn = (language: LanguageTag, preferred: readonly LanguageTag[]): number => {
  const rank = preferred.findIndex((wanted) => language === wanted || language.startsWith(`${wanted}-`))
  return rank === -1 ? preferred.length : rank
}

/** The words of a report's title. Cached: a story's headline is chosen for the story, and again for each of its languages. */
export type TitleWords = (article: StoredArticle) => ReadonlySet<string>

export const createTitleWords = (): TitleWords => {
  const known = new Map<ArticleId, ReadonlySet<string>>()
  const searchText = createSearchText(normalForm)
  return ({ id, title }) => {
    const words = known.get(id) ?? new Set(searchText(title, '').trim().split(/\s+/))
    known.set(id, words)
    return words
  }
}

/**
 * The newest report that shares most with the others, if that is clearly more than the present headline shares with them; otherwise the
 * present one.
 */
const nearestOf = (held: StoredArticle, newest: readonly StoredArticle[], words: TitleWords): StoredArticle => {
  if (newest.length < FEWEST) return held
  const nearness = (article: StoredArticle): number => {
    const others = newest.filter((other) => other !== article)
    return others.reduce((sum, other) => sum + shareOf(words(article), words(other)), 0) / others.length
  }
  let nearest = held
  let most = nearness(held) * CLEARLY
  for (const article of newest) {
    const near = nearness(article)
    if (near > most && article !== held) [nearest, most] = [article, near]
  }
  return nearest
}

/** Dice's coefficient: twice the shared words by all words of both. */
const shareOf = (one: ReadonlySet<string>, other: ReadonlySet<string>): number =>
  (2 * countShared(one, other)) / (one.size + other.size)

const countShared = (one: ReadonlySet<string>, other: ReadonlySet<string>): number => {
  let shared = 0
  for (const word of one) if (other.has(word)) shared += 1
  return shared
}
