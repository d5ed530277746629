import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkModel } from '../../../src/understand/encoder/model-files.ts'
import { modelFolder } from './model-folder.ts'

test('a whole folder has a revision, which other files change', () => {
  const [folder, other] = [modelFolder(), modelFolder()]
  const manifest = readFileSync(join(other, 'manifest.json'), 'utf8')
  const { files } = JSON.parse(manifest)
  writeFileSync(join(other, 'languages.json'), 'another content')
  writeFileSync(
    join(other, 'manifest.json'),
    JSON.stringify({ model: 'made-up', files: { ...files, 'languages.json': { bytes: 15, sha256: 'c7f3…' } } }),
  )
  expect(checkModel(folder)).toMatchObject({ ok: true, revision: expect.stringMatching(/^made-up [\da-f]{8}$/) })
  expect(checkModel(other)).toMatchObject({ ok: false, failure: expect.stringContaining('languages.json') })
})
test.each([
  ['missing', (file: string) => rmSync(file), /tokens\.bin can't be read: ENOENT/],
  ['cut', (file: string) => truncateSync(file, 5), /tokens\.bin has 5 bytes instead of 21/],
  [
    'foreign',
    (file: string) => writeFileSync(file, 'contenu de tokens.bin'),
    /tokens\.bin is not the file that the manifest names/,
  ],
] as const)('a %s file is named', (_, harm, failure) => {
  const folder = modelFolder()
  harm(join(folder, 'tokens.bin'))
  expect(checkModel(folder)).toEqual({ ok: false, failure: expect.stringMatching(failure) })
})
test.each([
  ['nothing', (file: string) => rmSync(file), /manifest\.json can't be read: ENOENT/],
  ['no JSON', (file: string) => writeFileSync(file, '{'), /manifest\.json can't be read: /],
  ['no files', (file: string) => writeFileSync(file, '{"model":"x","files":{}}'), /manifest\.json does not name all files/],
  ['null', (file: string) => writeFileSync(file, 'null'), /manifest\.json does not name all files/],
] as const)('a manifest that holds %s is named', (_, harm, failure) => {
  const folder = modelFolder()
  harm(join(folder, 'manifest.json'))
  expect(checkModel(folder)).toEqual({ ok: false, failure: expect.stringMatching(failure) })
})
