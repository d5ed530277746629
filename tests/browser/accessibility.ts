import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** WCAG 2.2 up to AA, and axe's own good practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

type Finding = { readonly id: string; readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[] }
type Report = { readonly violations: readonly Finding[]; readonly incomplete: readonly Finding[] }

/** What axe has no rule for: more than one h1, a page without a direction, a table without headers. */
const BEYOND_AXE = `[
  ...(document.querySelectorAll('h1').length === 1 ? [] : ['not one h1']),
  ...(['ltr', 'rtl'].includes(document.documentElement.dir) ? [] : ['the page has no direction']),
  ...[...document.querySelectorAll('table')].filter((table) => table.querySelector('th') === null).map(() => 'a table without headers'),
]`

/** What is wrong with the page as it is drawn, in words; nothing if all is well. What axe cannot decide counts as wrong. */
export const faultsOf = async (page: Page): Promise<readonly string[]> => {
  if (!(await page.evaluate<boolean>('"axe" in globalThis'))) await page.evaluate(axe.source)
  const { violations, incomplete } = await page.evaluate<Report>(
    `axe.run(document, { runOnly: ${JSON.stringify(RULES)}, resultTypes: ['violations', 'incomplete'] })`,
  )
  return [...[...violations, ...incomplete].flatMap(told), ...(await page.evaluate<string[]>(BEYOND_AXE))]
}

const told = ({ id, nodes }: Finding): readonly string[] =>
  nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)} (${failureSummary.replaceAll(/\s+/g, ' ')})`)
