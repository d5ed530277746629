import { describe, expect, test } from 'vitest'
import { isPromotion } from '../../src/enrich/promotion/promotion.ts'
import { costGrowth } from '../processor-time.ts'

const isPromoted = (language: string, title: string, text = ''): boolean => isPromotion({ title, text, language })

describe('what sells or teaches is no news', () => {
  test.each([
    ['en', 'Get 40% off this router today'],
    ['en', 'Parcel tracker promo codes for May'],
    ['en', 'The best VPN deals this week'],
    ['en', 'How to install a password manager on your phone'],
    ['en', 'Acme Law Firm investigates claims on behalf of parcel buyers'],
    ['en', 'Router 3.2.1 released'],
    ['en', 'Release notes for Acme Router'],
    ['de', 'Gutscheincodes für Paketversand'],
    ['de', 'Router mit 30 Prozent Rabatt'],
    ['fr', 'Comment installer un routeur chez soi'],
    ['fr', 'Code promo : 30 % de réduction sur les colis'],
    ['es', 'Cómo descargar la aplicación de paquetería'],
    ['es', 'Los 10 mejores rúteres'],
    ['pt', 'Como baixar o aplicativo de encomendas'],
    ['it', 'Codice sconto per le spedizioni'],
    ['nl', 'Kortingscode voor pakketten'],
    ['sv', 'Rabattkod för paket'],
    ['pl', 'Jak zainstalować ruter krok po kroku'],
    ['cs', 'Slevový kupón na balíky'],
    ['ro', 'Cum alegi un router bun'],
    ['tr', 'Kargo uygulaması nasıl indirilir?'],
    ['id', 'Cara download aplikasi paket'],
    ['vi', 'Mã giảm giá cho đơn hàng tháng 5'],
    ['ru', 'Как установить роутер дома'],
    ['uk', 'Промокоди на посилки'],
    ['el', 'Κουπόνια για δέματα'],
    ['ar', 'شرح تركيب جهاز التوجيه للمبتدئين'],
    ['ar', 'كود خصم على الطرود'],
    ['fa', 'آموزش نصب مسیریاب'],
    ['ur', 'پارسل منگوانے کا آسان طریقہ'],
    ['he', 'קוד קופון לחבילות'],
    ['hi', 'पार्सल ऐप कैसे डाउनलोड करें'],
    ['bn', 'পার্সেল অ্যাপ যেভাবে ডাউনলোড করবেন'],
    ['th', 'วิธีติดตั้งเราเตอร์'],
    ['ja', '【初心者向け】ルーターを設定してみよう'],
    ['ko', '택배 앱 사용법'],
    ['zh-Hans', '路由器安装教程'],
    ['zh-Hant', '包裹優惠券領取'],
    ['sw', 'Jinsi ya kupakua programu ya vifurushi'],
  ])('%s: %s', (language, title) => expect(isPromoted(language, title)).toBe(true))
  test('what a text declares of itself', () => {
    expect(isPromoted('en', 'Parcels arrive sooner', 'Sponsored content: Acme delivers.')).toBe(true)
    expect(isPromoted('de', 'Anzeige: Pakete kommen schneller')).toBe(true)
    expect(isPromoted('ja', '[PR] 荷物はもっと早く')).toBe(true)
    expect(isPromoted('ru', 'Посылки приходят быстрее', 'На правах рекламы. Доставка от Акме.')).toBe(true)
  })
})

describe('news about selling is news', () => {
  test.each([
    ['en', 'Regulator fines shop over fake promo codes'],
    ['en', 'Court bans “50% off” adverts of a marketplace'],
    ['en', 'New rules for adverts of online casinos'],
    ['en', 'Shares of Acme are 20% off their peak'],
    ['en', 'How to regulate platforms divides ministers'],
    ['en', 'Black Friday breaks parcel records'],
    ['en', 'Best practice for registries adopted'],
    ['de', 'Kartellamt prüft Gutscheincodes'],
    ['fr', 'Le Sénat interdit les codes promo trompeurs'],
    ['es', 'El Gobierno regula los cupones de descuento'],
    ['ru', 'ФАС оштрафовала площадку за промокоды'],
    ['tr', 'Bakanlıktan indirim kodu cezası'],
    ['id', 'Pemerintah larang kode promo judi'],
    ['vi', 'Cách mạng số trong ngành bưu chính'],
    ['ar', 'الحكومة تحظر كوبونات الخصم المضللة'],
    ['fa', 'آموزش و پرورش سامانه ثبت‌نام را گشود'],
    ['ja', '知事選で3選を果たす'],
    ['ja', '消費者庁、クーポン表示を規制へ'],
    ['ko', '공정위, 쿠폰 광고에 과징금'],
    ['zh-Hans', '监管部门整治虚假优惠券'],
    ['zh-Hans', '家长会谈教程改革'],
    ['zh-Hans', '广告法修订草案公布'],
    ['ru', 'Реклама на посылках подешевела'],
    ['de', 'Anzeige gegen einen Händler erstattet'],
  ])('%s: %s', (language, title) => expect(isPromoted(language, title)).toBe(false))
})

test.each(['best ', 'how to ', 'যেভাবে ', '1.1.1 ', 'law firm ', '如何'])(
  'of a title of %s without end, only the beginning is read',
  async (word) => {
    const read = (title: string): boolean => isPromoted('en', title, title)
    expect(await costGrowth(20_000, (words) => word.repeat(words), read)).toBeLessThan(3)
  },
)
