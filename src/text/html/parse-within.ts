import { type Handler, Parser, type ParserOptions } from 'htmlparser2'

export type HtmlBounds = {
  readonly deepest: number
  /** The most elements in all; absent: no limit. */
  readonly elements?: number
}

/**
 * Runs htmlparser2 over markup and stops for good at the first element beyond the bounds: the parser moves its whole stack with each
 * element, so that time grows with the square of the depth (100,000 open elements: 6 s). After a stop the handler is not called any more.
 */
export const parseWithin = (
  source: string,
  { deepest, elements = Number.POSITIVE_INFINITY }: HtmlBounds,
  handler: Pick<Partial<Handler>, 'onopentag' | 'ontext' | 'onclosetag'>,
  options: ParserOptions = {},
): void => {
  let depth = 0
  let opened = 0
  let isStopped = false
  const parser = new Parser(
    {
      onopentag(name, attributes, isImplied) {
        depth += 1
        opened += 1
        isStopped ||= depth > deepest || opened > elements
        if (isStopped) parser.pause()
        else handler.onopentag?.(name, attributes, isImplied)
      },
      ontext(part) {
        if (!isStopped) handler.ontext?.(part)
      },
      onclosetag(name, isImplied) {
        if (!isStopped) handler.onclosetag?.(name, isImplied)
        depth -= 1
      },
    },
    options,
  )
  parser.write(source)
  if (!isStopped) parser.end()
}
