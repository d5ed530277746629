import { describe, expect, test } from 'vitest'
import { boilerplateIn, positionBefore, withoutBoilerplate, withoutCuts } from '../../../src/enrich/boilerplate/boilerplate.ts'

describe('endings that say nothing are dropped', () => {
  const said = 'The regulator has opened an inquiry.'
  test.each([
    'The post Parcel fees appeared first on The Desk.',
    'The post Parcel fees first appeared on The Desk.',
    'Der Beitrag Paketgebühren erschien zuerst auf Der Tisch.',
    'L’article Frais de colis est apparu en premier sur Le Bureau.',
    'La entrada Tarifas se publicó primero en La Mesa.',
    'L’articolo Tariffe proviene da Il Tavolo.',
    'O post Tarifas apareceu primeiro em A Mesa.',
    'Artykuł Opłaty pochodzi z serwisu Biurko.',
    'Сообщение Сборы за посылки появились сначала на Стол.',
    '投稿 小包の手数料 は デスク に最初に表示されました。',
    'Continue reading Parcel fees →',
    'Read more…',
    'Weiterlesen »',
    'Lire la suite…',
    'Читать далее →',
    '続きを読む',
  ])('%s', (ending) => {
    expect(withoutBoilerplate(`${said} ${ending}`)).toBe(said)
    expect(withoutBoilerplate(`${said}\n${ending}`)).toBe(said)
  })
  test('a cut text keeps its ellipsis', () => {
    expect(withoutBoilerplate('The regulator has opened an […]\nThe post Fees appeared first on The Desk.')).toBe(
      'The regulator has opened an…',
    )
    expect(withoutBoilerplate('The regulator has opened an [...]')).toBe('The regulator has opened an…')
  })
  test('a link to comments is no text', () => expect(withoutBoilerplate('Comments')).toBe(''))
})

describe('what only looks like it stays', () => {
  test.each([
    'Schools ask children to read more.',
    'The post office appeared first on the list of buyers.',
    'Minister: continue reading the law before you sign it',
    'It is worth more…',
    '',
  ])('%s', (text) => expect(withoutBoilerplate(text)).toBe(text))
})

test('a text of nothing but beginnings is read at once', () => {
  const text = 'The post '.repeat(50_000)
  expect(withoutBoilerplate(text)).toBe(text)
})

describe('what stands before the first sentence is dropped', () => {
  test.each([
    ['PARIS (AFP) - ', 'The council has adopted the rules.'],
    ['(Reuters) - ', 'The council has adopted the rules.'],
    ['WASHINGTON, March 3 (Reuters) - ', 'The agency has opened an inquiry.'],
    ['SPRINGFIELD, Ill. (AP) — ', 'Lawmakers passed a bill.'],
    ['RIVERTON, Va.--(BUSINESS WIRE)--', 'A firm has published a study.'],
    ['NAIROBI, March 3 (XYZ) -- ', 'The regulator has fined a platform.'],
    ['Lima, 3 mar (EFE).- ', 'El Congreso aprobó la ley.'],
    ['Bogotá, 3 de marzo de 2026. – ', 'El ministerio publicó el plan.'],
    ['(ANSA) - ROMA, 3 MAR - ', 'Il garante ha aperto un’istruttoria.'],
    ['ANKARA (AA) - ', 'Kurul yeni kuralları açıkladı.'],
    ['Berlin (dpa) - ', 'Das Amt prüft die Gebühren.'],
    ['Desk.com, Jakarta - ', 'Pemerintah menyiapkan aturan baru.'],
    ['(Bàn Tin) - ', 'Bộ đã ban hành quy định.'],
    ['МОСКВА, 3 мар — РИА Новости. ', 'Ведомство проверило площадку.'],
    ['КИЕВ, 3 марта /УНН/. ', 'Ведомство проверило площадку.'],
    ['القاهرة (رويترز) - ', 'أعلنت الهيئة قواعد جديدة.'],
    ['القاهرة ـ وكالات: ', 'أعلنت الهيئة قواعد جديدة.'],
    ['به گزارش خبرگزاری نمونه، ', 'مجلس قانون تازه‌ای تصویب کرد.'],
    ['नई दिल्ली (भाषा): ', 'सरकार ने नया नियम बनाया है।'],
    ['【新华社北京3月1日电】', '主管部门发布了新规定。'],
    ['新华社北京3月1日电（记者 张三）', '主管部门发布了新规定。'],
    ['中新网3月1日电 ', '主管部门发布了新规定。'],
    ['〔記者王小明／台北報導〕', '主管機關公布了新規定。'],
    ['（中央社記者王小明台北1日電）', '主管機關公布了新規定。'],
    ['【北京共同】', '当局は新しい規則を発表した。'],
    ['[東京　１日　ロイター] - ', '当局は新しい規則を発表した。'],
    ['(서울=연합뉴스) 홍길동 기자 = ', '위원회가 새 규칙을 발표했다.'],
    ['[데스크=칸(프랑스), 홍길동 기자] ', '위원회가 새 규칙을 발표했다.'],
    ['【ワシントン時事】', '当局は新しい規則を発表した。'],
    ['【서울=뉴시스】홍길동 기자 = ', '위원회가 새 규칙을 발표했다.'],
    ['Photo: Ada Lind/Getty Images ', 'The council has adopted the rules.'],
    ['(Photo: Ada Lind) ', 'The council has adopted the rules.'],
    ['© AFP ', 'Le conseil a adopté les règles.'],
    ['（圖／桌報） ', '主管機關公布了新規定。'],
    ['Follow us on X and WhatsApp. ', 'The council has adopted the rules.'],
    ['公開日：2026/07/13 最終更新日：2026/07/13 ', '当局は新しい規則を発表した。'],
    ['Photo: Reuters LONDON (Reuters) - ', 'The regulator has fined a platform.'],
  ])('%s', (beginning, report) => expect(withoutBoilerplate(beginning + report)).toBe(report))
})

describe('lines of the publisher’s own are dropped, wherever they stand', () => {
  const first = 'The council has adopted the rules on parcels, and they hold from May.'
  const last = 'Traders have a year to register.'
  test.each([
    'Follow us on Facebook, X and Telegram',
    'Subscribe to our newsletter',
    'Download our app from Google Play',
    'Folgen Sie uns auf WhatsApp',
    'Suivez-nous sur Google News',
    'Síguenos en Instagram',
    'Siga nosso canal no WhatsApp',
    'Iscriviti alla nostra newsletter',
    'Подписывайтесь на наш канал в Telegram',
    'Підписуйтесь на наш канал у Telegram',
    'Ακολουθήστε μας στο Google News',
    'Bizi WhatsApp kanalımızdan takip edin',
    'Ikuti saluran WhatsApp kami',
    'Theo dõi chúng tôi trên Facebook',
    'تابعونا على تلغرام',
    'ما را در تلگرام دنبال کنید',
    'ہمیں واٹس ایپ پر فالو کریں',
    'עקבו אחרינו בטלגרם',
    'हमें व्हाट्सएप पर फॉलो करें',
    'আমাদের ফেসবুক পেজ ফলো করুন',
    '欢迎关注我们的微信公众号',
    '네이버에서 채널을 구독하세요',
    'LINEで友だち追加はこちら',
    'Read also: Parcels wait at the border',
    'Baca juga: Paket menunggu di perbatasan',
    'Читайте также: Посылки ждут на границе',
    'اقرأ أيضا: الطرود تنتظر على الحدود',
    'Advertisement',
    'Photo: Ada Lind',
    'Ada Lind / Getty Images',
    'Foto: Redaktion',
    'Share this article',
  ])('%s', (line) => {
    expect(withoutBoilerplate(`${line}\n${first}\n${last}`)).toBe(`${first}\n${last}`)
    expect(withoutBoilerplate(`${first}\n${line}\n${last}`)).toBe(`${first}\n${last}`)
    expect(withoutBoilerplate(`${first}\n${last}\n${line}`)).toBe(`${first}\n${last}`)
  })
})

describe('news that looks like it stays whole', () => {
  test.each([
    'Follow the money: regulators want WhatsApp to open its books.',
    'Join the queue, users of Telegram were told, when our reporter asked.',
    'US senators want X to follow rules.',
    'Subscribe or leave: platforms raise prices.',
    'Tham gia nhóm Zalo, người phụ nữ bị lừa hai tỷ đồng.',
    'Ada Lind (SPD) - die Ministerin - kündigte ein Gesetz an.',
    'Tallinn - a city of code - votes online.',
    'ICANN - the body that runs the root - meets in May.',
    'The ministry (AFP) said so.',
    'Reuters reported that the council had met.',
    '网信办整治微信公众号乱象，要求平台关注未成年人。',
    '3月1日电信条例修订草案公布。',
    '【快讯】主管部门发布了新规定！',
    'Photo agencies sue an artificial intelligence firm: what it means',
    'Photo: how the council voted on parcels in March',
    'Parcels: read more than the label',
    'Parcels were late (n = 475), traders said.',
    '【關鍵時事】主管機關公布了新規定。',
    'قال المتحدث (معاذ): القواعد جديدة.',
    'EBITDA - the measure that analysts prefer - fell.',
  ])('%s', (text) => expect(withoutBoilerplate(text)).toBe(text))
})

test('a Korean agency signs after the subtitle, which stays', () =>
  expect(withoutBoilerplate('“규칙은 5월부터” (서울=연합뉴스) 홍길동 기자 = 위원회가 새 규칙을 발표했다.')).toBe(
    '“규칙은 5월부터” 위원회가 새 규칙을 발표했다.',
  ))

test('positions of the report are found again in the whole text', () => {
  const text = 'PARIS (AFP) - The council voted.\nRead also: Old news\nCustoms agreed.\nFollow us on X.'
  const cuts = boilerplateIn(text)
  const report = withoutCuts(text, cuts)
  expect(report).toBe('The council voted.\nCustoms agreed.')
  for (const word of ['The', 'voted.', 'Customs', 'agreed.']) {
    const at = report.indexOf(word)
    expect(text.slice(positionBefore(cuts, at, false), positionBefore(cuts, at + word.length, true))).toBe(word)
  }
})

describe('any text is read in bounded time', () => {
  const beginnings = [
    'PARIS, ',
    'Photo: ',
    '【新华社',
    'Follow us on X. ',
    'القاهرة ـ ',
    '(서울=',
    'A '.repeat(9),
    'Read more: x\n',
    '(',
    '- ',
    '2026 ',
  ]
  test.each(beginnings)('%s…', (beginning) => {
    const text = beginning.repeat(Math.ceil(600_000 / beginning.length))
    // A pattern that goes back over the text again and again would not end before the test's deadline.
    expect(boilerplateIn(text)).toBeDefined()
  })
})
