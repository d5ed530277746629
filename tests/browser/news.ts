/** Invented news of invented publishers, for pictures and for tests in a browser. */

export type Outlet = { readonly id: string; readonly name: string; readonly language: string; readonly country: string }
export const OUTLETS: readonly Outlet[] = [
  { id: 'harbour-post', name: 'Harbour Post', language: 'en', country: 'KE' },
  { id: 'north-sea-ledger', name: 'North Sea Ledger', language: 'en', country: 'GB' },
  { id: 'marche-libre', name: 'Le Marché libre', language: 'fr', country: 'SN' },
  { id: 'sahifat-al-mina', name: 'صحيفة الميناء', language: 'ar', country: 'EG' },
  { id: 'gangkou-ribao', name: '港口日报', language: 'zh-Hans', country: 'CN' },
  { id: 'kuandai-shibao', name: '寬頻時報', language: 'zh-Hant', country: 'HK' },
  { id: 'svyaz-segodnya', name: 'Связь сегодня', language: 'ru', country: 'KZ' },
  { id: 'correo-digital', name: 'Correo Digital', language: 'es', country: 'MX' },
  { id: 'rede-diaria', name: 'Rede Diária', language: 'pt', country: 'BR' },
  { id: 'netzblatt', name: 'Netzblatt', language: 'de', country: 'DE' },
  { id: 'umi-tsushin', name: '海通信', language: 'ja', country: 'JP' },
  { id: 'kabar-jaringan', name: 'Kabar Jaringan', language: 'id', country: 'ID' },
  { id: 'hind-sanchar', name: 'हिंद संचार', language: 'hi', country: 'IN' },
  { id: 'gazeti-la-mtandao', name: 'Gazeti la Mtandao', language: 'sw', country: 'TZ' },
]

/** The words between asterisks are the evidence for the topic. `copy`: the text of the first article again. */
export type Report = {
  readonly by: string
  readonly hours: number
  readonly title: string
  readonly summary?: string
  readonly copy?: true
}
export type Event = {
  readonly topics: readonly string[]
  readonly places?: readonly string[]
  readonly entities?: readonly string[]
  readonly reports: readonly Report[]
}

export const EVENTS: readonly Event[] = [
  {
    topics: ['ig.cables', 'ig.access'],
    places: ['SN', 'CI'],
    reports: [
      {
        by: 'marche-libre',
        hours: 9.4,
        title: 'Deux *câbles sous-marins* coupés au large de Dakar, la connexion ralentie dans sept pays',
        summary:
          'Les opérateurs ont basculé une partie du trafic vers le satellite et des liaisons terrestres. Un navire de réparation doit appareiller demain.',
      },
      {
        by: 'harbour-post',
        hours: 8.6,
        title: 'Two *submarine cables* cut off Dakar slow the internet in seven countries',
        summary:
          'Operators moved part of the traffic to satellites and overland links. A repair ship is due to sail tomorrow; the mending is expected to take about ten days.',
      },
      {
        by: 'north-sea-ledger',
        hours: 8.1,
        title: 'Two *submarine cables* cut off Dakar slow the internet in seven countries',
        copy: true,
      },
      {
        by: 'sahifat-al-mina',
        hours: 7.9,
        title: 'انقطاع *كابلين بحريين* قبالة داكار يبطئ الإنترنت في سبع دول',
        summary: 'حوّل المشغّلون جزءًا من الحركة إلى الأقمار الصناعية والوصلات البرية، وتبحر سفينة الإصلاح غدًا.',
      },
      {
        by: 'rede-diaria',
        hours: 7.2,
        title: 'Rompimento de dois *cabos submarinos* perto de Dacar deixa a internet lenta em sete países',
        summary: 'Operadoras desviaram parte do tráfego para satélites e ligações terrestres.',
      },
      {
        by: 'gangkou-ribao',
        hours: 6.5,
        title: '达喀尔近海两条*海底光缆*中断，七国网速下降',
        summary: '运营商已将部分流量转至卫星和陆上线路，维修船预计明日启航，修复约需十天。',
      },
      {
        by: 'svyaz-segodnya',
        hours: 5.8,
        title: 'Обрыв двух *подводных кабелей* у Дакара замедлил интернет в семи странах',
        summary: 'Операторы перевели часть трафика на спутники и наземные линии.',
      },
      {
        by: 'correo-digital',
        hours: 5.1,
        title: 'El corte de dos *cables submarinos* frente a Dakar ralentiza internet en siete países',
        summary: 'Los operadores desviaron parte del tráfico a satélites y enlaces terrestres.',
      },
      {
        by: 'umi-tsushin',
        hours: 3.9,
        title: 'ダカール沖で*海底ケーブル* 2 本が切断、7 か国で通信速度が低下',
        summary: '通信各社は衛星と陸上回線に迂回させている。',
      },
      {
        by: 'gazeti-la-mtandao',
        hours: 2.7,
        title: '*Nyaya* mbili *za chini ya bahari* zakatika karibu na Dakar, intaneti yapungua kasi katika nchi saba',
      },
    ],
  },
  {
    topics: ['ec.de-minimis', 'ec.cross-border'],
    places: ['europe'],
    entities: ['eu'],
    reports: [
      {
        by: 'netzblatt',
        hours: 7.5,
        title: 'Zollfreigrenze für *Kleinsendungen* fällt: Ab Juli kostet jedes Paket eine Gebühr',
        summary:
          'Die Mitgliedstaaten einigten sich auf einen festen Betrag je Sendung. Händler sollen ihn schon beim Kauf ausweisen.',
      },
      {
        by: 'north-sea-ledger',
        hours: 7,
        title: 'Duty-free limit for *small parcels* to end in July as states agree on a flat fee',
        summary:
          'Sellers will have to show the fee at checkout; customs offices say that data, not inspections, will decide how fast parcels move.',
      },
      {
        by: 'gangkou-ribao',
        hours: 6.2,
        title: '*小额包裹*免税门槛七月取消，跨境卖家加快布局海外仓',
        summary: '各成员国同意对每件包裹收取固定费用，平台须在结算时列明。',
      },
      {
        by: 'correo-digital',
        hours: 4.8,
        title: 'La exención para *pequeños paquetes* terminará en julio con una tasa fija por envío',
        summary: 'Los vendedores deberán mostrar la tasa en el momento de la compra.',
      },
      {
        by: 'marche-libre',
        hours: 3.3,
        title: 'La franchise sur les *petits colis* prendra fin en juillet',
        summary: 'Un montant fixe par envoi remplacera l’exonération.',
      },
      {
        by: 'sahifat-al-mina',
        hours: 2.4,
        title: 'إلغاء إعفاء *الطرود الصغيرة* من الرسوم اعتبارًا من يوليو',
        summary: 'رسم ثابت على كل شحنة يظهر للمشتري عند الدفع.',
      },
    ],
  },
  {
    topics: ['ec.moratorium', 'ec.trade-agreements'],
    entities: ['wto'],
    reports: [
      {
        by: 'hind-sanchar',
        hours: 6.9,
        title: 'डिजिटल प्रसारण पर *सीमा शुल्क स्थगन*: मंत्रियों के बीच मतभेद बरकरार',
        summary: 'कई विकासशील देशों ने राजस्व के नुक़सान का प्रश्न उठाया; फ़ैसला अगली बैठक तक टल सकता है।',
      },
      {
        by: 'harbour-post',
        hours: 6.1,
        title: 'Ministers split over *moratorium* on duties for electronic transmissions',
        summary:
          'Several developing countries want lost revenue counted before the next extension; a decision may slip to spring.',
      },
      {
        by: 'kabar-jaringan',
        hours: 5.5,
        title: 'Para menteri berbeda pendapat soal *moratorium* bea transmisi elektronik',
        summary: 'Keputusan dapat tertunda hingga musim semi.',
      },
      {
        by: 'correo-digital',
        hours: 3.7,
        title: 'La *moratoria* sobre transmisiones electrónicas divide a los ministros',
        summary: 'La decisión podría aplazarse hasta la primavera.',
      },
    ],
  },
  {
    topics: ['ig.shutdowns'],
    places: ['africa'],
    reports: [
      {
        by: 'gazeti-la-mtandao',
        hours: 5.9,
        title: 'Mahakama yasitisha *kuzimwa kwa intaneti* wakati wa mitihani',
        summary: 'Majaji wasema hatua hiyo iliathiri biashara na hospitali kuliko ilivyozuia udanganyifu.',
      },
      {
        by: 'harbour-post',
        hours: 5.2,
        title: 'Court halts *internet shutdowns* during school exams',
        summary: 'Judges found that the measure hurt shops and hospitals more than it hindered cheating.',
      },
      {
        by: 'sahifat-al-mina',
        hours: 4.4,
        title: 'محكمة توقف *قطع الإنترنت* أثناء الامتحانات',
        summary: 'رأى القضاة أن الإجراء أضرّ بالمتاجر والمستشفيات أكثر مما منع الغش.',
      },
      { by: 'marche-libre', hours: 2.9, title: 'La justice suspend les *coupures d’internet* pendant les examens' },
    ],
  },
  {
    topics: ['ec.pilot-zones', 'ec.logistics'],
    places: ['CN'],
    reports: [
      {
        by: 'gangkou-ribao',
        hours: 10.2,
        title: '新一批*跨境电商综合试验区*公布，十二个内陆城市入选',
        summary: '新设试验区将推行无纸化通关和退货中心仓，预计首批项目明年一季度落地。',
      },
      {
        by: 'kuandai-shibao',
        hours: 8.8,
        title: '中國新增十二個*跨境電商綜合試驗區*，內陸城市為主',
        summary: '新試驗區將推行無紙化通關。',
      },
      {
        by: 'svyaz-segodnya',
        hours: 6.6,
        title: 'Китай добавил двенадцать *зон трансграничной торговли* во внутренних городах',
        summary: 'В новых зонах вводят безбумажное оформление.',
      },
      {
        by: 'north-sea-ledger',
        hours: 4.5,
        title: 'Twelve inland cities join China’s cross-border *e-commerce pilot zones*',
        summary: 'Paperless clearance and shared return warehouses come first.',
      },
    ],
  },
  {
    topics: ['ig.dns'],
    reports: [
      {
        by: 'svyaz-segodnya',
        hours: 7.7,
        title: 'Открыт приём заявок на новые *доменные зоны*, впервые на 27 письменностях',
        summary: 'Заявки принимаются до апреля; для небольших языковых сообществ сбор снижен.',
      },
      { by: 'umi-tsushin', hours: 6.8, title: '新しい*トップレベルドメイン*の申請受付が始まる' },
      {
        by: 'harbour-post',
        hours: 4.1,
        title: 'New *top-level domains* open for applications in 27 scripts',
        summary: 'Fees are lower for small language communities; the window closes in April.',
      },
    ],
  },
  {
    topics: ['ig.data-protection', 'ig.ai'],
    places: ['BR'],
    reports: [
      {
        by: 'rede-diaria',
        hours: 5.6,
        title: 'Autoridade de *proteção de dados* proíbe treino de modelos com fotos de crianças',
        summary: 'Empresas têm trinta dias para comprovar que apagaram as imagens.',
      },
      {
        by: 'correo-digital',
        hours: 4.9,
        title: 'La autoridad brasileña de *protección de datos* veta entrenar modelos con fotos de menores',
      },
      {
        by: 'north-sea-ledger',
        hours: 3.1,
        title: 'Brazil’s *data protection* office bars training on pictures of children',
        summary: 'Companies have thirty days to show that the images are gone.',
      },
    ],
  },
  {
    topics: ['ec.payments'],
    reports: [
      {
        by: 'kabar-jaringan',
        hours: 4.7,
        title: '*Pembayaran* QR lintas negara meluas ke pasar tradisional',
        summary: 'Pedagang menerima dana dalam hitungan detik tanpa alat baru.',
      },
      { by: 'hind-sanchar', hours: 3.6, title: 'सीमा पार *क्यूआर भुगतान* अब पारंपरिक बाज़ारों तक' },
    ],
  },
  {
    topics: ['ig.cables'],
    reports: [{ by: 'kabar-jaringan', hours: 11.3, title: 'Pusat *data* baru di Batam memakai pendingin air laut' }],
  },
  {
    topics: ['ig.cables'],
    reports: [
      {
        by: 'kuandai-shibao',
        hours: 9.9,
        title: '離島*海纜*備援工程提前完工',
        summary: '新增微波站讓三座離島在斷纜時仍可通話。',
      },
    ],
  },
  {
    topics: ['ec.de-minimis'],
    reports: [{ by: 'harbour-post', hours: 8.3, title: 'Nairobi traders ask for one form for *low-value consignments*' }],
  },
  {
    topics: ['ec.pilot-zones'],
    reports: [{ by: 'gangkou-ribao', hours: 3.2, title: '*综试区*退货中心仓投入运营，平均处理时间缩短至两天' }],
  },
  {
    topics: ['ig.dns'],
    reports: [
      {
        by: 'netzblatt',
        hours: 2.2,
        title: 'Registrare sollen Inhaber von *Domains* künftig vor der Freischaltung prüfen',
        summary: 'Kleine Anbieter warnen vor Kosten, die größer sind als der Jahrespreis.',
      },
    ],
  },
  {
    topics: ['ec.livestream'],
    reports: [
      {
        by: 'gangkou-ribao',
        hours: 1.8,
        title: '*直播带货*新规明年施行，主播须公示所售商品来源',
        summary: '平台保存录像的期限延长至三年。',
      },
    ],
  },
  {
    topics: ['ig.telecom'],
    reports: [{ by: 'sahifat-al-mina', hours: 1.4, title: 'الهيئة تطرح *طيفًا تردديًا* جديدًا للقرى النائية' }],
  },
  {
    topics: ['ig.cybersecurity'],
    reports: [{ by: 'svyaz-segodnya', hours: 1.1, title: 'Больницы обязали сообщать об *утечках данных* в течение суток' }],
  },
  {
    topics: ['ec.consumer'],
    reports: [{ by: 'marche-libre', hours: 0.8, title: 'Retours en ligne : les *consommateurs* auront trente jours partout' }],
  },
  {
    topics: ['ig.digital-id'],
    reports: [{ by: 'hind-sanchar', hours: 0.6, title: '*डिजिटल पहचान* के लिए अब ऑफ़लाइन सत्यापन की सुविधा' }],
  },
]
