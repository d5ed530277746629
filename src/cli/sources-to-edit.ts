import { join } from 'node:path'
import { type PresentSources, presentSources } from '../config/edit-sources.ts'
import { layersOf } from '../config/layers.ts'
import { readTextFile } from '../server/text-file.ts'

/** The sources.yaml that commands write, which is the file of the highest layer. */
export type SourcesToEdit = {
  readonly target: string
  readonly text: string
  readonly present: PresentSources
  readonly below: PresentSources
}

export const sourcesToEdit = async (configFolder: string): Promise<SourcesToEdit> => {
  const folders = await layersOf(configFolder)
  const target = join(folders.at(-1) ?? configFolder, 'sources.yaml')
  return {
    target,
    text: await readTextFile(target, 'sources: []\n'),
    present: await presentSources(folders),
    below: await presentSources(folders.slice(0, -1)),
  }
}
