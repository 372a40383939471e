import { packageManagerCommands } from '../../project/package-manager.js'
import {
  chatCommand,
  type CiTemplate,
  outputDirectory,
  type ProjectFacts,
  yamlText,
} from './project-facts.js'

export function circleciTemplate(facts: ProjectFacts): CiTemplate {
  const { setup, install, execute } = packageManagerCommands[facts.packageManager]
  const inside = (directory: string) =>
    directory === '' ? '' : `\n          working_directory: ${yamlText(directory)}`
  const output = outputDirectory(facts)
  const text = `version: 2.1
jobs:
  load-tests:
    docker:
      - image: cimg/node:lts
    steps:
      - checkout
${setup.map((command) => `      - run: sudo ${command}\n`).join('')}      - run:
          name: Install
          command: ${install}${inside(facts.installDirectory)}
      # Earlier sessions: since when a gate fails, and how its value changed.
      - restore_cache:
          keys:
            - loadero-{{ .Branch }}-
            - loadero-
      - run:
          name: Run the load tests
          command: ${execute} loadero-test --add-reporter html
          no_output_timeout: 15m${inside(facts.directory)}
      # A failed job leaves no runs active.
      - run:
          name: Stop active runs
          command: ${execute} loadero-test stop last
          when: always${inside(facts.directory)}
      - store_test_results:
          path: ${yamlText(`${output}/junit.xml`)}
      - store_artifacts:
          path: ${yamlText(output)}
          destination: loadero
      - run:
          name: Leave only the journals of sessions for the cache
          command: rm -rf .loadero/sessions/*/
          when: always${inside(facts.directory)}
      - save_cache:
          key: loadero-{{ .Branch }}-{{ .BuildNum }}
          when: always
          paths:
            - ${yamlText(`${output}/sessions`)}
            - ${yamlText(`${output}/cache`)}
      # The variable CHAT_WEBHOOK is the URL of an incoming webhook, for example of Slack or Mattermost.
      - run:
          name: Send a chat message
          when: on_fail
          command: |
            if test -n "$CHAT_WEBHOOK"; then
              ${chatCommand('$CIRCLE_BUILD_URL')}
            fi
workflows:
  # Runs cost compute units, so a push does not start them.
  load-tests:
    triggers:
      - schedule:
          cron: '0 3 * * *' # at 03:00 UTC every day
          filters:
            branches:
              only:
                - main
    jobs:
      - load-tests
`
  return {
    files: { '.circleci/config.yml': text },
    todo: [
      'at CircleCI, set the environment variables LOADERO_PROJECT_ID and LOADERO_ACCESS_TOKEN',
      'if .circleci/config.yml was kept, add the job load-tests to it: see docs/guide/ci.md of loadero-test',
    ],
  }
}
