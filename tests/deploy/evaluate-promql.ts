/** Evaluates the alert rules that compare what one scrape shows: selectors, sums and maxima by label, comparisons with numbers, `and`. */

import { parser } from '@prometheus-io/lezer-promql'

type SyntaxNode = ReturnType<typeof parser.parse>['topNode']

export type Sample = { readonly labels: Readonly<Record<string, string>>; readonly value: number }

/** The samples of a text of metrics, with the labels that Prometheus adds. */
export const samplesOf = (text: string, added: Readonly<Record<string, string>>): readonly Sample[] =>
  Array.from(text.matchAll(/^([a-z_]\w*)(?:\{(.*)\})? (\S+)$/gm), ([, name = '', labels = '', value = '']) => ({
    labels: {
      ...Object.fromEntries(Array.from(labels.matchAll(/(\w+)="([^"]*)"/g), ([, label = '', is = '']) => [label, is])),
      ...added,
      __name__: name,
    },
    value: Number(value),
  }))

/** The samples that the expression selects: a rule fires for each. Throws where it looks at more than one scrape. */
export const evaluate = (expression: string, samples: readonly Sample[]): readonly Sample[] => {
  const [node] = childrenOf(parser.parse(expression).topNode)
  if (node === undefined) throw new Error(`no expression: ${expression}`)
  return valueOf(node, { text: (of) => expression.slice(of.from, of.to), samples })
}

type Scope = { readonly text: (node: SyntaxNode) => string; readonly samples: readonly Sample[] }

const childrenOf = (node: SyntaxNode): readonly SyntaxNode[] => {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child)
  return children
}

const valueOf = (node: SyntaxNode, scope: Scope): readonly Sample[] => {
  switch (node.name) {
    case 'VectorSelector':
      return selected(node, scope)
    case 'AggregateExpr':
      return aggregated(node, scope)
    case 'BinaryExpr':
      return compared(node, scope)
    default:
      throw new Error(`not evaluated here: ${node.name} ${scope.text(node)}`)
  }
}

const selected = (node: SyntaxNode, { text, samples }: Scope): readonly Sample[] => {
  const [, name = '', matchers = ''] = /^([\w:]+)(?:\{(.*)\})?$/s.exec(text(node)) ?? []
  const wanted = Array.from(matchers.matchAll(/(\w+)="([^"]*)"/g), ([, label = '', is = '']) => [label, is] as const)
  return samples.filter(({ labels }) => labels.__name__ === name && wanted.every(([label, is]) => labels[label] === is))
}

const COMBINED: Readonly<Record<string, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  max: (values) => Math.max(...values),
}

const aggregated = (node: SyntaxNode, scope: Scope): readonly Sample[] => {
  const [, operation = '', by = ''] = /^(\w+)(?:\s*by\s*\(([^)]*)\))?/.exec(scope.text(node)) ?? []
  const combine = COMBINED[operation]
  const inner = node.getChild('FunctionCallBody')?.firstChild
  if (combine === undefined || inner === null || inner === undefined) throw new Error(`not evaluated here: ${scope.text(node)}`)
  const names = by.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]))
  const groups = Map.groupBy(valueOf(inner, scope), ({ labels }) => names.map((name) => labels[name] ?? '').join())
  return [...groups.values()].map((group) => ({
    labels: Object.fromEntries(names.map((name) => [name, group[0]?.labels[name] ?? ''])),
    value: combine(group.map(({ value }) => value)),
  }))
}

const COMPARISONS: Readonly<Record<string, (one: number, other: number) => boolean>> = {
  Eql: (one, other) => one === other,
  Gtr: (one, other) => one > other,
  Lss: (one, other) => one < other,
}

const compared = (node: SyntaxNode, scope: Scope): readonly Sample[] => {
  const [left, operator, right] = childrenOf(node)
  if (left === undefined || operator === undefined || right === undefined) throw new Error(scope.text(node))
  if (operator.name === 'And') return valueOf(right, scope).length === 0 ? [] : valueOf(left, scope)
  const compare = COMPARISONS[operator.name]
  if (compare === undefined) throw new Error(`not evaluated here: ${operator.name}`)
  return valueOf(left, scope).filter(({ value }) => compare(value, Number(scope.text(right))))
}
