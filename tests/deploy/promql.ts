import { parser } from '@prometheus-io/lezer-promql'

export type Expression = {
  /** Metrics that it selects. */
  readonly metrics: readonly string[]
  /** Where it can't be read, as text around the place; empty: it is an expression. */
  readonly mistakes: readonly string[]
}

/** Grafana's variables stand for a duration here. */
export const readPromql = (text: string): Expression => {
  const expression = text.replaceAll(/\$__(?:rate_)?interval/g, '5m')
  const metrics = new Set<string>()
  const mistakes: string[] = []
  parser.parse(expression).iterate({
    enter({ name, type, from, to }) {
      if (type.isError) mistakes.push(expression.slice(Math.max(0, from - 10), to + 10))
      if (name === 'VectorSelector') metrics.add(/^[\w:]+/.exec(expression.slice(from, to))?.[0] ?? '')
    },
  })
  return { metrics: [...metrics], mistakes }
}
