import { z } from 'zod'
import { passwordRules } from '../policy/password.ts'
import { readNumericCode } from '../primitives/numeric-code.ts'

// What several schemas are made of.

export const typedPassword = z
  .string()
  .min(1)
  .max(passwordRules.maximumBytes)
  .refine((text) => Buffer.byteLength(text) <= passwordRules.maximumBytes, 'longer than 512 bytes')
  .describe('As typed: never trimmed, folded or cut')

export const sixDigits = z
  .string()
  .max(64)
  .refine((typed) => readNumericCode(typed) !== null, 'not six digits')
  .describe('Six digits of the authenticator app; full-width ones, spaces and hyphens are understood')

export const flowId = z
  .string()
  .regex(/^[0-9a-z]{26}$/)
  .describe('The flow that the page believes to be on, as the last answer named it')

export const instant = z.iso.datetime().describe('RFC 3339, UTC')

export const bilingual = z.object({ ja: z.string(), en: z.string() })
