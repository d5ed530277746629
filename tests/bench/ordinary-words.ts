/**
 * Ordinary words of the languages that feeds are written in. The text that is made of them is no prose, and needn't be.
 */

const list = (words: string): readonly string[] => words.split(' ')

const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  en: list(
    'the of and to in a is that for it was on with as his they at be this from have or by one had not but what all were when we there can an your which their said if do will each about how up out them then she many some so these would other into has more her two like him see time could no make than first been its who now people my made over did down only way find use may water long little very after words called just where most know get through back much before go good new write our used me man too any day same right look think also around another came come work three word must because does part even place well such here take why things help put years different away again off went old number great tell men say small every found still between name should home big give air line set own under read last never us left end along while might next sound below saw something thought both few those always show large often together asked house world going want school important until form food keep children feet land side without boy once animal life enough took four head above kind began almost live page got earth need far hand high year mother light parts country father let night following picture being study second eyes soon times story boys since white days ever paper hard near sentence better best across during today others however sure means knew try told young miles sun ways thing whole hear example heard several change answer room sea against top turned learn point city play toward five using himself usually',
  ),
  de: list(
    'der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei wenn kann gegen vom schon wir ihre ganz seit Jahr Leute Wasser Stadt Haus Wetter Spiel Wochenende Mutter Vater Kinder Schule Essen Nachbarn Straße Fenster Garten Abend Morgen gestern heute morgen immer wieder manchmal langsam schnell großer kleines altes neues gutes schlechter heller dunkler Sommer Winter Berge Meer Fluss Brücke Bahnhof Wald Tiere Pferd Vogel Buch Lied Musik Theater Freude Hoffnung Angst Glück Reise Urlaub Arbeiter Bäcker Lehrer Arzt Pfleger Bürgermeister Feuerwehr Mannschaft Trainer Sieg Niederlage Halbzeit Tor sagte meinte lief stand blieb kam ging sah fand hörte brachte zeigte erzählte erklärte begann endete',
  ),
  fr: list(
    'de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec ils ou son lui nous comme mais on tout aux leur peut même sans été elle fait cette ces deux bien aussi après très encore où vie temps homme femme enfant jour nuit maison ville eau soleil pluie montagne mer rivière pont gare forêt cheval oiseau livre chanson musique théâtre joie espoir peur bonheur voyage vacances ouvrier boulanger professeur médecin maire pompiers équipe entraîneur victoire défaite match but dimanche samedi hier demain toujours parfois lentement vite grand petit vieux nouveau bon mauvais clair sombre été hiver printemps automne jardin fenêtre rue voisin repas école mère père disait pensait courait restait venait allait voyait trouvait écoutait apportait montrait racontait expliquait commençait finissait',
  ),
  es: list(
    'de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi porque qué sólo han yo hay vez puede todos así nos ni parte tiene él uno donde bien tiempo mismo ese ahora cada vida otro después hombre mujer niño día noche casa ciudad agua sol lluvia montaña mar río puente estación bosque caballo pájaro libro canción música teatro alegría esperanza miedo felicidad viaje vacaciones obrero panadero profesor médico alcalde bomberos equipo entrenador victoria derrota partido gol domingo sábado ayer mañana siempre despacio rápido grande pequeño viejo bueno malo claro oscuro verano invierno jardín ventana calle vecino comida escuela madre padre decía pensaba corría quedaba venía iba veía encontraba escuchaba traía mostraba contaba explicaba empezaba terminaba',
  ),
  ru: list(
    'и в не на что с по это как он но они мы за из у от так же для о бы все его к до вы был когда уже нет только еще мне было вот меня даже если там может быть ему их нас после потом себя ничего ей раз тоже под где есть надо чем была сам чтоб без будто человек день ночь дом город вода солнце дождь гора море река мост вокзал лес лошадь птица книга песня музыка театр радость надежда страх счастье поездка отпуск рабочий пекарь учитель врач мэр пожарные команда тренер победа поражение матч гол воскресенье суббота вчера завтра всегда иногда медленно быстро большой маленький старый хороший плохой светлый темный лето зима весна осень сад окно улица сосед обед школа мать отец говорил думал бежал остался пришел ушел увидел нашел слушал принес показал рассказал объяснил начал закончил',
  ),
  ar: list(
    'في من على أن إلى التي عن هذا الذي مع كان هذه ما بعد بين كما لم قد وقد أو كل حيث لا قبل خلال عند حتى يوم أي منذ ثم ليس كانت هو هي كبير صغير قديم جيد سيئ رجل امرأة طفل ليلة بيت مدينة ماء شمس مطر جبل بحر نهر جسر محطة غابة حصان طائر كتاب أغنية موسيقى مسرح فرح أمل خوف سعادة رحلة عطلة عامل خباز معلم طبيب فريق مدرب فوز هزيمة مباراة هدف الأحد السبت أمس غدا دائما أحيانا ببطء بسرعة صيف شتاء ربيع خريف حديقة نافذة شارع جار طعام مدرسة أم أب يقول يفكر يجري بقي جاء ذهب رأى وجد سمع أحضر أظهر حكى شرح بدأ انتهى',
  ),
  hi: list(
    'के में की है यह और से को पर इस का एक कि जो कर मे गया करने किया लिये अपने ने बनी नहीं तो ही या एवं दिया हो इसका था द्वारा हुआ तक साथ करना वाले बाद लिए आप कुछ सकते किसी ये इसके सबसे इसमें थे दो होने वह वे करते बहुत कहा वर्ग कई करें होती अपनी उनके थी यदि हुई जा ना इसे कहते जब होते कोई हुए व न अभी जैसे सभी करता उनकी तरह उस आदि कुल एस रहा इसकी सकता रहे उनका इसी रखें अपना पे उसके आदमी औरत बच्चा दिन रात घर शहर पानी सूरज बारिश पहाड़ समुद्र नदी पुल स्टेशन जंगल घोड़ा पक्षी किताब गीत संगीत खुशी आशा डर यात्रा छुट्टी मजदूर शिक्षक टीम जीत हार मैच गोल रविवार शनिवार कल हमेशा कभी धीरे जल्दी बड़ा छोटा पुराना अच्छा बुरा',
  ),
  zh: list(
    '的 了 在 是 我 有 和 就 不 人 都 一个 上 也 很 到 说 要 去 你 会 着 没有 看 好 自己 这 那 里 天 月 年 时候 可以 出来 他们 因为 所以 但是 如果 已经 还是 什么 怎么 妈妈 爸爸 孩子 学校 老师 朋友 城市 房子 花园 窗户 街道 邻居 早上 晚上 昨天 今天 明天 总是 有时 慢慢 很快 大 小 老 新 坏 亮 夏天 冬天 春天 秋天 山 海 河 桥 车站 森林 马 鸟 书 歌 音乐 剧场 高兴 希望 害怕 幸福 旅行 假期 工人 医生 球队 教练 胜利 失败 比赛 星期天 星期六 吃饭 喝水 走路 睡觉 听见 看见 带来 开始 结束',
  ),
  ja: list(
    'の は を に が と も で です ます した して いる ある こと もの これ それ あれ ここ そこ 人 日 月 年 時 今日 明日 昨日 朝 夜 家 町 水 太陽 雨 山 海 川 橋 駅 森 馬 鳥 本 歌 音楽 喜び 希望 幸せ 旅行 休み 先生 医者 チーム 監督 勝利 試合 日曜日 土曜日 いつも ときどき ゆっくり 早く 大きい 小さい 古い 新しい 良い 悪い 明るい 暗い 夏 冬 春 秋 庭 窓 道 隣 食事 学校 母 父 子ども 言った 思った 走った 来た 行った 見た 聞いた 持ってきた 始まった 終わった',
  ),
}

/** As many languages as a large desk follows, of all kinds of script. */
export const LANGUAGES = list('en zh zh-TW ja ko ar fa he hi bn ta th ru uk el es pt fr de tr vi id ka am')
/** Languages that write words side by side. */
export const UNSPACED: ReadonlySet<string> = new Set(['zh', 'zh-TW', 'ja', 'th'])

export const ordinaryWords = (language: string): readonly string[] => WRITTEN[language] ?? madeWords(language)

const MADE = 600

/** Of a language whose words nobody wrote down here: the beginning of one name in it with the end of another. */
const madeWords = (language: string): readonly string[] => {
  const names = namesIn(language)
  return Array.from({ length: MADE }, (_, index) => {
    const first = names[index % names.length] ?? ''
    const last = names[(7 * index + 3) % names.length] ?? ''
    return `${first.slice(0, 1 + (index % 3))}${last.slice(Math.floor(last.length / 2))}`.toLowerCase()
  })
}

const namesIn = (language: string): readonly string[] => {
  const names = new Intl.DisplayNames(language, { type: 'language' })
  const codes = Array.from({ length: 26 * 26 }, (_, index) =>
    String.fromCharCode(97 + Math.floor(index / 26), 97 + (index % 26)),
  )
  return codes.flatMap((code) => {
    const name = names.of(code) ?? code
    return name === code ? [] : list(name)
  })
}
