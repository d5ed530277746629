/** Work in steps, so that its caller may do something else between two of them. */
export type Steps<Result> = Generator<undefined, Result, undefined>

export function* mapInSteps<Item, Made>(
  items: readonly Item[],
  make: (item: Item, index: number) => Made,
): Steps<readonly Made[]> {
  const made: Made[] = []
  for (const [index, item] of items.entries()) {
    made.push(make(item, index))
    yield
  }
  return made
}

/** Maps with the steps of each item, one item after the other, and one more step after each. */
export function* mapByTheirSteps<Item, Made>(
  items: readonly Item[],
  make: (item: Item) => Steps<Made>,
): Steps<readonly Made[]> {
  const made: Made[] = []
  for (const item of items) {
    made.push(yield* make(item))
    yield
  }
  return made
}

export const inOneGo = <Result>(steps: Steps<Result>): Result => {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
  }
}
