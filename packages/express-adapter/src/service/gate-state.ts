/**
 * Where a gate keeps what it knows, so that a restart while accounts is down changes nothing.
 *
 * The text is the gate's own; it holds no secret. One gate, or several processes of one shop, may share a place.
 */
export interface GateState {
  /** What was saved last; `null` when nothing ever was. Rejects when that cannot be told. */
  load(): Promise<string | null>

  /** Afterwards `load` resolves to `text`; if it fails or the machine stops meanwhile, to that or to what was before. */
  save(text: string): Promise<void>
}

/** Keeps it as long as the process lives: after a restart a gate knows nothing until accounts has answered. */
export function memoryGateState(): GateState {
  let kept: string | null = null
  return {
    load: async () => kept,
    async save(text) {
      kept = text
    },
  }
}
