import { expect, test } from 'vitest'
import { oneLine, safeCharacters, singleSpaces } from '../../src/text/characters.ts'
import { costGrowth, MOST_GROWTH } from '../processor-time.ts'

/** Written the plain way, to hold the quick way to it. */
const plainly = (text: string): string =>
  text
    .replaceAll(/[[\p{Cc}--[\t\n\r\u0085]]\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gv, '')
    .toWellFormed()
    .normalize('NFC')

test('every character of the Basic Multilingual Plane, alone and beside letters and marks', () => {
  const different: string[] = []
  for (let code = 0; code < 0x1_0000; code += 1) {
    const character = String.fromCharCode(code)
    for (const text of [
      character,
      `a${character}`,
      `${character}\u0301`,
      `\u1112${character}`,
      `${character}\u11a8`,
      `\u0648${character}`,
    ]) {
      if (safeCharacters(text) !== plainly(text)) different.push(code.toString(16))
    }
  }
  expect(different).toEqual([])
})
test('pairs beyond it stay, halves do not', () => expect(safeCharacters('😀\ud83d!')).toBe('😀\ufffd!'))
test('joiners of Persian and of emoji stay', () =>
  expect(safeCharacters('می\u200cشود 👩\u200d💻')).toBe('می\u200cشود 👩\u200d💻'))
test('white space of any kind becomes single spaces', () => {
  expect(singleSpaces('a b  c\n d\u00a0\u00a0e \t f')).toBe('a b c d e f')
  expect(oneLine(' \n a\u200bb \n')).toBe('ab')
})

test('a letter has thirty marks at most', () => {
  const marks = '\u0316\u0301'.repeat(15)
  expect(safeCharacters(`a${marks}b`)).toBe(`a${marks}b`.normalize('NFC'))
  expect(safeCharacters(`a${marks}\u0301\u{1d165}b${marks}`)).toBe(`a${marks}b${marks}`.normalize('NFC'))
})
test.each([
  ['marks', '\u0316\u0301'],
  ['marks beyond the first plane', '\u{1d16d}\u{1d165}'],
  ['marks that are two', '\u0344'],
])('half a megabyte of %s on one letter is composed at once', async (_, marks) => {
  const make = (length: number): string => `a${marks.repeat(length / marks.length)}`
  const compose = (text: string): void => expect(safeCharacters(text).length).toBeLessThan(100)
  expect(await costGrowth(50_000, make, compose)).toBeLessThan(MOST_GROWTH)
})
