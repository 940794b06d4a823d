export { type AdoptedGate, adoptAccounts } from './accounts.ts'
export { type LegacyMember, type Members, type NewMember, openMembers } from './members.ts'
export { type LegacySessions, legacySessions } from './sessions.ts'
export { type ShopAdmin, type ShopAdminOptions, shopAdmin } from './shop-admin.ts'
