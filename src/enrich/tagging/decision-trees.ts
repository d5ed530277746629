/**
 * Gradient-boosted decision trees (Friedman 2001), as `npm run build:decisions` learns them. `value` of a node: what all articles that
 * reach it have in common, in log-odds; the sum of the leaves that an article reaches, and `base`, is its score.
 */
export type Trees = { readonly base: number; readonly trees: readonly Tree[] }
/** Nodes; the first is the root. */
export type Tree = readonly TreeNode[]
export type TreeNode = {
  readonly value: number
  /** Null: a leaf. */
  readonly split: {
    readonly feature: number
    /** An article goes to `low` where the feature is at most this, otherwise to `high`. */
    readonly at: number
    readonly low: number
    readonly high: number
  } | null
}

/** Log-odds of a row of features. */
export const scoreOf = ({ base, trees }: Trees, features: Float64Array): number => {
  let score = base
  for (const tree of trees) score += leafOf(tree, features)
  return score
}

export const leafOf = (tree: Tree, features: Float64Array): number => {
  let node = tree[0]
  while (node?.split) node = tree[nextOf(node.split, features)]
  return node?.value ?? 0
}

/**
 * By how much each feature moved the score (all together: the score without the base and the roots). The change of value from a node to the
 * next belongs to the feature on which the node splits (Saabas 2014).
 */
export const contributionsOf = ({ trees }: Trees, features: Float64Array): Float64Array => {
  const moved = new Float64Array(features.length)
  for (const tree of trees) {
    let node = tree[0]
    while (node?.split) {
      const next: TreeNode | undefined = tree[nextOf(node.split, features)]
      moved[node.split.feature] = (moved[node.split.feature] ?? 0) + (next?.value ?? 0) - node.value
      node = next
    }
  }
  return moved
}

const nextOf = ({ feature, at, low, high }: NonNullable<TreeNode['split']>, features: Float64Array): number =>
  (features[feature] ?? 0) <= at ? low : high
