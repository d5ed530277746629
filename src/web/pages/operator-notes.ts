/** Notes for the operator on the page of sources; details need the admin token. */
import { html } from 'hono/html'
import type { DeadLetter } from '../../model/alert.ts'
import type { ConfigProblem } from '../../model/configuration.ts'
import type { Html, PageContext } from './page-context.ts'

/** Problems name files of the server and perhaps private feeds, so that all but the admin learn only how many there are. */
export const problemsIn = ({ locale }: PageContext, problems: readonly ConfigProblem[], isAdmin: boolean): Html | '' => {
  if (problems.length === 0) return ''
  const heading = html`<h2>${locale.message('sources.problems')}</h2>`
  if (!isAdmin)
    return html`<section class="mistake" role="alert">${heading}<p>${locale.message('sources.problems.text', { count: problems.length })}</p></section>`
  return html`<section class="mistake" role="alert">${heading}<ul>${problems
    .slice(0, 20)
    .map(
      ({ file, line, column, message }) => html`<li lang="en" dir="ltr"><code>${file}:${line}:${column}</code> ${message}</li>`,
    )}</ul></section>`
}

export const deadLettersIn = ({ locale }: PageContext, letters: readonly DeadLetter[]): Html | '' =>
  letters.length === 0
    ? ''
    : html`<section class="mistake"><h2>${locale.message('sources.letters')}</h2><ul>${letters.map(
        ({ alert, host, endedAt, headline, problem }) =>
          html`<li>${locale.moment(endedAt)} · <code>${alert}</code> · <bdi>${headline}</bdi><br><span lang="en" dir="ltr">${host}: ${problem}</span></li>`,
      )}</ul></section>`
