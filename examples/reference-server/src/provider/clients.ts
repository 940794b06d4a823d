import { randomBytes } from 'node:crypto'
import type { Accounts, ServiceToEnter } from '@ecforce-accounts/core'
import type { Adapter, AdapterPayload } from 'oidc-provider'

/** The services of the directory as clients of the provider. It is read anew for every request, and never written. */
export function clients(entry: Accounts['entry']): Adapter {
  return {
    async find(id) {
      const service = await entry.service(id)
      return service ? clientOf(service) : undefined
    },
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    upsert: readOnly,
    consume: readOnly,
    destroy: readOnly,
    revokeByGrantId: readOnly,
  }
}

/** A client has to have a secret of its own to the provider; what is presented is held against accounts' hashes. */
const unused = randomBytes(32).toString('base64url')

function clientOf({ id, name, web, shop }: ServiceToEnter): AdapterPayload {
  return {
    client_id: id,
    client_secret: unused,
    client_name: name,
    redirect_uris: [...web.redirectUris],
    post_logout_redirect_uris: [...web.postLogoutUris],
    shop: shop.id,
  }
}

async function readOnly(): Promise<never> {
  throw new TypeError('the directory of services is changed by operators alone')
}
