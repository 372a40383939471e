#!/usr/bin/env node
// This file is in git, unlike dist, so that an installation can link it before the build.
await import('../dist/main.js')
