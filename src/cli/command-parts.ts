import type { CommandContext } from './context.ts'

export type Context = () => CommandContext
export type Done = (work: Promise<number>) => Promise<void>
export const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]
export const JSON_FLAG = ['--json', 'print JSON'] as const
