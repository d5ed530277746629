import { describe, expect, test } from 'vitest'
import { normalForm } from '../../../src/text/normal-form.ts'
import { createDayFinder } from '../../../src/grouping/crosslingual/days.ts'

const daysOf = createDayFinder()
const SUMMER = Date.UTC(2026, 7, 20)
const days = (language: string, text: string, at = SUMMER): readonly string[] => [
  ...daysOf(normalForm(text).text, language, at),
]

describe('a day is one in every language and calendar', () => {
  test.each([
    ['en', 'The rule applies from October 3, 2026.'],
    ['en', 'Lockers open on the 3rd of October'],
    ['en', 'until 3 Oct 2026'],
    ['de', 'Ab dem 3. Oktober gilt die Regel'],
    ['fr', 'à partir du 3 octobre 2026'],
    ['es', 'desde el 3 de octubre de 2026'],
    ['pt', 'a partir de 3 de outubro'],
    ['it', 'dal 3 ottobre'],
    ['ru', 'с 3 октября 2026 года'],
    ['uk', 'з 3 жовтня'],
    ['pl', 'od 3 października 2026 r.'],
    ['cs', 'od 3. října'],
    ['hu', '2026. október 3-án'],
    ['lt', '2026 m. spalio 3 d.'],
    ['tr', '3 Ekim’de'],
    ['el', 'από τις 3 Οκτωβρίου'],
    ['he', 'החל מ-3 באוקטובר'],
    ['ar', 'اعتبارا من ٣ أكتوبر ٢٠٢٦'],
    ['ar', 'في 3 تشرين الأول'],
    ['ar', 'في ٢٢ ربيع الآخر ١٤٤٨'],
    ['fa', 'از ۱۱ مهر ۱۴۰۵'],
    ['fa', 'از ۱۱ مهر'],
    ['fa', 'از ۳ اکتبر'],
    ['ur', '3 اکتوبر سے'],
    ['ps', 'د ۱۱ تله'],
    ['hi', '३ अक्टूबर से'],
    ['bn', '৩ অক্টোবর থেকে'],
    ['ta', 'அக்டோபர் 3'],
    ['th', 'ตั้งแต่วันที่ 3 ตุลาคม 2569'],
    ['zh', '新规10月3日起施行'],
    ['zh', '2026年10月3號'],
    ['ja', '令和8年10月3日から'],
    ['ko', '2026년 10월 3일부터'],
    ['vi', 'từ ngày 3/10'],
    ['vi', 'từ 3 tháng 10 năm 2026'],
    ['id', 'mulai 3 Oktober'],
    ['sw', 'kuanzia Oktoba 3'],
    ['am', 'መስከረም 23 ቀን 2019'],
    ['am', 'ኦክቶበር 3'],
    ['fil', 'simula Oktubre 3'],
    ['pt-BR', 'a partir de 3 de outubro'],
    ['kn', '3 ಅಕ್ಟೋಬರ್ 2026'],
    ['am', 'በኦክቶበር 3 ቀን 2026'],
    ['fi', 'lokakuun 3. päivän kokous'],
    ['bn', '৩রা অক্টোবরের সভা'],
    ['bn', '২০২৬ সালের ৩রা অক্টোবর'],
    ['th', '3 ตุลาคมหลังจาก'],
    ['el', 'της 3ης Οκτωβρίου'],
    ['ar', '3 من أكتوبر، من عام 2026'],
    ['ka', '3 ოქტომბერს'],
    ['uz', '3-oktabrda'],
  ])('%s: %s', (language, text) => expect(days(language, text)).toEqual(['2026-10-03']))

  test('without a year it is the one nearest to the report', () => {
    expect(days('en', 'by January 5', Date.UTC(2026, 11, 1))).toEqual(['2027-01-05'])
    expect(days('fa', '۱۵ دی', Date.UTC(2026, 11, 1))).toEqual(['2027-01-05'])
  })
  test('the first of a month has an ending of its own', () => {
    for (const [language, text] of [
      ['it', 'il 1º ottobre'],
      ['pt', 'em 1.º de outubro'],
      ['fr', 'le 1er octobre'],
    ] as const)
      expect(days(language, text)).toEqual(['2026-10-01'])
  })
  test('a year that is said counts', () => expect(days('de', 'seit dem 3. Oktober 1990')).toEqual(['1990-10-03']))
})

describe('no day is read', () => {
  test.each([
    ['bare figures', 'en', 'on 3/10 and 3.10.'],
    ['a count in a month', 'en', 'in October 30 people met'],
    ['a word of another sense', 'en', 'of the 30 may be fined; 12 march on'],
    ['a score', 'fi', 'lokakuun 3–1-peli'],
    ['a month cut short to a word', 'it', 'vince in 3 set'],
    ['no day of the month', 'en', 'on 31 April, October 32'],
    ['a month of the moon without its year', 'ar', 'في 22 رمضان'],
    ['a language without known months', 'und', 'on October 3'],
    ['the day of the report, a dateline', 'zh', '本报8月20日讯'],
  ])('from %s', (_, language, text) => expect(days(language, text)).toEqual([]))
})
