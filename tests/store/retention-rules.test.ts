import { expect, test } from 'vitest'
import { withdrawnBefore } from '../../src/store/retention-rules.ts'

test('articles without a topic go sooner, and never later than the others', () => {
  expect(withdrawnBefore(100, { articlesMs: 50, untaggedMs: 20 })).toEqual({ articles: 50, untagged: 80 })
  expect(withdrawnBefore(100, { articlesMs: 20, untaggedMs: 50 })).toEqual({ articles: 80, untagged: 80 })
})
