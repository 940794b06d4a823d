import { describeStorageContract } from './support/contract.ts'
import { postgresDatabases } from './support/databases.ts'

describeStorageContract('PostgreSQL', postgresDatabases)
