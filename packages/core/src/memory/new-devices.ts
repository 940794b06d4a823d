import type { NewDevices, UntoldDevices } from '../ports/new-devices.ts'
import { type State, SWEEP_LIMIT } from './state.ts'

/** Sign-ins that are told in one mail, in memory. */
export function newDevices(state: State): NewDevices {
  const { untoldDevices, deviceTellings } = state

  return {
    async due(toldBy, limit) {
      const accountIds = [...new Set(Array.from(untoldDevices.rows(), ({ accountId }) => accountId))].toSorted()
      const untold = accountIds.map((accountId): UntoldDevices => {
        const devices = untoldDevices.by('account', accountId).toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
        return { accountId, devices, toldAt: deviceTellings.get(accountId)?.toldAt ?? null }
      })
      return untold.filter(({ toldAt }) => toldAt === null || toldAt <= toldBy).slice(0, limit)
    },

    async tell({ accountId, devices, toldAt }, at, along) {
      return state.atomically(() => {
        if ((deviceTellings.get(accountId)?.toldAt ?? null) !== toldAt) return false
        deviceTellings.put({ accountId, toldAt: at })
        for (const { id } of devices) untoldDevices.delete(id)
        state.writeAlong(along)
        return true
      })
    },

    async sweep(toldBefore) {
      state.atomically(() => {
        const old = Array.from(deviceTellings.rows()).filter(({ toldAt }) => toldAt < toldBefore)
        for (const { accountId } of old.slice(0, SWEEP_LIMIT)) deviceTellings.delete(accountId)
      })
    },
  }
}
