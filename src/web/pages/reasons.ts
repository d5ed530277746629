import { html } from 'hono/html'
import type { StoredArticle } from '../../model/article.ts'
import type { AssignmentReason, Story } from '../../model/story.ts'
import type { Label } from '../../model/taxonomy.ts'
import { JOIN_THRESHOLDS, spelledSound, type ParsedReason, parseReason } from '../../model/assignment-reason.ts'
import type { MessageKey } from '../messages/en.ts'
import { sourceName } from './lookup.ts'
import type { Html, Visit } from './visit.ts'

/** Why an article is where it is, in the reader's language, with names for ids and links to the articles that it speaks of. */
export const reasonList = (visit: Visit, { articles }: Story, reasons: readonly AssignmentReason[]): Html => {
  const known = new Map<string, StoredArticle>(articles.map((article) => [article.id, article]))
  return html`<ul class="reasons">${reasons.map((reason) => {
    const told = parseReason(reason)
    return told === null ? asWritten(visit, known, reason) : html`<li>${sentenceOf(visit, known, told)}</li>`
  })}</ul>`
}

type Known = ReadonlyMap<string, StoredArticle>

const sentenceOf = (visit: Visit, known: Known, told: ParsedReason): Html => {
  const { words } = visit
  const figure = (value: number): string => words.number(Math.round(value * 100) / 100)
  switch (told.kind) {
    case 'story': {
      const figures = { likeness: figure(told.likeness), score: figure(told.score), least: figure(JOIN_THRESHOLDS.story) }
      return around(words.say('reason.story', { name: HERE, ...figures }), articleNamed(visit, known, told.nearest))
    }
    case 'copy': {
      const shares = { count: told.shared, share: told.share, both: told.score }
      return around(words.say('reason.copy', { name: HERE, ...shares }), articleNamed(visit, known, told.of))
    }
    case 'link': {
      const kinds = told.evidence.map((kind) => kindNamed(visit, kind)).join(words.say('list.comma'))
      const figures = { score: figure(told.score), least: figure(JOIN_THRESHOLDS.link) }
      const traits = told.traits.map(
        (trait, nth) => html`${nth === 0 ? '' : words.say('list.comma')}<bdi>${traitOf(visit, trait)}</bdi>`,
      )
      return around(words.say('reason.link', { kinds, traits: HERE, ...figures }), html`${traits}`)
    }
  }
}

/** Stands in a sentence where its element goes: no message and no name has it. */
const HERE = '\u0000'
const around = (sentence: string, element: Html | string): Html => {
  const [before = '', after = ''] = sentence.split(HERE)
  return html`${before}${element}${after}`
}

/** A correction, or what an earlier version wrote. */
const asWritten = (visit: Visit, known: Known, { kind, detail, score }: AssignmentReason): Html =>
  html`<li lang="en" dir="ltr"><b>${kind}</b> <bdi>${detail.split(' ').map((word) => html`${wordOf(visit, known, word)} `)}</bdi>${score === null ? '' : html`<span class="quiet">${visit.words.number(Math.round(score * 100) / 100)}</span>`}</li>`

/** `a…` or `a…,` → the source, linked to the article. */
const wordOf = (visit: Visit, known: Known, word: string): Html | string => {
  const [, id = '', rest = ''] = /^(a[0-9a-z]{20})(\W*)$/.exec(word) ?? []
  return known.has(id) ? html`${articleNamed(visit, known, id)}${rest}` : traitOf(visit, word)
}

/** One that has gone, or is in another story now, has its id only. */
const articleNamed = ({ configuration }: Visit, known: Known, id: string): Html | string => {
  const article = known.get(id)
  return article === undefined ? id : html`<a href="#${id}"><bdi>${sourceName(configuration, article.source)}</bdi></a>`
}

const KINDS: Readonly<Record<string, MessageKey>> = {
  entity: 'field.entity',
  amount: 'reason.amount',
  url: 'reason.url',
  place: 'field.place',
  topic: 'field.topic',
  day: 'reason.day',
  word: 'reason.word',
  name: 'reason.name',
  meaning: 'reason.meaning',
}
const kindNamed = ({ words }: Visit, kind: string): string => {
  const key = KINDS[kind]
  return key === undefined ? kind : words.say(key)
}

/** `place:CN-GD` → Guangdong; `amount:4e+7` → 40,000,000; `money:EUR4e+7` → 40,000,000 EUR; `name:mrs` → a name that sounds like m-r-s. */
const traitOf = ({ words, configuration }: Visit, trait: string): string => {
  const { topics, entities, places } = configuration.taxonomy
  const [, kind = '', value = ''] = /^([a-z]+):(.+)$/.exec(trait) ?? []
  switch (kind) {
    case 'topic':
      return labelOf(words, topics, value) ?? trait
    case 'entity':
      return labelOf(words, entities, value) ?? trait
    case 'place':
      return labelOf(words, places, value) ?? trait
    case 'amount':
      return Number.isFinite(Number(value)) ? words.number(Number(value)) : trait
    case 'money':
      return moneyOf(words, value) ?? trait
    case 'name':
      return words.say('reason.sound', { sound: spelledSound(value) })
    case 'word':
      return `“${value}”`
    case 'day':
    case 'url':
      return value
    default:
      return trait
  }
}

const moneyOf = (words: Visit['words'], value: string): string | null => {
  const [, currency, sum] = /^([a-z]+)([\d.]+e\+\d+)$/i.exec(value) ?? []
  return currency === undefined ? null : `${words.number(Number(sum))} ${currency}`
}

const labelOf = (
  words: Visit['words'],
  named: readonly { readonly id: string; readonly label: Label }[],
  id: string,
): string | null => {
  const found = named.find((one) => one.id === id)
  return found === undefined ? null : `“${words.label(found.label)}”`
}
