import { describeStorageContract } from './support/contract.ts'
import { sqliteDatabases } from './support/databases.ts'

describeStorageContract('SQLite', sqliteDatabases)
