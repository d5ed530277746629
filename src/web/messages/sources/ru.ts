import type { SourceMessages } from './en.ts'

export const sources: SourceMessages = {
  'sources.title': 'Источники',
  'sources.intro':
    '{total, plural, one {# источник} few {# источника} many {# источников} other {# источника}}: читается {ok, number}, с ошибкой {failing, number}, ещё не прочитано {waiting, number}.',
  'sources.show': 'Показать',
  'sources.all': 'Все',
  'sources.state.ok': 'Читается',
  'sources.state.failing': 'Ошибка',
  'sources.state.gone': 'Закрыт',
  'sources.state.waiting': 'Ещё не прочитан',
  'sources.state.inactive': 'Отключён',
  'sources.name': 'Источник',
  'sources.state': 'Состояние',
  'sources.last': 'Последнее чтение',
  'sources.next': 'Следующее',
  'sources.articles': 'Статьи',
  'sources.activity': '30 дней',
  'sources.activity.description':
    '{total, plural, one {# запись} few {# записи} many {# записей} other {# записи}} за 30 дней, не более {most, number} в день',
  'sources.failures':
    '{count, plural, one {# неудача подряд} few {# неудачи подряд} many {# неудач подряд} other {# неудачи подряд}}',
  'sources.insecure': 'Его сертификат не проверяется.',
  'sources.moved': 'Сообщает, что переехал на {address}.',
  'sources.rescued': 'Прочитан запасным способом {count, plural, one {# раз} few {# раза} many {# раз} other {# раза}}.',
  'sources.push': 'По push:',
  'sources.push.quiet': 'По push: пока ничего не пришло.',
  'sources.push.asked': 'Push запрошен.',
  'sources.push.failing': 'Push не работает; лента читается по-прежнему.',
  'sources.push.forged':
    '{count, plural, one {Пропущено # сообщение} few {Пропущено # сообщения} many {Пропущено # сообщений} other {Пропущено # сообщения}} с неверной подписью.',
  'sources.never': 'никогда',
  'sources.none': 'Источников в таком состоянии нет.',
  'sources.find': 'Найти источник',
  'sources.find.hint': 'Название, хост, язык или страна',
  'sources.found':
    '{count, plural, one {Найден # источник.} few {Найдено # источника.} many {Найдено # источников.} other {Найдено # источника.}}',
  'sources.found.all': 'Показать все источники',
  'sources.found.none': 'Таких источников нет.',
  'sources.feed': 'Лента этого источника',
  'sources.problems': 'Последнее изменение настроек не принято',
  'failure.unreachable': 'Не удалось соединиться. Проверьте адрес или подождите: попытка повторится.',
  'failure.forbidden-address': 'Адрес не общедоступный. Если это ваш собственный сервер, добавьте его в fetch.allow_private.',
  'failure.timed-out':
    'Нет полного ответа за {seconds, plural, one {# секунду} few {# секунды} many {# секунд} other {# секунды}}. Попытка повторится; предел задаёт fetch.timeout.',
  'failure.refused.later':
    'Сервер ответил {status}: он просит обращаться позже или реже. После паузы попытка повторится; поможет больший every в sources.yaml.',
  'failure.refused.closed':
    'Сервер ответил {status}: он не даёт нам это читать. Обратитесь к издателю или найдите другой адрес.',
  'failure.refused.broken':
    'Сервер ответил {status}: неполадка на его стороне. Попытки повторятся со всё более долгими паузами.',
  'failure.refused.look': 'Сервер ответил {status}. Откройте адрес в браузере; если он изменился, исправьте url.',
  'failure.gone': 'Сервер отвечает 410 Gone: лента закрыта. Удалите источник или найдите его преемника.',
  'failure.too-large': 'Ответ больше {limit}. Предел задаёт fetch.max_bytes.',
  'failure.truncated': 'Ответ оборвался. Ничего из него не сохранено; попытка повторится.',
  'failure.redirect-loop':
    'Остановлено после {hops, plural, one {# перенаправления} few {# перенаправлений} many {# перенаправлений} other {# перенаправления}}. Откройте адрес в браузере и возьмите тот, на котором он закончится.',
  'failure.not-a-feed': 'Там не RSS, не Atom, не RDF и не JSON Feed. Запустите «polywire try URL», чтобы посмотреть.',
  'failure.too-hard': 'Документ оказался слишком сложным и оставлен. Запустите «polywire try URL», чтобы посмотреть.',
  'health.title': 'Состояние источников',
  'health.intro': 'Источники, которые замолчали, переехали, закрылись или не читаются, и что с этим делать.',
  'health.silent': '{name}: ничего нового с {day}',
  'health.silent.text':
    'Источник читается, но с {day} не принёс ничего нового. Посмотрите на его сайт: возможно, у ленты другой адрес. Если она закрыта, укажите active: false в sources.yaml.',
  'health.silent.over': '{name}: снова приносит новости',
  'health.moved': '{name}: у ленты другой адрес',
  'health.moved.text': 'Сервер навсегда перенаправляет нас с {from} на {to}. Впишите новый адрес как url в sources.yaml.',
  'health.gone': '{name}: лента закрыта',
  'health.failing': '{name}: не читается с {day}',
  'health.failing.never': '{name}: ещё ни разу не удалось прочитать',
  'health.language': '{name}: говорит на другом языке',
  'health.language.text':
    'Лента указывала {from}, теперь указывает {to}. Если это верно, впишите это как language в sources.yaml; если нет, поищите ленту на другом языке.',
  'health.format': '{name}: приходит в другом формате',
  'health.format.text': 'Было {from}, стало {to}. Если не хватает статей, запустите «polywire try {id}».',
  'health.rescued': '{name}: читает только второй читатель',
  'health.rescued.text':
    'Наш собственный читатель ничего не находит в этой ленте; это наша ошибка. Запустите «polywire try {id}» и, пожалуйста, сообщите о ленте.',
  'health.over': '{name}: снова читается',
  'health.over.text': 'Неполадка началась {day}. Делать ничего не нужно.',
}
