/** Three months of invented news, so that charts have something to show: each headline is a place and what happened there. */
import { type Event, OUTLETS, type Report } from './news.ts'

type Headlines = Readonly<Record<string, string>>

const HAPPENINGS: Readonly<Record<string, Headlines>> = {
  'ig.cables': {
    en: 'repair ship reaches damaged *submarine cable*',
    fr: 'un navire répare le *câble sous-marin* endommagé',
    ar: 'سفينة إصلاح تصل إلى *الكابل البحري* المتضرر',
    'zh-Hans': '维修船抵达受损*海底光缆*',
    'zh-Hant': '維修船抵達受損*海底電纜*',
    ru: 'ремонтное судно подошло к повреждённому *подводному кабелю*',
    es: 'un buque llega al *cable submarino* dañado',
    pt: 'navio chega ao *cabo submarino* danificado',
    de: 'Reparaturschiff erreicht beschädigtes *Seekabel*',
    ja: '修理船、損傷した*海底ケーブル*に到着',
    id: 'kapal perbaikan tiba di *kabel bawah laut* yang rusak',
    hi: 'मरम्मत जहाज़ क्षतिग्रस्त *समुद्री केबल* तक पहुँचा',
    sw: 'meli ya ukarabati yafika kwenye *kebo ya chini ya bahari*',
  },
  'ig.shutdowns': {
    en: 'mobile *internet restored* after three days',
    fr: 'l’*internet mobile rétabli* après trois jours de coupure',
    ar: '*عودة الإنترنت* عبر الهاتف بعد انقطاع ثلاثة أيام',
    'zh-Hans': '*移动互联网恢复*，此前中断三天',
    ru: '*мобильный интернет* вернули после трёх дней отключения',
    es: 'vuelve el *internet móvil* tras tres días de corte',
    pt: '*internet móvel* volta após três dias de bloqueio',
    sw: '*intaneti ya simu* yarejeshwa baada ya siku tatu',
  },
  'ig.dns': {
    en: 'registry tightens rules for *domain names*',
    fr: 'le registre durcit les règles des *noms de domaine*',
    'zh-Hans': '注册机构收紧*域名*注册规则',
    ru: 'регистратура ужесточила правила для *доменов*',
    de: 'Registrierungsstelle verschärft Regeln für *Domains*',
    ja: 'レジストリが*ドメイン名*の規則を強化',
    es: 'el registro endurece las reglas de los *nombres de dominio*',
    id: 'pengelola memperketat aturan *nama domain*',
  },
  'ig.data-protection': {
    en: '*data protection* authority fines a loan app',
    fr: 'l’autorité de *protection des données* sanctionne une application de prêt',
    ar: 'سلطة *حماية البيانات* تغرّم تطبيق إقراض',
    de: '*Datenschutz*behörde verhängt Bußgeld gegen Kredit-App',
    es: 'la autoridad de *protección de datos* multa a una aplicación de préstamos',
    pt: 'autoridade de *proteção de dados* multa aplicativo de crédito',
    hi: '*डेटा संरक्षण* प्राधिकरण ने ऋण ऐप पर जुर्माना लगाया',
    ja: '*個人情報保護*当局、融資アプリに制裁金',
  },
  'ig.ai': {
    en: 'lawmakers publish draft rules for *AI* in public services',
    fr: 'un projet de loi encadre l’*IA* dans les services publics',
    ar: 'مشروع قواعد *للذكاء الاصطناعي* في الخدمات العامة',
    'zh-Hans': '公共服务领域*人工智能*规则征求意见',
    'zh-Hant': '公共服務*人工智慧*規範草案公布',
    ru: 'опубликован проект правил для *ИИ* в госуслугах',
    de: 'Entwurf regelt *KI* in Behörden',
    ja: '行政サービスの*AI*規則案を公表',
    id: 'rancangan aturan *AI* untuk layanan publik diterbitkan',
    hi: 'सरकारी सेवाओं में *एआई* के लिए नियमों का मसौदा जारी',
  },
  'ec.de-minimis': {
    en: 'customs counts fewer *low-value parcels* after the new fee',
    fr: 'moins de *petits colis* en douane depuis la nouvelle taxe',
    'zh-Hans': '新规施行后*低值包裹*数量下降',
    de: 'Zoll zählt nach neuer Gebühr weniger *Kleinsendungen*',
    es: 'la aduana cuenta menos *paquetes de bajo valor* con la nueva tasa',
    pt: 'alfândega registra menos *remessas de baixo valor*',
    ru: 'после нового сбора *мелких посылок* стало меньше',
    ja: '新手数料の導入後、*少額小包*が減少',
  },
  'ec.payments': {
    en: 'instant *payments* reach market stalls',
    fr: 'le *paiement* instantané arrive sur les marchés',
    ar: '*الدفع* الفوري يصل إلى الأسواق الشعبية',
    'zh-Hans': '即时*支付*走进集市',
    es: 'los *pagos* al instante llegan a los mercados',
    pt: '*pagamento* instantâneo chega às feiras',
    id: '*pembayaran* instan menjangkau pasar rakyat',
    hi: 'तुरंत *भुगतान* अब हाट-बाज़ारों तक',
    sw: '*malipo* ya papo hapo yafika sokoni',
  },
  'ec.cross-border': {
    en: '*cross-border online sellers* get a single customs form',
    fr: 'un formulaire douanier unique pour les *vendeurs en ligne transfrontaliers*',
    ar: 'نموذج جمركي موحد *للتجارة الإلكترونية عبر الحدود*',
    'zh-Hans': '*跨境电商*企业启用统一报关单',
    'zh-Hant': '*跨境電商*採用統一報關單',
    ru: 'для *трансграничной торговли* вводят единую декларацию',
    es: 'formulario aduanero único para el *comercio electrónico transfronterizo*',
    de: 'Ein Zollformular für den *grenzüberschreitenden Onlinehandel*',
    id: 'satu formulir pabean untuk *niaga-el lintas batas*',
  },
  'ig.telecom': {
    en: 'regulator auctions *spectrum* for rural networks',
    fr: 'le régulateur met aux enchères du *spectre* pour les zones rurales',
    ar: 'الجهة المنظمة تطرح *الطيف الترددي* لشبكات الأرياف',
    'zh-Hans': '监管机构拍卖农村网络*频谱*',
    ru: 'регулятор выставил *частоты* для сельских сетей',
    pt: 'regulador leiloa *espectro* para redes rurais',
    hi: 'ग्रामीण नेटवर्क के लिए *स्पेक्ट्रम* की नीलामी',
    id: 'regulator melelang *spektrum* untuk jaringan perdesaan',
    sw: 'mdhibiti anadi *masafa* kwa mitandao ya vijijini',
  },
  'ec.consumer': {
    en: 'online shops must show the real discount to *consumers*',
    fr: 'les boutiques en ligne devront montrer aux *consommateurs* le vrai rabais',
    'zh-Hans': '网店须向*消费者*标明真实折扣',
    de: 'Onlineshops müssen *Verbrauchern* den echten Rabatt zeigen',
    es: 'las tiendas en línea deberán mostrar a los *consumidores* el descuento real',
    pt: 'lojas on-line terão de mostrar ao *consumidor* o desconto real',
    ja: 'ネット店は実際の割引率を*消費者*に表示へ',
    ar: 'المتاجر الإلكترونية ملزمة بإظهار الخصم الحقيقي *للمستهلك*',
  },
}

const PLACES = [
  'KE',
  'SN',
  'EG',
  'CN',
  'BR',
  'IN',
  'ID',
  'DE',
  'MX',
  'JP',
  'KZ',
  'TZ',
  'NG',
  'FR',
  'VN',
  'ZA',
  'CO',
  'PH',
] as const
const DAYS = 90
const HOURS = 24

/** Numbers from 0 to 1, the same at every run (mulberry32). */
const chance = (seed: number) => {
  let state = seed
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const headline = (language: string, place: string, happening: string): string => {
  const name = new Intl.DisplayNames(language, { type: 'region' }).of(place) ?? place
  return `${name}${language.startsWith('zh') || language === 'ja' ? '：' : language === 'fr' ? ' : ' : ': '}${happening}`
}

/** A few stories a day, fewer at weekends and more towards the end, most of them in one to four languages. */
export const MONTHS: readonly Event[] = (() => {
  const next = chance(2026)
  const pick = <Choice>(choices: readonly Choice[]): Choice | undefined => choices[Math.floor(next() * choices.length)]
  const events: Event[] = []
  for (let day = DAYS; day >= 1; day -= 1) {
    // The last day is a Tuesday.
    const weekend = (day + 5) % 7 < 2
    const stories = Math.floor((weekend ? 1 : 2.2) + next() * (weekend ? 1.2 : 2.6) + (DAYS - day) / 60)
    for (let story = 0; story < stories; story += 1) events.push(eventOf(day, next, pick))
  }
  return events
})()

function eventOf(day: number, next: () => number, pick: <Choice>(choices: readonly Choice[]) => Choice | undefined): Event {
  const [topic = '', happenings = {}] = pick(Object.entries(HAPPENINGS)) ?? []
  const place = pick(PLACES) ?? 'KE'
  const able = OUTLETS.filter(({ language }) => happenings[language] !== undefined)
  const wanted = Math.ceil(next() ** 2.2 * 6)
  const outlets = able
    .map((outlet) => ({ outlet, rank: next() * (outlet.language === 'en' ? 0.6 : 1) }))
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, wanted)
    .map(({ outlet }) => outlet)
  const reports = outlets.map(
    ({ id, language }): Report => ({
      by: id,
      hours: day * HOURS + 3 - next() * 11,
      title: headline(language, place, happenings[language] ?? ''),
    }),
  )
  return { topics: [topic], places: [place], reports }
}
