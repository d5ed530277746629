// Runs in the page that is tested, hence no TypeScript: the types of a browser are not those of the service.

/** One h1, no rank left out, one of each landmark, a language and a direction, no id twice. */
const outlineFaults = () => {
  const faults = []
  const ranks = [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(({ tagName }) => Number(tagName.slice(1)))
  if (ranks.filter((rank) => rank === 1).length !== 1) faults.push('not one h1')
  ranks.forEach((rank, index) => {
    if (rank > (ranks[index - 1] ?? 0) + 1) faults.push(`h${rank} after h${ranks[index - 1] ?? 0}`)
  })
  for (const landmark of ['main', 'body > header', 'body > footer', 'header nav', '[role="search"]'])
    if (document.querySelectorAll(landmark).length !== 1) faults.push(`not one ${landmark}`)
  const { lang, dir } = document.documentElement
  if (lang === '' || dir === '') faults.push('the page has no lang or no dir')
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  faults.push(...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `id ${id} twice`))
  if (document.title.trim() === '') faults.push('no title')
  return faults
}

/** Fields, links, buttons, pictures and navigations say what they are; cells of tables have headers. */
const nameFaults = () => {
  const nameOf = (element) =>
    [
      element.getAttribute('aria-label') ?? '',
      element.textContent,
      ...[...element.querySelectorAll('[alt]')].map((image) => image.getAttribute('alt') ?? ''),
    ]
      .join('')
      .trim()
  const where = (element) => element.outerHTML.slice(0, 80)
  const faults = []
  for (const field of document.querySelectorAll('input:not([type="hidden"]),select'))
    if ((field.labels ?? []).length === 0) faults.push(`no label: ${where(field)}`)
  for (const element of document.querySelectorAll('a[href],button,h1,h2,h3'))
    if (nameOf(element) === '') faults.push(`no name: ${where(element)}`)
  for (const image of document.querySelectorAll('img:not([alt]),svg:not([aria-hidden="true"]):not([aria-label])'))
    faults.push(`no text: ${where(image)}`)
  const navigations = [...document.querySelectorAll('nav')].map((element) => element.getAttribute('aria-label') ?? '')
  if (navigations.includes('') || new Set(navigations).size !== navigations.length)
    faults.push('navigations without names of their own')
  for (const table of document.querySelectorAll('table'))
    if (table.querySelector('th') === null) faults.push('a table without headers')
  return faults
}

/** WCAG 2.2, 1.4.3: 4.5 to 1, for large text 3 to 1. Colours as computed, over what is painted below. */
const contrastFaults = () => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  const colourOf = (css) => {
    if (canvas === null) throw new Error('no canvas')
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = css
    canvas.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data
    return [red, green, blue, alpha / 255]
  }
  const light = ([red, green, blue]) => {
    const [r = 0, g = 0, b = 0] = [red, green, blue].map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const groundOf = (element) => {
    if (element === null) return [255, 255, 255, 1]
    const own = colourOf(getComputedStyle(element).backgroundColor)
    return own[3] > 0.99 ? own : groundOf(element.parentElement)
  }
  const faults = new Set()
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement
    if (element === null || (node.nodeValue ?? '').trim() === '' || !element.checkVisibility({ visibilityProperty: true }))
      continue
    const style = getComputedStyle(element)
    const [a, b] = [light(colourOf(style.color)), light(groundOf(element))]
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    const size = Number.parseFloat(style.fontSize)
    const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5
    if (ratio < needed)
      faults.add(
        `contrast ${ratio.toFixed(2)}: ${element.tagName} ${element.className} “${(node.nodeValue ?? '').trim().slice(0, 30)}”`,
      )
  }
  return [...faults]
}

globalThis.faultsOfThisPage = () => [...outlineFaults(), ...nameFaults(), ...contrastFaults()]
