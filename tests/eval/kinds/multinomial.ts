export type Row = { readonly features: Float64Array; readonly label: number; readonly weight: number }
/** A row of weights for each class; the last weight of a row is the bias. */
export type Fitted = readonly Float64Array[]

const PASSES = 150
/** Pairs of steps that the direction is made of. */
const MEMORY = 8
/** Least relative gain of a pass. */
const GAIN = 1e-7

/**
 * Multinomial logistic regression with an L2 penalty on all weights but the biases, by L-BFGS (Liu and Nocedal 1989) with halved steps. No
 * chance is in it: the same rows give the same weights.
 */
export const fitMultinomial = (rows: readonly Row[], classes: number, penalty: number): Fitted => {
  const width = rows[0]?.features.length ?? 0
  const stride = width + 1
  const at = (weights: Float64Array): { readonly loss: number; readonly gradient: Float64Array } => {
    const gradient = new Float64Array(weights.length)
    let loss = 0
    for (const row of rows) {
      const chances = chancesOf(weights, row.features, classes)
      loss -= row.weight * Math.log(Math.max(1e-12, chances[row.label] ?? 0))
      for (let one = 0; one < classes; one++) {
        const error = row.weight * ((chances[one] ?? 0) - Number(one === row.label))
        const start = one * stride
        for (let feature = 0; feature < width; feature++)
          gradient[start + feature] = (gradient[start + feature] ?? 0) + error * (row.features[feature] ?? 0)
        gradient[start + width] = (gradient[start + width] ?? 0) + error
      }
    }
    for (let index = 0; index < weights.length; index++) {
      if (index % stride === width) continue
      const weight = weights[index] ?? 0
      loss += 0.5 * penalty * weight * weight
      gradient[index] = (gradient[index] ?? 0) + penalty * weight
    }
    return { loss, gradient }
  }
  let weights = new Float64Array(classes * stride)
  let here = at(weights)
  const steps: { readonly moved: Float64Array; readonly turned: Float64Array; readonly scale: number }[] = []
  for (let pass = 0; pass < PASSES; pass++) {
    const direction = directionOf(here.gradient, steps)
    const slope = dot(direction, here.gradient)
    let length = steps.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(here.gradient, here.gradient))) : 1
    let next = weights.map((weight, index) => weight + length * (direction[index] ?? 0))
    let there = at(next)
    while (there.loss > here.loss + 1e-4 * length * slope && length > 1e-10) {
      length /= 2
      next = weights.map((weight, index) => weight + length * (direction[index] ?? 0))
      there = at(next)
    }
    const moved = next.map((weight, index) => weight - (weights[index] ?? 0))
    const turned = there.gradient.map((value, index) => value - (here.gradient[index] ?? 0))
    const curvature = dot(moved, turned)
    if (curvature > 1e-12) steps.push({ moved, turned, scale: 1 / curvature })
    if (steps.length > MEMORY) steps.shift()
    const isDone = here.loss - there.loss < GAIN * here.loss
    weights = next
    here = there
    if (isDone) break
  }
  return Array.from({ length: classes }, (_, one) => weights.slice(one * stride, (one + 1) * stride))
}

const chancesOf = (weights: Float64Array, features: Float64Array, classes: number): Float64Array => {
  const stride = features.length + 1
  const scores = new Float64Array(classes)
  for (let one = 0; one < classes; one++) {
    const start = one * stride
    let score = weights[start + features.length] ?? 0
    for (let feature = 0; feature < features.length; feature++)
      score += (weights[start + feature] ?? 0) * (features[feature] ?? 0)
    scores[one] = score
  }
  const highest = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - highest))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

const directionOf = (
  gradient: Float64Array,
  steps: readonly { readonly moved: Float64Array; readonly turned: Float64Array; readonly scale: number }[],
): Float64Array => {
  const direction = gradient.map((value) => -value)
  const shares: number[] = []
  for (const { moved, turned, scale } of steps.toReversed()) {
    const share = scale * dot(moved, direction)
    shares.push(share)
    addTo(direction, turned, -share)
  }
  const last = steps.at(-1)
  if (last !== undefined) {
    const size = 1 / (last.scale * dot(last.turned, last.turned))
    for (let index = 0; index < direction.length; index++) direction[index] = (direction[index] ?? 0) * size
  }
  for (const [nth, { moved, turned, scale }] of steps.entries())
    addTo(direction, moved, (shares[steps.length - 1 - nth] ?? 0) - scale * dot(turned, direction))
  return direction
}

const dot = (one: Float64Array, other: Float64Array): number =>
  one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0)

const addTo = (sum: Float64Array, other: Float64Array, share: number): void => {
  for (let index = 0; index < sum.length; index++) sum[index] = (sum[index] ?? 0) + share * (other[index] ?? 0)
}
