import { readFile } from 'node:fs/promises'
import type * as contract from '@ecforce-accounts/core/wire'
import { expect, expectTypeOf, it } from 'vitest'
import { wireTypes } from '../scripts/write-wire-types.ts'
import type * as wire from '../src/wire.ts'

/** What a schema's parsed value is. */
type Infer<Schema extends { _zod: { output: unknown } }> = Schema['_zod']['output']

it('holds the committed types equal to what the contract says now', async () => {
  const committed = await readFile(new URL('../src/wire.ts', import.meta.url), 'utf8')
  expect(committed).toBe(wireTypes())
})

it('holds the schemas and the plain types to be the same types', () => {
  expectTypeOf<Infer<typeof contract.SignInStartRequest>>().toEqualTypeOf<wire.SignInStartRequest>()
  expectTypeOf<Infer<typeof contract.PasswordRequest>>().toEqualTypeOf<wire.PasswordRequest>()
  expectTypeOf<Infer<typeof contract.CodeRequest>>().toEqualTypeOf<wire.CodeRequest>()
  expectTypeOf<Infer<typeof contract.FactorRequest>>().toEqualTypeOf<wire.FactorRequest>()
  expectTypeOf<Infer<typeof contract.FlowRequest>>().toEqualTypeOf<wire.FlowRequest>()
  expectTypeOf<Infer<typeof contract.Step>>().toEqualTypeOf<wire.Step>()
  expectTypeOf<Infer<typeof contract.SessionAnswer>>().toEqualTypeOf<wire.SessionAnswer>()
  expectTypeOf<Infer<typeof contract.AppsAnswer>>().toEqualTypeOf<wire.AppsAnswer>()
  expectTypeOf<Infer<typeof contract.Problem>>().toEqualTypeOf<wire.Problem>()
})
