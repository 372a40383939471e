#!/usr/bin/env node
// This file is in git, unlike dist, so that an installation can link it before the build. Its syntax is one that old
// versions of Node.js can read.
import { statSync } from 'node:fs'
import module from 'node:module'

// In the repository, a build is newer than the bundle until the next `npm run build`.
function isBundleOld() {
  const time = (path) => {
    const stats = statSync(new URL(path, import.meta.url), { throwIfNoEntry: false })
    return stats ? stats.mtimeMs : 0
  }
  const builds = time('../src') === 0 ? [] : ['core', 'metrics', 'runner', 'cli']
  const times = builds.map((name) => time(`../../${name}/dist/.tsbuildinfo`))
  return time('../bundle/main.js') < Math.max(1, ...times)
}

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`loadero-test needs Node.js 20.19 or newer, but this is ${process.versions.node}`)
  process.exitCode = 2
} else {
  // Node.js 22.8 and later keep compiled code on disk.
  if (module.enableCompileCache) module.enableCompileCache()
  await import(isBundleOld() ? '../dist/main.js' : '../bundle/main.js')
}
