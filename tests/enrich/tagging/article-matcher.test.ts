import { describe, expect, test } from 'vitest'
import { createArticleMatcher } from '../../../src/enrich/tagging/article-matcher.ts'
import { type Mention, termOf } from '../../../src/enrich/tagging/mentions.ts'
import { createVocabularies } from '../../../src/enrich/tagging/tagger.ts'
import { createNormalizer } from '../../../src/text/normal-form.ts'
import { mentionsIn } from './a-mention.ts'
import { entity, lexicon, taxonomy, topic, words } from './taxonomy.ts'

const TAXONOMY = taxonomy({
  topics: [topic('dns'), topic('privacy')],
  entities: [entity('sat', { names: { en: ['SAT'] } }), entity('meta', { names: { en: ['Meta'] } })],
  lexicons: [
    lexicon('en', {
      dns: words({ terms: ['domain name'], weak: ['registry'], not: ['domain name of a function'], against: ['algebra'] }),
      privacy: words({ terms: ['data protection'], pairs: [{ a: ['fine'], b: ['regulator'] }] }),
    }),
    lexicon('ar', { dns: words({ terms: ['نطاق'] }) }),
  ],
})
const written = (title: string, text = '', language = 'en') =>
  own(mentionsIn(TAXONOMY, language, title, text).mentions.all).map(
    (one) => `${one.kind} ${termOf(one).raw} ${one.field}:${one.start}-${one.end}`,
  )
/** Without those that count in every language, as peculiar English terms do. */
const own = (mentions: readonly Mention[]) => mentions.filter(({ vocabulary }) => !vocabulary.foreign)

test('a mention knows its sense and where it stands in the original', () => {
  expect(written('The DOMAIN\u00adNAME', 'A domain name, a registry')).toEqual([
    'strong domain name text:2-13',
    'weak registry text:17-25',
  ])
  expect(written('«Große» domain-name')).toEqual(['strong domain name title:8-19'])
  expect(written('والنطاق', '', 'ar')).toEqual(['strong نطاق title:3-7'])
})

describe('senses', () => {
  test('each of a word is a mention of its own kind', () => {
    const { mentions } = mentionsIn(TAXONOMY, 'en', 'Domain name of a function', 'Algebra for a registry')
    expect(mentions.of('not').map(({ start, end }) => [start, end])).toEqual([[0, 25]])
    expect(own(mentions.of('strong')).map(({ start, end }) => [start, end])).toEqual([[0, 11]])
    expect(mentions.of('against').map(({ field }) => field)).toEqual(['text'])
    expect(mentions.of('entity')).toEqual([])
  })
  test('operands of pairs are apart from all others', () => {
    const { mentions, vocabularies } = mentionsIn(TAXONOMY, 'en', 'Regulator sets a fine')
    expect(mentions.all).toEqual([])
    expect(mentions.operands.map(({ first, end, vocabulary }) => [vocabulary === vocabularies[0], end > first])).toContainEqual(
      [true, true],
    )
  })
})

describe('letters', () => {
  test.each([
    ['an abbreviation as written', 'The SAT says', 1],
    ['not in small letters', 'He sat down', 0],
    ['nor where all is in capitals', 'HE SAT DOWN AND NEVER STOOD UP AGAIN', 0],
    ['nor before a number', 'SAT-1 flies', 0],
    ['a name with a capital', 'Fine for Meta', 1],
    ['not as a common word', 'A meta search', 0],
  ])('%s: %s', (_, title, count) => expect(own(mentionsIn(TAXONOMY, 'en', title).mentions.of('entity'))).toHaveLength(count))
})

describe('sentences and headline', () => {
  const sentences = (title: string, text: string) =>
    mentionsIn(TAXONOMY, 'en', title, text).mentions.all.map(
      ({ sentence, headline }) => `${sentence}${headline ? ' headline' : ''}`,
    )
  test('are counted within a field; abbreviations and numbers end none', () =>
    expect(sentences('Registry', 'No. 5 of the U.S. registry. A registry! Registry\nRegistry')).toEqual([
      '0 headline',
      '0',
      '1',
      '2',
      '3',
    ]))
  test('without a title the first sentence is the headline', () =>
    expect(sentences(' ', 'A registry. A registry.')).toEqual(['0 headline', '1']))
})

test('a peculiar English term counts in every language', () => {
  const { mentions } = mentionsIn(TAXONOMY, 'ar', 'domain name')
  expect(mentions.of('strong').map(({ vocabulary }) => vocabulary.foreign)).toEqual([true])
})

test('only the beginning of an article is read', () => {
  expect(written('x '.repeat(300) + 'registry', 'x '.repeat(2_000) + 'registry')).toEqual([])
})

test('one matcher for several articles finds in each what a new one does', () => {
  const vocabularies = createVocabularies(TAXONOMY, createNormalizer())('en').words()
  const matcher = createArticleMatcher(createNormalizer())
  const count = (title: string) => own(matcher.mentionsIn(title, '', vocabularies).all).length
  expect(['A registry and a domain name '.repeat(15), 'Nothing here', 'Data protection'].map(count)).toEqual([30, 0, 1])
})
