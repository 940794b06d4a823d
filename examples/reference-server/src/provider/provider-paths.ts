/** Where the provider answers; the discovery document says so too. */
export const providerPaths = {
  discovery: '/.well-known/openid-configuration',
  authorization: '/oidc/authorize',
  token: '/oidc/token',
  userinfo: '/oidc/userinfo',
  jwks: '/oidc/jwks',
  end_session: '/oidc/sign-out',
} as const

/** Every path of the library's that is heard: its own, and where an authorization or a sign-out goes on. */
export const heardPaths: readonly string[] = [
  ...Object.values(providerPaths),
  `${providerPaths.authorization}/:uid`,
  `${providerPaths.end_session}/confirm`,
  `${providerPaths.end_session}/success`,
]
