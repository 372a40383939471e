#!/usr/bin/env node
// This file is in git, unlike dist, so that an installation can link it before the build.
import module from 'node:module'

// Node.js 22.8 and later keep compiled code on disk.
module.enableCompileCache?.()
await import('../dist/main.js')
