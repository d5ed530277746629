import { html } from 'hono/html'
import type { Instant } from '../../model/ids.ts'
import type { PushedSource } from '../../model/push.ts'
import { inEnglish } from './parts.ts'
import type { Html, Visit } from './visit.ts'

/** What comes of a source's push, for the page of all sources; empty where it has none. */
export const pushNote = ({ words }: Visit, push: PushedSource | null, when: (at: Instant) => Html | string): Html | '' => {
  if (push === null) return ''
  const { expiresAt, pushedAt, problem, forged } = push
  const state =
    problem !== null
      ? html`${words.say('sources.push.failing')} ${inEnglish(`(${problem})`)}`
      : expiresAt === null
        ? words.say('sources.push.asked')
        : pushedAt === null
          ? words.say('sources.push.quiet')
          : html`${words.say('sources.push')} ${when(pushedAt)}`
  const ignored = forged === 0 ? '' : html`<small class="push">${words.say('sources.push.forged', { count: forged })}</small>`
  return html`<small class="push">${state}</small>${ignored}`
}
