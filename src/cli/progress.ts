import type { Terminal } from './terminal.ts'

export type Progress = { step(note: string): void; set(done: number, note: string): void; end(): void }

const BAR = 24

/** A bar with a count and a word on what is happening; nothing at all where nobody watches. */
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
