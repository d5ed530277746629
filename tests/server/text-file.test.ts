import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { replaceFile } from '../../src/server/text-file.ts'
import { editFile } from '../../src/store/operations/edit-file.ts'

test('a file is replaced whole, and nothing is left beside it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-replace-'))
  const file = join(folder, 'a.yaml')
  await replaceFile(file, 'one\n')
  await replaceFile(file, 'two\n')
  expect(readFileSync(file, 'utf8')).toBe('two\n')
  expect(readdirSync(folder)).toEqual(['a.yaml'])
})

test('who may read a file stays, and a link still leads to it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-replace-'))
  const [file, link] = [join(folder, 'passwords.yaml'), join(folder, 'sources.yaml')] as const
  writeFileSync(file, 'one\n')
  chmodSync(file, 0o640)
  symlinkSync('passwords.yaml', link)
  await replaceFile(link, 'two\n')
  expect(readFileSync(file, 'utf8')).toBe('two\n')
  expect(statSync(file).mode & 0o777).toBe(0o640)
  expect(lstatSync(link).isSymbolicLink()).toBe(true)
  await expect(replaceFile(folder, 'two\n')).rejects.toThrow('is no file that could be replaced')
})

test('no edit is lost to another one of the same moment, nor to what a killed one left', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-replace-'))
  const file = join(folder, 'a.yaml')
  await Promise.all(['1', '2', '3', '4', '5'].map(async (more) => await editFile(file, (text) => `${text ?? ''}${more}`)))
  expect(readFileSync(file, 'utf8').split('').toSorted().join('')).toBe('12345')
  await expect(replaceFile(file, 'mine', 'as I read it')).rejects.toThrow('was changed meanwhile')
  writeFileSync(`${file}.new`, 'half')
  utimesSync(`${file}.new`, 0, 0)
  await editFile(file, () => 'whole')
  expect(readFileSync(file, 'utf8')).toBe('whole')
  expect(readdirSync(folder)).toEqual(['a.yaml'])
})

// A folder where nobody, not even root, makes files.
test.skipIf(!existsSync('/sys/kernel'))('a folder that takes no file is told with what to do instead', async () => {
  await expect(replaceFile('/sys/kernel/corrections.yaml', 'x')).rejects.toThrow(
    /^\/sys\/kernel\/corrections\.yaml could not be written: .*Run this where the folder can be written/,
  )
})
