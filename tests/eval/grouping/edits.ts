import type { Chance } from './chance.ts'

export type Edit = { readonly kind: string; readonly title: string; readonly text: string }

const UNSPACED = /[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f\u1780-\u17ff]/
const AFTER_SENTENCE = /(?<=[.!?。！？।])\s*/

/** What desks do to a text they take over: punctuation, a new head and a repeated opening, cuts, lost sentences, other words. */
export const edits = (title: string, text: string, chance: Chance): readonly Edit[] => {
  const glue = UNSPACED.test(text) ? '' : ' '
  const units = glue === '' ? Array.from(text) : text.split(' ')
  const letters = Array.from(title)
  const shortTitle = letters.slice(0, Math.max(8, Math.floor(letters.length / 2))).join('')
  const anyUnit = (): string => units[Math.floor(chance() * units.length)] ?? ''
  return [
    { kind: 'punctuation', title: `${title} …`, text: text.replaceAll(/[,;:]/g, '').replaceAll('"', '“') },
    { kind: 'new head', title: `${shortTitle} — live`, text: text + glue + units.slice(0, 12).join(glue) },
    { kind: 'cut to 60 %', title, text: units.slice(0, Math.floor(units.length * 0.6)).join(glue) },
    {
      kind: 'a fifth of the sentences dropped',
      title,
      text: text
        .split(AFTER_SENTENCE)
        .filter(() => chance() > 0.2)
        .join(' '),
    },
    {
      kind: 'one word in twenty changed',
      title,
      text: units.map((unit) => (chance() < 0.05 ? anyUnit() : unit)).join(glue),
    },
  ]
}
