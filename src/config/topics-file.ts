/** A file of topics alone, for measuring. */
import { basename, dirname } from 'node:path'
import type { ConfigProblem } from '../model/configuration.ts'
import type { Topic } from '../model/taxonomy.ts'
import type { Environment } from './environment.ts'
import { exampleDoubts } from './example-doubts.ts'
import { FILES } from './files.ts'
import { readFile } from './read-file.ts'
import { toTopic } from './to-configuration.ts'

/** `topics` null: the file can't be used. Wrong entries are left out and reported. */
export const readTopicsFile = async (
  path: string,
  env: Environment,
): Promise<{ readonly topics: readonly Topic[] | null; readonly problems: readonly ConfigProblem[] }> => {
  const { schema } = FILES.topics
  const file = await readFile({ schema, env, folders: [dirname(path)], name: basename(path), growing: [] })
  if (file.missing) return { topics: null, problems: [{ file: path, line: 1, column: 1, message: 'there is no such file' }] }
  // Of a wrong entry only the id is there.
  const whole = file.value?.topics?.filter(({ label }) => (label as unknown) !== undefined)
  return { topics: whole?.map(toTopic) ?? null, problems: [...file.problems, ...exampleDoubts(file)] }
}
