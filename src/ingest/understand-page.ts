/** Derives language, tags and fingerprint of an article from its feed text and its page. Runs in a worker thread, since the page may be hostile. */
import type { Enricher } from '../enrich/enricher.ts'
import { type PageRefusal, withPageText } from '../model/article-page.ts'
import type { Evidence, Fingerprint, Tags } from '../model/article.ts'
import type { LanguageTag, SourceId, TopicId } from '../model/ids.ts'
import { isReserved } from '../model/reservation.ts'
import { articleText } from '../parse/article/article-text.ts'
import { collectWarnings } from '../parse/caps.ts'
import { decodeDocument } from '../parse/charset/decode-document.ts'
import { pageSignals } from '../parse/rights/answer-signals.ts'
import { type FingerprintRow, fingerprintRow } from '../store/new-article-row.ts'
import { packTagRecord } from '../store/tag-record.ts'
import { createHtmlCleaner } from '../text/html/clean-html.ts'

export type PagedArticle = {
  readonly title: string
  readonly text: string
  readonly language: LanguageTag
  readonly confidence: number
  readonly declaredLanguage: LanguageTag | null
}

export type FetchedPage = {
  readonly bytes: Uint8Array
  readonly contentType: string | null
  readonly url: string
  readonly finalUrl: string
}

/** Plain data, since it is posted to a worker thread. */
export type PageTask = {
  readonly source: SourceId
  readonly page: FetchedPage | { readonly text: string }
  readonly article: PagedArticle
  readonly topics: readonly TopicId[]
  /** True: the publisher has licensed to us what the page reserves. */
  readonly isLicensed: boolean
}

export type UnderstoodPage = {
  readonly kind: 'read'
  readonly text: string
  readonly language: LanguageTag
  readonly confidence: number
  readonly tags: string | null
  readonly hasTopic: boolean
  readonly fingerprint: FingerprintRow | null
}
export type PageOutcome = UnderstoodPage | { readonly kind: 'given-up'; readonly reason: PageRefusal; readonly detail: string }

type Fingerprinting = (title: string, text: string, tags: Tags) => Fingerprint | null

export const understandPage = async (enricher: Enricher, fingerprint: Fingerprinting, task: PageTask): Promise<PageOutcome> => {
  const { article } = task
  const page = 'text' in task.page ? ({ kind: 'read', text: task.page.text } as const) : await textOf(task.page, task)
  if (page.kind === 'given-up') return page
  const pageLanguage = enricher.language(page.text, null)
  if (!isOneLanguage(article, pageLanguage))
    return { kind: 'given-up', reason: 'other-language', detail: `${pageLanguage.language}, not ${article.language}` }
  const whole = withPageText(article.text, page.text)
  const { language, confidence, tags } = enricher.understand({ ...article, text: whole }, task.topics)
  const found = fingerprint(article.title, whole, tags)
  return {
    kind: 'read',
    text: page.text,
    language,
    confidence,
    tags: packTagRecord(withoutPageEvidence(tags, article.text.length)),
    hasTopic: tags.topics.length > 0,
    fingerprint: found === null ? null : fingerprintRow(found),
  }
}

const cleanHtml = createHtmlCleaner()

const textOf = async ({ bytes, contentType, url, finalUrl }: FetchedPage, { article, isLicensed }: PageTask) => {
  if (contentType !== null && !/^(?:text\/html|application\/xhtml\+xml)\s*(?:;|$)/i.test(contentType))
    return { kind: 'given-up', reason: 'not-html', detail: contentType.slice(0, 60) } as const
  const document = { bytes, url: finalUrl, contentType, language: article.declaredLanguage }
  const { text: html } = await decodeDocument(document, collectWarnings())
  const { signals } = pageSignals(html, finalUrl)
  if (!isLicensed && isReserved(signals, 'full-text'))
    return { kind: 'given-up', reason: 'reserved', detail: signals.map(({ says }) => says).join('; ') } as const
  return await articleText(html, article, { url, finalUrl, cleanHtml })
}

/** False only where both languages are certain and differ. */
const isOneLanguage = (one: Pick<PagedArticle, 'language' | 'confidence'>, other: typeof one): boolean =>
  one.confidence < SURE || other.confidence < SURE || one.language.split('-')[0] === other.language.split('-')[0]
const SURE = 0.8

/** Without evidence from the page, since nothing of a page's text is shown: only evidence in the feed's title and text stays. */
export const withoutPageEvidence = ({ topics, doubtful, entities, places }: Tags, ownLength: number): Tags => {
  const own = (evidence: readonly Evidence[]): readonly Evidence[] =>
    evidence.filter(({ field, end }) => field === 'title' || end <= ownLength)
  return {
    topics: topics.map((tag) => ({ ...tag, evidence: own(tag.evidence) })),
    doubtful,
    entities: entities.map((tag) => ({ ...tag, evidence: own(tag.evidence) })),
    places: places.map((tag) => ({ ...tag, evidence: own(tag.evidence) })),
  }
}
