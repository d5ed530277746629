import type { Run } from './documented-run.ts'
import type { Came } from './program.ts'

export type CommandLine = {
  /** docker or podman. */
  readonly program: string
  /** Of the program itself, such as `--runtime runc`. */
  readonly options: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** As in Engine. */
  readonly ownNetwork: boolean
  readonly words: string
}

/** What runs an image on this machine. */
export type Engine = {
  /** For a person: what it is, and how it came to be chosen. */
  readonly words: string
  /** Whether containers have a network of their own, with ports that are published; else they are on the machine's. */
  readonly ownNetwork: boolean
  /** Whether it can give a container a process 1 that reaps. */
  readonly init: boolean
  /** The program that it is, for what that can do beside this; null: none. */
  readonly line: CommandLine | null
  /** A place for data that outlives containers, empty, as the image's user finds a new volume. */
  makeVolume(): Promise<string>
  removeVolume(volume: string): Promise<void>
  /** Runs to its end. */
  once(run: Run): Promise<Came>
  start(run: Run): Promise<Container>
}

export type Container = {
  /** Another process in it, as the image's user, to its end. */
  exec(args: readonly string[]): Promise<Came>
  /** Runs the image's health check. */
  isHealthy(): Promise<boolean>
  /** Another process in it, which goes on in the background. */
  leave(args: readonly string[]): Promise<void>
  /** To process 1. */
  signal(name: 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void>
  /** Its exit code, when it ends. */
  ended(): Promise<number>
  /** The words that both of its streams have had. */
  log(): Promise<string>
  remove(): Promise<void>
}
