import { expect, test } from 'vitest'
import { reasonLine } from '../../src/model/assignment-reason.ts'

test.each([
  [
    'the nearest article and the score of the story',
    { kind: 'story', detail: 'most like abc1e+2, at 0.33', score: 0.43 },
    'story: most similar to abc1e+2, similarity 0.33; score against the whole story 0.43, minimum 0.22',
  ],
  [
    'evidence across languages, with numbers as people write them and phonetic keys',
    { kind: 'link', detail: 'amount place name · amount:1.66e+2 money:EUR4e+7 money:usd2.5e+3 place:IN name:mrs', score: 0.5 },
    'link: evidence amount, place, name; shared amount:166, money:EUR40000000, money:usd2500, place:IN, a name that sounds like m-r-s; score 0.50, minimum 0.35',
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
