import { renameSync, writeFileSync } from 'node:fs'

/** Writes a file beside, then moves it there: who reads meanwhile finds it as it was or as it is, never empty. `beside`: on the same disk. */
export const writeInOneStep = (file: string, text: string, beside: string): void => {
  writeFileSync(beside, text)
  renameSync(beside, file)
}
