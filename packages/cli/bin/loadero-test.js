#!/usr/bin/env node
// This file is in git, unlike dist, so that an installation can link it before the build. Its syntax is one that old
// versions of Node.js can read.
import module from 'node:module'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`loadero-test needs Node.js 20.19 or newer, but this is ${process.versions.node}`)
  process.exitCode = 2
} else {
  // Node.js 22.8 and later keep compiled code on disk.
  if (module.enableCompileCache) module.enableCompileCache()
  await import('../dist/main.js')
}
