import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, lstat, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'

/** A browser, or the reason why none can run here, in words for the line that says what was left out. */
export type OpenedBrowser =
  | { readonly browser: Browser; readonly reason: null }
  | { readonly browser: null; readonly reason: string }

// The packaged browser's own list of flags switches web security off; tests need it on.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const installedBrowsers = [
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * Opens a headless Chromium that draws Japanese: the one from the registry on Linux x64, else one that is installed.
 * The caller closes it.
 */
export async function openBrowser(): Promise<OpenedBrowser> {
  const failures: string[] = []

  for (const candidate of [packagedBrowser, installedBrowser]) {
    try {
      const executablePath = await candidate()
      const fontconfig = await japaneseFonts()
      const browser = await chromium.launch({
        executablePath,
        args: flags,
        env: { ...environment(), FONTCONFIG_FILE: fontconfig },
      })
      return { browser, reason: null }
    } catch (error) {
      failures.push(firstLine(error))
    }
  }
  return { browser: null, reason: failures.join('; ') }
}

async function packagedBrowser(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`the packaged browser is for linux x64, this is ${process.platform} ${process.arch}`)
  }
  const entry = fileURLToPath(import.meta.resolve('@sparticuz/chromium'))
  const manifest: unknown = JSON.parse(await readFile(join(dirname(entry), '..', 'package.json'), 'utf8'))
  const version = manifest instanceof Object && 'version' in manifest ? String(manifest.version) : 'unknown'

  const home = await ownFolder()
  const unpacked = join(home, `chromium-${version}`)
  const executable = join(unpacked, 'chromium')
  if (existsSync(executable)) return executable

  // The package unpacks in place and takes a half-written file for a whole one. So it unpacks into a folder of this
  // process's own, which then gets its final name in one step: whoever sees the name sees all of it.
  const staging = await mkdtemp(join(home, 'unpacking-'))
  try {
    await unpackInto(staging)
    await rename(staging, unpacked)
  } catch (error) {
    await rm(staging, { recursive: true, force: true })
    if (!existsSync(executable)) throw error
  }
  return executable
}

/** The package unpacks into the system's temporary folder, which a process of its own can be told to be another. */
async function unpackInto(folder: string): Promise<void> {
  const program = "const { default: chromium } = await import('@sparticuz/chromium'); await chromium.executablePath()"
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: dirname(fileURLToPath(import.meta.url)),
    env: { ...environment(), TMPDIR: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const complaints: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`unpacking the browser failed: ${Buffer.concat(complaints).toString('utf8').trim()}`)
}

async function installedBrowser(): Promise<string> {
  const found = installedBrowsers.find((path) => existsSync(path))
  if (found === undefined) throw new Error('no Chrome or Chromium is installed')
  return found
}

/**
 * Writes the font configuration and returns its path. The packaged browser brings no Japanese glyphs; with this one family
 * and none of the system's, pages look alike on every machine.
 */
async function japaneseFonts(): Promise<string> {
  const fonts = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-jp/package.json'))
  const home = await ownFolder()
  const cache = join(home, 'font-cache')
  const file = join(home, 'fonts.conf')
  const configuration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${escapeXml(fonts)}</dir>
  <cachedir>${escapeXml(cache)}</cachedir>
</fontconfig>
`
  await mkdir(cache, { recursive: true })
  const staging = join(await mkdtemp(join(home, 'fonts-')), 'fonts.conf')
  await writeFile(staging, configuration)
  await rename(staging, file)
  await rm(dirname(staging), { recursive: true })
  return file
}

/** A folder in the system's temporary one that outlives the run and that nobody else can write to. */
async function ownFolder(): Promise<string> {
  const { uid } = userInfo()
  const folder = join(tmpdir(), `ecforce-accounts-browser-${uid}`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (process.platform === 'win32') return folder

  const found = await lstat(folder)
  if (!found.isDirectory() || found.uid !== uid) throw new Error(`${folder} belongs to somebody else`)
  await chmod(folder, 0o700)
  return folder
}

function environment(): Record<string, string> {
  const defined = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(defined)
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.split('\n', 1)[0] ?? message
}
