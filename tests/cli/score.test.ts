import { expect, onTestFinished, test } from 'vitest'
import { cardText, withExamples } from '../../src/cli/score.ts'
import { openScorePage, type Question } from '../../src/cli/score-page.ts'
import { articleId, topicId } from '../../src/model/ids.ts'
import type { Taxonomy } from '../../src/model/taxonomy.ts'

const question = (title: string): Question => ({
  article: articleId(title),
  topic: topicId('ig.dns'),
  language: 'en',
  score: 0.8,
  title,
  label: 'Domain names',
  scope: 'The domain name system',
  summary: 'A registry <closes>',
  link: 'https://example.org/a',
})

const openPage = async (titles: readonly string[]) => {
  const answers: (readonly [string, boolean])[] = []
  const save = async ({ title }: Question, isRight: boolean) => void answers.push([title, isRight])
  const page = await openScorePage(titles.map(question), save, 0)
  onTestFinished(async () => await page.close())
  const answer = async (at: number, verdict: string, headers: Readonly<Record<string, string>> = {}) =>
    await fetch(page.url, { method: 'POST', body: new URLSearchParams({ asked: String(at), verdict }), headers })
  return { page, answers, answer }
}

test('the page asks one entry after the other, and ends with the last answer', async () => {
  const { page, answers, answer } = await openPage(['one', 'two'])
  const first = await (await fetch(page.url)).text()
  expect(first).toContain('Is this about “Domain names”?')
  expect(first).toContain('A registry &lt;closes&gt;')
  expect(first.match(/<button/g)).toHaveLength(2)
  expect(first).not.toContain('<script')
  expect(await (await answer(0, 'right')).text()).toContain('<strong>two</strong>')
  await answer(0, 'wrong')
  expect(answers).toEqual([['one', true]])
  expect(await (await answer(1, 'wrong')).text()).toContain('<h1>Done</h1>')
  await page.answered
  expect(answers).toEqual([
    ['one', true],
    ['two', false],
  ])
})

test('a page of another site cannot answer', async () => {
  const { answers, answer } = await openPage(['one'])
  expect((await answer(0, 'right', { origin: 'https://evil.example' })).status).toBe(403)
  expect(answers).toEqual([])
})

test('the figures have their intervals', () => {
  const verdicts = [
    { ...question('A "quoted" one'), isRight: true },
    { ...question('two'), isRight: false },
  ]
  expect(cardText(verdicts)).toMatch(/ig\.dns +1 +2 +50 % +9 %–91 %/)
  expect(cardText(verdicts)).toMatch(/score from 0\.9 +0 +0 .*1 right ones lost/)
})

test('the verdicts become examples of the topics that learn from examples, each once', () => {
  const topics = [
    {
      id: topicId('own.sanctions'),
      label: { en: 'Sanctions' },
      parent: null,
      about: 'States punish states',
      examples: { match: [], miss: [] },
    },
    { id: topicId('ig.dns'), label: { en: 'Domain names' }, parent: null, examples: { match: [], miss: [] } },
  ]
  const taxonomy = { topics, lexicons: [] } as unknown as Taxonomy
  const own = (title: string, isRight: boolean) => ({ ...question(title), topic: topicId('own.sanctions'), isRight })
  const verdicts = [own('A "quoted" one', true), own('two', false), { ...question('three'), isRight: true }]
  const { text, ...counts } = withExamples('# mine\ntopics:\n  - id: own.sanctions\n', verdicts, taxonomy)
  expect(counts).toEqual({ learned: 2, known: 0 })
  expect(text).toBe(
    [
      '# mine',
      'topics:',
      '  - id: own.sanctions',
      '    examples:',
      '      match:',
      '        - { text: A "quoted" one, language: en, was: 0.8 }',
      '      miss:',
      '        - { text: two, language: en, was: 0.8 }',
      '',
    ].join('\n'),
  )
  const [first] = topics
  const learned = {
    topics: [
      { ...first, examples: { match: [{ language: 'en', text: 'A "quoted" one' }], miss: [{ language: 'en', text: 'two' }] } },
    ],
    lexicons: [],
  }
  expect(withExamples(text, verdicts, learned as unknown as Taxonomy)).toEqual({ text, learned: 0, known: 2 })
})
