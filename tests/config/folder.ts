import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type ConfigurationResult, readConfiguration } from '../../src/config/read-configuration.ts'

/** A configuration folder with these files, gone after the test. */
export const folderWith = async (files: Readonly<Record<string, string | Uint8Array>>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'polywire-config-'))
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  return folder
}

/** Problems as `file:line:column: message`, the file's name without its folder; empty where all is well. */
export const problemsOf = async (
  files: Readonly<Record<string, string | Uint8Array>>,
  env: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> => {
  const folder = await folderWith(files)
  return linesOf(await readConfiguration(folder, env), folder)
}

export const linesOf = (result: ConfigurationResult, folder: string): readonly string[] =>
  result.ok
    ? []
    : result.problems.map(({ file, line, column, message }) =>
        `${file}:${line}:${column}: ${message}`.replaceAll(`${folder}/`, ''),
      )

export const configurationOf = async (
  files: Readonly<Record<string, string | Uint8Array>>,
  env: Readonly<Record<string, string>> = {},
): Promise<Extract<ConfigurationResult, { ok: true }>> => {
  const folder = await folderWith(files)
  const result = await readConfiguration(folder, env)
  if (!result.ok) throw new Error(linesOf(result, folder).join('\n'))
  return result
}
