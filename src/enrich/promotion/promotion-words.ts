/** Words of adverts, price lists and guides in a title, by language, as alternatives of regular expressions. */

type PromotionWords = {
  /** Words with which the title begins. */
  readonly first: string
  /** Words that stand anywhere in the title. */
  readonly any: string
  /** Words for those who rule, judge or report: a title with one of them is news about such things. */
  readonly news: string
}

export const PROMOTION_WORDS: Readonly<Record<string, PromotionWords>> = {
  en: {
    first:
      "how to (?!(?:regulate|govern|tax|police|tame|rein|fix|save|win|make|stop|protect democracy))|here[’']s how to (?:get|save|use|watch|fix|set)|(?:the )?(?:\\d{1,2} )?best [\\p{L}\\d -]{3,40}(?: deals| (?:for|of) 20\\d\\d|: tested)|\\d{1,2} (?:best|easy|simple|must-have|great) |learn (?:to code|python|to think|[\\p{Lu}][\\p{L}+#]+,)|hands[- ]on with |(?:today[’']s )?(?:wordle|nyt connections|nyt strands)|deal alert|get (?:up to )?\\d{1,2}% off",
    any: "\\d{1,2}% off(?! (?:its|their|the|a|all-time|record|highs?|lows?|peak))|(?:promo|coupon|voucher|discount) codes?|(?:best|top|hot|early|daily|prime day|black friday|cyber monday) [\\p{L} -]{0,24}deals?|deals? of the (?:day|week)|(?:lowest|record[- ]low) price (?:ever|yet|of)|less than [$€£]\\d+ each|is now (?:just|only) [$€£]\\d|for (?:just|only) [$€£]\\d|on sale for|save (?:up to )?[$€£]\\d+|free trial|(?:beginner|step-by-step|complete|buying|buyer)[’']?s? guide|for beginners|full course|crash course|tutorial|cheat sheet|changelog|release notes|free spins|no[- ]deposit bonus|casino bonus(?:es)?|best online casinos?|casino app|casino en ligne|claims investigated by|(?:gold|silver|petrol|diesel|fuel) (?:price|rate)s? today|(?:investigates|investigating) (?:\\p{L}+ )?claims|law firm (?:investigat|remind|announc|encourag)\\p{L}+|investors (?:may|should|are encouraged to) contact|shareholder alert|class action (?:deadline|reminder)|sponsored content|advertorial",
    news: 'laws?|bills?|acts?|court|judges?|ruling|regulat\\p{L}+|watchdog|ministry|minister|government|parliament|senat\\p{L}+|congress|commission|fined?|fines|sues?|sued|lawsuit|bans?|banned|tax(?:es|ed)?|tariffs?|polices?|arrest\\p{L}*|probe|inquiry|EU|FTC|antitrust|scam\\p{L}*|fraud\\p{L}*|fake|experts?|industry|report|study|survey|rules?|consultation|policy|policymakers|standards?',
  },
  de: {
    first:
      'so (?:installier|aktivier|deaktivier|lösch|richt)\\p{L}+ sie|die (?:\\d+ )?besten [\\p{L} -]{3,40} im test|anleitung|schritt für schritt',
    any: 'gutscheincodes?|rabattcodes?|schnäppchen (?:bei|auf|im)|bestpreis|\\d+ ?(?:%|prozent) (?:rabatt|reduziert|günstiger|sparen)|zum tiefstpreis|im angebot|kaufberatung|schritt-für-schritt|für einsteiger',
    news: 'gesetz\\p{L}*|gericht\\p{L}*|urteil\\p{L}*|verbot\\p{L}*|behörde\\p{L}*|kartellamt|verbraucherzentrale|klag\\p{L}*|strafe|bundes\\p{L}*|regierung|minister\\p{L}*|steuer\\p{L}*|betrug\\p{L}*|warn\\p{L}*',
  },
  fr: {
    first:
      'comment (?:faire pour|installer|utiliser|configurer|supprimer|télécharger|activer|désactiver|choisir|regarder)|tuto|les (?:\\d+ )?meilleur(?:e?s)? ',
    any: "codes? promo|bons? plans?|\\d+ ?% de (?:réduction|remise)|prix cassé|à prix réduit|vente flash|en promo(?:tion)?|pas à pas|guide d[’']achat",
    news: 'loi|lois|tribunal|justice|décret|ministre|ministère|gouvernement|amende|interdi\\p{L}+|sénat|assemblée|taxe|cnil|dgccrf|commission|arnaque\\p{L}*|fraude',
  },
  es: {
    first:
      'cómo (?:instalar|usar|descargar|activar|desactivar|configurar|borrar|eliminar|elegir|ver)|los \\d+ mejores|las \\d+ mejores|guía (?:completa|paso)',
    any: 'códigos? (?:promocional(?:es)?|de descuento)|cup[oó]n(?:es)? de descuento|\\d+ ?% de descuento|chollos?|mejores ofertas|oferta flash|paso a paso|a precio de (?:saldo|derribo)|precio mínimo histórico',
    news: 'ley|leyes|tribunal|juez\\p{L}*|gobierno|ministr\\p{L}+|multa\\p{L}*|proh[ií]b\\p{L}+|congreso|senado|impuesto\\p{L}*|regulador\\p{L}*|comisión|estafa\\p{L}*|fraude\\p{L}*|denuncia\\p{L}*|sic|profeco|indecopi',
  },
  pt: {
    first: 'como (?:instalar|usar|baixar|ativar|desativar|configurar|apagar|escolher|assistir)|(?:os|as) \\d+ melhores',
    any: 'cupo(?:m|ns) de desconto|c[óo]digo (?:promocional|de desconto)|\\d+ ?% (?:de desconto|off)|melhores ofertas|promoção imperdível|passo a passo|menor preço',
    news: 'lei|leis|tribunal|juiz\\p{L}*|justiça|governo|ministr\\p{L}+|multa\\p{L}*|pro[ií]b\\p{L}+|senado|câmara|imposto\\p{L}*|procon|anatel|anpd|stf|golpe\\p{L}*|fraude\\p{L}*',
  },
  it: {
    first:
      'come (?:installare|usare|scaricare|attivare|disattivare|configurare|eliminare|scegliere|vedere)|i \\d+ migliori|le \\d+ migliori',
    any: 'codic[ei] (?:sconto|coupon)|sconto del \\d+|in offerta|migliori offerte|passo (?:dopo|per) passo|minimo storico|prezzo (?:shock|bomba)',
    news: 'legge|leggi|tribunale|giudic\\p{L}+|governo|ministr\\p{L}+|multa\\p{L}*|viet\\p{L}+|garante|antitrust|agcm|tass[ae]|truff\\p{L}+|senato|camera',
  },
  nl: {
    first: 'zo (?:installeer|verwijder|activeer) je|de (?:\\d+ )?beste ',
    any: 'kortingscodes?|\\d+ ?% korting|beste deals|stap voor stap|handleiding|aanbieding van de dag',
    news: 'wet|wetten|rechter|rechtbank|acm|boete\\p{L}*|minister\\p{L}*|kabinet|verbod\\p{L}*|verbied\\p{L}+|belasting|toezichthouder|oplicht\\p{L}+',
  },
  sv: {
    first: 'så (?:installerar|aktiverar|gör) du|bästa ',
    any: 'rabattkod\\p{L}*|\\d+ ?(?:%|procent) rabatt|bästa erbjudande\\p{L}*|steg för steg|bäst i test',
    news: 'lag\\p{L}*|domstol\\p{L}*|regering\\p{L}*|förbud\\p{L}*|böter|myndighet\\p{L}*|skatt\\p{L}*|minister\\p{L}*|bedräg\\p{L}+',
  },
  pl: {
    first: 'jak (?:zainstalować|usunąć|włączyć|wyłączyć|pobrać|ustawić|wybrać|sprawdzić)|najlepsze |poradnik',
    any: 'kod(?:y|ów)? rabatow\\p{L}+|kupony? rabatow\\p{L}+|rabat(?:u)? \\d+|w promocji|promocja na|krok po kroku|najlepsze okazje',
    news: 'ustaw\\p{L}+|sąd\\p{L}*|uokik|kar[aęy]|rząd\\p{L}*|minister\\p{L}*|zakaz\\p{L}*|podat\\p{L}+|oszu\\p{L}+|sejm\\p{L}*|komisj\\p{L}+',
  },
  cs: {
    first: 'jak (?:nainstalovat|odstranit|zapnout|vypnout|stáhnout|nastavit|vybrat)|nejlepší |návod',
    any: 'slevov\\p{L}+ (?:kód|kup[oó]n)\\p{L}*|sleva \\d+|krok za krokem|akční nabídk\\p{L}+',
    news: 'zákon\\p{L}*|soud\\p{L}*|vlád\\p{L}+|ministr\\p{L}+|pokut\\p{L}+|zákaz\\p{L}*|daň\\p{L}*|podvod\\p{L}*|úřad\\p{L}*|čoi',
  },
  ro: {
    first:
      'cum (?:s[ăa] )?(?:aleg[ei]|instalezi|alegi|descarci|activezi|monitorizezi|cite[șşs]ti|îți)|ghidul |cele mai bune |top \\d+ |de ce (?:s[ăa] )?aleg',
    any: 'cod(?:uri)? (?:de reducere|promo\\p{L}*)|cupon(?:ul|uri)? de reducere|produsele cu reduceri|reduceri de (?:p[âa]n[ăa] la|mii)|pas cu pas|ghid (?:complet|20\\d\\d|de cump[ăa]r\\p{L}+)|advertorial\\p{L}*',
    news: 'leg[ei]\\p{L}*|instan[țţt]\\p{L}+|guvern\\p{L}*|ministr\\p{L}+|amen[dz]\\p{L}*|interzi\\p{L}+|anpc|tax[eă]\\p{L}*|parlament\\p{L}*|fraud\\p{L}+|[îi]n[șşs]el\\p{L}+|parchet\\p{L}*',
  },
  tr: {
    first: 'en iyi \\d+|adım adım',
    any: 'nasıl (?:yapılır|kurulur|indirilir|kullanılır|silinir|kapatılır|açılır)|indirim (?:kodu|kuponu)|(?:yüzde|%) ?\\d+ (?:indirim\\p{L}*)|indirimli (?:ürün|fiyat)\\p{L}*|aktüel (?:ürün\\p{L}*|katalo\\p{L}+)|altın fiyatları (?:bugün|canlı)|(?:gram|çeyrek) altın (?:fiyat\\p{L}*|kaç)',
    news: 'yasa\\p{L}*|kanun\\p{L}*|mahkeme\\p{L}*|bakan\\p{L}*|ceza\\p{L}*|yasak\\p{L}*|kurul\\p{L}*|vergi\\p{L}*|dolandır\\p{L}+|meclis\\p{L}*|soruşturma\\p{L}*',
  },
  id: {
    first:
      '(?:begini )?cara (?:cek|daftar|download|unduh|mengatasi|menghapus|membuat|mengaktifkan|menonaktifkan|menggunakan|memilih|beli|membeli|top up|instal|mudah|ampuh|ganti|mengganti)|tips |tutorial |panduan (?:lengkap|membeli)|\\d+ (?:rekomendasi|tips|cara) |rekomendasi ',
    any: 'kode (?:promo|voucher)|promo (?:hari ini|spesial|\\d)|diskon (?:hingga|sampai|besar|\\d)|cashback \\d|langkah demi langkah|harga [\\p{L} ]{2,30} hari ini|harga emas (?:antam|hari|terkini)',
    news: 'undang-undang|uu|peraturan|aturan|pemerintah|menteri|kementerian|komdigi|kominfo|bpom|bank negara|polisi|pengadilan|mahkamah|denda|larang\\p{L}*|dilarang|pajak|cukai|dpr|akta|penipu\\p{L}*(?= ditangkap)|kerajaan|kppu|ojk|negara|presiden|warga',
  },
  vi: {
    first:
      'cách (?!chức|mạng|ly|hà|đây|ứng|nào|tân|biệt)|mẹo |chốt đơn |top \\d+ |\\d+ (?:cách|mẹo) |giá [\\p{L} ]{2,30} hôm nay',
    any: 'mã giảm giá|khuyến mãi (?:khủng|lớn|sốc)|giảm (?:giá )?(?:đến|tới|sốc) \\d+ ?%|ưu đãi (?:khủng|sốc|đến)|giá chỉ (?:từ )?\\d',
    news: 'luật|nghị định|thông tư|chính phủ|quốc hội|bộ trưởng|bộ|cục|công an|tòa|toà|xử phạt|phạt|cấm|thuế|quy định|quản lý|lừa đảo|mạng',
  },
  ru: {
    first:
      'как (?:установить|настроить|скачать|удалить|включить|отключить|выбрать|подключить|сделать|перенести)|лучшие \\d+|топ-?\\d+ |программы для |обзор лучших',
    any: 'промокод\\p{L}*|скидк[аиу] (?:до|на|в) \\d+|скидки до|по (?:выгодной|лучшей) цене|пошагов\\p{L}+ инструкц\\p{L}+|для чайников|для начинающих|акция дня|v\\.? ?\\d+\\.\\d+(?:\\.\\d+)?',
    news: 'закон\\p{L}*|суд\\p{L}*|фас|роскомнадзор\\p{L}*|правительств\\p{L}*|министр\\p{L}*|мин[цпфэ]\\p{L}+|штраф\\p{L}*|запре\\p{L}+|налог\\p{L}*|госдум\\p{L}*|мошенни\\p{L}+|полиц\\p{L}+|мвд',
  },
  uk: {
    first:
      'як (?:встановити|налаштувати|завантажити|видалити|увімкнути|вимкнути|вибрати|обрати|підключити)|найкращі \\d+|топ-?\\d+ ',
    any: 'промокод\\p{L}*|знижк[аиу] (?:до|на) \\d+|знижки до|покроков\\p{L}+ інструкц\\p{L}+|для початківців',
    news: 'закон\\p{L}*|суд\\p{L}*|амку|уряд\\p{L}*|міністр\\p{L}*|мін[цфе]\\p{L}+|штраф\\p{L}*|заборон\\p{L}+|подат\\p{L}+|рад[аи]|шахра\\p{L}+|поліц\\p{L}+',
  },
  el: {
    first: 'πώς να (?:κατεβάσετε|εγκαταστήσετε|ενεργοποιήσετε|επιλέξετε)|τα \\d+ καλύτερα',
    any: 'κουπόνι\\p{L}*|εκπτωτικ\\p{L}+ κωδικ\\p{L}+|έκπτωση (?:έως )?\\d+|βήμα (?:προς )?βήμα|σε (?:τιμή )?προσφορά',
    news: 'νόμο\\p{L}*|νομοσχέδιο|δικαστήρι\\p{L}+|κυβέρνηση\\p{L}*|υπουργ\\p{L}+|πρόστιμ\\p{L}+|απαγόρευ\\p{L}+|φόρο\\p{L}*|απάτη\\p{L}*|επιτροπή\\p{L}*',
  },
  ar: {
    first:
      'شرح |كورس |كيفية |طريقة |تثبيت |تحميل |تصطيب |تعلم |تعليم (?:البرمجة|لغة)|الدرس |الحلقة ?#? ?\\d|أفضل \\d+ |\\d+ (?:خطوات|تطبيقات|نصائح|طرق) |[إا]?زاي |ما هي لغة |أساسيات |اساسيات |أسهل طريقة|أسرع ',
    any: 'كورس |للمبتدئين|شرح عملي|(?:كود|كوبون) (?:ال)?خصم|كوبون|خصم (?:يصل|حتى|\\d+ ?%)|(?:سعر|أسعار) (?:الذهب|الدولار|اليورو|العملات) اليوم|دورة (?:تعلم|تعليم|كالي|معالجة|مجانية|windows|python|شاملة)|خطوة بخطوة|من الصفر|في \\d+ دقائق|tutorial|full course|crash course|\\|\\| ?دورة|\\| ?دورة',
    news: 'قانون\\p{L}*|القانون|محكمة|المحكمة|وزير|وزارة|الحكومة|حكومة|غرامة|حظر|ضريبة|ضرائب|البرلمان|مجلس|هيئة|اللجنة|النيابة|الشرطة|الاتحاد',
  },
  fa: {
    first:
      'آموزش (?:نصب|دانلود|کار|ساخت|گام|تصویری|استفاده|برنامه)|نحوه |چگونه |روش (?:نصب|دانلود|فعال)|بهترین \\d+|راهنمای (?:خرید|نصب)',
    any: 'کد تخفیف|کوپن|\\d+ ?(?:%|درصد) تخفیف|قیمت روز (?:طلا|سکه|دلار|ارز|خودرو|گوشی)|گام به گام',
    news: 'قانون|مجلس|دادگاه|وزیر|وزارت|دولت|جریمه|ممنوع\\p{L}*|مالیات|پلیس|قوه|بانک مرکزی|سازمان|شورا\\p{L}*|مصوبه|لایحه|طرح',
  },
  ur: {
    first: 'بہترین |جانیے ',
    any: 'آسان طریقہ|کیسے (?:بچا جائے|کریں|حاصل کریں|استعمال کریں)|ڈسکاؤنٹ (?:کوڈ|آفر)|بہترین (?:موبائل|اسمارٹ) ?فون|کی قیمت پاکستان میں',
    news: 'قانون|عدالت|وزیر\\p{L}*|وزارت|حکومت|جرمانہ|پابندی|ٹیکس|پی ٹی اے|پولیس|ایف آئی اے|اسمبلی|سینیٹ|بل',
  },
  he: {
    first: 'איך (?:מתקינים|מורידים|בוחרים|מסירים)|מדריך|המדריך |\\d+ (?:הטיפים|המוצרים)',
    any: 'קוד (?:קופון|הנחה)|קופון\\p{L}*|\\d+% הנחה|שלב אחר שלב|תוכן שיווקי',
    news: 'חוק|החוק|בית המשפט|שר|השר|משרד|הממשלה|קנס\\p{L}*|אוסר\\p{L}*|מס|הכנסת|ועד\\p{L}+|הרשות|המשטרה|הונא\\p{L}+',
  },
  hi: {
    first: 'जानें |ये हैं |टॉप \\d+',
    any: 'कैसे (?:करें|डाउनलोड करें|बनाएं|चेक करें|बचें)|आसान तरीका|कूपन|डिस्काउंट (?:ऑफर|कोड)|(?:भारी|बंपर) (?:छूट|डिस्काउंट)',
    news: 'कानून|क़ानून|अदालत|कोर्ट|सरकार|मंत्री|मंत्रालय|जुर्माना|प्रतिबंध|टैक्स|संसद|पुलिस|ट्राई|विधेयक|बिल|ठगी|धोखाधड़ी',
  },
  bn: {
    first: 'জেনে নিন ',
    any: 'যেভাবে .{0,60}(?:করবেন|বেন)|কীভাবে .{0,40}করবেন|উপায় জেনে|কুপন|ডিসকাউন্ট (?:অফার|কোড)|বিশেষ ছাড়|\\d+ শতাংশ ছাড়',
    news: 'আইন|আদালত|সরকার\\p{M}*|মন্ত্রী|মন্ত্রণালয়|জরিমানা|নিষিদ্ধ|কর|সংসদ|পুলিশ|বিটিআরসি|প্রতারণা',
  },
  th: {
    first: 'วิธี(?!การ)|\\d+ (?:วิธี|เทคนิค)|แนะนำ ?\\d+',
    any: 'โค้ดส่วนลด|โปรโมชั่น|โปรแรง|ลดสูงสุด|ส่วนลด \\d+|สอน(?:ใช้|ทำ|เขียน)|ราคาทองวันนี้|ทีละขั้นตอน',
    news: 'กฎหมาย|ศาล|รัฐบาล|กระทรวง|รมว|ปรับ|แบน|ห้าม|ภาษี|ตำรวจ|กสทช|มิจฉาชีพ|สภา|พ\\.ร\\.บ',
  },
  ja: {
    first: '【初心者|【徹底解説|【セール|【保存版',
    any: '初心者(?:向け|でも)|入門(?:編|講座)|使い方|やり方|(?:して|やって|作って|試して)み(?:た|よう|ました)|クーポン(?:コード|配布)|\\d+[%％] ?(?:OFF|オフ)|最安値|セール(?:開催|中|情報)|チュートリアル|おすすめ\\d+選|ポイント還元',
    news: '法案|法律|規制|政府|省|庁|委員会|裁判|判決|罰金|禁止|税|逮捕|警察|国会|公取|消費者|調査|発表',
  },
  ko: {
    first: '\\[?(?:꿀팁|핫딜|특가)\\]?',
    any: '하는 (?:방법|법)(?:은| 총정리|$)|꿀팁|사용법|쿠폰|특가|핫딜|최대 \\d+[%％] ?할인|총정리|따라하기|초보자',
    news: '법안|법률|법원|정부|장관|국회|규제|과징금|금지|세금|공정위|방통위|경찰|위원회|판결|수사|사기|조사',
  },
  zh: {
    first: '如何(?:安装|安裝|下载|下載|使用|设置|設定)|手把手|教程|【教程',
    any: '优惠券|優惠券|折扣码|折扣碼|优惠码|優惠碼|教程(?:$|[：:】！!）)])|手把手|入门(?:教程|指南)|购物攻略|購物攻略|甩卖|到手价|历史低价|限时优惠|限時優惠|限时特惠|仅需 ?\\d+ ?元|最佳發文時間|最佳发文时间|保姆级|買一送一|买一送一|开箱|開箱|\\d+ ?折起',
    news: '法院|法律|法规|條例|条例|规定|規定|监管|監管|总局|總局|政府|部门|罚|罰|禁|税|稅|警|委员会|委員會|诉|訴|通报|办法|辦法|标准|規範|规范|案|涉嫌|治理|整治',
  },
  sw: {
    first: 'jinsi ya (?:kupakua|kusakinisha|kutumia|kupata|kuchagua)',
    any: 'punguzo la (?:bei )?\\d+|hatua kwa hatua|ofa (?:kabambe|maalum)',
    news: 'sheria|mahakama|serikali|waziri|wizara|faini|marufuku|kodi|bunge|polisi|tcra|mamlaka',
  },
  am: {
    first: '',
    any: 'እንዴት (?:ማውረድ|መጫን|መጠቀም)|የዋጋ ቅናሽ \\d+',
    news: 'ሕግ|ህግ|ፍርድ|መንግሥት|መንግስት|ሚኒስ\\p{L}+|ቅጣት|ታገደ|ግብር|ፖሊስ|ምክር',
  },
}

/** Lawyers who look for clients, releases and changes of programs: in English everywhere, and certain even beside words of news. */
export const CERTAIN_PROMOTION = [
  '(?:law firm|law group|llp|esq\\.?|p\\.c\\.)[^.]{0,80}(?:investigat|remind|encourag|class action|contact)\\p{L}*',
  '(?:investigates|investigating) (?:\\p{L}+ )?claims',
  'investors? (?:may|should|are encouraged to|who lost) [^.]{0,40}contact|shareholder alert|class action (?:deadline|reminder)|investor alert',
  '\\(#\\d+\\) · [\\w.-]+/[\\w.-]+|· [\\w.-]+/[\\w.-]+@[0-9a-f]{7}',
  '(?:^|[\\p{L}\\d)] )v?\\d+\\.\\d+\\.\\d+(?:[-.]?(?:rc|beta|alpha)\\.?\\d*)? (?:released|is out|now available|release notes|changelog|veröffentlicht|发布|發布|リリース|릴리스|вышел|вышла)',
  '^(?:release )?v?\\d+\\.\\d+\\.\\d+(?:[-.]?(?:rc|beta|alpha)\\.?\\d*)?$|changelog for |release notes (?:for|of) ',
].join('|')

/** Labels that an advertiser's text begins with. */
export const ADVERTISED =
  'advertorial|advertisement feature|sponsored (?:content|post)|paid (?:content|post|partnership)|partner content|contenido patrocinado|conteúdo patrocinado|contenuto sponsorizzato|articolo sponsorizzato|artykuł sponsorowany|materiał promocyjny|komerční (?:článek|sdělení)|tanıtım yazısı|bài viết quảng cáo|на правах рекламы|партнерский материал|партнерський матеріал|διαφημιστική καταχώρηση|محتوى مدفوع|رپورتاژ آگهی|תוכן שיווקי'
/** Labels that begin news about advertising too: they count only before a colon or in brackets. */
export const ADVERTISED_LABELS =
  'anzeige|werbung|publireportage|publirreportaje|publicité|publicidad|reklama|реклама|спецпроект|प्रायोजित|广告|廣告|推广|推廣|PR|P|광고|제공'
