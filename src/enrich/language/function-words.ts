/**
 * The commonest small words of each language, and beside them words that tell it from its neighbours (nb av, da af; id bisa, ms boleh).
 * A word speaks for each language that has it, less the more do. Written from knowledge of the languages, not from any corpus.
 */
const LATIN: Readonly<Record<string, string>> = {
  en: 'the of and to in is for on that with by from at are was has have its an as be it this will after over says new how why what who their more than into but not about his her you your up out can could would we they first against before',
  de: 'der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei unter gegen vom können schon wenn habe seine ihre dann wegen soll neue',
  nl: 'de het een van en in is dat op te zijn met voor niet aan er om ook als bij maar uit dan nog door naar over wordt worden tot heeft meer hebben geen wel kan werd deze ze die wat hij zij zich moet tegen onder na jaar nieuwe zegt gaat waar hun haar',
  af: "'n die is nie het van en in wat met vir op ook sy hulle ek was sal kan word deur hierdie baie aan om te ’n na as maar dit hy haar meer uit oor ons teen se sê jaar moet nog tot by kon waar wees gewees suid-afrika",
  fr: 'le la les de des du un une et en à au aux que qui est pour dans par sur pas plus avec ne se ce il elle sont son sa ses leur leurs été mais ou où cette ces comme nous vous ils elles d l qu n s c j fait deux après entre contre sans sous être avoir a ont dont aussi même tout',
  es: 'el la los las de del y en que a un una es por con para se su al lo como más no sus pero le ha fue son este esta entre sobre también hay desde cuando muy años sin hasta ya está están dos donde sido según tras había puede han contra ser tiene después así porque durante él qué cómo',
  pt: 'o a os as de do da dos das e em no na nos nas que um uma para com não por mais se como ao à aos às é foi são mas ou seu sua seus suas pelo pela pelos pelas também já há muito está estão até sem entre sobre quando isso este esta essa esse ele ela eles após depois ser tem têm ainda onde porque anos ter num numa você afirmou diz são então nem só contra',
  gl: 'o a os as de do da dos das e en no na nos nas que un unha uns unhas para con non por máis se como ao á aos ás é foi son pero ou seu súa seus súas polo pola polos polas tamén xa hai moi moito está están ata sen entre sobre cando isto este esta ese el ela eles despois ser ten teñen aínda onde porque anos nunha nun desde dende co coa cos coas lle segundo cómpre galego galega pode poden xente outros',
  ca: 'el la els les de del dels i en a al als que un una uns unes per amb és no més com però o ha han van va es se seu seva seus seves aquest aquesta aquests aquestes també hi ho pel pels ja molt són entre sobre quan fins sense després on ser té tenen perquè anys tot tots d l n s m hem així només segons des contra altres nou estat',
  it: 'il lo la i gli le di del della dei delle degli dello e in che un una per con non è sono si da al alla dal dalla nel nella sul sulla come più ma o anche ha hanno suo sua questo questa ai alle dopo tra fra essere stato stata l un dell all nell dall sull quando dove perché anni se ci due contro ancora loro cui nei nelle dai dalle prima',
  ro: 'și în de la a cu pe pentru că nu din care este mai un o sunt au fost se al ai ale lui sau dar după fi are prin între când ca către cel cea cei acest această până fără despre într dintre ani doi va vor ei lor ce acestea pot poate sa său',
  sv: 'och i att det som en på är av för med till den har de inte om ett han men var jag sig från vi så kan när år under också efter eller nu sin där vid mot ska skulle kommer ut får finns vara hade alla andra mycket mer än då sedan över bara in blir upp även vad få två vill ha många mellan utan blev säger nya hon dem deras sina här varit',
  da: 'og i at det som en på er af for med til den har de ikke om et han men var jeg sig fra vi så kan når år under også efter eller nu sin der ved mod skal skulle kommer ud får være havde alle andre meget mere end da siden over kun ind bliver op hvad få to vil have mange mellem uden blev siger nye hun dem deres sine her været hvor noget nogle mig dig bruge uge sige gør lige igen selv tage blandt dansk danske kvinder penge gennem kunne giver havde hvis mens hvorfor mænd hele første største tidligere ifølge hvilket lavet stadig derfor øvrige øjne bog',
  nb: 'og i at det som en på er av for med til den har de ikke om et han men var jeg seg fra vi så kan når år under også etter eller nå sin der ved mot skal skulle kommer ut får være hadde alle andre mye mer enn da siden over bare inn blir opp hva få to vil ha mange mellom uten ble sier nye hun dem deres sine her vært hvor noe noen meg deg bruke uke si gjør igjen selv ta blant norsk norske kvinner penger gjennom kunne gir hvis mens hvorfor menn hele første største tidligere ifølge å både disse hatt lagt fortsatt øvrige øyne bok gikk fikk tok måtte sa sitt fremdeles likevel flere',
  nn: 'og i at det som ein på er av for med til den har dei ikkje om eit han men var eg seg frå vi så kan når år under også etter eller no sin der ved mot skal skulle kjem ut får vere hadde alle andre mykje meir enn då sidan over berre inn blir opp kva få to vil ha mange mellom utan vart seier nye ho deira sine her vore kvar noko nokon meg deg bruke veke gjer igjen sjølv ta blant norsk kvinner gjennom kunne gjev korleis kvifor å både desse òg heile fyrste først største blei den dette fleire saman einaste',
  is: 'og í að á er sem það um við til af en var með hann fyrir ekki hefur því frá svo þar eru þess þeir hafa verið ég verður hún þetta eftir sig úr eða hafi þegar upp segir þá yfir hjá nú mun landsins ári einnig sagði undir',
  fi: 'ja on ei että se oli hän mutta ovat myös joka kun kuin niin mukaan vuoden sen ole jo tai vain jos mitä sitä nyt voi sekä joita jotka olla ollut siitä jonka mukana kanssa sitten kaikki vielä vuonna hänen tämä tämän jälkeen kertoo sanoo yli olisi joissa ennen koska heidän ne noin enemmän monet nämä ovat saa aikana eivät',
  et: 'ja on ei et see ka oli mis kui aga oma ning seda kes või selle nii siis kuid juba ole välja üle pärast eest veel üks kas ta nad tema mida olid kõik nende pole aasta aastal kus kuni poolt ütles rohkem võib peale enne ainult sest nagu vastu olla teda meie mitte sai',
  lv: 'un ir ar no uz par ka kas arī bet kā tika tas lai ne gada pēc vai pie bija gadā to līdz viņš tā nav var tiek ko šī savu jau būs tikai šo vēl viņa vairāk starp citi kad ļoti šādi jo tās tos lielākā ja šis pats esot pirms kurā kur dēļ',
  lt: 'ir yra kad iš į su tai kaip bet buvo jis ar už po per nuo apie tik dėl jų jo kurie taip pat kuris bei dar jau metų metais ne prie nėra gali iki šis ši bus jos savo jei daugiau tarp labai todėl prieš kai negu kol vis arba buvo yra',
  pl: 'i w na z się do nie że to jest o jak po od za co ale przez dla oraz który która które tym przed był było była są lub ich jego jej może będzie także między ma czy już tego tak tylko w ze bardzo roku lat jako pod przy mają aby gdy którzy ten ta te sobie nad ponieważ',
  cs: 'a v se na je že s z do o k i za to by ve po ale pro jako který která které jsou jeho od nebo byl byla bylo byly při před až tak jen už ze podle co také však mezi bude než aby jsem roce ještě má jejich může více své ke není kde proto když kteří lze pouze jejich další protože již většina není',
  sk: 'a v sa na je že s z do o k i za to by vo po ale pre ako ktorý ktorá ktoré sú jeho od alebo bol bola bolo boli pri pred až tak len už zo podľa čo aj však medzi bude než aby som roku ešte má ich môže viac svoje ku nie kde preto keď ktorí dňa tiež ďalšie pretože väčšina nie je iba tento táto toto veľmi',
  sl: 'in je v na se da za so z s ki pa ne po o bi tudi bil bila bilo kot še od do ter ali med pri že kar več le iz lahko zaradi vendar ob sta ga po ni ki ko če leta ta to biti bo bodo njegov njihov smo ima kako kjer zelo svoje vse pred tem jih ker saj proti nekateri niso',
  hr: 'i je u na se da su za od koji koja koje s a o kao će iz ne bi ili do što po nije to bio bila bilo biti također prije više između kako nakon ali kada gdje tijekom godine jer te njegov njihov može uz pri ima zbog tko prema vrijeme mjesto sve ovaj dvije svijet svoje tvrtka tjedan europski europske tisuća milijuna ljudi obitelji poput vrlo dio točno hrvatski',
  bs: 'i je u na se da su za od koji koja koje s a o kao će iz ne bi ili do što po nije to bio bila bilo biti također takođe prije više između kako nakon ali kada gdje tokom godine jer te njegov njihov može uz pri ima zbog ko prema vrijeme mjesto sve ovaj dvije svijet svoje kompanija sedmica evropski evropske hiljada miliona ljudi porodice poput veoma dio tačno bosanski šta historija',
  'sr-Latn':
    'i je u na se da su za od koji koja koje s sa a o kao će iz ne bi ili do što po nije to bio bila bilo biti takođe pre više između kako nakon posle ali kada gde tokom godine jer te njegov njihov može uz pri ima zbog ko prema vreme mesto sve ovaj dve svet svoje kompanija nedelja evropski hiljada miliona ljudi porodice poput veoma deo tačno srpski šta predsednik videti uvek ovde',
  hu: 'a az és hogy nem is egy volt van meg csak de ez azt mint el már még vagy ki sem kell után lehet szerint minden más ha azonban ami amely amikor akkor majd több ezt lesz pedig között magyar volna ők lett be fel mert így itt ott kerül során úgy arra évben voltak nagyon olyan nagy ezek',
  tr: 've bir bu için ile de da olarak en çok daha olan gibi kadar sonra ne var ki ama her göre ya veya olduğu yeni değil oldu o ise mi tarafından etti önce büyük iki bunu olduğunu ancak diye hem üzere bazı edildi şu ilk kendi bile yer pek arasında türkiye',
  az: 'və bir bu üçün ilə də da olan ki daha sonra ən çox o kimi olaraq edir var hər görə isə bütün həm onun olub deyil edib sonra qədər amma tərəfindən böyük etdi bildirib onu ildə idi ya yeni azərbaycan belə',
  vi: 'và của là các có được trong cho một những với không đã khi người này để từ đến về ra vào cũng ở như trên năm nhiều đó sẽ nhưng lại tại hơn sau theo họ phải còn việc bị nước thì chỉ do đang rất nếu mà bởi nhất nam vì ông bà qua',
  id: 'yang dan di untuk dengan dari pada ini itu dalam tidak akan adalah ke oleh juga telah sebagai bisa karena bahwa mereka lebih sudah atau dapat ada kami kita hanya tersebut setelah saat secara menjadi memiliki hal sangat para seperti saja namun belum harus beberapa sebuah antara tahun masih agar bagi melakukan sejak hingga dia yaitu sebagian setiap selama sementara mengatakan terjadi pemerintah perusahaan informasi layanan berbagai uang waktu kota sekitar orang ketika dunia salah kasus polisi kemudian lalu masyarakat selain terkait pertandingan mobil kantor resmi juta persen penelitian rumah anggota meskipun bahkan sampai semua banyak lainnya sehingga internasional umum sulit berbeda usai korban jika',
  ms: 'yang dan di untuk dengan dari daripada pada ini itu dalam tidak akan adalah ialah ke oleh juga telah sebagai boleh kerana bahawa mereka lebih sudah atau dapat ada kami kita hanya tersebut selepas apabila semasa secara menjadi mempunyai beliau sangat para seperti sahaja namun belum perlu beberapa sebuah antara tahun masih bagi melakukan sejak hingga dia iaitu sebahagian setiap manakala berkata berlaku kerajaan syarikat maklumat perkhidmatan pelbagai wang masa bandar kira orang ketika dunia kes polis kemudian lalu turut selain berkaitan perlawanan kereta pejabat rasmi juta peratus kajian rumah ahli walaupun malah sampai semua ramai lain supaya antarabangsa awam sukar berbeza ia tiada sebarang baharu semula berkenaan jika terdapat negara cuba kawasan kepada dijangka pihak mahu mengikut',
  jv: 'lan ing kang sing iku karo saka kanggo ora ana iki wong dadi marang uga bisa yaiku nanging amarga taun saben wis luwih akeh utawa menawa kabeh tansah mung nalika minangka kanthi dening kaya banjur sawise sadurunge bakal pas padha nganti',
  fil: 'ang ng sa na mga at ay ni si para hindi ito may siya kung pa rin din niya nila kanyang isang mula dahil pero nang kay o ayon bilang wala lang kanilang ito ako ka mo natin namin noong ngayon matapos habang upang maging naman sila taon doon tulad lahat walang iyon',
  sw: 'ya na wa kwa ni katika la za cha kuwa hii hiyo watu baada wake yake au lakini kama ili huo hilo vya mwaka serikali pia wengi alisema zaidi ambayo yao nchi hiyo hayo huyo hivyo yeye wao sana moja mmoja bila kati tu hata si ambao ambapo wakati kila siku ilikuwa alikuwa walikuwa hawa kutoka juu ndani mtu watoto sababu kubwa mkubwa bado kabla sasa vile wote yote kwamba nyingi mwingine nyingine hakuna inaweza hadi miaka mingi mengi rais tarehe zake mbili eneo dunia maeneo',
  so: 'iyo oo ka in ku la ah u waxaa ay uu soo waxay si waa ayaa aan aad ugu kale lagu uga loo waxa dhex sida isaga iyada laakiin dadka wuxuu kala jira marka dalka hore ahaa ayuu dowladda',
  ha: 'da na a ta ya ba wani wata cikin kuma su ne ce don wannan an sun yana suna tana daga zuwa amma shi ita ke mai masu kasar ga wajen domin har akan yi ana duk bayan kan wasu idan saboda waɗanda shugaban mutane lokacin cewa kamar gwamnatin ƙasar',
  yo: 'ti ni ó àti ní sí fún kan kò tó wá pé láti bí ìjọba wọn rẹ ọdún gbogbo nínú pẹ̀lú àwọn jẹ́ ń a o náà ṣe',
  ig: 'na nke ya n ọ bụ ka ndị ha site ahụ dị maka onye otu ma mgbe nwere banyere afọ ga e a anyị mmadụ kwuru gọọmenti',
  zu: 'ukuthi futhi kanye noma kodwa ngoba nge uma khona lapho abantu yena lokhu kule lo le wathi unyaka wase',
  xh: 'ukuba kwaye okanye kodwa kuba xa apho abantu yena oku le lo wathi unyaka ngokuba ukuze',
  sq: 'të në dhe e i për që me nga një është më se u si do nuk ka janë por kjo ai ky ishte edhe duke tij sipas pas kanë dy mund ishin këtë kur deri gjatë vit ndaj saj nën mbi cila',
  mt: 'li ta u il fil tal ma għal minn lil mill dan kien huwa din hija biex ukoll fuq bil iżda jew hemm dawn kienet dwar bejn aktar sa wara kif qal meta mhux fost',
  eu: 'eta da du ez bat dira izan zen egin baina ere baino dute dela edo zuen den egiten bere horrek hau hori beste bi urte urtean arte gabe artean bezala dago ditu behar duten',
  cy: 'y yn yr a i o ar mae ei bod wedi gan am gyda sydd fel oedd ond nid hyn ac dros hefyd mewn pan eu eich cael gwneud ôl bydd newydd blwyddyn rhai',
  ga: 'an na agus ar ag le do a is go bhí tá sé i as den sin seo nach mar atá leis bheith mbliana faoi siad ach ó chun gur nó raibh déanta',
  uz: "va bu bilan uchun ham bir edi esa ular o'z bo'lgan bo'yicha keyin yil yangi qilish uning haqida emas deb mumkin lekin tomonidan kerak ko'p eng katta hamda oʻz boʻlgan boʻyicha soʻng yoki shu",
  eo: 'la de kaj en estas al la por kun ne mi li ĝi ke aŭ sed ili el pri tiu oni ankaŭ per ĉi pli post ĝis inter estis kiu sur',
  la: 'et in est non ad cum ex quod sed ut ab esse sunt qui quae per atque eius aut',
}
const CYRILLIC: Readonly<Record<string, string>> = {
  ru: 'и в не на с что по как это от для к из о за был было была были его её или но после также которые который году года у при до со только уже еще они мы об их чтобы а все более может между если во где под лет он она будет том так',
  uk: 'і в не на з що та як це від для до із про за був було була були його її або але після також які який року у при зі тільки вже ще вони ми їх щоб а все більше може між якщо де під років він вона буде цього й щодо є бути через лише із-за однак',
  be: 'і ў не на з што па як гэта ад для да із пра за быў было была былі яго яе або але пасля таксама якія які годзе года у пры са толькі ўжо яшчэ яны мы іх каб а ўсё больш можа паміж калі дзе пад гадоў ён яна будзе гэтага і для',
  bg: 'и в не на с че по как това от за към из е беше била бяха бил му или но след също които който година години у при до със само вече още те ние им да а все повече може между ако във където под той тя ще бъде са се си които този тази тези най като много нас един една през върху',
  mk: 'и во не на со дека по како тоа од за кон из е беше била биле бил му или но по исто кои кој година години кај при до само веќе уште тие ние им да а се повеќе може меѓу ако каде под тој таа ќе биде сум си овој оваа овие најмногу многу еден една низ врз што го ги ја бидејќи',
  'sr-Cyrl':
    'и у не на са да по како то од за ка из је био била били му или али након после такође које који која година године код при до само већ још они ми им а све више може између ако где под он она ће бити су се си овај ова ови веома један једна кроз што га их због пре током',
  kk: 'және мен бұл үшін бір да де бойынша деп болып бар еді туралы оның екі кейін осы жылы қазақстан болды емес ол керек үлкен қатар бірақ сондай ең көп арқылы',
  ky: 'жана менен бул үчүн бир да деп болуп бар эле жөнүндө анын эки кийин ушул жылы кыргызстан болду эмес ал керек чоң бирок ошондой эң көп боюнча',
  tg: 'ва дар ба аз ки ин барои бо он ҳам буд аст шуд сол худ як онҳо тоҷикистон кард шудааст мекунад то',
  mn: 'нь ба бол энэ юм байна гэж нэг болон тэр бөгөөд байгаа дээр монгол оны улсын байсан хийх',
  tt: 'һәм белән бу өчен бер дә булган турында аның ике соң татарстан булды түгел ул бик күп',
}
const ARABIC: Readonly<Record<string, string>> = {
  ar: 'في من على إلى أن عن التي الذي هذا هذه مع كان بعد ما لا كما بين ذلك كل قد وقد لم هو هي أو حيث عام قال خلال أكثر غير عند كانت تم لكن إن بأن منذ ضد يوم',
  fa: 'و در به از که این را با است برای آن یک خود تا بر بود شد هم می شده کرد یا اما نیز باید آنها کند دو سال پس هر شود گفت بین های ها کرده دارد است. ایران همه بیش اگر',
  ur: 'کے کی میں ہے کا اور سے کو نے پر کہ یہ ہیں ایک اس بھی نہیں وہ کر تھا لیے گیا ہو ان تو جو کیا ہی اپنے تھے بعد ساتھ جا تھی گئی کسی پاکستان دیا ہوئے ہوا سال یا کوئی',
  ps: 'د په چې او کې له ته يې دا سره هم دي شوي وي نه يو هغه خو کړي شي شوې ده افغانستان لپاره کوي دی ځينې وروسته ډېر پر دې خپل هغوی پورې',
  ckb: 'لە بە و کە بۆ ئەو ئەم لەگەڵ هەر بوو دەکات یەک بەڵام یان کرد ساڵی نێو دوای سەر پێش هەموو ئەمە ئەوەی نییە هەیە خۆی',
  sd: '۾ جي ۽ جو کي آهي سان کان هن ته به نه جا هڪ تي پر آهن هو سنڌ ڪري لاءِ',
  ug: 'ۋە بۇ بىلەن ئۈچۈن بىر ئۇ قىلىش بولغان يىلى كېيىن دەپ ھەم',
}
const DEVANAGARI: Readonly<Record<string, string>> = {
  hi: 'के में की है का और से को ने पर कि यह हैं एक इस भी नहीं वह कर था लिए गया हो उन तो जो किया ही अपने थे बाद साथ थी गई किसी रहे रहा दिया हुए हुआ या कोई जब तक इसके उनके करने द्वारा होने सकते',
  mr: 'आणि आहे या च्या ते हे की व तर होते आहेत मध्ये होता एक त्या त्यांनी नाही केली केले करण्यात म्हणून होती साठी असे त्यांच्या मात्र असून हा ही पण का ला वर येथे झाले झाला आले सर्व काही किंवा यांनी आपल्या अशी जे',
  ne: 'छ र को मा ले पनि हो यो लाई भएको गरेको छन् गर्न नै थियो गरी एक तथा भने तर भन्ने रहेको गर्ने त्यो हुने भए बाट का के कुनै गरे वा साथै जो हुन सक्छ थिए उनले अनि यस त्यस गर्दै अन्य धेरै',
}

/** For each word the languages that use it. */
const speakers = new Map<string, readonly string[]>()
for (const lists of [LATIN, CYRILLIC, ARABIC, DEVANAGARI]) {
  for (const [language, words] of Object.entries(lists)) {
    for (const word of new Set(words.split(' '))) speakers.set(word, [...(speakers.get(word) ?? []), language])
  }
}

const WORD = /[\p{L}\p{M}'’-]+/gu

/** One word that a language has and its neighbour has not makes it this many times (e^…) as likely. */
const NATS = 1.4
/** Repetitions say no more. */
const MOST_WORDS = 60

/**
 * How likely each language is by its small words, 0–1 together. What is missing to 1 is the chance that it is none of them: one word
 * alone says half of what it could.
 */
export const wordVotes = (lowerCased: string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  const words = new Set((lowerCased.match(WORD) ?? []).slice(0, MOST_WORDS))
  for (const word of words) {
    for (const language of speakers.get(word) ?? []) counts.set(language, (counts.get(language) ?? 0) + 1)
  }
  const most = Math.max(1, ...counts.values())
  const votes = new Map([...counts].map(([language, count]) => [language, Math.exp(NATS * (count - most))]))
  const total = Math.exp(NATS * (1 - most)) + votes.values().reduce((sum, vote) => sum + vote, 0)
  for (const [language, vote] of votes) votes.set(language, vote / total)
  return votes
}
