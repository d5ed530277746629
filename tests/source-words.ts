/** A TypeScript file taken apart: the words of its identifiers, and its text without code. */

type Parts = { readonly code: string; readonly comments: string; readonly strings: readonly string[] }

const REGEX = /^\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/
/** After one of these a slash begins a regular expression, elsewhere it divides. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};<>+]|\breturn|=>)\s*$/

/** Cuts code, comments and strings apart; a template's `${…}` is code. */
export const partsOf = (text: string): Parts => {
  let code = ''
  let comments = ''
  const strings: string[] = []
  /** Open braces of each template that the scan stands in. */
  const templates: number[] = []
  let at = 0
  const take = (pattern: RegExp): string => {
    const [found = text[at] ?? ''] = pattern.exec(text.slice(at, at + 20_000)) ?? []
    at += found.length
    return found
  }
  const takeTemplate = (): void => {
    const found = take(/^[`}](?:\\.|\$(?!\{)|[^\\$`])*(?:`|\$\{)/s)
    strings.push(found)
    code += ' '
    if (found.startsWith('}')) templates.pop()
    if (found.endsWith('${')) templates.push(0)
  }
  while (at < text.length) {
    const sign = text[at] ?? ''
    const pair = text.slice(at, at + 2)
    const depth = templates.at(-1)
    if (pair === '//' || pair === '/*') comments += `${take(pair === '//' ? /^[^\n]*/ : /^\/\*[\s\S]*?\*\//)}\n`
    else if (sign === "'" || sign === '"') strings.push(take(/^(?:'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*")/))
    else if (sign === '`' || (sign === '}' && depth === 0)) takeTemplate()
    else if (sign === '/' && BEFORE_REGEX.test(code.slice(-20))) code += take(REGEX).replaceAll(/[^\n]/g, ' ')
    else {
      if (depth !== undefined && (sign === '{' || sign === '}')) templates.splice(-1, 1, depth + (sign === '{' ? 1 : -1))
      code += sign
      at += 1
    }
  }
  return { code, comments, strings }
}
