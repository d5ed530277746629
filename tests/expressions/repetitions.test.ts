import { expect, test } from 'vitest'
import { repeatedAtoms } from './repetitions.ts'

test.each([
  [String.raw`a(b|c)*[d\]]+e`, ['(b|c)', String.raw`[d\]]`]],
  [String.raw`^\s+(?:x{2,}|\p{L}+y)*$`, [String.raw`\s`, 'x', String.raw`\p{L}`, String.raw`(?:x{2,}|\p{L}+y)`]],
  ['a{2,3}b?', []],
])('%s repeats %j', (source, atoms) => expect(repeatedAtoms(source)).toEqual(atoms))
