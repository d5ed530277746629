import { createInterface } from 'node:readline'
import type { CommandContext } from './context.ts'

type Asked = Pick<CommandContext, 'stdin' | 'terminal'>

/** Whether a person is at the terminal to answer. */
export const canAsk = ({ stdin, terminal }: Asked): boolean => terminal.watched && 'isTTY' in stdin && stdin.isTTY === true

/**
 * Asks on standard error until `understand` accepts the answer, and returns its result; null rejects an answer. An empty answer, or the end of
 * the input, gives `none`.
 */
export const ask = async <Answer>(
  { stdin, terminal }: Asked,
  question: string,
  { none, understand }: { readonly none: Answer; readonly understand: (answer: string) => Answer | null },
): Promise<Answer> => {
  const lines = createInterface({ input: stdin })
  try {
    terminal.note(question)
    for await (const line of lines) {
      if (line.trim() === '') return none
      const understood = understand(line.trim())
      if (understood !== null) return understood
      terminal.note(`"${line.trim()}" is no answer to that. ${question}`)
    }
    return none
  } finally {
    lines.close()
  }
}
