import { CODE_SENDS } from '../domain/challenge.ts'
import type { ChallengeStore } from '../ports/challenge-store.ts'
import { keyNames, type State } from './state.ts'

/** Challenges in memory. */
export function challengeStore(state: State): ChallengeStore {
  const { challenges } = state

  return {
    async create(challenge, along) {
      return state.atomically(() => {
        if (challenges.by('flow', challenge.flowId).length > 0) return false
        challenges.insert(challenge)
        state.writeAlong(along)
        return true
      })
    },

    async findByFlow(flowId) {
      return challenges.by('flow', flowId)[0] ?? null
    },

    async reissue(id, issue, now, along) {
      return state.atomically(() => {
        const challenge = challenges.get(id)
        if (!challenge || now < challenge.issue.resendAt) return null
        if (challenge.sends >= CODE_SENDS) return null

        challenges.put({ ...challenge, issue, sends: challenge.sends + 1, consumedAt: null })
        state.writeAlong(along)
        return challenges.get(id) ?? null
      })
    },

    async consume(id, codeHash, now) {
      return state.atomically(() => {
        const challenge = challenges.get(id)
        if (challenge?.issue.codeHash !== codeHash) return false
        if (challenge.consumedAt !== null || now >= challenge.issue.expiresAt) return false

        challenges.put({ ...challenge, consumedAt: now })
        return true
      })
    },

    async keyIdsInUse(now) {
      const open = Array.from(challenges.rows()).filter((c) => c.consumedAt === null && now < c.issue.expiresAt)
      return keyNames(
        open.map((challenge) => challenge.issue.codeHash),
        '.',
      )
    },
  }
}
