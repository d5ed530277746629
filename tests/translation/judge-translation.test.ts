import { describe, expect, test } from 'vitest'
import { judgeTranslation } from '../../src/translation/judge-translation.ts'

describe('what may be shown as a translation', () => {
  test.each([
    ['港口工人结束罢工', 'Port workers end strike', 'en', 'Port workers end strike'],
    ['美股大涨', 'US shares rise sharply at the opening', 'en', 'US shares rise sharply at the opening'],
    ['Ferry strike ends', 'フェリーのストライキ終わる', 'ja', 'フェリーのストライキ終わる'],
    ['Ferry strike ends', '渡輪罷工結束', 'zh-Hant', '渡輪罷工結束'],
    ['OpenAI stellt GPT-7 vor', 'OpenAI представила GPT-7', 'ru', 'OpenAI представила GPT-7'],
    ['L’écrivain « Untel » <b> primé', 'The writer “So-and-so” <b> awarded', 'en', 'The writer “So-and-so” <b> awarded'],
  ])('%s: %s', (original, answer, to, text) => expect(judgeTranslation(original, answer, to)).toEqual({ ok: true, text }))

  test('is one line of plain text', () =>
    expect(judgeTranslation('Port et plage', ' Harbour &amp;\n\tbeach\u202e\u0007 ', 'en')).toEqual({
      ok: true,
      text: 'Harbour & beach',
    }))
})

describe('what is given up', () => {
  test.each([
    ['Grève des ferries', '', 'en', 'empty answer'],
    ['Grève des ferries', ' \u202e ', 'en', 'empty answer'],
    ['Grève des ferries', 'grève  des Ferries', 'en', 'answer equals the original'],
    ['Grève des ferries', 'Ferry <b>strike</b>', 'en', 'answer with markup'],
    ['Grève des ferries', 'Ferry &lt;script&gt;alert(1)&lt;/script&gt;', 'en', 'answer with markup'],
    ['Grève des ferries', 'Ferry strike. '.repeat(30), 'en', 'answer far too long'],
    ['Grève des ferries', 'Забастовка паромов', 'en', 'answer in the wrong script'],
    ['Ferry strike', 'Grève des ferries', 'ru', 'answer in the wrong script'],
    ['Ferry strike', '123 – 456', 'en', 'answer in the wrong script'],
  ])('%s: %s', (original, answer, to, reason) => expect(judgeTranslation(original, answer, to)).toEqual({ ok: false, reason }))
})
