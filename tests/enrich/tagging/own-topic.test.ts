/** Topics that an operator adds, of which no labels are known, and texts that nobody would write. */
import { describe, expect, test } from 'vitest'
import type { LearnedTables } from '../../../src/enrich/tagging/learned-tables.ts'
import type { ReliabilityTable } from '../../../src/enrich/tagging/reliability.ts'
import { type Considered, createTagger } from '../../../src/enrich/tagging/tagger.ts'
import { topicId } from '../../../src/model/ids.ts'
import type { Taxonomy, TopicExample } from '../../../src/model/taxonomy.ts'
import { createNormalizer, type Normalizer } from '../../../src/text/normal-form.ts'
import { entity, lexicon, taxonomy, topic, words } from './taxonomy.ts'

/** In thousands of labelled articles, as those of other topics have shown. */
const KINDS: ReliabilityTable['kinds'] = {
  'strong headline': [700, 1_000],
  'strong lead': [500, 1_000],
  'strong text': [300, 1_000],
  'weak headline': [300, 1_000],
  'weak lead': [200, 1_000],
  'pair headline': [700, 1_000],
  'entity headline': [300, 1_000],
}
const stump = (feature: string, atMost: number, low: number, high: number) => [[0, feature, atMost, 1, 2], [low], [high]]
/** The more reliable what speaks for it is, the likelier a topic. */
const trees = {
  base: 0,
  trees: [-3, -2, -1, -0.5, 0, 0.5, 1, 2, 3].map((atMost) => stump('support', atMost, -0.5, 0.5)),
}
const learnedOf = (topics: ReliabilityTable['topics'] = {}): LearnedTables => ({
  decision: {
    about: {},
    thresholds: { first: 0.55, further: 0.6, unlabelled: 0.5 },
    labelled: trees,
    unlabelled: trees,
    scale: 1,
    bias: 0,
  },
  reliability: { topics, kinds: KINDS, topicKinds: {}, terms: {}, entities: {}, words: {} },
  words: { general: {}, topics: {} },
})

const DRONES = topicId('own.drones')
const examples = (...texts: readonly string[]): readonly TopicExample[] => texts.map((text) => ({ language: 'en', text }))
type Taught = { readonly match?: readonly string[]; readonly miss?: readonly string[] }
const knownWith = ({ match = [], miss = [] }: Taught = {}): Taxonomy =>
  taxonomy({
    topics: [topic('own.drones', { examples: { match: examples(...match), miss: examples(...miss) } }), topic('own.bees')],
    entities: [
      entity('zipline', { kind: 'company', topics: [DRONES], names: { any: ['Zipline'] } }),
      entity('icann', { names: { any: ['ICANN'] } }),
    ],
    lexicons: [
      lexicon('en', {
        'own.drones': words({ terms: ['drone', 'quadcopter'], weak: ['rotor'], pairs: [{ a: ['parcel'], b: ['airborne'] }] }),
        'own.bees': words({ terms: ['beehive', 'drone'] }),
      }),
    ],
  })
const consideredBy = (known: Taxonomy, title: string, learned = learnedOf(), text = ''): readonly Considered[] =>
  createTagger(known, createNormalizer(), learned).consider({ title, text, language: 'en', sourceTopics: [] })
const likelihood = (taught: Taught, title: string, { learned = learnedOf(), text = '', id = 'own.drones' } = {}): number =>
  consideredBy(knownWith(taught), title, learned, text).find((one) => one.id === topicId(id))?.probability ?? NaN

const MATCHES = ['A drone for the fire brigade', 'Drone lands on a roof', 'City buys a drone', 'A drone over the harbour']
const MISSES = ['A drone leaves the queen', 'The drone of the bagpipe', 'Voices drone on', 'How long a drone lives']
const NEWS = 'Police fly a drone'

describe('an operator’s own topic', () => {
  test('is decided by its words alone, where it has no examples', () => {
    const [found] = consideredBy(knownWith(), 'A quadcopter over the harbour')
    expect(found).toMatchObject({ id: 'own.drones', chosen: true, evidence: [{ term: 'quadcopter', kind: 'strong' }] })
  })
  test('learns from its examples which of its words are right', () => {
    const before = likelihood({}, NEWS)
    expect(likelihood({ match: MATCHES }, NEWS)).toBeGreaterThan(before)
    expect(likelihood({ miss: MISSES }, NEWS)).toBeLessThan(before)
  })
  test('so a word that its examples only warn of is not enough any more, while its others are', () => {
    const known = knownWith({ miss: [...MISSES, ...MISSES.map((text) => `${text} again`)] })
    expect(consideredBy(knownWith(), 'Buzz: a quadcopter')[0]?.chosen).toBe(true)
    const drone = consideredBy(known, NEWS).find(({ id }) => id === DRONES)
    const [quadcopter] = consideredBy(known, 'Buzz: a quadcopter')
    expect(drone?.chosen).toBe(false)
    expect(quadcopter?.probability).toBeGreaterThan(drone?.probability ?? NaN)
  })
  test('the more examples, the further', () => {
    const rising = [0, 1, 2, 4].map((count) => likelihood({ match: MATCHES.slice(0, count) }, NEWS))
    expect(rising).toEqual(rising.toSorted((one, other) => one - other))
    expect(rising.at(-1)).toBeGreaterThan(rising[0] ?? NaN)
    const falling = [0, 1, 2, 4].map((count) => likelihood({ miss: MISSES.slice(0, count) }, NEWS))
    expect(falling).toEqual(falling.toSorted((one, other) => other - one))
    expect(falling.at(-1)).toBeLessThan(falling[0] ?? NaN)
  })
  test('its pairs learn too', () => {
    const title = 'An airborne parcel'
    const miss = ['The parcel was airborne', 'An airborne parcel of land', 'Airborne, said the parcel']
    expect(likelihood({ miss }, title)).toBeLessThan(likelihood({}, title))
  })
  test('what its examples say is not said of another topic with the same word', () => {
    const bees = { id: 'own.bees' }
    expect(likelihood({ miss: MISSES }, NEWS, bees)).toBe(likelihood({}, NEWS, bees))
    expect(likelihood({ match: MATCHES }, NEWS, bees)).toBe(likelihood({}, NEWS, bees))
  })
  test('examples without any of its words teach nothing', () =>
    expect(likelihood({ match: ['The mayor opens a bridge'], miss: ['A river was calm'] }, NEWS)).toBe(likelihood({}, NEWS)))
  test('a topic with labels has learned from them already, its examples among them', () => {
    const learned = learnedOf({ 'own.drones': [50, 100] })
    expect(likelihood({ miss: MISSES }, NEWS, { learned })).toBe(likelihood({}, NEWS, { learned }))
  })
  test('the same examples give the same decision again, after whatever was tagged before', () => {
    const known = knownWith({ match: MATCHES, miss: MISSES.slice(1) })
    const tagger = createTagger(known, createNormalizer(), learnedOf())
    const ask = () => tagger.consider({ title: NEWS, text: '', language: 'en', sourceTopics: [] })
    const first = ask()
    tagger.tag({ title: 'An airborne parcel, a parcel airborne', text: 'Rotor. '.repeat(50), language: 'de', sourceTopics: [] })
    expect(ask()).toEqual(first)
    expect(consideredBy(known, NEWS)).toEqual(first)
  })
  test('examples in a language that it has no words of do no harm', () => {
    const known = taxonomy({
      topics: [
        topic('own.drones', {
          examples: { match: [{ language: 'ka', text: 'დრონი' }], miss: [{ language: 'und', text: '' }] },
        }),
      ],
      lexicons: [lexicon('en', { 'own.drones': words({ terms: ['drone'] }) })],
    })
    expect(consideredBy(known, NEWS)[0]).toMatchObject({ id: 'own.drones', chosen: true })
  })
})

describe('an organisation that hints at a topic', () => {
  test('alone makes it considered, with the name as evidence', () => {
    const [found, ...others] = consideredBy(knownWith(), 'Zipline opens an office')
    expect(others).toEqual([])
    expect(found).toMatchObject({
      id: 'own.drones',
      chosen: false,
      evidence: [{ term: 'Zipline', start: 0, end: 7, kind: 'entity' }],
    })
  })
  test('makes a topic likelier that words speak for', () =>
    expect(likelihood({}, 'Zipline: a rotor')).toBeGreaterThan(likelihood({}, 'A river: a rotor')))
  test('shows its name only where no word speaks for the topic', () => {
    const [found] = consideredBy(knownWith(), 'Zipline tests a quadcopter')
    expect(found?.evidence.map(({ term }) => term)).toEqual(['quadcopter'])
  })
  test('one that hints at nothing makes nothing considered', () =>
    expect(consideredBy(knownWith(), 'ICANN opens an office')).toEqual([]))
})

describe('texts that nobody would write', () => {
  const TAUGHT = knownWith({ match: MATCHES, miss: MISSES.slice(0, 1) })
  const tagger = createTagger(TAUGHT, createNormalizer(), learnedOf())
  /** With the tables that are shipped: what is learned anew must bear them too. */
  const shipped = createTagger(TAUGHT)
  const filler = 'The river was calm and the mayor opened another bridge before lunch. '
  const long = filler.repeat(8_500)
  const texts: readonly (readonly [name: string, title: string, text: string])[] = [
    ['nothing', '', ''],
    ['blanks', ' \n\t ', '\u00a0\u200b'],
    ['one word', 'Drone', ''],
    ['one word of another field', 'Weather', ''],
    ['a name alone', 'Zipline', ''],
    ['no title', '', 'A drone over the harbour.'],
    ['one word a thousand times', 'drone '.repeat(1_000), 'drone '.repeat(1_000)],
    ['one word without an end', 'drone'.repeat(20_000), 'x'.repeat(500_000)],
    ['100,000 words of another field', 'Mayor opens bridge', long],
    ['100,000 words, then one of ours', 'Mayor opens bridge', `${long} drone quadcopter Zipline`],
    [
      'scripts mixed within words',
      'dрοne квадрокоптер drone无人机ドローン',
      'طائرة drone בלי ಡ್ರೋನ್ โดรน 드론이 quadcopter무인기',
    ],
    ['marks and no letters', '!!!???…。。। «»„“()[]{}', '\u0301\u0301\u0301 🙂🙂'],
    ['halves of surrogate pairs', '\ud800drone\udc00 drone', '\udfff'.repeat(5_000)],
    ['directions turned over', '\u202edrone\u202c enord', 'דrone \u2066quadcopter\u2069'],
    ['names of what every object has', 'constructor __proto__ toString hasOwnProperty', 'valueOf constructor'],
  ]

  describe.each([
    ['tables of these tests', tagger],
    ['the shipped tables', shipped],
  ] as const)('by %s', (_, by) => {
    test.each(texts)('%s: no topic without evidence, and the evidence stands where it says', (_name, title, text) => {
      for (const language of ['en', 'ru', 'zh-Hans', 'ar', 'th', 'und', 'xx-unknown']) {
        const input = { title, text, language, sourceTopics: [DRONES] }
        const { topics, doubtful } = by.tag(input)
        for (const { score, evidence } of topics) {
          expect(evidence).not.toEqual([])
          expect(score).toBeGreaterThan(0)
          expect(score).toBeLessThanOrEqual(1)
          for (const { term, field, start, end } of evidence)
            expect((field === 'title' ? title : text).slice(start, end).toLowerCase()).toContain(term.toLowerCase().slice(0, 4))
        }
        const considered = by.consider(input)
        expect(
          considered.filter(({ evidence, probability }) => evidence.length === 0 || !(probability >= 0 && probability <= 1)),
        ).toEqual([])
        const ids = new Set(considered.map(({ id }) => id))
        expect([...topics, ...doubtful].filter(({ id }) => !ids.has(id))).toEqual([])
      }
    })
    test.each(['nothing', 'blanks', 'one word of another field', '100,000 words of another field', 'marks and no letters'])(
      '%s: no topic is even considered, though the source mostly writes of one',
      (name) => {
        const [, title = '', text = ''] = texts.find(([one]) => one === name) ?? []
        expect(by.consider({ title, text, language: 'en', sourceTopics: [DRONES] })).toEqual([])
      },
    )
  })

  test('one word of the topic is enough for it', () =>
    expect(tagger.tag({ title: 'Quadcopter', text: '', language: 'en', sourceTopics: [] }).topics.map(({ id }) => id)).toEqual([
      DRONES,
    ]))

  /** Characters that were brought into normal form for an article: nothing is compared with any word before. */
  const charactersRead = (title: string, text: string): number => {
    let characters = 0
    const normalForm = createNormalizer()
    const counting: Normalizer = (original) => {
      characters += original.length
      return normalForm(original)
    }
    const counted = createTagger(TAUGHT, counting, learnedOf())
    const input = { title, text, language: 'en', sourceTopics: [] }
    // Words of the language are compiled with the first article.
    counted.tag(input)
    characters = 0
    counted.tag(input)
    return characters
  }
  test('of a long text no more is read than its beginning, however long it is', () => {
    const short = charactersRead('Mayor opens bridge', long.slice(0, 10_000))
    expect(short).toBeGreaterThan(1_000)
    expect(charactersRead('Mayor opens bridge', long)).toBe(short)
    expect(charactersRead('Mayor opens bridge', long.repeat(5))).toBe(short)
  })
  test('nor of a long title', () => {
    const short = charactersRead(long.slice(0, 5_000), '')
    expect(charactersRead(long, '')).toBe(short)
    expect(short).toBeLessThan(5_000)
  })
  test('what stands far down is no evidence', () => {
    const found = (text: string) => tagger.consider({ title: 'Mayor opens bridge', text, language: 'en', sourceTopics: [] })
    expect(found('A quadcopter landed. ')).toHaveLength(1)
    expect(found(`${filler.repeat(200)}A quadcopter landed. Zipline, too.`)).toEqual([])
  })
  test('a word said thousands of times is one reason', () => {
    const { topics } = tagger.tag({
      title: 'drone '.repeat(5_000),
      text: 'drone '.repeat(50_000),
      language: 'en',
      sourceTopics: [],
    })
    expect(topics[0]?.evidence).toHaveLength(1)
  })
})
