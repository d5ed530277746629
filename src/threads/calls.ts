/** Calls of functions between two threads, over a port on which nothing else is sent. */
import type { MessagePort, Worker } from 'node:worker_threads'

export type Functions = Readonly<Record<string, (...values: never[]) => unknown>>

/** Rejects with an error of the same name, message, stack and code as the one that the function threw, or with the reason of `end`. */
export type Call<Theirs extends Functions> = <Name extends keyof Theirs & string>(
  name: Name,
  ...values: Parameters<Theirs[Name]>
) => Promise<Awaited<ReturnType<Theirs[Name]>>>

type Message =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly values: readonly never[] }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: Failure }

/** Structured cloning drops an error's class and its own properties. */
type Failure = {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly code: unknown
  readonly syscall: unknown
}

/** Answers the other thread's calls with `ours`, and returns `call` for its functions. Values and results are structurally cloned. */
export const callsBetween = <Theirs extends Functions>(
  port: Pick<MessagePort | Worker, 'on' | 'postMessage'>,
  ours: Functions,
) => {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let next = 0
  let ended: Error | null = null
  const answer = async (id: number, name: string, values: readonly never[]): Promise<Message> => {
    try {
      return { kind: 'answer', id, value: await ours[name]?.(...values) }
    } catch (error) {
      return { kind: 'failure', id, error: failureOf(error) }
    }
  }
  const settle = (id: number): PromiseWithResolvers<unknown> | undefined => {
    const promise = waiting.get(id)
    waiting.delete(id)
    return promise
  }
  port.on('message', (message: Message) => {
    if (message.kind === 'answer') settle(message.id)?.resolve(message.value)
    else if (message.kind === 'failure') settle(message.id)?.reject(errorOf(message.error))
    else void answer(message.id, message.name, message.values).then((answered) => port.postMessage(answered))
  })
  const call = async (name: string, ...values: readonly unknown[]): Promise<unknown> => {
    if (ended !== null) throw ended
    const id = next++
    const promise = Promise.withResolvers<unknown>()
    waiting.set(id, promise)
    port.postMessage({ kind: 'call', id, name, values })
    return await promise.promise
  }
  return {
    call: call as Call<Theirs>,
    /** From now on every call rejects, those without an answer too. */
    end: (reason: Error): void => {
      ended = reason
      for (const promise of waiting.values()) promise.reject(reason)
      waiting.clear()
    },
  }
}

const failureOf = (error: unknown): Failure => {
  if (!(error instanceof Error))
    return { name: 'Error', message: String(error), stack: undefined, code: undefined, syscall: undefined }
  const { code, syscall } = error as NodeJS.ErrnoException
  return { name: error.name, message: error.message, stack: error.stack, code, syscall }
}

const errorOf = ({ message, ...rest }: Failure): Error => {
  const known = Object.entries(rest).filter(([, value]) => value !== undefined)
  return Object.assign(new Error(message), Object.fromEntries(known))
}
