import type { Instant } from '../../model/ids.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE

/** Stems of the words by which pages count back from now. */
const UNITS: readonly (readonly [span: number, words: RegExp])[] = [
  [1000, /^(?:sec|сек|秒|초|sek|segundo)/],
  [MINUTE, /^(?:min|мин|хв|分|분|دقيق|دقیقه|मिनट|นาที|phút|dakika|dk)/],
  [
    60 * MINUTE,
    /^(?:h(?:ou)?rs?|h$|heure|hora|stund|std|час|годин|ore?$|ora$|小时|小時|時間|个小时|시간|ساع|घंट|ชั่วโมง|giờ|saat|godz|uur|jam)/,
  ],
  [DAY, /^(?:day|d$|jour|d[ií]a|tag|дн|день|днів|giorn|天|日|일|يوم|أيام|روز|दिन|วัน|ngày|gün|dni|dzień|dag|hari)/],
  [
    7 * DAY,
    /^(?:week|semaine|semana|woche|недел|тиж|settiman|周|週|個星期|주|أسبوع|هفته|सप्ताह|สัปดาห์|tuần|hafta|tydz|tygodn|minggu)/,
  ],
]
const TODAY =
  /^(?:today|aujourd.hui|hoy|hoje|heute|oggi|сегодня|сьогодні|今天|今日|오늘|اليوم|امروز|आज|วันนี้|hôm nay|bugün|dziś|dzisiaj|vandaag|hari ini)/
const YESTERDAY =
  /^(?:yesterday|hier|ayer|ontem|gestern|ieri|вчера|вчора|昨天|昨日|어제|أمس|امس|دیروز|कल|เมื่อวาน|hôm qua|dün|wczoraj|gisteren|kemarin)/
const COUNTED = /(\d{1,3})\s*(\p{L}[\p{L}\p{M}]*)/u

/** `3 hours ago`, `vor 2 Tagen`, 昨天: counted back from now; days without a time start at midnight of `offset` minutes. */
export const readRelativeDate = (written: string, now: Instant, offset: number): Instant | null => {
  const text = written.toLowerCase().normalize('NFC').trim()
  const midnight = Math.floor((now + offset * MINUTE) / DAY) * DAY - offset * MINUTE
  if (TODAY.test(text)) return midnight
  if (YESTERDAY.test(text)) return midnight - DAY
  const counted = COUNTED.exec(text)
  if (counted === null || text.length > 60) return null
  const [, count = '', unit = ''] = counted
  const span = UNITS.find(([, words]) => words.test(unit))?.[0]
  if (span === undefined) return null
  const at = now - Number(count) * span
  return span >= DAY ? Math.floor(at / DAY) * DAY : Math.floor(at / 1000) * 1000
}
