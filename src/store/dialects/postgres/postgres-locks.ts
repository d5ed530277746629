/**
 * Keys of the advisory locks, equal in every process: any numbers, of which no two are the same. `SOURCE` and `PUSHED_SOURCE` are classes, with one lock
 * for each source or subscription. The function `take_numbers` has 7095432.
 */
export const LOCKS = {
  /** Joining, and distributing duties. */
  SHARING: 7_095_430,
  MIGRATION: 7_095_431,
  /** Appends of one source. */
  SOURCE: 7_095_433,
  /** Choosing sources to poll. */
  CLAIM: 7_095_434,
  /** Creating partitions of the table of words. */
  PARTITION: 7_095_435,
  /** Appends share it, a takedown has it alone: no append in progress stores what its look-up did not find yet. */
  TAKEDOWN: 7_095_436,
  PUSHED_SOURCE: 7_095_437,
  /** Requests to our hub. */
  INTENT: 7_095_438,
  /** Storing the configured sources: of processes that start together, one adds them. */
  CONFIGURED_SOURCES: 7_095_439,
} as const
