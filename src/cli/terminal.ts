/** Where a command writes. Answers go to standard output, everything about the work itself to standard error. */
export type Terminal = {
  readonly out: (text: string) => void
  readonly note: (text: string) => void
  /** Redraws one line, on a terminal only; an empty text clears it. */
  readonly redraw: (text: string) => void
  /** True: a person watches standard error. */
  readonly watched: boolean
  readonly columns: number
  /** Marks words that decided; plain text where colour isn't wanted (NO_COLOR, a pipe). */
  readonly mark: (text: string) => string
  readonly dim: (text: string) => string
}

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
    out: (text) => void stdout.write(`${text}\n`),
    note: (text) => void stderr.write(`${text}\n`),
    redraw: (text) => {
      if (watched) stderr.write(`\r\u001B[2K${text}`)
    },
    watched,
    columns: stderr.columns ?? 80,
    mark: (text) => (colour ? `\u001B[1;33m${text}\u001B[0m` : `[${text}]`),
    dim: (text) => (colour ? `\u001B[2m${text}\u001B[0m` : text),
  }
}

export type Progress = { step(note: string): void; set(done: number, note: string): void; end(): void }

const BAR = 24

/** A bar with a count and a note; drawn on a terminal only. */
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
