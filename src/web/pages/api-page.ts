/** The page /api: how programs read this site, with commands to copy. */
import { html } from 'hono/html'
import { copyable } from '../builder/copy-field.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'

export const apiPage = (context: PageContext): PageContent => {
  const { locale, link, configuration, origin } = context
  const topic = configuration.taxonomy.topics.find(({ parent }) => parent === null)
  const filter = topic === undefined ? 'lang:en' : `topic:${topic.id}`
  const part = (label: string, id: string, text: string): Html =>
    html`<section><h2>${label}</h2>${copyable(context, { id, label, text })}</section>`
  const body = html`<div class="frame"><header class="opening"><h1>${locale.message('api.title')}</h1><p class="standfirst">${locale.message('api.intro')}</p>
<p class="subscribe"><a href="${link('/openapi.json')}">OpenAPI 3.1</a> <a href="${link('/api/v1/stories')}"><code dir="ltr">/api/v1/stories</code></a> <a href="${link('/api/v1/status')}"><code dir="ltr">/api/v1/status</code></a></p></header>
<div class="prose commands">${part(locale.message('api.shell'), 'api-curl', curl(origin, filter))}${part('pandas', 'api-pandas', pandas(origin, filter))}${part(locale.message('api.notebook'), 'api-notebook', notebook(origin, filter))}</div></div>`
  return { title: locale.message('api.title'), section: 'about', body }
}

const curl = (origin: string, filter: string): string => `# The newest stories
curl -s "${origin}/api/v1/stories?q=${filter}&limit=20"

# A search as a table
curl -s -o articles.csv "${origin}/api/v1/articles.csv?q=${filter}+after:30d"

# New stories as they come
curl -sN "${origin}/api/v1/stream?q=${filter}"`

const pandas = (origin: string, filter: string): string => `import pandas as pd

articles = pd.read_csv("${origin}/api/v1/articles.csv?q=${filter}+after:30d")
print(articles.groupby("language").size().sort_values(ascending=False))`

const notebook = (origin: string, filter: string): string => `import requests, pandas as pd

def stories(q):
    address, query = "${origin}/api/v1/stories", {"q": q, "limit": 100}
    while address:
        page = requests.get(address, params=query)
        page.raise_for_status()
        yield from page.json()["data"]
        address, query = page.links.get("next", {}).get("url"), None

found = pd.DataFrame(stories("${filter} after:7d"))
found["publishedAt"] = pd.to_datetime(found["publishedAt"])
found.set_index("publishedAt").resample("D").size().plot.bar()`
