import { html } from 'hono/html'
import type { Instant } from '../../model/ids.ts'
import type { PushedSource } from '../../model/push.ts'
import { inEnglish } from './parts.ts'
import type { Html, PageContext } from './page-context.ts'

/** What comes of a source's push, for the page of all sources; empty where it has none. */
export const pushNote = (
  { locale }: PageContext,
  push: PushedSource | null,
  when: (at: Instant) => Html | string,
): Html | '' => {
  if (push === null) return ''
  const { expiresAt, pushedAt, problem, forged } = push
  const state =
    problem !== null
      ? html`${locale.message('sources.push.failing')} ${inEnglish(`(${problem})`)}`
      : expiresAt === null
        ? locale.message('sources.push.asked')
        : pushedAt === null
          ? locale.message('sources.push.quiet')
          : html`${locale.message('sources.push')} ${when(pushedAt)}`
  const ignored =
    forged === 0 ? '' : html`<small class="push">${locale.message('sources.push.forged', { count: forged })}</small>`
  return html`<small class="push">${state}</small>${ignored}`
}
