/** Strings that a browser would run or load if anything let them: vectors, in the places that they break out of, in the spellings that hide them. */

/** What must not run: it marks the window, opens a dialog, and asks the canary. */
export const codeFor = (port: number): string => `window.hit=1;alert(1);new Image().src='http://127.0.0.1:${port}/ran'`

/** Each is live by itself, somewhere in a page. */
const vectors = (port: number): readonly string[] => {
  const js = codeFor(port)
  const away = `http://127.0.0.1:${port}/loaded`
  return [
    `<script>${js}</script>`,
    `<script src="${away}.js"></script>`,
    `<script type=module>${js}</script>`,
    `<script type=speculationrules>{"prefetch":[{"source":"list","urls":["${away}"]}]}</script>`,
    `<script type=importmap>{"imports":{"x":"${away}"}}</script>`,
    `<img src=x onerror="${js}">`,
    `<img/src=x/onerror="${js}"/>`,
    `<img src=x onerror\u000c=\u000c"${js}">`,
    `<image src=x onerror="${js}">`,
    `<svg onload="${js}">`,
    `<svg><a xlink:href="javascript:${js}"><text y=9>x</text></a></svg>`,
    `<svg><animate href=#a attributeName=href values="javascript:${js}"/><a id=a><text y=9>x</text></a></svg>`,
    `<svg><set attributeName=onmouseover to="${js}"/></svg>`,
    `<svg><foreignObject><img src=x onerror="${js}"></foreignObject></svg>`,
    `<svg><style><img title="</style><img src=x onerror=${js}>"></style></svg>`,
    `<svg><image href="${away}.png"/><feImage href="${away}.svg"/></svg>`,
    `<math><annotation-xml encoding="text/html"><img src=x onerror="${js}"></annotation-xml></math>`,
    `<math><maction actiontype="statusline#x" href="javascript:${js}">x</maction></math>`,
    `<iframe src="javascript:${js}"></iframe>`,
    `<iframe srcdoc="&lt;script&gt;parent.${js}&lt;/script&gt;"></iframe>`,
    `<object data="${away}"></object><embed src="${away}"><applet code="${away}"></applet>`,
    `<link rel=stylesheet href="${away}.css"><link rel=preload as=script href="${away}"><link rel=modulepreload href="${away}">`,
    `<style>@import '${away}.css';*{background:url(${away}.png)}</style>`,
    `<p style="background:url(${away});position:fixed;inset:0">x</p>`,
    `<meta http-equiv=refresh content="0;url=${away}">`,
    `<base href="${away}/"><a href=x>x</a>`,
    `<form action="javascript:${js}"><button autofocus onfocus="${js}">x</button></form>`,
    `<button popovertarget=p>x</button><p popover id=p onbeforetoggle="${js}" ontoggle="${js}">x</p>`,
    `<details open ontoggle="${js}">x</details>`,
    `<dialog open onclose="${js}" onscrollend="${js}">x</dialog>`,
    `<video autoplay poster="${away}" onloadstart="${js}"><source src=x onerror="${js}"></video>`,
    `<body onload="${js}" onpageshow="${js}" background="${away}">`,
    `<marquee onstart="${js}">x</marquee>`,
    `<xss tabindex=1 autofocus onfocus="${js}" onpointerrawupdate="${js}" oncontentvisibilityautostatechange="${js}">x</xss>`,
    `<div is=x-y><template shadowrootmode=open><slot onslotchange="${js}"></slot><img src=x onerror="${js}"></template></div>`,
    `<a href="javascript:${js}">x</a>`,
    `<a href="java\tscr\nipt:${js}">x</a>`,
    `<a href="&#1;javascript&colon;${js}">x</a>`,
    `<a href="data:text/html,<script>${js}</script>" ping="${away}">x</a>`,
    `<input type=image src="${away}" onerror="${js}">`,
    `<noscript><p title="</noscript><img src=x onerror=${js}>"></noscript>`,
    `<select><style></select><img src=x onerror="${js}"></style></select>`,
    `<table><form><td><img src=x onerror="${js}"></form></table>`,
    `<form id=location name=document><input name=cookie><img name=body src=x onerror="${js}"></form>`,
    `<img src="${away}?`,
    `<a href="https://upstream.example/" title="'`,
  ]
}

/** Where a string may stand, and how it gets out of there. */
const BREAKOUTS: readonly ((vector: string) => string)[] = [
  (vector) => vector,
  (vector) => `">${vector}`,
  (vector) => `'>${vector}`,
  (vector) => `-->${vector}<!--`,
  (vector) => `]]>${vector}<![CDATA[`,
  (vector) => `</title></textarea></style></script></xmp></noembed></noframes></template></select></svg></math>${vector}`,
  (vector) => `<table><select><svg><mtext>${vector}`,
  (vector) => `x ${vector} \u202ey`,
]

/** How a string is written so that one more decoding, or one letter less, makes it live. */
const SPELLINGS: readonly ((live: string) => string)[] = [
  (live) => live,
  (live) => references(live, (mark) => NAMED[mark] ?? mark),
  (live) => references(live, (mark) => (NAMED[mark] ?? mark).replace(';', '')),
  (live) => references(live, (mark) => (NAMED[mark] ?? mark).replace('&', '&amp;')),
  (live) => references(live, (mark) => `&#x${mark.charCodeAt(0).toString(16)}`),
  (live) => references(live, (mark) => `&#0000${mark.charCodeAt(0)};`),
  (live) => references(live, (mark) => `&amp;amp;amp;${(NAMED[mark] ?? mark).slice(1).replace(';', '')}`),
  (live) => live.replaceAll('<', '<\u00ad'),
  (live) => live.replaceAll('<', '<&shy;'),
  (live) => live.replaceAll('<', '<\u200b'),
  (live) => live.replaceAll(/<(\w)/g, '<<x>$1'),
  (live) => live.replaceAll('<', '\uff1c').replaceAll('>', '\uff1e'),
  (live) => encodeURIComponent(live),
  (live) => live.replaceAll(/<(\w+)/g, (_, name: string) => `<${name.toUpperCase()}`),
]
const NAMED: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '"': '&quot;', '&': '&amp;' }
const references = (live: string, write: (mark: string) => string): string => live.replaceAll(/[<>"&]/g, write)

/** Every vector once in every place and once in every spelling, the other part taken in turn: distinct, in a fixed order. */
export const liveStrings = (port: number): readonly string[] => [
  ...new Set(
    vectors(port).flatMap((vector, nth) => [
      ...BREAKOUTS.map((breakOut, at) => (SPELLINGS[(nth + at) % SPELLINGS.length] ?? String)(breakOut(vector))),
      ...SPELLINGS.map((spell, at) => spell((BREAKOUTS[(nth + at) % BREAKOUTS.length] ?? String)(vector))),
    ]),
  ),
]
