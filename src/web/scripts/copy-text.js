// Shows the buttons that copy the text of a field, which without this script is selected by hand.
const SHOWN_MS = 2000

const copy = async (field) => {
  field.select()
  // Browsers offer the clipboard on https and on this machine only; the old command works everywhere.
  if (navigator.clipboard === undefined) return document.execCommand('copy')
  await navigator.clipboard.writeText(field.value)
  return true
}

for (const button of document.querySelectorAll('button[data-copy]')) {
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
    setTimeout(say, SHOWN_MS, label)
  }
  button.addEventListener('click', () => void copyAndSay())
}
