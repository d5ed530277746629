/**
 * Words by which agencies, credits and calls to the reader are recognised, in the languages of `config/lexicon/`, as alternatives of regular
 * expressions.
 */

/** News agencies as datelines sign them. In alphabets with capitals: in the agency's own spelling. */
export const AGENCIES = [
  'AFP|AP|Reuters|REUTERS|UPI|DPA|dpa|KNA|epd|APA|SDA|Keystone-ATS|ATS|ANP|Belga|BELGA|NTB|TT|Ritzau|STT|BNS|ELTA|PAP|ČTK|TASR|SITA|MTI|Agerpres|AGERPRES',
  'ANSA|AGI|Adnkronos|LaPresse|Askanews|EFE|Europa Press|EUROPA PRESS|Lusa|LUSA|Télam|Telam|Notimex|Prensa Latina|Agência Brasil|Agencia Brasil|ANA-MPA|AMNA',
  'AA|Anadolu|İHA|DHA|ANKA|TASS|Interfax|INTERFAX|RIA Novosti|UNN|Ukrinform|Trend|APA-Economics|Kazinform|Xinhua|CNA|Kyodo|KYODO|Jiji|Yonhap|YONHAP|Newsis',
  'PTI|ANI|IANS|UNI|APP|BSS|UNB|TTXVN|VNA|Bernama|BERNAMA|Antara|ANTARA|TNA|PNA|WAM|SPA|QNA|KUNA|BNA|ONA|MENA|TAP|APS|MAP|NNA|SANA|WAFA|IRNA|ISNA|ENA|AGP|NAN',
  'GLOBE NEWSWIRE|Globe Newswire|Business Wire|BUSINESS WIRE|PRNewswire|PR Newswire|PR NEWSWIRE|ACCESSWIRE|EQS|news aktuell|ots|Thomson Reuters Foundation|Bloomberg|CNN|BBC',
  'ТАСС|РИА Новости|риа новости|Р-Спорт|р-спорт|РАПСИ|Интерфакс|ИНТЕРФАКС|Прайм|РБК|УНН|УНІАН|УНИАН|Укрінформ|Укринформ|КАЗИНФОРМ|Казинформ|КазТАГ|БЕЛТА|БелТА|Спутник|Sputnik|АР|Рейтер|Рейтерс',
  'ΑΠΕ-ΜΠΕ|ΑΠΕ|Ρόιτερς',
].join('|')

/** News agencies in scripts without capitals. */
export const OTHER_AGENCIES = [
  'أ ?ف ?ب|ا ?ف ?ب|رويترز|د ?ب ?أ|د\\. ?ب\\. ?أ|أ ?ب|وات|وام|واس|بنا|قنا|كونا|بترا|سانا|وفا|معا|سبأ|واج|شينخوا|الأناضول|وكالات|الوكالات|سبوتنيك|أسوشيتد ?برس|العربية\\.نت|العربية نت|واع|إفي|تاس',
  'ایسنا|ایرنا|تسنیم|مهر|فارس|ایلنا|رویترز|خبرآنلاین|باشگاه خبرنگاران|ایجنسیاں|ایجنسیز|اے ایف پی|اے پی پی|آئی این پی|رائٹرز|روئٹرز',
  'רויטרס|סוכנויות|סוכנויות הידיעות|איי-פי',
  'भाषा|एजेंसी|एजेंसियां|वार्ता|पीटीआई|एएनआई|आईएएनएस|एएफपी|रायटर|रॉयटर्स|রয়টার্স|এএফপি|বাসস|ইউএনবি|এজেন্সি|ซินหัว|รอยเตอร์|เอเอฟพี|ኢዜአ|ኢቢሲ|ፋና|ሮይተርስ',
].join('|')

/** Chinese, Japanese and Korean agencies, which sign in brackets with place and date. */
export const EAST_ASIAN_AGENCIES =
  '新华社|新華社|新华网|新華網|中新社|中新网|中新網|中央社|央视网|人民网|环球网|本报|本報|本网|本社|法新社|路透社?|美联社|彭博社?|财联社|財聯社|共同|(?<=[\\p{sc=Katakana}ー=＝]|東京|北京|上海|香港|台北)時事|ロイター|ＡＦＰ|ＡＰ|ＣＮＮ|연합뉴스|뉴시스|뉴스1|뉴스핌|이데일리|노컷뉴스|헤럴드경제'

/** Agencies to which photos are credited. */
export const PHOTO_AGENCIES =
  'Getty(?: Images)?(?: (?:Europe|North America|News))?|Reuters|REUTERS|AFP|AP(?: Photo)?|EPA(?:-EFE|-Yonhap)?|EFE|DPA|dpa|ANSA|Shutterstock(?:\\.com)?|Unsplash|iStock|Pixabay|Pexels|Depositphotos|Adobe Stock|Dreamstime|IMAGO|Imago|picture[ -]alliance|ANP|Belga|Xinhua|Anadolu(?: Agency)?|Alamy(?: Stock Photo)?|Wikimedia(?: Commons)?|Bloomberg|NurPhoto|SOPA Images|PAP|ČTK|TASR|MTI|Bernama|Antara(?: Foto)?|ANTARA(?: FOTO)?|PTI|Yonhap|Kyodo|LaPresse|Keystone|Ritzau Scanpix|TT|Lehtikuva|NTB|Inquam Photos|Agerpres|Mediafax|Hepta|ΑΠΕ-ΜΠΕ|EUROKINISSI|Eurokinissi|InTime(?: News)?|ТАСС|РИА Новости|УНІАН|Укрінформ|رويترز|أ ?ف ?ب|新华社|中新社|视觉中国|法新社|路透社|美联社|達志影像|연합뉴스|뉴시스|뉴스1|共同|時事|ロイター'

/** Labels such as «Photo» with which a credit begins. */
export const PHOTO_LABELS = [
  'Photo(?:s|graph)?(?: credit| by| courtesy(?: of)?| illustration)?|(?:File|Representative|Representational|Illustrative) (?:photo|image|picture)|Image(?: credit| source| courtesy)?|Featured image|Picture(?: credit)?|Pic|Credit',
  'Foto(?:s|credit|grafie|graf)?|Bild(?:quelle|er)?|Symbolbild|Quelle|Archivfoto|Archivbild',
  "Photo d[’']illustration|Photo d[’']archives?|Crédits?(?: photo| image)?s?|Légende|Fotografía|Crédito(?: de foto)?|Imagen|Foto de archivo|Imagem|Reprodução|Divulgação|Foto d[’']archivio|Immagine|Fonte",
  'Beeld|Bilde|Billede|Foto/Ilustrasi|Foto Ilustrasi|Ilustrasi|Dok\\.|Gambar|Zdjęcie|Fot\\.|Ilustrační foto|Ilustrační snímek|Zdroj|Sursa foto|Credit foto|Sursă foto|Foto ilustrativ|Fotoğraf|Görsel|Ảnh(?: minh họa)?|Picha',
  'Фото|Фотография|Снимок|Скриншот|Иллюстрация|Ілюстрація|Φωτογραφία|ΦΩΤΟ|Φωτό|Φωτο',
  'صورة|الصورة|تصویر|عکس|فوٹو|תמונה|צילום|צילומים|קרדיט|फोटो|तस्वीर|ছবি|ภาพ|ภาพจาก|ፎቶ',
  '写真|画像|사진|사진제공|사진출처|图|图片|图片来源|图源|圖|圖片|圖片來源|圖源|資料照|资料图|摄影|攝影',
].join('|')

/** Signs that are a label only where a credit goes on after them. */
export const PHOTO_SIGNS = '©|\\(c\\)|&copy;|AP Photo/|REUTERS/|AFP/|EPA/'

/** Networks and applications on which a publisher wants to be followed. */
export const NETWORKS = [
  'Twitter|Facebook|Whats ?App|Telegram|Instagram|YouTube|Google (?:News|Berita|Notícias|Noticias|Actualités|Haberler|Discover|Новости|新聞)|LinkedIn|TikTok|Threads|Bluesky|Mastodon|Viber|Zalo|Messenger|Flipboard|Substack|Discord|LINE|Apple News|Truth Social',
  'Телеграм|Фейсбук|Facebooku|ВКонтакте|Дзен|Одноклассник|Вайбер|Твиттер|Ютуб',
  'واتس ?اب|واتس ?آب|تلغرام|تيليغرام|تيليجرام|تليجرام|تلجرام|فيسبوك|فيس بوك|تويتر|يوتيوب|إنستغرام|انستغرام|غوغل نيوز|أخبار غوغل|تلگرام|اینستاگرام|توییتر|واٹس ?ایپ|فیس ?بک|ٹوئٹر|ٹوئیٹر|یوٹیوب|ٹیلی ?گرام|گوگل نیوز',
  'טלגרם|ווטסאפ|וואטסאפ|פייסבוק|טוויטר|אינסטגרם|יוטיוב|ट्विटर|फेसबुक|व्हाट्सएप|व्हाट्सऐप|वॉट्सऐप|टेलीग्राम|यूट्यूब|इंस्टाग्राम|गूगल न्यूज|ফেসবুক|টেলিগ্রাম|হোয়াটসঅ্যাপ|ইউটিউব|টুইটার|গুগল নিউজ',
  'เฟซบุ๊ก|ทวิตเตอร์|ไลน์|ยูทูบ|อินสตาแกรม|ቴሌግራም|ፌስቡክ|ዩቲዩብ|ትዊተር|微信|微博|公众号|公眾號|抖音|臉書|粉絲專頁|카카오톡|네이버|텔레그램|유튜브|페이스북|인스타그램|ツイッター|フェイスブック|インスタグラム',
].join('|')

/** Words for a publisher's newsletter. */
export const NEWSLETTERS =
  "newsletters?|news ?alerts|bolet[íi]n(?:es)?|boletim|infolettre|lettre d[’']information|nieuwsbrief|nyhetsbrev|b[üu]lten\\p{L}*|newsletter\\p{L}*|zpravodaj\\p{L}*|рассылк\\p{L}|розсилк\\p{L}|ενημερωτικό δελτίο|النشرة (?:البريدية|الإخبارية)|نشرتنا|خبرنامه|نیوز لیٹر|ניוזלטר|न्यूज़?लेटर|নিউজলেটার|ニュースレター|メルマガ|뉴스레터|电子报|電子報|จดหมายข่าว|bản tin|buletin|jarida"

/** Words for a publisher's application. */
export const APPLICATIONS =
  "apps?|App Store|Google Play|Play Store|application mobile|l[’']appli(?:cation)?|aplicación|aplicativo|aplikasi|aplikac[ei]|aplikacj[ęi]|aplicația|uygulama\\p{L}*|ứng dụng|приложени\\p{L}|застосун\\p{L}+|додаток|εφαρμογή|تطبيق\\p{L}*|اپلیکیشن|ایپ|אפליקצי\\p{L}+|ऐप|एप|অ্যাপ|แอป\\p{L}*|アプリ|앱|客户端|客戶端|programu"

type Call = {
  /** Verbs of requests to the reader; the sentence begins with one, or ends with one where verbs stand last (`at`). */
  readonly verbs: string
  readonly at: 'start' | 'end'
  /** Words of the first person: without one the sentence may be news about others. Null: the verb's form implies it. */
  readonly us: string | null
}
/** Requests to the reader, by language. */
export const CALLS: Readonly<Record<string, Call>> = {
  en: {
    verbs: 'follow|like|join|subscribe|sign up|find|connect with|catch|add|get|receive|download|install|watch|check out|stay',
    at: 'start',
    us: 'us|our|@\\w+',
  },
  de: {
    verbs: 'folgen sie|folgt|folge|abonnieren sie|abonniert|abonniere|laden sie|melden sie sich|besuchen sie',
    at: 'start',
    us: 'uns|unser\\p{L}*',
  },
  fr: {
    verbs: 'suivez|rejoignez|abonnez[- ]vous|inscrivez[- ]vous|retrouvez|recevez|t[ée]l[ée]chargez|likez',
    at: 'start',
    us: 'nous|notre|nos',
  },
  es: {
    verbs:
      's[íi]guenos|s[íi]ganos|sigue|sigan|suscr[íi]b[ea]te|suscr[íi]base|[úu]nete|[úu]nase|encu[ée]ntranos|recibe|reciba|descarga|descargue',
    at: 'start',
    us: 's[íi]guenos|s[íi]ganos|encu[ée]ntranos|nuestr\\p{L}+',
  },
  pt: {
    verbs: 'siga|sigam|acompanhe|inscreva-se|assine|curta|participe|entre|receba|baixe',
    at: 'start',
    us: 'siga-nos|acompanhe-nos|noss\\p{L}+',
  },
  it: { verbs: 'seguici|seguiteci|segui|iscriviti|unisciti|ricevi|scarica', at: 'start', us: 'seguici|seguiteci|nostr\\p{L}+' },
  nl: { verbs: 'volg|abonneer|word lid|like|schrijf je in|meld je aan|download|ontvang', at: 'start', us: 'ons|onze' },
  sv: { verbs: 'följ|prenumerera|gilla|anmäl dig|ladda ner', at: 'start', us: 'oss|vårt|våra|vår' },
  pl: { verbs: 'obserwuj|śledź|polub|dołącz|subskrybuj|zaobserwuj|zapisz się|pobierz', at: 'start', us: 'nas|nasz\\p{L}*' },
  cs: { verbs: 'sledujte|přidejte se|odebírejte|přihlaste se|stáhněte si', at: 'start', us: 'nás|náš|naš\\p{L}*' },
  ro: {
    verbs: 'urm[ăa]ri[țţt]i|urm[ăa]re[șşs]te|aboneaz[ăa]-te|abona[țţt]i-v[ăa]|intr[ăa]|descarc[ăa]',
    at: 'start',
    us: 'ne|\\p{L}+-ne|nostru|noastr\\p{L}+',
  },
  tr: {
    verbs: 'takip edin(?:iz)?|takip et|abone ol\\p{L}*|katılın|katıl|beğenin|indirin',
    at: 'end',
    us: 'bizi|\\p{L}+[ıiuü]m[ıiuü]z\\p{L}*',
  },
  id: {
    verbs: 'ikuti|gabung|bergabung\\p{L}*|langgan\\p{L}*|berlangganan|sertai|dapatkan|simak|follow|unduh|muat turun',
    at: 'start',
    us: 'kami',
  },
  vi: { verbs: 'theo dõi|đăng ký|tham gia|mời (?:bạn|quý) \\p{L}+|tải', at: 'start', us: 'chúng tôi|của báo' },
  ru: {
    verbs: 'подписывайтесь|подпишитесь|подписывайся|следите|присоединяйтесь|читайте|скачайте|скачивайте|установите',
    at: 'start',
    us: 'нас|наш\\p{L}*|нам',
  },
  uk: {
    verbs:
      'підписуйтесь|підписуйтеся|підпишіться|стежте|слідкуйте|приєднуйтесь|приєднуйтеся|долучайтесь|долучайтеся|читайте|завантажуйте',
    at: 'start',
    us: 'нас|наш\\p{L}*|нам',
  },
  el: { verbs: 'ακολουθήστε|ακολουθείστε|εγγραφείτε|γραφτείτε|κατεβάστε|βρείτε|κάντε', at: 'start', us: 'μας|@\\w+|\\w+\\.gr' },
  ar: { verbs: 'تابعونا|تابعنا|اشتركوا|انضموا|للاشتراك|للانضمام', at: 'start', us: '\\p{L}+نا' },
  fa: { verbs: 'دنبال کنید|عضو شوید|بپیوندید|دریافت کنید|نصب کنید', at: 'end', us: 'ما' },
  ur: { verbs: 'فالو کریں|جوائن کریں|سبسکرائب کریں|شامل ہوں|ڈاؤن لوڈ کریں', at: 'end', us: 'ہمیں|ہمارے|ہمارا|ہماری' },
  he: { verbs: 'עקבו|הצטרפו|הירשמו|הורידו', at: 'start', us: 'אחרינו|שלנו|אלינו' },
  hi: {
    verbs: '(?:फॉलो|फ़ॉलो|सब्सक्राइब|लाइक|ज्वाइन|ज्वॉइन|डाउनलोड) (?:करें|करे|कीजिए)|जुड़ें|जुड़िए',
    at: 'end',
    us: 'हमें|हमारे|हमारी|हमारा|हमसे',
  },
  bn: { verbs: '(?:অনুসরণ|ফলো|সাবস্ক্রাইব|ডাউনলোড) করুন|যুক্ত হোন|যোগ দিন|সঙ্গে থাকুন', at: 'end', us: 'আমাদের' },
  th: { verbs: 'ติดตาม|กดติดตาม|สมัคร|ดาวน์โหลด', at: 'start', us: '\\p{L}*เรา\\p{L}*|\\p{L}*ได้ที่\\p{L}*' },
  ja: {
    verbs: '(?:フォロー|登録|購読|ダウンロード|友だち追加)(?:して|を|お願い|は|も)?(?:ください|お願いします|はこちら|下さい)',
    at: 'end',
    us: null,
  },
  ko: {
    verbs: '(?:구독|팔로우|추가|다운로드|가입)(?:을|를)? ?(?:하세요|해 ?주세요|부탁드립니다|눌러 ?주세요)',
    at: 'end',
    us: null,
  },
  zh: {
    verbs: '(?:欢迎|歡迎|请|請|敬请)?(?:扫码|掃碼)?(?:关注|關注|订阅|訂閱|追蹤|加入|下载|下載)',
    at: 'start',
    us: '我们|我們|本报|本報|本站|本台|本网',
  },
  sw: { verbs: 'tufuate|fuata|jiunge|tembelea|pakua', at: 'start', us: 'tufuate|\\p{L}*etu' },
  am: { verbs: 'ይከተሉን|ተከተሉን|ይከታተሉን|ይቀላቀሉን', at: 'end', us: null },
}

/** Labels before the headline of another article. */
export const RELATED = [
  "read (?:also|more|next)|also read|see also|related(?: (?:articles?|stories|story|news))?|more (?:on this|from [\\p{L} ]{2,20})|recommended|don[’']t miss|watch(?: (?:also|now|video))?|listen|you may also like",
  'lesen sie (?:auch|mehr)|lies auch|mehr (?:dazu|zum thema)|siehe auch|lire (?:aussi|également)|à lire aussi|voir aussi|sur le même sujet|le(?:a|e|er) (?:también|además|más)|te puede interesar|también lee|también te puede interesar|ver también|leia (?:também|mais)|veja (?:também|mais)|saiba mais',
  'leggi anche|vedi anche|guarda anche|lees (?:ook|verder|meer)|läs (?:också|även|mer)|czytaj (?:też|także|również|więcej)|zobacz (?:też|także|również)|przeczytaj (?:też|także)|čtěte (?:také|též|i|více)|přečtěte si(?: také)?|cite[șşs]te (?:[șşs]i|mai mult|[îi]n continuare)|vezi [șşs]i',
  'ayrıca oku(?:yun)?|ilgili haber(?:ler)?|bunu da oku(?:yun)?|baca (?:juga|lagi|selengkapnya)|lihat juga|simak juga|pilihan editor|berita (?:terkait|berkaitan)|xem thêm|đọc thêm|tin liên quan|soma (?:pia|zaidi)',
  'читайте (?:также|ещё|еще|подробнее)|(?:смотрите|см\\.) также|по теме|подробнее|читайте (?:також|ще)|дивіться також|більше по темі|διαβάστε (?:επίσης|ακόμα|ακόμη|περισσότερα)|δείτε (?:επίσης|ακόμα)',
  'اقرأ أيض(?:ا|ً|اً)+|اقرأ المزيد|شاهد أيض(?:ا|اً)|طالع أيضا|موضوعات? متعلقة?|بیشتر بخوانید|بیشتر بخوانید|همچنین بخوانید|مزید پڑھیں|یہ بھی پڑھیں|קראו (?:גם|עוד)|עוד בנושא|כתבות נוספות',
  'यह भी पढ़ें|ये भी पढ़ें|इसे भी पढ़ें|और पढ़ें|আরও পড়ুন|আরও পড়ুন|আরো পড়ুন|อ่านเพิ่มเติม|อ่านข่าว|ข่าวที่เกี่ยวข้อง|ተጨማሪ ያንብቡ',
  '関連記事|あわせて読みたい|관련 ?기사|관련 ?뉴스|相关阅读|相关新闻|延伸阅读|延伸閱讀|相關新聞|更多新聞|推荐阅读|阅读更多|閱讀更多',
].join('|')

/** Labels of buttons and adverts, which count only as a whole line. */
export const FURNITURE = [
  'advertisement|advertisement - continue reading below|story continues below(?: this)?(?: ad(?:vertisement)?)?|article continues below(?: this)?(?: ad(?:vertisement)?)?|listen to this (?:article|story)|sponsored|promoted|skip advert(?:isement)?|\\d+ min(?:ute)?s? read|reading time:? \\d+ min\\p{L}*|comments?|share|print|copy link|share this(?: (?:article|story|post|page|with your friends))?|share on [\\p{L}/ ,]{1,60}',
  'anzeige|werbung|artikel teilen|teilen|publicité|partager(?: (?:sur|cet article)[\\p{L}/ ,]{0,40})?|publicidad|compartir(?: en [\\p{L}/ ,]{1,40})?|publicidade|compartilh[ae]r?(?: (?:esta notícia|no [\\p{L}/ ,]{1,40}))?|continua após a publicidade|pubblicità|condividi(?: su [\\p{L}/ ,]{1,40})?|advertentie|deel(?: dit artikel)?|annons|dela(?: artikeln)?',
  'reklama|udostępnij|sdílet|publicitate|distribuie|reklam|paylaş|iklan|advertisement scroll to continue with content|scroll to continue with content|bagikan|kongsi|quảng cáo|chia sẻ|tangazo|shiriki',
  'реклама|поделиться|поширити|поділитися|διαφήμιση|κοινοποίηση|إعلان|مشاركة|شارك(?: المقال| الخبر)?|تبلیغات|اشتراک‌گذاری|اشتہار|شیئر کریں|פרסומת|שתפו|विज्ञापन|शेयर करें|বিজ্ঞাপন|শেয়ার করুন|โฆษณา|แชร์|ማስታወቂያ',
  '広告|シェア(?:する)?|광고|공유(?:하기)?|广告|廣告|分享|分享到|分享至[\\p{L}/ ,]{0,20}',
].join('|')

/** Labels before a date of publication. */
export const DATE_LABELS =
  'Published|Updated|Last updated|Posted|First published|Veröffentlicht|Aktualisiert|Stand|Publié le|Mis à jour le|Publicado(?: el| em)?|Actualizado(?: el)?|Atualizado(?: em)?|Pubblicato(?: il)?|Aggiornato(?: il)?|Gepubliceerd|Publicerad|Uppdaterad|Opublikowano|Aktualizacja|Publikováno|Aktualizováno|Publicat|Actualizat|Опубликовано|Обновлено|Опубліковано|Оновлено|Δημοσιεύτηκε|تاريخ النشر|公開日|最終更新日|更新日|掲載日|发布时间|发布日期|發布時間|更新时间|更新時間|입력|수정|등록'
