/** The regular expressions of the source code: its literals from the syntax tree, and those that it builds, at the moment at which it does. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

/** `site`: file and line within `src`. */
export type Expression = { readonly site: string; readonly source: string; readonly flags: string }
export type Written = { readonly literals: readonly Expression[]; readonly constructors: readonly string[] }

const root = resolve(import.meta.dirname, '../../src')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.[jt]s$/.test(file) && !file.endsWith('.d.ts'))
  .toSorted()

/** All literals, and the places at which an expression is built. */
export const expressionsInSource = (): Written => {
  const all = files.map((file) => readSource(file, readFileSync(join(root, file), 'utf8')))
  return {
    literals: all.flatMap(({ literals }) => literals),
    constructors: all.flatMap(({ constructors }) => constructors),
  }
}

export const readSource = (file: string, text: string): Written => {
  const literals: Expression[] = []
  const constructors: string[] = []
  const siteOf = (offset: number): string => `${file}:${text.slice(0, offset).split('\n').length}`
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file} can't be parsed: ${errors[0]?.message}`)
  const built = ({ callee, start }: { readonly callee: { readonly type: string }; readonly start: number }): void => {
    if (callee.type === 'Identifier' && 'name' in callee && callee.name === 'RegExp') constructors.push(siteOf(start))
  }
  new Visitor({
    Literal(node) {
      if ('regex' in node && node.regex != null)
        literals.push({ site: siteOf(node.start), source: node.regex.pattern, flags: node.regex.flags })
    },
    NewExpression: built,
    CallExpression: built,
  }).visit(program)
  return { literals, constructors }
}

/** Runs `work` and returns each expression that the source code built meanwhile with `new RegExp`, with the place that did. */
export const expressionsBuiltBy = async (work: () => Promise<unknown>): Promise<readonly Expression[]> => {
  const found: Expression[] = []
  const Original = RegExp
  globalThis.RegExp = new Proxy(Original, {
    construct(target, [pattern, flags]: [string | RegExp, string | undefined]) {
      const expression = new target(pattern, flags)
      const site = siteIn(new Error('where?').stack ?? '')
      if (site !== null) found.push({ site, source: expression.source, flags: expression.flags })
      return expression
    },
  })
  try {
    await work()
  } finally {
    globalThis.RegExp = Original
  }
  return found
}

/** The first frame of a stack that is a file of the source code. */
const siteIn = (stack: string): string | null => {
  const frame = stack.split('\n').find((line) => line.includes(`${root}/`))
  const [, file, line] = /([^/].*?):(\d+):\d+\)?$/.exec(frame?.slice(frame.indexOf(`${root}/`) + root.length + 1) ?? '') ?? []
  return file === undefined || line === undefined ? null : `${file}:${line}`
}
