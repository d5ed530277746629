/** Blocks of YAML as an operator adds them to the shipped files. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isMap, isSeq, parseDocument } from 'yaml'
import type { Fence } from './documents.ts'

/** The file that the first line of a block names, after `config`: `/feeds.yaml`, `.d/feeds.yaml`; null: none, so that readers do not know where it belongs. */
export const fileOf = ({ text }: Fence): string | null =>
  /^# config((?:\.d)?\/(?:[\w-]+\/)*[\w-]+\.yaml)\n/.exec(text)?.[1] ?? null

/** Adds the block: items to lists of that name, settings to maps, everything else as it is. */
export const addBlock = (folder: string, fence: Fence): void => {
  const path = `${folder}${fileOf(fence) ?? ''}`
  mkdirSync(dirname(path), { recursive: true })
  const file = parseDocument(existsSync(path) ? readFileSync(path, 'utf8') : '{}')
  const block = parseDocument(fence.text).contents
  if (!isMap(block)) throw new Error(`${fence.at}: not settings by name`)
  for (const { key, value } of block.items) {
    const held = file.get(key, true)
    if (isSeq(held) && isSeq(value)) for (const item of value.items) held.add(item)
    else if (isMap(held) && isMap(value)) for (const setting of value.items) held.set(setting.key, setting.value)
    else file.set(key, value)
  }
  writeFileSync(path, String(file))
}

/** One word or a map is a value; more words are prose that was wrapped. */
const COMMENTED_SETTING = /^( *)# ([a-z_]+: (?:\S*[^\s.]|\{.*\}))$/gm
const COMMENTED_ITEM = /^# +(- \{.*\})$/gm

/** Takes the `#` from every example in the shipped files; how many there were. */
export const uncommentAll = (folder: string): number => {
  let count = 0
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.yaml'))) {
    const text = readFileSync(join(folder, name), 'utf8')
    const items = Array.from(text.matchAll(COMMENTED_ITEM), ([, item = '']) => `  ${item}\n`)
    const settings = text.match(COMMENTED_SETTING) ?? []
    count += items.length + settings.length
    const plain = text.replaceAll(COMMENTED_SETTING, '$1$2')
    writeFileSync(join(folder, name), items.length === 0 ? plain : plain.replace(/: \[\]\s*$/, ':\n') + items.join(''))
  }
  return count
}
