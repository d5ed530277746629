/** Why reports are one story, in sentences for readers. The technical terms are in reason-list.ts. */
import { html } from 'hono/html'
import { mapInSteps, type Steps } from '../../lib/steps.ts'
import { evidenceOf, type ParsedReason, parseReason } from '../../model/assignment-reason.ts'
import type { ArticleId } from '../../model/ids.ts'
import type { AssignmentReason, Story } from '../../model/story.ts'
import { sourceName } from './configuration-index.ts'
import { around, HERE } from './message-parts.ts'
import type { Html, PageContext } from './page-context.ts'
import { featureText, kindNamed, reasonList, type ShownStory } from './reason-list.ts'

type JoinReason = Extract<ParsedReason, { kind: 'link' | 'story' }>

export type Reasons = ReadonlyMap<ArticleId, readonly AssignmentReason[]>

const MOST_FEATURES = 6

/** How the reports came into one story: the number of reports for each kind of reason. */
export function* whyOneStory(context: PageContext, { articles }: Story, reasons: Reasons): Steps<Html> {
  const { locale } = context
  const all = articles.map(({ id }) => reasons.get(id) ?? [])
  const parsed = yield* mapInSteps(all, (own) => own.map(parseReason).filter((reason) => reason !== null))
  const having = (kind: ParsedReason['kind']): number =>
    parsed.filter((own) => own.some((reason) => reason.kind === kind)).length
  const corrected = all.filter((own) => own.some(({ kind }) => kind === 'correction')).length
  const linked = having('link')
  const features = featuresOf(context, parsed.flat())
  const counted = [
    ['why.similar', having('story')],
    ['why.copied', having('copy')],
    ['why.corrected', corrected],
  ] as const
  const sentences = counted
    .filter(([, count]) => count > 0)
    .map(([key, count]) => html`<p>${locale.message(key, { count })}</p>`)
  return html`<section class="why"><h2>${locale.message('why.title')}</h2>
${articles.length === 1 ? html`<p>${locale.message('why.alone')}</p>` : ''}
${linked === 0 ? '' : html`<p>${around(locale.message('why.linked', { count: linked, features: HERE }), features)}</p>`}
${sentences}</section>`
}

/** Why one report is in the story, with the technical terms below; empty if the report began the story. */
export const whyThisReport = (context: PageContext, onPage: ShownStory, reasons: readonly AssignmentReason[]): Html | '' =>
  reasons.length === 0
    ? ''
    : html`<details><summary>${sentenceFor(context, onPage.story, reasons)}</summary>${reasonList(context, onPage, reasons)}</details>`

export const whyTechnically = (context: PageContext, onPage: ShownStory, reasons: readonly AssignmentReason[]): Html | '' =>
  reasons.length === 0 ? '' : reasonList(context, onPage, reasons)

const sentenceFor = (context: PageContext, { articles }: Story, reasons: readonly AssignmentReason[]): Html => {
  const { locale, configuration } = context
  const parsed = reasons.map(parseReason).filter((reason) => reason !== null)
  const first = parsed.find(({ kind }) => kind === 'link') ?? parsed[0]
  if (first === undefined || first.kind === 'phase') return html`${locale.message('evidence.why')}`
  if (first.kind === 'link') return around(locale.message('why.link.one', { features: HERE }), featuresOf(context, parsed))
  const other = articles.find(({ id }) => id === (first.kind === 'copy' ? first.of : first.nearest))
  if (other === undefined) return html`${locale.message('evidence.why')}`
  const key = first.kind === 'copy' ? 'why.copy.one' : 'why.story.one'
  return around(locale.message(key, { name: HERE }), html`<bdi>${sourceName(configuration, other.source)}</bdi>`)
}

/** The order of features: readers recognise organisations and places sooner than numbers. */
const KINDS = ['entity', 'place', 'word', 'money', 'share', 'amount']
const rankOf = (feature: string): number => {
  const at = KINDS.indexOf(feature.split(':')[0] ?? '')
  return at === -1 ? KINDS.length : at
}

/** Smaller numbers occur in reports about anything. */
const LEAST_NUMBER = 100

/** Whether a feature helps readers: a small number does not, nor does the amount of a sum of money that is named too. */
const isInformative = (feature: string, sums: ReadonlySet<number>): boolean => {
  const [, written] = /^amount:(.+)$/.exec(feature) ?? []
  if (written === undefined) return true
  const amount = Number(written)
  return amount >= LEAST_NUMBER && !sums.has(amount)
}

/** The amount in `money:EUR4.00e+7`; NaN for other features. */
const sumOfMoney = (feature: string): number => Number(/^money:[A-Z]+([^A-Z].*)$/i.exec(feature)?.[1])

/** The features that links name, the most frequent first; where there are none, the kinds of evidence are shown. */
const featuresOf = (context: PageContext, reasons: readonly ParsedReason[]): Html => {
  const { locale } = context
  const links = reasons.filter((reason): reason is JoinReason => reason.kind === 'link')
  const counts = new Map<string, number>()
  for (const { shared } of links) for (const feature of shared) counts.set(feature, (counts.get(feature) ?? 0) + 1)
  const sums = new Set([...counts.keys()].map(sumOfMoney))
  const telling = [...counts]
    .filter(([feature]) => isInformative(feature, sums))
    .toSorted(([a, more], [b, fewer]) => fewer - more || rankOf(a) - rankOf(b) || (a < b ? -1 : 1))
  const shown =
    telling.length === 0
      ? firstNames(links.flatMap(evidenceOf), (kind) => kindNamed(context, kind))
      : firstNames(telling, ([feature]) => featureText(context, feature))
  return html`${shown.map((name, index) => html`${index === 0 ? '' : locale.message('list.comma')}<bdi>${name}</bdi>`)}`
}

/** The first `MOST_FEATURES` different names; links name thousands of features. */
const firstNames = <Named>(all: readonly Named[], nameOf: (one: Named) => string): readonly string[] => {
  const names = new Set<string>()
  for (const one of all) {
    if (names.size >= MOST_FEATURES) break
    names.add(nameOf(one))
  }
  return [...names]
}
