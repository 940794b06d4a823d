import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { RolloutDocument } from '../../src/domain/rollout-document.ts'
import { createKeyRing } from '../../src/primitives/key-ring.ts'
import { systemRandom } from '../../src/primitives/random.ts'
import { noon } from '../../src/testing/index.ts'
import { documentSigner, verifyRolloutDocument } from '../../src/vendors/jose.ts'
import { key } from '../support/world.ts'

const issuer = 'https://accounts.example'
const shop = 'renshu-shoes'
const document: RolloutDocument = {
  iss: issuer,
  aud: shop,
  iat: noon / 1000,
  exp: noon / 1000 + 600,
  version: 3,
  rollbacks: 0,
  announcedAt: noon,
  enforcedAt: null,
  closed: ['12', '従業員7'],
  portalUrl: `${issuer}/portal/apps`,
  signInUrl: `${issuer}/sign-in`,
}

const signerOf = (...kids: [string, number][]) =>
  documentSigner(
    createKeyRing(
      kids.map(([kid, fill]) => key(kid, fill)),
      { random: systemRandom },
    ).signingSeeds,
  )

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a rollout document', () => {
  it('is read as it was signed, by the shop it is for and by no other', async () => {
    const signer = await signerOf(['k1', 1])
    const compact = await signer.sign(document)
    const { keys } = signer
    expect(await verifyRolloutDocument(compact, { keys, issuer, shop })).toEqual({ ok: true, document })
    expect(await verifyRolloutDocument(compact, { keys, issuer, shop: 'mihon-tea' })).toEqual({
      ok: false,
      reason: 'other_shop',
    })
    expect(await verifyRolloutDocument(compact, { keys, issuer: 'https://evil.example', shop })).toEqual({
      ok: false,
      reason: 'other_issuer',
    })
  })

  it('is a compact JWS that anybody can verify with Ed25519 and the published key', async () => {
    const signer = await signerOf(['k1', 1])
    const [head = '', payload = '', signature = ''] = (await signer.sign(document)).split('.')
    const [published] = signer.keys
    expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({
      alg: 'EdDSA',
      typ: 'rollout+jwt',
      kid: published?.kid,
    })
    expect(published).toEqual({
      kty: 'OKP',
      crv: 'Ed25519',
      x: expect.stringMatching(/^[\w-]{43}$/),
      kid: expect.stringMatching(/^[\w-]{43}$/),
      alg: 'EdDSA',
      use: 'sig',
    })
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: published?.x ?? '' }, format: 'jwk' })
    const signed = Buffer.from(`${head}.${payload}`)
    expect(verify(null, signed, publicKey, Buffer.from(signature, 'base64url'))).toBe(true)
  })

  it('is signed by the newest key of the ring, and read by whoever knows the former ones as well', async () => {
    const before = await signerOf(['k1', 1])
    const after = await signerOf(['k2', 2], ['k1', 1])
    expect(after.keys).toHaveLength(2)
    expect(after.keys[1]).toEqual(before.keys[0])
    const [old, young] = [await before.sign(document), await after.sign(document)]
    for (const compact of [old, young]) {
      expect(await verifyRolloutDocument(compact, { keys: after.keys, issuer, shop })).toMatchObject({ ok: true })
    }
    expect(await verifyRolloutDocument(young, { keys: before.keys, issuer, shop })).toEqual({
      ok: false,
      reason: 'unknown_key',
    })
  })

  it('is refused when it was signed by another, whatever name the key is given', async () => {
    const [ours, theirs] = [await signerOf(['k1', 1]), await signerOf(['k1', 2])]
    const kid = ours.keys[0]?.kid
    const [, payload] = (await theirs.sign(document)).split('.')
    const head = part({ alg: 'EdDSA', typ: 'rollout+jwt', kid })
    const stranger = createPrivateKey({
      key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 9)]),
      format: 'der',
      type: 'pkcs8',
    })
    const forged = `${head}.${payload}.${sign(null, Buffer.from(`${head}.${payload}`), stranger).toString('base64url')}`
    const read = (compact: string) => verifyRolloutDocument(compact, { keys: ours.keys, issuer, shop })
    expect(await read(forged)).toEqual({ ok: false, reason: 'forged' })
    expect(await read(await theirs.sign(document))).toEqual({ ok: false, reason: 'unknown_key' })
    expect(await read(await ours.sign(document))).toMatchObject({ ok: true })
  })

  it('is refused with any letter of it changed', async () => {
    const signer = await signerOf(['k1', 1])
    const compact = await signer.sign(document)
    for (let at = 0; at < compact.length; at += 7) {
      const turned = `${compact.slice(0, at)}${compact[at] === 'A' ? 'B' : 'A'}${compact.slice(at + 1)}`
      expect((await verifyRolloutDocument(turned, { keys: signer.keys, issuer, shop })).ok, `at ${at}`).toBe(false)
    }
    expect((await verifyRolloutDocument(compact, { keys: signer.keys, issuer, shop })).ok).toBe(true)
  })

  it.each([
    ['is nothing', () => ''],
    ['is half', (compact: string) => compact.slice(0, compact.length / 2)],
    ['has one part more', (compact: string) => `${compact}.x`],
    [
      'says that it is not signed',
      (compact: string) => `${part({ alg: 'none', typ: 'rollout+jwt' })}.${compact.split('.')[1]}.`,
    ],
    [
      'is an access token',
      (compact: string, kid: string) => compact.replace(/^[^.]+/, part({ alg: 'EdDSA', typ: 'at+jwt', kid })),
    ],
    [
      'is signed with a password',
      (compact: string, kid: string) => compact.replace(/^[^.]+/, part({ alg: 'HS256', typ: 'rollout+jwt', kid })),
    ],
  ])('is refused when it %s', async (_, spoil) => {
    const signer = await signerOf(['k1', 1])
    const compact = await signer.sign(document)
    const spoilt = spoil(compact, signer.keys[0]?.kid ?? '')
    expect(await verifyRolloutDocument(spoilt, { keys: signer.keys, issuer, shop })).toEqual({
      ok: false,
      reason: 'malformed',
    })
    expect(await verifyRolloutDocument(compact, { keys: signer.keys, issuer, shop })).toMatchObject({ ok: true })
  })

  it.each([
    ['for several shops', { aud: [shop, 'mihon-tea'] }],
    ['without an end', { exp: undefined }],
    ['with a version that is no number', { version: '3' }],
    ['with an instant that is no number', { announcedAt: '2026-04-15' }],
    ['without the closed doors', { closed: undefined }],
  ])('is refused %s, even if it is signed', async (_, changes) => {
    const signer = await signerOf(['k1', 1])
    const odd: RolloutDocument = Object.assign({ ...document }, changes)
    expect(await verifyRolloutDocument(await signer.sign(odd), { keys: signer.keys, issuer, shop })).toEqual({
      ok: false,
      reason: 'malformed',
    })
  })
})
