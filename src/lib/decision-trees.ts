/**
 * Gradient-boosted decision trees (Friedman 2001), as `npm run build:decisions` learns them. The value of a node: what all articles that
 * reach it have in common, in log-odds; the sum of the leaves that an article reaches, and `base`, is its score.
 *
 * Nodes of all trees stand in columns, one element for each node: hundreds of trees are walked for every candidate, and following objects
 * takes half as long again (measured).
 */
export type Trees = {
  readonly base: number
  /** The node with which each tree begins. */
  readonly roots: Int32Array
  readonly values: Float64Array
  /** The feature on which a node splits; `LEAF`: on none. An article goes to `low` where it is at most `ats`, otherwise to `high`. */
  readonly features: Int16Array
  readonly ats: Float64Array
  readonly lows: Int32Array
  readonly highs: Int32Array
}
const LEAF = -1

/** Trees as they are stored: a leaf is `[value]`, another node is `[value, feature, at, low, high]`, where `low` and `high` are indexes of nodes. */
export type WrittenTrees = { readonly base: number; readonly trees: readonly (readonly (readonly (number | string)[])[])[] }

export const scoreOf = (trees: Trees, row: Float64Array): number => {
  const { base, roots, values, features } = trees
  let score = base
  for (let tree = 0; tree < roots.length; tree++) {
    let node = roots[tree] ?? 0
    while (features[node] !== LEAF) node = nextOf(trees, node, row)
    score += values[node] ?? 0
  }
  return score
}

/**
 * By how much each feature moved the score (all together: the score without the base and the roots). The change of value from a node to the
 * next belongs to the feature on which the node splits (Saabas 2014).
 */
export const contributionsOf = (trees: Trees, row: Float64Array): Float64Array => {
  const { roots, values, features } = trees
  const moved = new Float64Array(row.length)
  for (let node of roots)
    while (features[node] !== LEAF) {
      const [next, feature] = [nextOf(trees, node, row), features[node] ?? 0]
      moved[feature] = (moved[feature] ?? 0) + (values[next] ?? 0) - (values[node] ?? 0)
      node = next
    }
  return moved
}

const nextOf = ({ features, ats, lows, highs }: Trees, node: number, row: Float64Array): number =>
  ((row[features[node] ?? 0] ?? 0) <= (ats[node] ?? 0) ? lows[node] : highs[node]) ?? 0

/** `features`: the names of the columns. Throws an Error if the table names an unknown feature: it was built for another version. */
export const readTrees = ({ base, trees }: WrittenTrees, features: readonly string[]): Trees => {
  const columns = new Map(features.map((feature, column) => [feature, column]))
  const columnOf = (feature: number | string | undefined): number => {
    const column = feature === undefined ? LEAF : columns.get(String(feature))
    if (column === undefined) throw new Error(`the table of decisions asks for "${feature}", which is no feature`)
    return column
  }
  const nodes = trees.flat()
  const roots = new Int32Array(trees.length)
  const [lows, highs] = [new Int32Array(nodes.length), new Int32Array(nodes.length)]
  let first = 0
  for (const [nth, tree] of trees.entries()) {
    roots[nth] = first
    for (const [at, [, , , low = 0, high = 0]] of tree.entries()) {
      lows[first + at] = first + Number(low)
      highs[first + at] = first + Number(high)
    }
    first += tree.length
  }
  return {
    base,
    roots,
    values: Float64Array.from(nodes, ([value]) => Number(value)),
    features: Int16Array.from(nodes, ([, feature]) => columnOf(feature)),
    ats: Float64Array.from(nodes, ([, , at = 0]) => Number(at)),
    lows,
    highs,
  }
}
