import { z } from 'zod'

// What a shop's back end asks and is told. No browser has a use for it, so the client's types leave it out.

export const KeysAnswer = z
  .object({
    keys: z
      .array(
        z.object({
          kty: z.literal('OKP'),
          crv: z.literal('Ed25519'),
          x: z.string(),
          kid: z.string().describe('Its thumbprint (RFC 7638)'),
          alg: z.literal('EdDSA'),
          use: z.literal('sig'),
        }),
      )
      .describe('The signing key first; those after it have signed before'),
  })
  .meta({ id: 'KeysAnswer' })

export const RolloutDocumentAnswer = z
  .object({ document: z.string().describe('A compact JWS of type `rollout+jwt`, for this shop, good for ten minutes') })
  .meta({ id: 'RolloutDocumentAnswer' })
