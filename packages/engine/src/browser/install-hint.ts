import { readFileSync } from 'node:fs'

/** The commands of package managers, by `ID` of os-release or by platform. They install browser and driver together. */
const systemCommands: Readonly<Record<string, string>> = {
  debian: 'apt-get install chromium-headless-shell chromium-driver',
  fedora: 'dnf install chromium chromedriver',
  alpine: 'apk add chromium chromium-chromedriver',
  arch: 'pacman -S chromium',
  suse: 'zypper install chromium chromedriver',
  darwin: 'brew install --cask google-chrome chromedriver',
  win32: 'winget install Google.Chrome Chromium.ChromeDriver',
}

/** Systems whose C library does not run the builds of Chrome for Testing. */
const systemsWithoutBuilds: readonly string[] = ['alpine']

/**
 * How to install a browser with its driver on this system.
 * @param systems its names, the closest one first
 */
export function installHint(systems = systemNames()): string {
  const command = 'npx loadero-test browsers install'
  const own = systems.map((name) => systemCommands[name]).find((text) => text !== undefined)
  if (systems.some((name) => systemsWithoutBuilds.includes(name))) return `Install both: ${String(own)}`
  // Its packages of Chromium are only links to a snap, which has no folder for profiles of other programs.
  if (own === undefined || systems.includes('ubuntu')) return `Download both: ${command}`
  return `Download both: ${command}. Or install the packages of this system: ${own}`
}

/** The names of the system, the closest one first: `['ubuntu', 'debian']`, `['darwin']`. */
function systemNames(platform: NodeJS.Platform = process.platform): readonly string[] {
  if (platform !== 'linux') return [platform]
  try {
    return readSystemNames(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return []
  }
}

/** `ID` and `ID_LIKE` of an os-release file. */
export function readSystemNames(osRelease: string): readonly string[] {
  const valueOf = (key: string) => new RegExp(`^${key}=["']?([^"'\\n]*)`, 'm').exec(osRelease)?.[1] ?? ''
  return `${valueOf('ID')} ${valueOf('ID_LIKE')}`.split(/\s+/).filter(Boolean)
}
