export const lazy = <Made>(make: () => Made): (() => Made) => {
  let made: { readonly value: Made } | null = null
  return () => (made ??= { value: make() }).value
}
