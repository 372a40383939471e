import { packageManagerCommands } from '../../project/package-manager.js'
import {
  chatCommand,
  type CiTemplate,
  indentLines,
  outputDirectory,
  type ProjectFacts,
  shellWord,
  yamlText,
} from './project-facts.js'

/** A component: another project can include it from a component project, under `templates/`. */
export function gitlabTemplate(facts: ProjectFacts): CiTemplate {
  const { setup, install, execute } = packageManagerCommands[facts.packageManager]
  const inRoot = 'cd "$CI_PROJECT_DIR"'
  const enter = (directory: string) => (directory === '' ? [] : [inRoot, `cd ${shellWord(directory)}`])
  const output = outputDirectory(facts)
  const prepare = [...setup, ...enter(facts.installDirectory), install]
  const text = `spec:
  inputs:
    stage:
      default: test
    image:
      default: node:22
    arguments:
      description: Arguments of loadero-test, for example --tag smoke
      default: ''
---
load tests:
  stage: $[[ inputs.stage ]]
  image: $[[ inputs.image ]]
  # Runs cost compute units, so a push does not start them.
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
    - if: $CI_PIPELINE_SOURCE == "web"
  resource_group: load-tests
  timeout: 60 minutes
  variables:
    # Time for after_script when the script takes too long.
    RUNNER_SCRIPT_TIMEOUT: 50m
  script:
    - |
      ${indentLines(prepare, 6)}
    - |
      ${indentLines([...enter(facts.directory), `${execute} loadero-test --add-reporter html $[[ inputs.arguments ]]`], 6)}
  # Earlier sessions: since when a gate fails, and how its value changed.
  cache:
    key: loadero-$CI_COMMIT_REF_SLUG
    fallback_keys:
      - loadero-$CI_DEFAULT_BRANCH
    when: always
    paths:
      - ${yamlText(`${output}/sessions/*.ndjson`)}
      - ${yamlText(`${output}/cache`)}
  # A cancelled job leaves no runs active.
  after_script:
    - |
      ${indentLines([...enter(facts.directory), `${execute} loadero-test stop last`], 6)}
    # The variable CHAT_WEBHOOK is the URL of an incoming webhook, for example of Slack or Mattermost.
    - |
      if test "$CI_JOB_STATUS" = failed && test -n "$CHAT_WEBHOOK"; then
        ${chatCommand('$CI_JOB_URL')}
      fi
  artifacts:
    when: always
    paths:
      - ${yamlText(output)}
    reports:
      junit: ${yamlText(`${output}/junit.xml`)}
`
  return {
    files: { '.gitlab/load-tests.yml': text },
    todo: [
      "add `include: '.gitlab/load-tests.yml'` to .gitlab-ci.yml, and a schedule",
      'at GitLab, set the variable LOADERO_PROJECT_ID and the hidden variable LOADERO_ACCESS_TOKEN',
    ],
  }
}
