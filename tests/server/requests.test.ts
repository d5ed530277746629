import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { leaveRequest, openRequests } from '../../src/server/requests.ts'
import { openStoreInMemory } from '../../src/server/stores.ts'

const openFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-requests-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}
const openNotes = async () => {
  const store = await openStoreInMemory()
  onTestFinished(async () => await store.close())
  return store
}

test('a request stays until it is forgotten, and those of another kind with it; without a data folder there is none', async () => {
  const dataFolder = join(openFolder(), 'data')
  const store = await openNotes()
  const about = async (kind: 'regroup' | 'retry') =>
    (await openRequests(dataFolder, store, kind)).map((request) => request.about).toSorted((a, b) => a.localeCompare(b))
  expect(await about('retry')).toEqual([])
  await leaveRequest({ dataFolder, configFolder: '' }, 'retry', 'msg_1')
  await leaveRequest({ dataFolder, configFolder: '' }, 'retry', 'msg_2')
  await leaveRequest({ dataFolder, configFolder: '' }, 'regroup', '2026-11-24T08:00:00.000Z')
  expect([await about('retry'), await about('retry')]).toEqual([
    ['msg_1', 'msg_2'],
    ['msg_1', 'msg_2'],
  ])
  for (const { forget } of await openRequests(dataFolder, store, 'retry')) await forget()
  expect([await about('retry'), await about('regroup')]).toEqual([[], ['2026-11-24T08:00:00.000Z']])
})

test('a name leads to no other folder', async () => {
  const dataFolder = openFolder()
  const store = await openNotes()
  await leaveRequest({ dataFolder, configFolder: '' }, 'retry', '../../msg_1')
  expect((await openRequests(dataFolder, store, 'retry')).map(({ about }) => about)).toEqual(['../../msg_1'])
})
