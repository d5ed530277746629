/** CSS selectors on pages that anybody may have written: `a b c d` costs the fourth power of a page's depth, `a ~ b` the square of its length. */
import { selectAll, selectOne } from 'css-select'
import { type AnyNode, type Element, isTag } from 'domhandler'
import * as dom from 'domutils'

/** Steps from element to element: some .5 s. A page of 50,000 elements 30 deep takes a twentieth with `main div div div a`. */
const MOST_STEPS = 20_000_000
/** What it costs to read a selector, in steps. */
const STEPS_A_SELECTOR = 100

export type Select = {
  /** None, once the steps are used up. */
  all(selector: string, among: AnyNode | AnyNode[]): readonly Element[]
  first(selector: string, among: AnyNode | AnyNode[]): Element | null
  /** What was found is perhaps not all there is. */
  isSpent(): boolean
}

/** All selectors of a page together. */
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
