import { normalForm } from '../text/normal-form.ts'

/** The form in which names are compared: without case and diacritics. */
export const foldedName = (text: string): string =>
  normalForm(text)
    .text.normalize('NFD')
    .replaceAll(/\p{M}+/gu, '')
