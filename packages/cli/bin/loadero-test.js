#!/usr/bin/env node
// Stands in git, unlike what it starts, so that an installation can link it before anything is built.
await import('../dist/main.js')
