import { defineConfig } from 'loadero-test'

export default defineConfig({
  include: ['specs/**/*.loadero.ts'],
  tags: ['smoke', 'soak'],
  participant: { location: 'eu-central-1', computeUnit: 'g2' },
  reporter: ['console', 'junit', 'html'],
  maxCu: 500,
})
