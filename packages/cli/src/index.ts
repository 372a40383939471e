export * from '@loadero-test/runner/spec'
