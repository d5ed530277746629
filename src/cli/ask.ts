import { createInterface } from 'node:readline'
import type { CommandContext } from './context.ts'

type Asked = Pick<CommandContext, 'stdin' | 'terminal'>

/** True: a person is there to answer. */
export const canAsk = ({ stdin, terminal }: Asked): boolean => terminal.watched && 'isTTY' in stdin && stdin.isTTY === true

/**
 * Asks on standard error until `understand` makes something of the answer; null: it doesn't understand. An empty answer is `none`, and so
 * is the end of the input.
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
