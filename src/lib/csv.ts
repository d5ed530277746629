/** A row of a sheet: the line on which it begins, and its cells. */
export type SheetRow = { readonly line: number; readonly cells: readonly string[] }

/** Sheets use the separator of their country. */
const SEPARATORS = [',', ';', '\t'] as const

/** Rows of a CSV text (RFC 4180), separated by commas, semicolons or tabs, whichever the first line has most of; empty lines are left out. */
export const readCsv = (text: string): readonly SheetRow[] => {
  const content = text.replace(/^\uFEFF/u, '')
  const separator = separatorOf(content)
  const rows: SheetRow[] = []
  let [cells, cell, line, begun, isQuoted]: [string[], string, number, number, boolean] = [[], '', 1, 1, false]
  const endRow = (): void => {
    cells.push(cell.trim())
    if (cells.some((one) => one !== '')) rows.push({ line: begun, cells })
    ;[cells, cell, begun] = [[], '', line]
  }
  for (let at = 0; at < content.length; at += 1) {
    const sign = content.charAt(at)
    if (sign === '\n') line += 1
    if (isQuoted && sign === '"' && content.charAt(at + 1) === '"') {
      cell += '"'
      at += 1
    } else if (sign === '"' && (isQuoted || cell.trim() === '')) isQuoted = !isQuoted
    else if (isQuoted || (sign !== separator && sign !== '\n')) cell += sign
    else if (sign === '\n') endRow()
    else {
      cells.push(cell.trim())
      cell = ''
    }
  }
  endRow()
  return rows
}

const separatorOf = (content: string): string => {
  const [first = ''] = content.split('\n', 1)
  const count = (separator: string): number => first.split(separator).length
  return SEPARATORS.reduce((best, next) => (count(next) > count(best) ? next : best))
}
