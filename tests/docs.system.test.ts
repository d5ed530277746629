/** Every command is documented, with its flags. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openWorkplace } from './cli/workplace.ts'

const root = resolve(import.meta.dirname, '..')
const manual = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'))
const everything = ['README.md', ...manual.map((name) => `docs/${name}`)]
  .map((name) => readFileSync(join(root, name), 'utf8'))
  .join('\n')

const workplace = openWorkplace()
afterAll(() => workplace.clear())
const help = async (...args: readonly string[]): Promise<string> => (await workplace.run([...args, '--help'])).out
const commandsOf = (text: string): readonly string[] =>
  [...text.slice(text.indexOf('Commands:')).matchAll(/^ {2}([a-z][a-z-]*)/gm)]
    .map((match) => match[1] ?? '')
    .filter((name) => name !== 'help')

describe('commands', async () => {
  test.each(commandsOf(await help()))('polywire %s is described, with its flags', async (command) => {
    expect(everything).toContain(`polywire ${command}`)
    const flags = [...(await help(command)).matchAll(/(--[a-z-]+)/g)]
      .map((match) => match[1] ?? '')
      .filter((flag) => flag !== '--help')
    for (const flag of flags) expect(everything, `${command} ${flag}`).toContain(flag)
  })
  test.each(commandsOf(await help('lab')))('polywire lab %s is described', (command) =>
    expect(everything).toContain(`polywire lab ${command}`),
  )
})
