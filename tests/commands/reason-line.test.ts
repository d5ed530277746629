import { expect, test } from 'vitest'
import { reasonLine } from '../../src/commands/reason-line.ts'

test.each([
  ['amount place · amount:1.66e+2 place:IN', 'link: amount place · amount:166 place:IN'],
  ['money · money:EUR4e+7 money:usd2.5e+3,', 'link: money · money:EUR40000000 money:usd2500,'],
  ['most like abc1e+2, at 0.34', 'link: most like abc1e+2, at 0.34'],
])('%s', (detail, line) => expect(reasonLine({ kind: 'link', detail, score: null })).toBe(line))
