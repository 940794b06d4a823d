import type { Interaction } from '../../src/pages/sign-in/interaction.ts'
import { sayFrom } from '../../src/pages/words/catalogue.ts'
import { interactionWords } from '../../src/pages/words/interaction.ts'
import { answerEntry, asked, uid } from '../support/interaction.ts'
import { say } from './say.ts'
import type { Scene, Stage } from './scene.ts'

const sayHere = sayFrom(interactionWords, 'ja', {})
const service = '須藤商店の管理画面'

async function come({ page, open }: Stage, interaction: Interaction | null): Promise<void> {
  await answerEntry(page.context(), () => interaction)
  await open(`/sign-in/${uid}`)
}

/** The same, by somebody signed in by mail. */
async function comeSignedIn(stage: Stage, changes: Partial<Interaction>): Promise<void> {
  await stage.toPortal(stage.member)
  await come(stage, { ...asked, email: stage.member.email, ...changes })
}

/** What services ask for. */
export const interactionScenes: readonly Scene[] = [
  {
    name: 'interaction/sign-in',
    async reach(stage) {
      await come(stage, { ...asked, loginHint: 'hiro.kato@sudo-shoten.example' })
      await stage.see(say('signIn.forService', { service }))
    },
  },
  {
    name: 'interaction/step-up',
    async reach(stage) {
      await comeSignedIn(stage, { entry: 'step-up' })
      await stage.see(sayHere('interaction.stepUp.lead', { service }))
      await stage.see(say('code.reference.label'))
    },
  },
  {
    name: 'interaction/app-needed',
    async reach(stage) {
      await comeSignedIn(stage, { entry: 'step-up', acr: 'urn:ecforce:acr:app' })
      await stage.see(sayHere('interaction.enrol.lead', { service }))
    },
  },
  {
    name: 'interaction/not-a-member',
    async reach(stage) {
      await comeSignedIn(stage, { entry: 'refused', reason: 'not_a_member' })
      await stage.see(sayHere('interaction.not_a_member', { shop: '須藤商店', email: stage.member.email }))
    },
  },
  {
    name: 'interaction/over',
    async reach(stage) {
      await come(stage, null)
      await stage.see(sayHere('interaction.over.lead'))
    },
  },
]
