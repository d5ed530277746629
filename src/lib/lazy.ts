/** Returns a function that calls `make` at its first call and returns the same value from then on. */
export const lazy = <Made>(make: () => Made): (() => Made) => {
  let made: { readonly value: Made } | null = null
  return () => (made ??= { value: make() }).value
}
