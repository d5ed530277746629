/** What a service can be made to leak at each request that it makes, to see that it is found: 1 kB, 256 kB, a descriptor, a timer. */
export const LEAKS = ['memory', 'much-memory', 'handle', 'timer'] as const
export type Leak = (typeof LEAKS)[number]
