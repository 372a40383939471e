import { expect, test } from 'vitest'
import { installHint, readSystemNames } from './install-hint.js'

test('names the packages of each system', () => {
  const systems = {
    Debian: ['debian'],
    Ubuntu: ['ubuntu', 'debian'],
    'Linux Mint': ['linuxmint', 'ubuntu', 'debian'],
    Fedora: ['fedora'],
    Rocky: ['rocky', 'rhel', 'centos', 'fedora'],
    Alpine: ['alpine'],
    Arch: ['arch'],
    openSUSE: ['opensuse-leap', 'suse', 'opensuse'],
    macOS: ['darwin'],
    Windows: ['win32'],
    other: [],
  }
  const hints = Object.entries(systems).map(([name, names]) => `${name}: ${installHint(names)}`)
  expect(hints.join('\n')).toMatchInlineSnapshot(`
    "Debian: Download both: npx loadero-test browsers install. Or install the packages of this system: apt-get install chromium-headless-shell chromium-driver
    Ubuntu: Download both: npx loadero-test browsers install
    Linux Mint: Download both: npx loadero-test browsers install
    Fedora: Download both: npx loadero-test browsers install. Or install the packages of this system: dnf install chromium chromedriver
    Rocky: Download both: npx loadero-test browsers install. Or install the packages of this system: dnf install chromium chromedriver
    Alpine: Install both: apk add chromium chromium-chromedriver
    Arch: Download both: npx loadero-test browsers install. Or install the packages of this system: pacman -S chromium
    openSUSE: Download both: npx loadero-test browsers install. Or install the packages of this system: zypper install chromium chromedriver
    macOS: Download both: npx loadero-test browsers install. Or install the packages of this system: brew install --cask google-chrome chromedriver
    Windows: Download both: npx loadero-test browsers install. Or install the packages of this system: winget install Google.Chrome Chromium.ChromeDriver
    other: Download both: npx loadero-test browsers install"
  `)
})

test.each([
  ['PRETTY_NAME="Ubuntu 24.04"\nID=ubuntu\nID_LIKE=debian\n', ['ubuntu', 'debian']],
  ['NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20\n', ['alpine']],
  [`ID="opensuse-leap"\nID_LIKE="suse opensuse"\n`, ['opensuse-leap', 'suse', 'opensuse']],
  ["ID='fedora'\n", ['fedora']],
  ['NAME=unknown\n', []],
])('reads the names of a system from %j', (osRelease, names) => {
  expect(readSystemNames(osRelease)).toEqual(names)
})
