import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** WCAG 2.2 up to AA, and axe's own good practice. */
const ALL = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

type Check = { readonly data: { readonly messageKey?: string } | null }
type Element = { readonly html: string; readonly failureSummary: string; readonly any: readonly Check[] }
type Finding = { readonly id: string; readonly nodes: readonly Element[] }
type Report = { readonly violations: readonly Finding[]; readonly incomplete: readonly Finding[] }

/** Rules that axe does not have: more than one h1, a page without a direction, a table without headers. */
const BEYOND_AXE = `[
  ...(document.querySelectorAll('h1').length === 1 ? [] : ['not one h1']),
  ...(['ltr', 'rtl'].includes(document.documentElement.dir) ? [] : ['the page has no direction']),
  ...[...document.querySelectorAll('table')].filter((table) => table.querySelector('th') === null).map(() => 'a table without headers'),
]`

/** Rules that a colour scheme can break. */
const OF_COLOURS = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }

/** The faults of the rendered page; empty if there are none. What axe cannot decide counts as a fault. */
export const faultsOf = async (page: Page, rules: 'all' | 'colours' = 'all'): Promise<readonly string[]> => {
  if (!(await page.evaluate<boolean>('"axe" in globalThis'))) await page.evaluate(axe.source)
  const { violations, incomplete } = await page.evaluate<Report>(
    `axe.run(document, { runOnly: ${JSON.stringify(rules === 'all' ? ALL : OF_COLOURS)}, resultTypes: ['violations', 'incomplete'] })`,
  )
  return [...[...violations, ...incomplete].flatMap(described), ...(await page.evaluate<string[]>(BEYOND_AXE))]
}

/** Content cut by the edge of a wide table's scrolling frame becomes visible by scrolling. */
const isCut = ({ any }: Element): boolean => any.some(({ data }) => data?.messageKey === 'elmPartiallyObscured')

const described = ({ id, nodes }: Finding): readonly string[] =>
  nodes
    .filter((node) => !isCut(node))
    .map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)} (${failureSummary.replaceAll(/\s+/g, ' ')})`)
