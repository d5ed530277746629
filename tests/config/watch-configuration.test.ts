import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { configurationState, watchConfiguration } from '../../src/config/watch-configuration.ts'
import { folderWith } from './folder.ts'

const until = async (isSo: () => boolean): Promise<void> => {
  const deadline = performance.now() + 5000
  while (!isSo() && performance.now() < deadline) await pause(20)
}
const pause = async (ms: number): Promise<void> => await new Promise((done) => setTimeout(done, ms))

const watched = async (folder: string): Promise<{ readonly changes: () => number }> => {
  let changes = 0
  const watch = watchConfiguration(folder, () => (changes += 1), { debounceMs: 60, pollMs: 100 })
  onTestFinished(() => watch.close())
  await pause(150)
  return { changes: () => changes }
}

test('several writes in a moment are one change', async () => {
  const folder = await folderWith({ 'feeds.yaml': 'feeds: []\n', 'topics.yaml': 'topics: []\n' })
  const { changes } = await watched(folder)
  await writeFile(join(folder, 'feeds.yaml'), 'feeds: [ ]\n')
  await writeFile(join(folder, 'topics.yaml'), 'topics: [  ]\n')
  await until(() => changes() > 0)
  await pause(300)
  expect(changes()).toBe(1)
})

test('a file renamed over another, as editors save, is seen each time', async () => {
  const folder = await folderWith({ 'feeds.yaml': 'feeds: []\n' })
  const { changes } = await watched(folder)
  for (const round of [1, 2]) {
    await writeFile(join(folder, '.feeds.tmp'), `feeds: []\n# ${round}\n`)
    await rename(join(folder, '.feeds.tmp'), join(folder, 'feeds.yaml'))
    await until(() => changes() === round)
    expect(changes()).toBe(round)
  }
})

test('what has changed between the reading of the files and the watching of them counts', async () => {
  const folder = await folderWith({ 'feeds.yaml': 'feeds: []\n' })
  const since = await configurationState(folder)
  const changesSince = async (): Promise<number> => {
    let changes = 0
    const watch = watchConfiguration(folder, () => (changes += 1), { since, debounceMs: 60, pollMs: 100 })
    await pause(300)
    watch.close()
    return changes
  }
  expect(await changesSince()).toBe(0)
  await writeFile(join(folder, 'feeds.yaml'), 'feeds: [ ]\n')
  expect(await changesSince()).toBe(1)
})

test('a lexicon counts, other files do not', async () => {
  const folder = await folderWith({ 'lexicon/fr.yaml': 'language: fr\n' })
  const { changes } = await watched(folder)
  await writeFile(join(folder, 'notes.txt'), 'nothing')
  await pause(300)
  expect(changes()).toBe(0)
  await writeFile(join(folder, 'lexicon/fr.yaml'), 'language: fr\n# more\n')
  await until(() => changes() === 1)
  expect(changes()).toBe(1)
})

test('a folder swapped by its link, as Kubernetes does, is seen', async () => {
  const mount = await folderWith({ 'one/feeds.yaml': 'feeds: []\n', 'two/feeds.yaml': 'feeds: [ ]\n' })
  await symlink('one', join(mount, '..data'))
  await mkdir(join(mount, 'config'))
  await symlink('../..data/feeds.yaml', join(mount, 'config/feeds.yaml'))
  const { changes } = await watched(join(mount, 'config'))
  await symlink('two', join(mount, '..data_tmp'))
  await rename(join(mount, '..data_tmp'), join(mount, '..data'))
  await until(() => changes() === 1)
  expect(changes()).toBe(1)
})

test('after closing nothing is called', async () => {
  const folder = await folderWith({ 'feeds.yaml': 'feeds: []\n' })
  let changes = 0
  const watch = watchConfiguration(folder, () => (changes += 1), { debounceMs: 20, pollMs: 50 })
  await pause(100)
  watch.close()
  await rm(join(folder, 'feeds.yaml'))
  await pause(200)
  expect(changes).toBe(0)
})
