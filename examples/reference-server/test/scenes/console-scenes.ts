import type { OperatorServicesAnswer, OperatorShopsAnswer, ProgressAnswer } from '@ecforce-accounts/client/operator'
import { sayFrom } from '../../src/pages/words/catalogue.ts'
import { consoleWords } from '../../src/pages/words/console.ts'
import { say } from './say.ts'
import type { Scene, Stage } from './scene.ts'

const sayHere = sayFrom(consoleWords, 'ja', {})
const day = 86_400_000

async function typeProof({ type }: Stage, code: string): Promise<void> {
  await type(sayHere('console.name'), 'sasae')
  await type(say('password.label'), 'not the password of sasae')
  await type(sayHere('console.code'), code)
}

/** To the members of a shop that is not announced. */
async function toReadiness(stage: Stage, shop = 'junbi-garden'): Promise<void> {
  await stage.asOperator()
  await stage.open(`/console/readiness/${shop}`)
  await stage.page.getByRole('heading', { name: sayHere('console.members') }).waitFor()
}

async function chooseTwo({ page, see }: Stage): Promise<void> {
  for (const name of ['北村いつき', '南あおい']) await page.getByRole('checkbox', { name }).check()
  await see(sayHere('marks.chosen', { n: 2 }))
}

const failed = {
  status: 500,
  contentType: 'application/problem+json',
  body: JSON.stringify({ type: 'about:blank', status: 500, code: 'internal', messages: { ja: '', en: '' } }),
}

/** A shop nine days after its announcement, for pictures: the real one moves with every other scene. */
function aProgress(changes: Partial<ProgressAnswer> = {}): ProgressAnswer {
  const perDay = [9, 14, 6, 2, 1, 11, 7, 5, 3]
  const announced = Date.parse('2026-11-13T01:00:00Z')
  const names = [
    '加藤ひろ',
    '小川あかね',
    '木村ゆい',
    '久保れん',
    '佐藤ふたば',
    '清水のぞみ',
    '須藤つばさ',
    '瀬戸かおる',
  ]
  const states = ['claim', 'active', 'claim', 'held', 'active', 'pending', 'claim', 'suspended'] as const
  return {
    shop: 'renshu-shoes',
    name: 'れんしゅう靴店',
    at: new Date(announced + 8.2 * day).toISOString(),
    phase: 'coexistence',
    announcedAt: new Date(announced).toISOString(),
    enforcedAt: new Date(announced + 14 * day).toISOString(),
    setUp: 58,
    notYet: 34,
    held: 6,
    pending: 2,
    days: perDay.map((setUp, index) => ({
      day: new Date(announced + index * day).toISOString().slice(0, 10),
      setUp,
      total: perDay.slice(0, index + 1).reduce((sum, one) => sum + one, 0),
    })),
    afterCut: 0,
    members: names.map((name, index) => {
      const state = states[index] ?? 'claim'
      const done = state === 'active' || state === 'suspended'
      return {
        legacyId: String(101 + index),
        name,
        role: index === 1 ? 'administrator' : 'staff',
        state,
        setUpAt: done ? new Date(announced + index * day).toISOString() : null,
      }
    }),
    ...changes,
  }
}

const toProgress = (name: string, progress: ProgressAnswer): Scene => ({
  name,
  async reach({ asOperator, page, open }) {
    await asOperator()
    await page.route('**/api/operator/shops/*/progress', (route) => route.fulfill({ json: progress }))
    await open('/console/progress/renshu-shoes')
    await page.getByRole('heading', { name: sayHere('console.members') }).waitFor()
  },
})

/** The operators' part. */
export const consoleScenes: readonly Scene[] = [
  {
    name: 'console/sign-in',
    async reach({ open, page }) {
      await open('/console')
      await page.getByRole('heading', { name: sayHere('console.signIn.title') }).waitFor()
    },
  },
  {
    name: 'console/sign-in-missing',
    async reach(stage) {
      await stage.open('/console/sign-in')
      await typeProof(stage, '12')
      await stage.press(sayHere('console.signIn.submit'))
      await stage.see(sayHere('console.code.missing'))
    },
  },
  {
    name: 'console/sign-in-rejected',
    async reach(stage) {
      await stage.open('/console/sign-in')
      await typeProof(stage, '123456')
      await stage.press(sayHere('console.signIn.submit'))
      await stage.see(/オペレーター名、パスワード、またはコードが正しくありません/)
    },
  },
  {
    name: 'console/signed-out',
    async reach({ asOperator, open, press, see }) {
      await asOperator()
      await open('/console/progress')
      await press(sayHere('console.signOut'))
      await see(say('signIn.signedOut'))
    },
  },
  {
    name: 'console/readiness',
    async reach({ asOperator, open, see }) {
      await asOperator()
      await open('/console')
      await see('じゅんび園芸店')
    },
  },
  { name: 'console/readiness-shop', reach: (stage) => toReadiness(stage) },
  {
    name: 'console/readiness-chosen',
    async reach(stage) {
      await toReadiness(stage)
      await chooseTwo(stage)
    },
  },
  {
    name: 'console/readiness-confirm',
    async reach(stage) {
      await toReadiness(stage)
      await chooseTwo(stage)
      await stage.press(sayHere('marks.hold.act'))
      await stage.page.getByRole('dialog', { name: sayHere('marks.hold.ask', { n: 2 }) }).waitFor()
    },
  },
  {
    name: 'console/readiness-marked',
    async reach(stage) {
      await toReadiness(stage, 'tsugi-bakery')
      await chooseTwo(stage)
      await stage.press(sayHere('marks.hold.act'))
      const dialog = stage.page.getByRole('dialog')
      await dialog.getByRole('button', { name: sayHere('marks.hold.act') }).click()
      await stage.see(sayHere('marks.done', { n: 2, mark: sayHere('marks.hold') }))
    },
  },
  {
    name: 'console/readiness-announced',
    async reach(stage) {
      await toReadiness(stage, 'kensho-sake')
      await stage.see(sayHere('marks.closed'))
    },
  },
  {
    name: 'console/readiness-nobody',
    async reach({ asOperator, open, see }) {
      await asOperator()
      await open('/console/readiness/aki-vegetables')
      await see(sayHere('readiness.nobody'))
    },
  },
  {
    name: 'console/readiness-failed',
    async reach({ asOperator, page, open, see }) {
      await asOperator()
      await page.route('**/api/operator/readiness**', (route) => route.fulfill(failed))
      await open('/console/readiness')
      await see(say('failed.loading'))
    },
  },
  {
    name: 'console/no-shops',
    async reach({ asOperator, page, open, see }) {
      await asOperator()
      await page.route('**/api/operator/shops', (route) =>
        route.fulfill({ json: { now: new Date().toISOString(), shops: [] } }),
      )
      await open('/console/progress')
      await see(sayHere('console.noShops'))
    },
  },
  {
    name: 'console/progress',
    async reach({ asOperator, page, open, see }) {
      await asOperator()
      // As if members had signed in for days.
      await page.route('**/api/operator/shops', async (route) => {
        const answer: OperatorShopsAnswer = await (await route.fetch()).json()
        const shops = answer.shops.map((shop, index) => {
          const setUp = shop.phase === 'before' ? 0 : 20 + 13 * index
          return { ...shop, members: { setUp, notYet: 180 - setUp, held: index % 4, pending: index % 3 } }
        })
        await route.fulfill({ json: { ...answer, shops } })
      })
      await open('/console/progress')
      await see('れんしゅう靴店')
    },
  },
  toProgress('console/progress-shop', aProgress()),
  toProgress(
    'console/progress-first-day',
    aProgress({ setUp: 0, notYet: 92, days: [{ day: '2026-11-13', setUp: 0, total: 0 }] }),
  ),
  toProgress(
    'console/progress-done',
    aProgress({
      phase: 'enforced',
      setUp: 60,
      notYet: 0,
      held: 0,
      pending: 0,
      afterCut: 2,
      members: aProgress().members.map((member) => ({ ...member, state: 'active' })),
    }),
  ),
  {
    name: 'console/services',
    async reach({ asOperator, page, open, see }) {
      await asOperator()
      // One that does not answer, one that has not yet, and a back end.
      await page.route('**/api/operator/services', async (route) => {
        const answer: OperatorServicesAnswer = await (await route.fetch()).json()
        const [one, two, three] = answer.services
        if (!one?.web || !two?.web || !three) throw new TypeError('the shops have services')
        const told = { waiting: 0, told: 214, failed: 0, lastError: null }
        const web = {
          ...one.web,
          backChannelLogoutUrl: `${one.web.startUrl}/logout`,
          postLogoutUris: [one.web.startUrl],
        }
        const error = 'TimeoutError: no answer within 5 s'
        const services = [
          { ...one, web, signOuts: { ...told, failed: 3, lastError: error } },
          { ...two, web, signOuts: { ...told, waiting: 2, lastError: error } },
          { ...three, web: null, signOuts: told },
        ]
        await route.fulfill({ json: { services } })
      })
      await open('/console/services')
      await see(sayHere('services.failing'))
    },
  },
  {
    name: 'console/progress-not-announced',
    async reach({ asOperator, open, see }) {
      await asOperator()
      await open('/console/progress/junbi-garden')
      await see(sayHere('progress.notAnnounced'))
    },
  },
  {
    name: 'console/progress-unknown-shop',
    async reach({ asOperator, open, see }) {
      await asOperator()
      await open('/console/progress/no-such-shop')
      await see('お探しのものは見つかりません')
    },
  },
]
