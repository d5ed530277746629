/** The only script of the pages; every page works without it: local times, new stories, keys, buttons that copy, previews, the counter of the first start. */
const { lang } = document.documentElement
const language = lang === 'en' ? 'en-GB' : lang
// As in locale-dates.ts.
const moment = { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }

const writeLocalTimes = () => {
  const formats = (options) => [options, { ...options, year: 'numeric' }].map((all) => new Intl.DateTimeFormat(language, all))
  const [brief, full] = [formats(moment), formats({ ...moment, timeZoneName: 'short' })]
  const thisYear = new Date().getFullYear()
  for (const element of document.querySelectorAll('time[datetime*="T"]')) {
    const at = new Date(element.dateTime)
    const [short, long] = 'brief' in element.dataset ? brief : full
    element.textContent = (at.getFullYear() === thisYear ? short : long).format(at)
  }
  for (const element of document.querySelectorAll('[data-zone]')) element.textContent = brief[0].resolvedOptions().timeZone
}

/** Fetches the page again until it has no counter any more. While a reader uses the page, only the counter changes. */
const followProgress = async () => {
  const counter = document.querySelector('[data-refresh]')
  if (counter === null) return
  await new Promise((resolve) => setTimeout(resolve, Number(counter.dataset.refresh)))
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => null)
  const main = document.querySelector('main')
  const taken = new DOMParser().parseFromString(answer?.ok === true ? await answer.text() : '', 'text/html')
  const next = taken.querySelector('main')
  if (next !== null && !main.contains(document.activeElement)) {
    main.replaceChildren(...next.childNodes)
    writeLocalTimes()
  } else if (next?.querySelector('[data-refresh]') != null) {
    counter.replaceChildren(...next.querySelector('[data-refresh]').childNodes)
  }
  await followProgress()
}

const copy = async (field) => {
  field.select()
  // Browsers offer the clipboard on https and on this machine only; the old command works everywhere.
  if (navigator.clipboard === undefined) return document.execCommand('copy')
  await navigator.clipboard.writeText(field.value)
  return true
}

/** Without this script the text of such a field is selected by hand. */
const showCopyButton = (button) => {
  const label = button.textContent
  const say = (text) => {
    button.textContent = text
  }
  button.setAttribute('aria-live', 'polite')
  button.hidden = false
  const copyAndSay = async () => {
    const field = document.getElementById(button.dataset.copy)
    if (!(await copy(field).catch(() => document.execCommand('copy')))) return
    say(button.dataset.copied)
    setTimeout(say, 2000, label)
  }
  button.addEventListener('click', () => void copyAndSay())
}

/** A picture that is blocked or broken leaves nothing. */
const dropPicture = ({ target }) => {
  if (target instanceof HTMLImageElement) target.closest('.picture')?.remove()
}
for (const image of document.querySelectorAll('.picture img')) if (image.complete && image.naturalWidth === 0) dropPicture({ target: image })
document.addEventListener('error', dropPicture, true)

const HALF_AN_HOUR = 1_800_000
/** What this browser remembers; a browser that refuses to remember shows nothing as new. */
const remembered = {
  get: (name) => {
    try {
      return localStorage.getItem(`polywire.${name}`)
    } catch {
      return null
    }
  },
  set: (name, value) => {
    try {
      localStorage.setItem(`polywire.${name}`, value)
    } catch {
      // Private windows may refuse.
    }
  },
}

/** Marks the stories that changed since the last visit. Visits are at least half an hour apart. */
const markNews = () => {
  const note = document.querySelector('[data-news]')
  if (note === null) return
  const [now, last] = [Date.now(), Number(remembered.get('visit'))]
  if (now - last > HALF_AN_HOUR) remembered.set('before', String(last))
  remembered.set('visit', String(now))
  const since = Number(remembered.get('before'))
  if (since === 0) return
  const isNew = (card) => [...card.querySelectorAll('time')].some((time) => Date.parse(time.dateTime) > since)
  const fresh = [...document.querySelectorAll('.card')].filter(isNew)
  for (const card of fresh) {
    const mark = Object.assign(document.createElement('span'), { className: 'fresh', textContent: note.dataset.news })
    card.querySelector('h3')?.prepend(mark)
  }
  note.querySelector('b').textContent = new Intl.NumberFormat(language).format(fresh.length)
  note.hidden = fresh.length === 0
}

/** The keys j, k, o, / and ?, unless the reader writes or has switched them off. */
const listenToKeys = () => {
  const [dialog, choice, find] = ['keys', 'keys-on', 'find'].map((id) => document.getElementById(id))
  choice.checked = remembered.get('keys') !== 'off'
  choice.addEventListener('change', () => remembered.set('keys', choice.checked ? 'on' : 'off'))
  const step = (by) => {
    const links = [...document.querySelectorAll('.card h3 a, .reports .title a')]
    const at = links.indexOf(document.activeElement)
    links[at === -1 ? (by > 0 ? 0 : links.length - 1) : at + by]?.focus()
  }
  const actions = {
    j: () => step(1),
    k: () => step(-1),
    o: () => document.activeElement.matches('a') && document.activeElement.click(),
    '/': () => find.focus(),
    '?': () => dialog.showModal(),
  }
  document.addEventListener('keydown', (event) => {
    const isWriting = event.target.matches('input, textarea, select, dialog *')
    if (isWriting || event.ctrlKey || event.altKey || event.metaKey || !Object.hasOwn(actions, event.key)) return
    if (!choice.checked && event.key !== '?') return
    event.preventDefault()
    actions[event.key]()
  })
}

const saved = () => JSON.parse(remembered.get('searches') ?? '[]')
const withQuery = (address, q) => {
  const url = new URL(address, location.href)
  url.searchParams.set('q', q)
  return url.href
}
const linkTo = (href, textContent) => Object.assign(document.createElement('a'), { href, textContent })

const keepSearches = (searches) => {
  remembered.set('searches', JSON.stringify(searches.slice(0, 50)))
  showSaved()
}

/** The searches kept in this browser, each as a page and as a feed. */
const showSaved = () => {
  const section = document.querySelector('[data-saved]')
  if (section === null) return
  section.querySelector('ul').replaceChildren(
    ...saved().map((q) => {
      const item = document.createElement('li')
      const forget = Object.assign(document.createElement('button'), { type: 'button', textContent: section.dataset.forget })
      forget.addEventListener('click', () => keepSearches(saved().filter((one) => one !== q)))
      item.append(linkTo(withQuery(section.dataset.saved, q), q), ' ', linkTo(withQuery(section.dataset.feed, q), 'Atom'), ' ', forget)
      return item
    }),
  )
  section.hidden = saved().length === 0
  const button = document.querySelector('[data-save]')
  if (button === null) return
  button.hidden = saved().includes(button.dataset.save)
}

const A_PAUSE = 500
/** The preview of a feed follows the form. */
const followForm = () => {
  const form = document.querySelector('.builder form')
  if (form === null) return
  let [timer, asked] = [0, 0]
  const show = async () => {
    asked += 1
    const mine = asked
    const url = new URL(form.action)
    url.search = new URLSearchParams(new FormData(form)).toString()
    const answer = await fetch(url, { headers: { accept: 'text/html' } }).catch(() => null)
    const taken = new DOMParser().parseFromString((await answer?.text()) ?? '', 'text/html').getElementById('preview')
    if (taken === null || mine !== asked) return
    document.getElementById('preview').replaceWith(taken)
    writeLocalTimes()
    for (const button of taken.querySelectorAll('button[data-copy]')) showCopyButton(button)
  }
  form.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => void show(), A_PAUSE)
  })
}

document
  .querySelector('[data-save]')
  ?.addEventListener('click', ({ target }) => keepSearches([target.dataset.save, ...saved()]))

markNews()
writeLocalTimes()
showSaved()
followForm()
listenToKeys()
for (const button of document.querySelectorAll('button[data-copy]')) showCopyButton(button)
await followProgress()
