import process from 'node:process'
import { Command, CommanderError } from 'commander'
import type { LiftOptions } from './cli/factor-lifts.ts'
import type { ImportOptions } from './cli/import.ts'
import type { OperatorOptions } from './cli/operators.ts'
import type { ShopOptions } from './cli/shops.ts'
import type { CommonOptions, ExitCode, Tool } from './cli/tool.ts'

const COULD_NOT_RUN: ExitCode = 2

/** The command line of accounts; what a command needs is loaded when it runs. */
function commands(): Command {
  const program = new Command('accounts')
    .description('ecforce accounts: shops, their members and their switch. Settings come from the environment.')
    .exitOverride()

  leaf(program, 'import <file>', 'import members from CSV or JSON Lines (- for the standard input)')
    .requiredOption('--shop <id>', 'a shop the file may speak of; repeatable, made when new', collect)
    .option('--format <name>', 'csv or jsonl; by default told by the name of the file')
    .option('--dry-run', 'check and count everything, write nothing')
    .option('--remove-missing', 'remove claims of these shops that the file does not list')
    .option('--report <file>', 'write every bad row there, as CSV or JSON Lines')
    .action(async (file: string, options: ImportOptions) => {
      const { importFile } = await import('./cli/import.ts')
      await run(options, (tool) => importFile(tool, file, options))
    })

  const rollout = program.command('rollout').description("a shop's switch")
  leaf(rollout, 'announce <shop>', 'announce the switch now: two weeks later accounts is the only way in').action(
    async (shop: string, options: CommonOptions) => {
      const { announceShop } = await import('./cli/shops.ts')
      await run(options, (tool) => announceShop(tool, shop, options))
    },
  )
  leaf(rollout, 'show <shop>', 'where the switch stands').action(async (shop: string, options: CommonOptions) => {
    const { showRollout } = await import('./cli/shops.ts')
    await run(options, (tool) => showRollout(tool, shop, options))
  })

  const shops = program.command('shop').description('shops')
  leaf(shops, 'set <shop>', 'make a shop, or change what is given of it')
    .option('--name <name>', 'what its members call it')
    .option('--admin-url <url>', "where its members work; '' for nowhere yet")
    .option('--factors <policy>', 'what its members prove besides the password: email-first or app-first')
    .action(async (shop: string, options: ShopOptions) => {
      const { setShop } = await import('./cli/shops.ts')
      await run(options, (tool) => setShop(tool, shop, options))
    })
  leaf(shops, 'list', 'all shops').action(async (options: CommonOptions) => {
    const { listShops } = await import('./cli/shops.ts')
    await run(options, (tool) => listShops(tool, options))
  })

  const member = program.command('member').description("a shop's members")
  leaf(member, 'confirm <shop> <legacy-id>', 'confirm that a member held as long unused is still wanted').action(
    async (shop: string, legacyId: string, options: CommonOptions) => {
      const { confirmMember } = await import('./cli/shops.ts')
      await run(options, (tool) => confirmMember(tool, shop, legacyId, options))
    },
  )

  const operators = program.command('operator').description('staff of the platform, each with an authenticator app')
  leaf(operators, 'add <name>', 'make an operator: shows a QR code and asks for a code of the app')
    .requiredOption('--role <role>', 'support or engineer')
    .action(async (name: string, options: OperatorOptions) => {
      const { addOperator } = await import('./cli/operators.ts')
      await run(options, (tool) => addOperator(tool, name, options))
    })
  leaf(operators, 'list', 'all operators').action(async (options: CommonOptions) => {
    const { listOperators } = await import('./cli/operators.ts')
    await run(options, (tool) => listOperators(tool, options))
  })
  leaf(operators, 'remove <name>', 'take an operator away').action(async (name: string, options: CommonOptions) => {
    const { removeOperator } = await import('./cli/operators.ts')
    await run(options, (tool) => removeOperator(tool, name, options))
  })

  const factors = program.command('factor').description('lifting the factor of a member who has lost it')
  const lift = (name: string, description: string) =>
    leaf(factors, name, description)
      .requiredOption('--operator <name>', 'who does it, by a code of the own app')
      .option('--code <code>', 'that code; asked for when it is not given')
  lift('lift <case-or-email>', 'ask for a lift')
    .requiredOption('--factor <kind>', 'totp')
    .action(async (whose: string, options: LiftOptions) => {
      const { askForLift } = await import('./cli/factor-lifts.ts')
      await run(options, (tool) => askForLift(tool, whose, options))
    })
  lift('approve <case>', 'approve what another operator asked for; it is carried out a day later').action(
    async (number: string, options: LiftOptions) => {
      const { approveLift } = await import('./cli/factor-lifts.ts')
      await run(options, (tool) => approveLift(tool, number, options))
    },
  )
  lift('cancel <case>', 'cancel a lift').action(async (number: string, options: LiftOptions) => {
    const { cancelLift } = await import('./cli/factor-lifts.ts')
    await run(options, (tool) => cancelLift(tool, number, options))
  })
  leaf(factors, 'list', 'lifts that are asked or approved').action(async (options: CommonOptions) => {
    const { listLifts } = await import('./cli/factor-lifts.ts')
    await run(options, (tool) => listLifts(tool, options))
  })

  leaf(program, 'support-code <code>', 'what a refusal was about').action(
    async (code: string, options: CommonOptions) => {
      const { explainSupportCode } = await import('./cli/support-code.ts')
      await run(options, (tool) => explainSupportCode(tool, code, options))
    },
  )

  leaf(program, 'migrate', 'bring the database up to date').action(async (options: CommonOptions) => {
    const { migrateDatabase } = await import('./cli/migrate.ts')
    process.exitCode = await migrateDatabase(options)
  })
  return program
}

function leaf(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .option('--json', 'answer in JSON')
    .option('--actor <name>', 'who does it, for the audit log; by default the user of this machine')
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

async function run(options: CommonOptions, work: (tool: Tool) => Promise<ExitCode>): Promise<void> {
  const { withTool } = await import('./cli/tool.ts')
  process.exitCode = await withTool(options, work)
}

async function sentenceOf(error: unknown): Promise<string> {
  const { UsageError } = await import('./cli/tool.ts')
  if (error instanceof UsageError) return error.message
  const { describeStartFailure } = await import('./start-failure.ts')
  return describeStartFailure(error).sentence
}

try {
  await commands().parseAsync()
} catch (error) {
  // What commander throws it has said already; asking for help is no failure.
  const isSaid = error instanceof CommanderError
  if (!isSaid) process.stderr.write(`${await sentenceOf(error)}\n`)
  process.exitCode = isSaid && error.exitCode === 0 ? 0 : COULD_NOT_RUN
}
