import { html } from 'hono/html'
import type { Html } from './page-context.ts'

/** Stands for an element in the values of a message: no message and no name contains it. */
export const HERE = '\u0000'

/** A sentence with the element in its place. */
export const around = (sentence: string, element: Html | string): Html => {
  const [before = '', after = ''] = sentence.split(HERE)
  return html`${before}${element}${after}`
}
