import { describe, expect, test } from 'vitest'
import { chanceOf, shuffled } from './chance.ts'
import { edits } from './edits.ts'

const kinds = (title: string, text: string) => new Map(edits(title, text, chanceOf(1)).map((edit) => [edit.kind, edit]))

describe('a copy as desks make it', () => {
  test('words are the units of spaced scripts', () => {
    const cut = kinds('A long enough title', 'one two three four five six seven eight nine ten').get('cut to 60 %')
    expect(cut).toMatchObject({ title: 'A long enough title', text: 'one two three four five six' })
  })

  test('characters are the units of unspaced scripts', () => {
    expect(kinds('题目', '一二三四五六七八九十').get('cut to 60 %')?.text).toBe('一二三四五六')
    expect(kinds('题目', '一二三四五六七八九十').get('new head')).toMatchObject({
      title: '题目 — live',
      text: '一二三四五六七八九十一二三四五六七八九十',
    })
  })

  test('punctuation goes and quotation marks change', () => {
    expect(kinds('T', 'He said, "go"; she went.').get('punctuation')).toMatchObject({
      title: 'T …',
      text: 'He said “go“ she went.',
    })
  })

  test('about one sentence in five is lost, and about one word in twenty changed', () => {
    const words = Array.from({ length: 4_000 }, (_, index) => (index % 4 === 3 ? `w${index}.` : `w${index}`))
    const made = kinds('T', words.join(' '))
    const kept = made.get('a fifth of the sentences dropped')?.text.split('. ').length ?? 0
    expect(kept).toBeGreaterThan(750)
    expect(kept).toBeLessThan(850)
    const changed = made
      .get('one word in twenty changed')
      ?.text.split(' ')
      .filter((word, index) => word !== words[index]).length
    expect(changed).toBeGreaterThan(150)
    expect(changed).toBeLessThan(250)
  })
})

test('chance is the same for the same seed, and an order loses nothing', () => {
  const items = ['a', 'b', 'c', 'd', 'e', 'f']
  expect(shuffled(items, chanceOf(3))).toEqual(shuffled(items, chanceOf(3)))
  expect(shuffled(items, chanceOf(3))).not.toEqual(shuffled(items, chanceOf(4)))
  expect(shuffled(items, chanceOf(3)).toSorted()).toEqual(items)
})
