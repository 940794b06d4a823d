import type { Storage } from '../../src/ports/storage.ts'

/** One call of a storage port, such as `sessions.find`. */
export interface Call {
  readonly name: string
  readonly args: readonly unknown[]
}

/** The same storage, with every call of it written down. */
export function watchedStorage(storage: Storage): { readonly storage: Storage; readonly calls: Call[] } {
  const calls: Call[] = []

  function watch<Port extends object>(port: string, store: Port): Port {
    return new Proxy(store, {
      get(target, method) {
        const value: unknown = Reflect.get(target, method)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          calls.push({ name: `${port}.${String(method)}`, args })
          return Reflect.apply(value, target, args)
        }
      },
    })
  }

  return {
    calls,
    storage: Object.fromEntries(
      Object.entries(storage).map(([port, store]) => [port, typeof store === 'object' ? watch(port, store) : store]),
    ) as unknown as Storage,
  }
}
