/** The id and secret in an `Authorization` header (RFC 7617); `null` when it has none. */
export function basicCredentials(header: string | undefined): { readonly id: string; readonly secret: string } | null {
  const [, encoded] = /^basic +([a-z0-9+/]+={0,2}) *$/i.exec(header ?? '') ?? []
  if (encoded === undefined) return null
  const text = Buffer.from(encoded, 'base64').toString()
  const colon = text.indexOf(':')
  return colon === -1 ? null : { id: text.slice(0, colon), secret: text.slice(colon + 1) }
}
