import { expect, it } from 'vitest'
import { MailRefusedError } from '../../src/ports/mailer.ts'
import { collectingMailer } from '../../src/testing/index.ts'
import { openWorld, password, shopId } from '../support/world.ts'

const hiro = 'hiro.kato@renshu-shoes.example'
const sora = 'sora.hirai@closed.example'

it('a shop hears whose mail of the switch did not arrive, until one does', async () => {
  let closed = true
  const mailer = collectingMailer()
  const world = await openWorld({
    mailer: {
      async send(mail, messageId) {
        if (closed && mail.to === sora) throw new MailRefusedError('550 no such mailbox')
        await mailer.send(mail, messageId)
      },
    },
  })
  await world.importRows([
    { shop: 'renshu-shoes', legacyId: '5', email: hiro, password },
    { shop: 'renshu-shoes', legacyId: '6', email: sora, password },
  ])
  const unreached = async () => {
    const { members } = await world.accounts.memberSync.list(shopId('renshu-shoes'))
    return members.filter(({ isUnreached }) => isUnreached).map(({ legacyId }) => legacyId)
  }
  const tell = async () => {
    await world.accounts.notices.queueDue()
    world.clock.advance(60_000)
    await world.accounts.mailDelivery.deliverDue()
  }

  await world.announce('renshu-shoes')
  expect(await unreached()).toEqual([])
  await tell()
  expect(await unreached()).toEqual(['6'])

  closed = false
  const { record } = await world.accounts.rollouts.find(shopId('renshu-shoes'))
  const to = (record.rollout?.enforcedAt ?? 0) + 7 * 86_400_000
  await world.accounts.rollouts.move(
    shopId('renshu-shoes'),
    { act: 'postpone', to },
    { actor: 'operator:test', reason: 'a sale' },
  )
  await tell()
  expect(await unreached()).toEqual([])
})
