import { expect, test } from 'vitest'
import { reasonLine } from '../../src/model/assignment-reason.ts'

test.each([
  [
    'the nearest article and the score of the story',
    { kind: 'story', detail: 'most like abc1e+2, at 0.33', score: 0.43 },
    'story: most similar to abc1e+2, similarity 0.33; probability 0.43, minimum 0.50',
  ],
  [
    'what both reports name, with numbers as people write them',
    { kind: 'link', detail: 'most like a1, at 0.83 · amount:1.66e+2 · money:EUR4e+7 · money:usd2.5e+3 · place:IN', score: 0.6 },
    'link: most similar to a1, similarity 0.83; both name amount:166, money:EUR40000000, money:usd2500, place:IN; probability 0.60, minimum 0.50',
  ],
  [
    'the share of a copy in the other text',
    { kind: 'copy', detail: '80 shingles shared with a1, of the shorter text 93 %', score: 0.9 },
    'copy: 80 word sequences shared with a1, 93 % of the shorter text and 90 % of both texts',
  ],
  [
    'a correction, as it was written',
    { kind: 'correction', detail: 'joined to a1 by amount:1.66e+2', score: null },
    'correction: joined to a1 by amount:1.66e+2',
  ],
  [
    'what an earlier version wrote, as it was written',
    { kind: 'story', detail: 'nearest a1', score: 0.5 },
    'story: nearest a1 (0.50)',
  ],
])('a reason shows %s', (_, reason, line) => expect(reasonLine(reason)).toBe(line))
