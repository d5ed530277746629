import { html } from 'hono/html'
import type { Html } from './page-context.ts'

/** Stands for an element in the values of a message: no message and no name contains it. */
export const HERE = '\u0000'

/** A sentence in which the elements replace each `HERE`, in their order. */
export const around = (sentence: string, ...elements: readonly (Html | string)[]): Html =>
  html`${sentence.split(HERE).map((part, index) => html`${part}${elements[index] ?? ''}`)}`
