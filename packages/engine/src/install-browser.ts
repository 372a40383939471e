import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { createTemporaryFolder, createTransport, errorMessage } from '@loadero-test/core/internal'
import { browsersFolder, type InstallableBrowser, installedBrowsers } from './browser/browser-paths.js'
import { getResponse, saveResponse, unpack, withoutCredentials } from './browser/download.js'
import type { FoundBrowser } from './browser/find-browser.js'
import { installHint } from './browser/install-hint.js'
import { createBrowserEngine } from './engine.js'
import { EngineError } from './process/errors.js'
import type { Env } from './process/workspace.js'

export interface InstallBrowserOptions {
  /** Where `LOADERO_BROWSERS_PATH` and the variables of proxies are read. */
  readonly env: Env
  readonly browser: InstallableBrowser
  /** `131.0.6778.108`, the major version `131`, or `stable`, `beta`, `dev` or `canary`. */
  readonly version: string
  /** A copy of the download folder of Chrome for Testing. Default: that of Google. */
  readonly mirror?: URL | undefined
  readonly signal: AbortSignal
  /** Called with each step, as a sentence. */
  readonly report: (step: string) => void
}

const versionLists = new URL('https://googlechromelabs.github.io/chrome-for-testing/')
const downloadFolder = new URL('https://storage.googleapis.com/chrome-for-testing-public/')

/**
 * Downloads a build of Chrome for Testing and the chromedriver of the same version, and starts both once. Runs use them
 * before any other browser. An installation that fails or is interrupted leaves no files.
 * @throws EngineError when the system has no builds, the download is impossible or damaged, or the browser does not start
 */
export async function installBrowser(options: InstallBrowserOptions): Promise<FoundBrowser> {
  const { env, browser, mirror = downloadFolder, signal, report } = options
  const platform = downloadPlatform()
  if (platform === undefined)
    throw new EngineError('Chrome for Testing has no builds for this system', { hint: installHint() })
  const folder = browsersFolder(env)
  const transport = createTransport(env)
  let staging: string | undefined
  try {
    const get = (url: URL) => getResponse(transport, url, signal)
    const version = await resolveVersion(options, get)
    const target = path.join(folder, `${browser}@${version}`)
    const findIn = (parent: string) =>
      installedBrowsers(env).find(({ browserPath }) => browserPath.startsWith(parent + path.sep))
    const existing = findIn(target)
    if (existing !== undefined) {
      report(`${browser} ${version} is already installed`)
      return existing
    }
    await mkdir(folder, { recursive: true })
    staging = createTemporaryFolder('download', folder)
    const unpacked = path.join(staging, path.basename(target))
    for (const part of ['chromedriver', browser]) {
      const url = new URL(`${version}/${platform}/${part}-${platform}.zip`, withSlash(mirror))
      const archive = path.join(staging, `${part}.zip`)
      report(`downloads ${part} ${version} from ${withoutCredentials(url)}`)
      report(await saveResponse(await get(url), archive, signal))
      await unpack(archive, unpacked, signal).catch((error: unknown) => {
        signal.throwIfAborted()
        throw new EngineError(`${withoutCredentials(url)} cannot be unpacked: ${errorMessage(error)}`, {
          cause: error,
        })
      })
    }
    const stagingEnv = { ...env, LOADERO_BROWSERS_PATH: staging }
    const [found] = installedBrowsers(stagingEnv)
    if (found === undefined)
      throw new EngineError(`The archives of ${version} have no ${browser} or no chromedriver`)
    report('starts both')
    const engine = await createBrowserEngine({ env, ...found }).catch((error: unknown) => {
      if (!(error instanceof EngineError)) throw error
      const hint = error.hint ?? 'Install the libraries that it names, or the packages of this system.'
      throw new EngineError(error.message.trim(), { hint, cause: error })
    })
    await engine.close()
    signal.throwIfAborted()
    await rm(target, { recursive: true, force: true })
    await rename(unpacked, target)
    return findIn(target) ?? found
  } finally {
    if (staging !== undefined) await rm(staging, { recursive: true, force: true })
    await transport.close()
  }
}

/** The name of this system in Chrome for Testing; undefined without builds for it. */
function downloadPlatform(): string | undefined {
  const { platform, arch } = process
  if (platform === 'darwin') return arch === 'arm64' ? 'mac-arm64' : 'mac-x64'
  // Windows for ARM emulates x64.
  if (platform === 'win32') return arch === 'ia32' ? 'win32' : 'win64'
  if (platform !== 'linux') return undefined
  const { header } = process.report.getReport() as {
    readonly header: { readonly glibcVersionRuntime?: string }
  }
  // Its builds need the C library of GNU, whose version Node.js reports.
  if (header.glibcVersionRuntime === undefined) return undefined
  return { x64: 'linux64', arm64: 'linux-arm64' }[arch as string]
}

/** The full version: of a channel or a major version, that of today. */
async function resolveVersion(
  { version, mirror }: InstallBrowserOptions,
  get: (url: URL) => Promise<Response>,
): Promise<string> {
  if (/^\d+(\.\d+){3}$/.test(version)) return version
  const isMajor = /^\d+$/.test(version)
  const file = isMajor ? 'latest-versions-per-milestone.json' : 'last-known-good-versions.json'
  const places = mirror === undefined ? [versionLists] : [mirror, versionLists]
  let problem: unknown
  for (const place of places) {
    try {
      const { milestones, channels } = (await (
        await get(new URL(file, withSlash(place)))
      ).json()) as VersionList
      const channel = `${version.charAt(0).toUpperCase()}${version.slice(1).toLowerCase()}`
      const found = isMajor ? milestones?.[version] : channels?.[channel]
      if (found !== undefined) return found.version
      problem ??= new EngineError(`${withoutCredentials(place)} lists no version ${version}`)
    } catch (error) {
      problem ??= error
    }
  }
  if (!(problem instanceof EngineError)) throw problem
  const hint =
    `${problem.hint ?? ''}\n  A full version, such as 131.0.6778.108, needs no list of versions.`.trim()
  throw new EngineError(problem.message, { hint, cause: problem })
}

function withSlash(url: URL): URL {
  return url.pathname.endsWith('/') ? url : new URL(`${url.href}/`)
}

interface VersionList {
  readonly channels?: Readonly<Record<string, { readonly version: string }>>
  readonly milestones?: Readonly<Record<string, { readonly version: string }>>
}
