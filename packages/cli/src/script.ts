export * from '@loadero-test/runner/script'
