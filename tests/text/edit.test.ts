import { describe, expect, test } from 'vitest'
import { changesBetween, isEdit } from '../../src/text/edit.ts'

const PUBLISHER = ['The Gazette', 'www.gazette.example']
const titled = (title: string, summary = '') => ({ title, summary })
const LONG = 'The harbour gets a crane that lifts forty tons, the council said on Monday. '.repeat(2)

describe('an edit', () => {
  test.each([
    ['another number', 'Six dead', '6 dead in fire'],
    ['another word', 'Storm kills six', 'Flood kills six'],
    ['a further word', 'Storm kills six', 'Storm kills about six'],
    ['another order', 'Dog bites man', 'Man bites dog'],
    ['a part behind a dash that is no name', 'Storm kills six', 'Storm kills six – minister resigns'],
    ['a unit', 'Prices rise 5', 'Prices rise 5%'],
  ])('%s in the headline', (_, before, after) => expect(isEdit(titled(before), titled(after), PUBLISHER)).toBe(true))

  test.each([
    ['case', 'Storm kills six', 'STORM KILLS SIX'],
    ['quotes', `"Storm" kills 'six'`, '«Storm» kills ‘six’'],
    ['punctuation and spaces', 'Storm: kills six', 'Storm – kills  six!'],
    ['thousands', '6,301 dead', '6 301 dead'],
    ['entities escaped twice', 'Marks & Spencer’s storm', 'Marks &amp; Spencer&#039;s storm'],
    ['composed letters', 'Orkan tötet sechs', 'Orkan to\u0308tet sechs'],
    ['the name behind it', 'Storm kills six', 'Storm kills six | The Gazette'],
    ['the name before it', 'The Gazette: storm'.replace(': ', ' — '), 'storm'],
    ['the host behind it', 'Storm kills six - gazette.example', 'Storm kills six'],
  ])('is not %s', (_, before, after) => expect(isEdit(titled(before), titled(after), PUBLISHER)).toBe(false))

  test('of an excerpt is other words, and not another length or its loss', () => {
    const excerpts = (before: string, after: string) => isEdit(titled('a', before), titled('a', after), PUBLISHER)
    expect(excerpts(LONG, LONG.replace('forty', 'fifty'))).toBe(true)
    expect(excerpts('It lifts forty tons.', 'It lifts forty tons. It fell.')).toBe(true)
    expect(excerpts(LONG, `${LONG.slice(0, 130)}…`)).toBe(false)
    expect(excerpts(LONG.slice(0, 60), '')).toBe(false)
  })
})

describe('changes between two wordings', () => {
  const marked = (before: string, after: string): string =>
    changesBetween(before, after)
      .map(({ kind, text }) => (kind === 'same' ? text : kind === 'removed' ? `[-${text}-]` : `{+${text}+}`))
      .join('')
  test('stand word by word, and neighbours together', () => {
    expect(marked('Six dead in Porto fire', 'Seven dead in Porto fire')).toBe('[-Six-]{+Seven+} dead in Porto fire')
    expect(marked('Storm may kill six', 'Storm has killed six')).toBe('Storm [-may kill-]{+has killed+} six')
    expect(marked('Storm', 'Storm kills')).toBe('Storm{+ kills+}')
  })
  test('and character by character in scripts without spaces', () =>
    expect(marked('六人死亡', '七人死亡')).toBe('[-六-]{+七+}人死亡'))
  test('and long texts whole', () => {
    const [before, after] = ['a '.repeat(300), 'b '.repeat(300)]
    expect(changesBetween(before, after)).toEqual([
      { kind: 'removed', text: before },
      { kind: 'added', text: after },
    ])
  })
})
