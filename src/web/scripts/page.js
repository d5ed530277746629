/** The only script of the pages; every page works without it. Times in the browser's time zone, buttons that copy, the counter of the first start. */
const { lang } = document.documentElement
const language = lang === 'en' ? 'en-GB' : lang
// As in locale-dates.ts.
const moment = { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' }

const writeLocalTimes = () => {
  const short = new Intl.DateTimeFormat(language, moment)
  const long = new Intl.DateTimeFormat(language, { ...moment, year: 'numeric' })
  const thisYear = new Date().getFullYear()
  for (const element of document.querySelectorAll('time[datetime*="T"]')) {
    const at = new Date(element.dateTime)
    element.textContent = (at.getFullYear() === thisYear ? short : long).format(at)
  }
  for (const element of document.querySelectorAll('[data-zone]')) element.textContent = short.resolvedOptions().timeZone
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

writeLocalTimes()
for (const button of document.querySelectorAll('button[data-copy]')) showCopyButton(button)
await followProgress()
