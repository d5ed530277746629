/** What a service can be made to leak, to see that it is found. */
export const LEAKS = ['memory', 'handle', 'timer'] as const
export type Leak = (typeof LEAKS)[number]
