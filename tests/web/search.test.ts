import { afterAll, beforeAll, expect, test } from 'vitest'
import { article, publish, source } from '../store/samples.ts'
import { AFTERNOON, CONFIGURATION, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'

const TOLD = [
  ['zh-Hans', '达喀尔近海两条海底光缆中断，七国网速下降'],
  ['zh-Hant', '離島海纜備援工程提前完工'],
  ['ja', 'ダカール沖で海底ケーブル2本が切断、7か国で通信速度が低下'],
  ['th', 'เคเบิลใต้น้ำขาดใกล้ดาการ์ทำให้อินเทอร์เน็ตช้าลงในเจ็ดประเทศ'],
  ['ar', 'انقطاع كابلين بحريين قبالة داكار يبطئ الإنترنت في سبع دول'],
  ['ko', '다카르 앞바다 해저케이블이 끊겨 인터넷이 느려졌다'],
  ['ru', 'Обрыв двух подводных кабелей у Дакара замедлил интернет'],
] as const

let room: Newsroom
beforeAll(async () => {
  const outlet = source('outlet')
  room = await openNewsroom({
    configuration: { ...CONFIGURATION, sources: [outlet] },
    fill: async (store) => {
      await store.syncSources([outlet], AFTERNOON - 48 * HOUR)
      const read = TOLD.map(([language, title], index) =>
        article(language, { language, title, text: '', publishedAt: AFTERNOON - index * HOUR }),
      )
      await publish(store, 'outlet', read, { now: AFTERNOON })
    },
  })
})
afterAll(async () => await room.close())

/** Languages of what a search finds. */
const found = async (q: string): Promise<readonly string[]> => {
  const page = await (await room.get(`/search?q=${encodeURIComponent(q)}`)).text()
  return [...page.matchAll(/<h3><span lang="([\w-]+)"/g)].map(([, language = '']) => language)
}

test.each([
  ['a Chinese word within a sentence without spaces', '光缆', ['zh-Hans']],
  ['one that begins in the middle', '海底光缆', ['zh-Hans']],
  ['one of Traditional Chinese', '海纜', ['zh-Hant']],
  ['a Japanese word', 'ケーブル', ['ja']],
  ['a Japanese word of Chinese signs', '通信速度', ['ja']],
  ['a Thai word within a sentence without spaces', 'อินเทอร์เน็ต', ['th']],
  ['an Arabic word without its article', 'إنترنت', ['ar']],
  ['an Arabic word without article and hamza, as many write it', 'انترنت', ['ar']],
  ['an Arabic word with its article', 'الإنترنت', ['ar']],
  ['a Korean word without its particle', '인터넷', ['ko']],
  ['a Russian word with an open ending', 'кабел*', ['ru']],
  ['words of two languages, either of them', '光缆 OR ケーブル', ['ja', 'zh-Hans']],
])('search finds %s', async (_, q, languages) => {
  expect((await found(q)).toSorted()).toEqual(languages)
})

test.each(['缆光', 'ブルケー', 'نترن'])('search doesn’t find %s, which is no part of a text as written', async (q) => {
  expect(await found(q)).toEqual([])
})
