import { writeFileSync } from 'node:fs'
import { mkdir, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { configurationState, watchConfiguration } from '../../src/config/watch-configuration.ts'
import { folderWith } from './folder.ts'

const until = async (isSo: () => boolean): Promise<void> => {
  const deadline = performance.now() + 15_000
  while (!isSo() && performance.now() < deadline) await pause(20)
}
const pause = async (ms: number): Promise<void> => await new Promise((done) => setTimeout(done, ms))

const watchedSince = (folder: string, since: string): { readonly changes: () => number } => {
  let changes = 0
  const watch = watchConfiguration(folder, () => (changes += 1), { since, debounceMs: 60, pollMs: 100 })
  onTestFinished(() => watch.close())
  return { changes: () => changes }
}
/** Resolves when the first look is over, which finds a change. */
const watched = async (folder: string): Promise<{ readonly changes: () => number }> => {
  const { changes } = watchedSince(folder, 'an earlier state')
  await until(() => changes() > 0)
  return { changes: () => changes() - 1 }
}
/** At once: the watch has no turn between two writes, however slow the machine. */
const write = (folder: string, name: string, text: string): void => writeFileSync(join(folder, name), text)

test('several writes in a moment are one change', async () => {
  const folder = await folderWith({ 'feeds.yaml': 'feeds: []\n', 'topics.yaml': 'topics: []\n' })
  const { changes } = await watched(folder)
  write(folder, 'feeds.yaml', 'feeds: [ ]\n')
  write(folder, 'topics.yaml', 'topics: [  ]\n')
  await until(() => changes() > 0)
  await pause(300)
  expect(changes()).toBe(1)
})

test('a file renamed over another, as editors save, is seen each time', async () => {
  const folder = await folderWith({ 'feeds.yaml': 'feeds: []\n' })
  const { changes } = await watched(folder)
  for (const round of [1, 2]) {
    write(folder, '.feeds.tmp', `feeds: []\n# ${round}\n`)
    await rename(join(folder, '.feeds.tmp'), join(folder, 'feeds.yaml'))
    await until(() => changes() === round)
    expect(changes()).toBe(round)
  }
})

test('what has changed between the reading of the files and the watching of them counts', async () => {
  const folder = await folderWith({ 'feeds.yaml': 'feeds: []\n' })
  const since = await configurationState(folder)
  const before = watchedSince(folder, since)
  await pause(300)
  expect(before.changes()).toBe(0)
  write(folder, 'feeds.yaml', 'feeds: [ ]\n')
  const after = watchedSince(folder, since)
  await until(() => after.changes() > 0)
  expect(after.changes()).toBe(1)
})

test('a lexicon counts, other files do not', async () => {
  const folder = await folderWith({ 'lexicon/fr.yaml': 'language: fr\n' })
  const { changes } = await watched(folder)
  write(folder, 'notes.txt', 'nothing')
  await pause(300)
  expect(changes()).toBe(0)
  write(folder, 'lexicon/fr.yaml', 'language: fr\n# more\n')
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
