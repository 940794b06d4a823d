/** A customer, as far as this admin shows them. */
export interface Customer {
  readonly id: string
  readonly name: string
  /** What the members have noted of them, for each other. */
  readonly memo: string
}

/** お客様, kept as long as the process lives. */
export interface Customers {
  list(): readonly Customer[]
  find(id: string): Customer | null
  /** `false` when there is no such customer. */
  note(id: string, memo: string): boolean
}

export function openCustomers(): Customers {
  const kept = new Map<string, Customer>(
    ['山本 かなえ', '岡田 たくみ', '村上 しおり', '遠藤 けい'].map((name, at) => {
      const id = String(at + 1)
      return [id, { id, name, memo: '' }]
    }),
  )

  return {
    list: () => [...kept.values()],
    find: (id) => kept.get(id) ?? null,

    note(id, memo) {
      const customer = kept.get(id)
      if (customer) kept.set(id, { ...customer, memo })
      return customer !== undefined
    },
  }
}
