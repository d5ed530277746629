import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { replaceFile } from '../../src/cli/text-file.ts'

test('a file is replaced whole, and nothing is left beside it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-replace-'))
  const file = join(folder, 'a.yaml')
  await replaceFile(file, 'one\n')
  await replaceFile(file, 'two\n')
  expect(readFileSync(file, 'utf8')).toBe('two\n')
  expect(readdirSync(folder)).toEqual(['a.yaml'])
})

// A folder where nobody, not even root, makes files.
test.skipIf(!existsSync('/sys/kernel'))('a folder that takes no file is told with what to do instead', async () => {
  await expect(replaceFile('/sys/kernel/corrections.yaml', 'x')).rejects.toThrow(
    /^\/sys\/kernel\/corrections\.yaml could not be written: .*Run this where the folder can be written/,
  )
})
