/** `1 source`, `2 sources`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

type Cell = string | number

/** Columns aligned by display width; numbers stand right. */
export const formatTable = (headings: readonly string[], rows: readonly (readonly Cell[])[]): string => {
  const widths = headings.map((heading, column) =>
    Math.max(width(heading), ...rows.map((row) => width(String(row[column] ?? '')))),
  )
  const line = (cells: readonly Cell[]): string =>
    cells
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(headings), widths.map((count) => '─'.repeat(count)).join('  '), ...rows.map(line)].join('\n')
}

const pad = (cell: Cell, to: number): string => {
  const space = ' '.repeat(Math.max(0, to - width(`${cell}`)))
  return typeof cell === 'number' ? `${space}${cell}` : `${cell}${space}`
}

/** UAX #11: ideographs, kana, hangul and full-width forms take two columns, marks none. */
const width = (text: string): number => {
  let columns = 0
  for (const character of text) {
    if (/\p{M}|\p{Cf}/u.test(character)) continue
    columns +=
      /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(
        character,
      )
        ? 2
        : 1
  }
  return columns
}
