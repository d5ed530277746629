/** Trials of topics by example: a page with buttons, and the same by API. Both need the admin token, and both make answers examples. */
import type { Hono } from 'hono'
import { trialAnswer } from '../api/trial-schemas.ts'
import { refuseUnknown } from '../api/parameters.ts'
import type { AdminAccess } from '../admin-access.ts'
import type { TrialAnswered, WebDeps } from '../deps.ts'
import { HttpError } from '../http/http-error.ts'
import { readText } from '../http/read-body.ts'
import { DATA_HEADERS } from '../http/security.ts'
import { basePath } from '../http/web-request.ts'
import { readJudgement } from '../pages/judgement.ts'
import { trialPage } from '../pages/trial-page.ts'
import type { Site } from '../site.ts'
import { refuseUnknownLanguage } from '../site.ts'
import { type Env, respond } from './respond.ts'

type Parts = { readonly site: Site; readonly admit: AdminAccess }

const MOST_BYTES = 4_096
const PRIVATE = { 'cache-control': 'private, no-store' }
/** Under “no-referrer”, a browser sends a form with the origin “null”, which is refused as another site's. */
const PAGE = { ...PRIVATE, 'referrer-policy': 'same-origin' }

export const addTrialPage = (app: Hono<Env>, deps: WebDeps, { site, admit }: Parts): void => {
  app.get('/topics/:id/trial', (context) =>
    respond(context, 'trial', async (request) => {
      refuseUnknownLanguage(request)
      admit(request, 'Basic')
      const { topic, trial } = await trialOf(deps, context.req.param('id'))
      return await site.uncachedPage(request, (page) => trialPage(page, topic, trial), PAGE)
    }),
  )
  app.post('/topics/:id/trial', (context) =>
    respond(context, 'trial', async (request) => {
      admit(request, 'Basic')
      const judged = readJudgement(await readText(context.req.raw, MOST_BYTES))
      if (judged === null) throw new HttpError(400, 'Answer with the buttons of the page.')
      await answered(deps, context.req.param('id'), judged.asked, judged.isRight)
      const location = `${basePath(deps.publicUrl)}${request.target}`
      return { status: 303, headers: { ...DATA_HEADERS, ...PRIVATE, location }, body: null }
    }),
  )
}

export const addTrialApi = (app: Hono<Env>, deps: WebDeps, { admit }: Parts): void => {
  const headers = { ...DATA_HEADERS, ...PRIVATE, 'content-type': 'application/json; charset=utf-8' }
  app.get('/api/v1/topics/:id/trial', (context) =>
    respond(context, 'api-trial', async (request) => {
      admit(request)
      refuseUnknown(request.query, [])
      const { topic, trial } = await trialOf(deps, context.req.param('id'))
      return { status: 200, headers, body: Buffer.from(`${JSON.stringify({ topic: topic.id, ...trial })}\n`) }
    }),
  )
  app.post('/api/v1/topics/:id/examples', (context) =>
    respond(context, 'api-trial', async (request) => {
      admit(request)
      refuseUnknown(request.query, [])
      const read = trialAnswer.safeParse(jsonIn(await readText(context.req.raw, MOST_BYTES)))
      if (!read.success)
        throw new HttpError(
          400,
          'Send JSON: the id of an article of the last month, and whether it is about the topic: {"article": "…", "match": true}.',
        )
      const { example } = await answered(deps, context.req.param('id'), read.data.article, read.data.match)
      const { isRight: match, ...rest } = example
      return { status: 201, headers, body: Buffer.from(`${JSON.stringify({ ...rest, match })}\n`) }
    }),
  )
}

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

/** Throws 404 where the topic is none by example. */
const trialOf = async ({ configuration, trials }: WebDeps, id: string) => {
  const topic = configuration().taxonomy.topics.find((one) => one.id === id)
  const trial = topic === undefined ? null : await trials.of(id)
  if (topic === undefined || trial === null) throw noTrial(id)
  return { topic, trial }
}

type Saved = Extract<TrialAnswered, { readonly saved: true }>
const answered = async ({ trials }: WebDeps, id: string, article: string, isRight: boolean): Promise<Saved> => {
  const answer = await trials.answer(id, article, isRight)
  if (answer === null) throw noTrial(id)
  if (!answer.saved) throw new HttpError(409, answer.why)
  return answer
}

const noTrial = (id: string): HttpError =>
  new HttpError(
    404,
    `“${id.slice(0, 80)}” is no topic by example, there is no model, or the article is not of the last month. See “polywire topic try”.`,
  )
