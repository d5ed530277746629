/** Decision trees while they are learned; `src/lib/decision-trees.ts` reads them as they are written here. */
import type { WrittenTrees } from '../../../src/lib/decision-trees.ts'

export type GrownTrees = { readonly base: number; readonly trees: readonly Tree[] }
export type Tree = readonly TreeNode[]
export type TreeNode = {
  readonly value: number
  readonly split: {
    readonly feature: number
    /** An article goes to `low` where the feature is at most this, otherwise to `high`. */
    readonly at: number
    readonly low: number
    readonly high: number
  } | null
}

export const scoreOf = ({ base, trees }: GrownTrees, features: Float64Array): number => {
  let score = base
  for (const tree of trees) score += leafOf(tree, features)
  return score
}

export const leafOf = (tree: Tree, features: Float64Array): number => {
  let node = tree[0]
  while (node?.split) {
    const { feature, at, low, high } = node.split
    node = tree[(features[feature] ?? 0) <= at ? low : high]
  }
  return node?.value ?? 0
}

export const writeTrees = ({ base, trees }: GrownTrees, features: readonly string[]): WrittenTrees => ({
  base,
  trees: trees.map((tree) =>
    tree.map(({ value, split }) =>
      split === null ? [value] : [value, features[split.feature] ?? '', split.at, split.low, split.high],
    ),
  ),
})
