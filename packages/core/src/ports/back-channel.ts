/** The way to the services, by which they are told that somebody has signed out. */
export interface BackChannel {
  /**
   * Posts a logout token to a service (OpenID Connect Back-Channel Logout 2.5). Resolves once the service has taken it;
   * rejects with the reason when it has not, or nobody knows.
   */
  tell(url: string, logoutToken: string): Promise<void>
}
