import { leafOf, type Tree, type TreeNode, type GrownTrees } from './grown-trees.ts'

export type Sample = { readonly features: Float64Array; readonly label: number; readonly weight: number }
export type Settings = {
  readonly trees: number
  readonly depth: number
  readonly rate: number
  /** Least sum of hessians of a leaf. */
  readonly leaf: number
  /** L2 penalty on leaf values. */
  readonly penalty: number
  /** Columns of which more can never count against: the constraint that what is known of them beforehand holds in every tree. */
  readonly rising?: ReadonlySet<number>
  /** Columns of which more can never count in favour. */
  readonly falling?: ReadonlySet<number>
}

const BINS = 48

/**
 * Gradient-boosted trees with logistic loss, by histograms (Friedman 2001; Chen and Guestrin 2016 for the gain and for columns that only
 * rise or fall). No chance is in it: the same samples give the same trees.
 */
export const boostTrees = (samples: readonly Sample[], settings: Settings): GrownTrees => {
  const width = samples[0]?.features.length ?? 0
  const cuts = Array.from({ length: width }, (_, feature) => cutsOf(samples, feature))
  const bins = cuts.map((edges, feature) => Uint8Array.from(samples, ({ features }) => binOf(edges, features[feature] ?? 0)))
  const total = samples.reduce((sum, { weight }) => sum + weight, 0)
  const positive = samples.reduce((sum, { weight, label }) => sum + weight * label, 0)
  const base = rounded(Math.log(positive / (total - positive)))
  const scores = new Float64Array(samples.length).fill(base)
  const trees: Tree[] = []
  for (let nth = 0; nth < settings.trees; nth++) {
    const gradients = new Float64Array(samples.length)
    const hessians = new Float64Array(samples.length)
    samples.forEach(({ label, weight }, index) => {
      const chance = 1 / (1 + Math.exp(-(scores[index] ?? 0)))
      gradients[index] = weight * (label - chance)
      hessians[index] = weight * chance * (1 - chance)
    })
    const tree = growTree({ cuts, bins, gradients, hessians }, settings)
    samples.forEach(({ features }, index) => (scores[index] = (scores[index] ?? 0) + leafOf(tree, features)))
    trees.push(tree)
  }
  return { base, trees }
}

type Columns = {
  readonly cuts: readonly (readonly number[])[]
  readonly bins: readonly Uint8Array[]
  readonly gradients: Float64Array
  readonly hessians: Float64Array
}

/** What the values below a node may be: below a split on a rising column, low and high sides keep to their sides of the middle. */
type Bounds = { readonly least: number; readonly most: number }

const growTree = (columns: Columns, { depth, rate, leaf, penalty, rising = NONE, falling = NONE }: Settings): Tree => {
  const nodes: TreeNode[] = []
  const grow = (members: Uint32Array, left: number, bounds: Bounds): number => {
    const own = nodes.length
    const [gradient, hessian] = sumsOf(members, columns)
    const split = left === 0 ? null : bestSplit(members, columns, { leaf, penalty, gradient, hessian, rising, falling, bounds })
    const value = rounded(rate * within(gradient / (hessian + penalty), bounds))
    nodes.push({ value, split: null })
    if (split === null) return own
    const bins = columns.bins[split.feature] ?? new Uint8Array()
    const [rises, falls] = [rising.has(split.feature), falling.has(split.feature)]
    const [below, above] = [
      { ...bounds, most: split.middle },
      { ...bounds, least: split.middle },
    ]
    const low = grow(
      members.filter((member) => (bins[member] ?? 0) <= split.bin),
      left - 1,
      rises ? below : falls ? above : bounds,
    )
    const high = grow(
      members.filter((member) => (bins[member] ?? 0) > split.bin),
      left - 1,
      rises ? above : falls ? below : bounds,
    )
    nodes[own] = { value, split: { feature: split.feature, at: columns.cuts[split.feature]?.[split.bin] ?? 0, low, high } }
    return own
  }
  grow(Uint32Array.from(columns.gradients.keys()), depth, { least: -Infinity, most: Infinity })
  return nodes
}

const NONE: ReadonlySet<number> = new Set()
const within = (value: number, { least, most }: Bounds): number => Math.min(most, Math.max(least, value))

const sumsOf = (members: Uint32Array, { gradients, hessians }: Columns): readonly [number, number] => {
  let gradient = 0
  let hessian = 0
  for (const member of members) {
    gradient += gradients[member] ?? 0
    hessian += hessians[member] ?? 0
  }
  return [gradient, hessian]
}

type Limits = Required<Pick<Settings, 'leaf' | 'penalty' | 'rising' | 'falling'>> & {
  readonly gradient: number
  readonly hessian: number
  readonly bounds: Bounds
}
/** `middle`: between the values of both sides. */
type Split = { readonly feature: number; readonly bin: number; readonly gain: number; readonly middle: number }

const bestSplit = (members: Uint32Array, { cuts, bins, gradients, hessians }: Columns, limits: Limits): Split | null => {
  let best: Split | null = null
  const { leaf, penalty, gradient, hessian, rising, falling, bounds } = limits
  const whole = (gradient * gradient) / (hessian + penalty)
  for (const [feature, edges] of cuts.entries()) {
    if (edges.length === 0) continue
    const gradientOf = new Float64Array(edges.length + 1)
    const hessianOf = new Float64Array(edges.length + 1)
    const column = bins[feature] ?? new Uint8Array()
    for (const member of members) {
      const bin = column[member] ?? 0
      gradientOf[bin] = (gradientOf[bin] ?? 0) + (gradients[member] ?? 0)
      hessianOf[bin] = (hessianOf[bin] ?? 0) + (hessians[member] ?? 0)
    }
    let lowGradient = 0
    let lowHessian = 0
    for (let bin = 0; bin < edges.length; bin++) {
      lowGradient += gradientOf[bin] ?? 0
      lowHessian += hessianOf[bin] ?? 0
      if (lowHessian < leaf || hessian - lowHessian < leaf) continue
      const gain =
        lowGradient ** 2 / (lowHessian + penalty) + (gradient - lowGradient) ** 2 / (hessian - lowHessian + penalty) - whole
      if (gain <= (best?.gain ?? 1e-6)) continue
      const low = within(lowGradient / (lowHessian + penalty), bounds)
      const high = within((gradient - lowGradient) / (hessian - lowHessian + penalty), bounds)
      if ((rising.has(feature) && low > high) || (falling.has(feature) && low < high)) continue
      best = { feature, bin, gain, middle: (low + high) / 2 }
    }
  }
  return best
}

/** Where a column is cut: at most so many places, each with about as many samples below as above the one before. */
const cutsOf = (samples: readonly Sample[], feature: number): readonly number[] => {
  const values = Float64Array.from(samples, ({ features }) => features[feature] ?? 0).sort()
  const cuts = new Set<number>()
  for (let nth = 1; nth < BINS; nth++) {
    // Equal values are never cut apart: a cut among them moves to their end.
    const one = values[Math.max(0, Math.floor((nth * values.length) / BINS) - 1)] ?? 0
    const other = values[binOf(values, one, 'above')]
    if (other !== undefined) cuts.add(rounded((one + other) / 2))
  }
  const distinct = [...new Set(values)]
  if (distinct.length <= BINS)
    for (let nth = 1; nth < distinct.length; nth++) cuts.add(rounded(((distinct[nth - 1] ?? 0) + (distinct[nth] ?? 0)) / 2))
  return [...cuts].sort((one, other) => one - other)
}

/** How many edges are below a value; `above`: how many are not above it. */
const binOf = (edges: readonly number[] | Float64Array, value: number, side: 'below' | 'above' = 'below'): number => {
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >> 1
    const edge = edges[middle] ?? 0
    if (side === 'below' ? value <= edge : value < edge) high = middle
    else low = middle + 1
  }
  return low
}

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4
