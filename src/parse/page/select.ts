/** CSS selectors on untrusted pages, with limited work: `a b c d` takes the fourth power of a page's depth, `a ~ b` the square of its length. */
import { selectAll, selectOne } from 'css-select'
import { type AnyNode, type Element, isTag } from 'domhandler'
import * as dom from 'domutils'

/** The most steps from element to element, some 0.5 s. On a page of 50,000 elements 30 deep, `main div div div a` takes a twentieth of them. */
const MOST_STEPS = 20_000_000
/** The cost of parsing a selector, in steps. */
const STEPS_A_SELECTOR = 100

export type Select = {
  /** All matches; none once the steps are used up. */
  all(selector: string, among: AnyNode | AnyNode[]): readonly Element[]
  first(selector: string, among: AnyNode | AnyNode[]): Element | null
  /** True: the steps are used up, and results may be incomplete. */
  isSpent(): boolean
}

/** Creates the selectors of one page, which share one limit of steps. */
export const createSelect = (most = MOST_STEPS): Select => {
  const spent = new Error('the steps are used up')
  let left = most
  const step = (count = 1): void => {
    left -= count
    if (left < 0) throw spent
  }
  const counted = <Result>(look: (node: AnyNode) => Result) => {
    return (node: AnyNode): Result => {
      step()
      return look(node)
    }
  }
  const adapter = {
    ...dom,
    isTag: counted(isTag) as (node: AnyNode) => node is Element,
    getParent: counted((node) => dom.getParent(node as Element)),
  }
  const within = <Found>(search: () => Found, none: Found): Found => {
    try {
      step(STEPS_A_SELECTOR)
      return search()
    } catch (error) {
      if (error !== spent) throw error
      return none
    }
  }
  return {
    all: (selector, among) => within(() => selectAll<AnyNode, Element>(selector, among, { adapter }), []),
    first: (selector, among) => within(() => selectOne<AnyNode, Element>(selector, among, { adapter }), null),
    isSpent: () => left < 0,
  }
}
