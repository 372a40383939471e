import { packageManagerCommands } from '../../project/package-manager.js'
import {
  chatCommand,
  type CiTemplate,
  outputDirectory,
  type ProjectFacts,
  yamlText,
} from './project-facts.js'

/** Runs cost compute units, so a push does not start them. */
export function githubTemplate(facts: ProjectFacts): CiTemplate {
  const { setup, install, execute } = packageManagerCommands[facts.packageManager]
  const inside = (directory: string) =>
    directory === '' ? '' : `\n        working-directory: ${yamlText(directory)}`
  const output = outputDirectory(facts)
  const cached = `path: |
            ${output}/sessions/*.ndjson
            ${output}/cache
          key: loadero-\${{ github.ref_name }}-\${{ github.run_id }}-\${{ github.run_attempt }}`
  const text = `name: load tests
on:
  workflow_dispatch:
  schedule:
    - cron: '0 3 * * *' # at 03:00 UTC every day
permissions:
  contents: read
concurrency: load-tests
jobs:
  load:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    env:
      LOADERO_PROJECT_ID: \${{ vars.LOADERO_PROJECT_ID }}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
${setup.map((command) => `      - run: ${command}\n`).join('')}      - run: ${install}${inside(facts.installDirectory)}
      # Earlier sessions: since when a gate fails, and how its value changed.
      - uses: actions/cache/restore@v4
        with:
          ${cached}
          restore-keys: |
            loadero-\${{ github.ref_name }}-
            loadero-
      - name: Run the load tests
        id: load
        run: ${execute} loadero-test --add-reporter html${inside(facts.directory)}
        env:
          LOADERO_ACCESS_TOKEN: \${{ secrets.LOADERO_ACCESS_TOKEN }}
      # A cancelled job leaves no runs active.
      - name: Stop active runs
        if: always() && steps.load.conclusion != 'skipped'
        run: ${execute} loadero-test stop last${inside(facts.directory)}
        env:
          LOADERO_ACCESS_TOKEN: \${{ secrets.LOADERO_ACCESS_TOKEN }}
      - uses: actions/cache/save@v4
        if: always()
        with:
          ${cached}
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: loadero
          path: ${yamlText(output)}
          include-hidden-files: true
      # The secret CHAT_WEBHOOK is the URL of an incoming webhook, for example of Slack or Mattermost.
      - name: Send a chat message
        if: failure()
        run: |
          if test -n "$CHAT_WEBHOOK"; then
            ${chatCommand('$RUN_URL')}
          fi
        env:
          CHAT_WEBHOOK: \${{ secrets.CHAT_WEBHOOK }}
          RUN_URL: \${{ github.server_url }}/\${{ github.repository }}/actions/runs/\${{ github.run_id }}
`
  return {
    files: { '.github/workflows/load-tests.yml': text },
    todo: ['at GitHub, set the variable LOADERO_PROJECT_ID and the secret LOADERO_ACCESS_TOKEN'],
  }
}
