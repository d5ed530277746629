import { readFile } from 'node:fs/promises'
import { createInterlingua, type Interlingua } from '../stories/interlingua/table.ts'

const TABLE = new URL('../stories/interlingua/table.bin', import.meta.url)

/** Term vectors of all languages, 17 MB; used as they lie in memory. */
export const readInterlingua = async (): Promise<Interlingua> => createInterlingua(await readFile(TABLE))
