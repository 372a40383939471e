export * from '@loadero-test/runner/spec'
export { defineConfig, type UserConfig } from './define-config.js'
