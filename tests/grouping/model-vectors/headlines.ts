/** Reports of many events, one each, in two languages; and reports of one event in both, with look-alikes. */
export type Headline = {
  readonly id: string
  readonly language: 'en' | 'ru'
  readonly title: string
  readonly text: string
  readonly places: readonly string[]
  /** How many hours after the others it comes. */
  readonly late?: number
}

const filler = (language: 'en' | 'ru', lines: readonly string[]): readonly Headline[] =>
  lines.map((line, nth) => {
    const [title = '', text = ''] = line.split(' / ')
    return { id: `${language}${nth}`, language, title, text, places: [] }
  })

export const FILLER: readonly Headline[] = [
  ...filler('en', [
    'Farmers welcome early rain after dry spring / Wheat and barley fields have recovered, an association of growers said.',
    'Museum opens gallery of medieval manuscripts / Visitors can see prayer books that monks wrote by hand.',
    'Scientists find new species of frog in the mountains / It lives in cold streams and sings at night.',
    'Parliament debates reform of pension law / The opposition asked for more money for widows.',
    'Airline orders forty aircraft for regional routes / Deliveries begin in three years, the carrier said.',
    'Chess champion retires at thirty / She wants to teach children in schools.',
    'Court rejects appeal in inheritance dispute / Two brothers had quarrelled about a vineyard.',
    'Bakery chain raises bread prices / Flour and energy have become more expensive.',
    'Film festival honours actress for life’s work / The audience applauded for ten minutes.',
    'Volcano eruption closes island airport / Ash covered villages and roads.',
    'Hospital introduces robots for surgery / Doctors hope for smaller wounds and fewer infections.',
    'City plants ten thousand trees along avenues / Shade is to lower temperatures in summer.',
    'Football club sells its stadium to investors / Supporters protest against the plan.',
    'Central bank leaves interest rates unchanged / Inflation has slowed for months.',
  ]),
  ...filler('ru', [
    'Космонавты вышли в открытый космос / Они заменили антенну и проверили солнечные батареи станции.',
    'В зоопарке родился белый медвежонок / Посетители увидят его через два месяца.',
    'Учёные расшифровали древнюю надпись на камне / Текст рассказывает о сборе налогов.',
    'Школьникам разрешили не носить форму / Решение приняли родители и учителя.',
    'Автозавод остановил конвейер из-за нехватки деталей / Рабочих отправили в отпуск.',
    'Полиция задержала торговцев поддельными лекарствами / На складе нашли тысячи упаковок.',
    'Театр показал премьеру оперы на льду / Билеты были проданы за час.',
    'Пожар уничтожил старую деревянную церковь / Иконы удалось спасти.',
    'Биологи вернули в лес зубров / Животные носят датчики.',
    'Мэр пообещал новую линию метро / Её построят за шесть лет.',
    'Лыжница выиграла золото в спринте / Второе место заняла её сестра.',
    'Рыбаки жалуются на низкий улов трески / Море стало теплее.',
    'Писатель получил премию за роман о войне / Книгу переведут на десять языков.',
    'Снегопад оставил без света сотни домов / Энергетики работают ночью.',
  ]),
]

/** Each outlet tells it in its own way: below the headlines little is the same. */
const RU_TEXT =
  'Дмитрий Сорокин и Ольга Пархоменко пришли на выставку кошек, урожай яблок и ремонт городской библиотеки. В музее откроется зал с картинами и старинной мебелью, а дети увидят кукольный спектакль.'

export const PAIR: readonly Headline[] = [
  {
    id: 'pair-en',
    language: 'en',
    title: 'Ferry workers end strike after agreement on wages',
    text: 'Henrik Lundqvist, Marta Oleszko and Gustav Brenner spoke about computers, satellites, mathematics and the rules of chess. The price of copper fell, and doctors tested a vaccine against malaria.',
    places: ['PL'],
  },
  {
    id: 'pair-ru',
    language: 'ru',
    title: 'Работники паромов прекратили забастовку после соглашения о зарплате',
    text: RU_TEXT,
    places: ['PL'],
    late: 0.5,
  },
  {
    id: 'alike-ru',
    language: 'ru',
    title: 'Работники паромов прекратили забастовку после соглашения о зарплате',
    text: RU_TEXT,
    places: ['GR'],
    late: 0.5,
  },
]
