/** Reads what a client accepts and prefers: lists with weights (RFC 9110, 12.4.2). */

/**
 * The names and weights of a header such as `text/html, application/json;q=0.5`, in lower case and in its order; a weight that is no number
 * is 0.
 */
export const weightedList = (header: string): readonly { readonly name: string; readonly weight: number }[] =>
  header.split(',').flatMap((part) => {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase())
    return name === '' ? [] : { name, weight: weightIn(parameters) }
  })

const weightIn = (parameters: readonly string[]): number => {
  const q = parameters.find((parameter) => parameter.startsWith('q='))
  if (q === undefined) return 1
  const value = Number(q.slice(2))
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0
}

/** Whether a client prefers a page or JSON; `either`: it has no preference. */
export const wantedForm = (accept: string | undefined): 'page' | 'data' | 'either' => {
  const accepted = weightedList(accept ?? '')
  // The most specific range decides, even if a wider one has more weight (RFC 9110, 12.5.1).
  const weightOf = (type: string): number =>
    [type, type.replace(/\/.*/, '/*'), '*/*'].flatMap((range) => accepted.find(({ name }) => name === range) ?? [])[0]
      ?.weight ?? 0
  const page = weightOf('text/html')
  const data = Math.max(weightOf('application/json'), weightOf('application/problem+json'))
  return page === data ? 'either' : page > data ? 'page' : 'data'
}
