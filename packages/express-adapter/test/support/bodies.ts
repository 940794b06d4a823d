import { type OperationId, routes } from '@ecforce-accounts/core/wire'
import { hiro, password } from './server.ts'

/** A body that each operation's schema lets through; `null` where it takes none. `flow` is added where there is one. */
const bodies: { readonly [Id in OperationId]: object | null } = {
  startSignIn: { email: hiro },
  currentSignIn: null,
  abandonSignIn: null,
  submitPassword: { password },
  submitCode: { code: '000000' },
  chooseFactor: { factor: 'email' },
  resendCode: {},
  reportLostFactor: {},
  submitNewPassword: { password: 'yuki ni saku hana' },
  submitLegacyAppCode: { code: '000000' },
  beginApp: {},
  confirmApp: { code: '000000' },
  readAddress: null,
  askAddressChange: { email: 'kei@renshu-shoes.example' },
  withdrawAddressChange: null,
  confirmAddressChange: { token: 'A'.repeat(43) },
  revertAddressChange: { token: 'A'.repeat(43), password: 'yuki ni saku hana' },
  askPasswordReset: { email: hiro },
  confirmPasswordReset: { token: 'A'.repeat(43), password: 'yuki ni saku hana' },
  startStepUp: null,
  submitStepUpCode: { code: '000000' },
  chooseStepUpFactor: { factor: 'email' },
  resendStepUpCode: {},
  listFactors: null,
  beginFactorApp: null,
  confirmFactorApp: { code: '000000' },
  switchMailOn: { code: '000000' },
  removeFactor: null,
  makeRecoveryCodes: null,
  currentSession: null,
  endSession: null,
  readProfile: null,
  editProfile: { name: '加藤ひろ' },
  changePassword: { currentPassword: password, password: 'yuki ni saku hana' },
  listEvents: null,
  listSessions: null,
  endOneSession: null,
  endOtherSessions: null,
  cancelFactorLift: null,
  listApps: null,
  findShop: null,
  listKeys: null,
  issueRolloutDocument: null,
  listMembers: null,
  saveMember: { email: 'kei@renshu-shoes.example', name: '江川ケイ', role: 'staff' },
  removeMember: null,
  readShopReadiness: null,
  introspectSession: { sid: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
  startOperatorSession: { name: 'akira', password, code: '000000' },
  currentOperatorSession: null,
  endOperatorSession: null,
  listOperatorShops: null,
  listOperatorServices: null,
  readReadiness: null,
  downloadReadiness: null,
  readProgress: null,
  downloadProgress: null,
  markMembers: { mark: 'none', legacyIds: ['1'] },
}

/** A body for an operation, on that flow where it wants one; `undefined` where it takes none. */
export function bodyOf(id: OperationId, flow = '0'.repeat(26)): object | undefined {
  const body = bodies[id]
  return body === null ? undefined : { ...(needsFlow(id) ? { flow } : {}), ...body }
}

function needsFlow(id: OperationId): boolean {
  return id !== 'startSignIn' && (routes[id].needs === 'flow' || /StepUp(Code|Factor)$/.test(id))
}
