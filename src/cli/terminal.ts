/** Where a command writes: results to standard output, everything about the work itself to standard error. */
export type Terminal = {
  readonly out: (text: string) => void
  readonly note: (text: string) => void
  /** Redraws the last line, on a terminal only; an empty text clears it. */
  readonly redraw: (text: string) => void
  /** True: standard error is a terminal. */
  readonly watched: boolean
  readonly columns: number
  /** Marks words that decided: in colour, or with brackets where colour isn't wanted (NO_COLOR, a pipe). */
  readonly mark: (text: string) => string
  readonly dim: (text: string) => string
  readonly read: boolean
  /** Colours a text; unchanged where colour isn't wanted. */
  readonly paint: (colour: keyof typeof SEQUENCES, text: string) => string
}

/** ECMA-48, select graphic rendition. */
const SEQUENCES = { plain: '0', bold: '1', dim: '2', red: '31', green: '32', yellow: '33' } as const

export type Streams = {
  readonly stdout: OutputStream
  readonly stderr: OutputStream & { readonly columns?: number }
  readonly env: { readonly NO_COLOR?: string }
}
type OutputStream = { readonly isTTY?: boolean; write(text: string): unknown }

export const createTerminal = (streams: Streams): Terminal => {
  const { stdout, stderr, env } = streams
  const colour = stdout.isTTY === true && env.NO_COLOR === undefined
  const watched = stderr.isTTY === true
  return {
    out: (text) => void stdout.write(`${printable(text)}\n`),
    note(text) {
      try {
        stderr.write(`${printable(text)}\n`)
      } catch {
        // Standard error is a file on a full disk: the note is lost, and the work goes on.
      }
    },
    redraw: (text) => {
      if (watched) stderr.write(`\r\u001B[2K${printable(text)}`)
    },
    watched,
    columns: stderr.columns ?? 80,
    mark: (text) => (colour ? `\u001B[1;33m${text}\u001B[0m` : `[${text}]`),
    dim: (text) => (colour ? `\u001B[2m${text}\u001B[0m` : text),
    read: stdout.isTTY === true,
    paint: (name, text) => (colour && text !== '' ? `\u001B[${SEQUENCES[name]}m${text}\u001B[0m` : text),
  }
}

/** Removes control characters and sequences that a terminal would obey, since texts come from outside. Sequences for colour, as ours, stay. */
export const printable = (text: string): string =>
  text.replaceAll(CONTROLS, (found) => (found.startsWith('\u001B[') ? found : ''))
const CONTROLS = /\p{Cc}\[(?:\d|;)*m|(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu

type Progress = { step(note: string): void; set(done: number, note: string): void; end(): void }

const BAR = 24

export const createProgress = (terminal: Terminal, total: number): Progress => {
  let done = 0
  const draw = (note: string): void => {
    const share = total === 0 ? 1 : Math.min(1, done / total)
    const full = Math.round(share * BAR)
    const line = `${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${done}/${total} ${note}`
    terminal.redraw(line.slice(0, terminal.columns - 1))
  }
  return {
    step(note) {
      done += 1
      draw(note)
    },
    set(count, note) {
      done = count
      draw(note)
    },
    end: () => terminal.redraw(''),
  }
}

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

type Cell = string | number

/** A table with columns aligned by display width, numbers to the right. */
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

/** Display width by UAX #11: ideographs, kana, hangul and full-width forms take two columns, marks none. */
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
