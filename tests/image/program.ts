import { type ChildProcess, execFile } from 'node:child_process'

export type Came = {
  /** null: ended by a signal, at its deadline say, or not there at all. */
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Milliseconds. Longer than anything here takes on a machine that does other things too, but for a build. */
const DEADLINE_MS = 60_000

/** Runs a program to its end, or to the deadline. Never rejects. */
export const program = (
  name: string,
  args: readonly string[],
  { env = {}, deadlineMs = DEADLINE_MS }: { readonly env?: NodeJS.ProcessEnv; readonly deadlineMs?: number } = {},
): Promise<Came> =>
  new Promise((came) => {
    const child: ChildProcess = execFile(
      name,
      args,
      { env: { ...process.env, ...env }, timeout: deadlineMs, killSignal: 'SIGKILL', maxBuffer: 256 * 1024 * 1024 },
      (error, out, err) => came({ code: error === null ? 0 : child.exitCode, out, err: err || (error?.message ?? '') }),
    )
    child.stdin?.end()
  })

/** What it printed; throws where it failed. */
export const outputOf = async (
  name: string,
  args: readonly string[],
  options: Parameters<typeof program>[2] = {},
): Promise<string> => {
  const { code, out, err } = await program(name, args, options)
  if (code !== 0) throw new Error(`${name} ${args.join(' ')}: exit code ${code}\n${out.slice(-4_000)}${err.slice(-4_000)}`)
  return out
}

/** Its last line says most. */
export const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? ''
