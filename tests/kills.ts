/**
 * How often tests kill: with POLYWIRE_TEST_KILLS, the running service so many times, and all else that is killed as often as in `thorough`
 * (docs/decisions/0026-rings-of-tests.md).
 */
const asked = process.env.POLYWIRE_TEST_KILLS

export const SERVICE_KILLS = Number(asked ?? 6)
export const kills = (usual: number, thorough: number): number => (asked === undefined ? usual : thorough)
