import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { MODEL_FILES } from '../../../src/understand/encoder/model-files.ts'

/** A folder with a right manifest, whose files hold nothing that could be used. */
export const modelFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-model-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const files = MODEL_FILES.map((name) => {
    writeFileSync(join(folder, name), `content of ${name}`)
    const sha256 = createHash('sha256').update(`content of ${name}`).digest('hex')
    return [name, { bytes: `content of ${name}`.length, sha256 }] as const
  })
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ model: 'made-up', files: Object.fromEntries(files) }))
  return folder
}
