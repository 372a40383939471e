import type { PlanOptions } from '@loadero-test/runner'

/** How a session plans unless a test says otherwise. */
export const planOptions: PlanOptions = {
  prefix: '',
  version: '1',
  push: true,
  launch: true,
  adopt: false,
  force: false,
  failOnDrift: false,
}
