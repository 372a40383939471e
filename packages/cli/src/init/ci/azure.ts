import { packageManagerCommands } from '../../project/package-manager.js'
import {
  chatCommand,
  type CiTemplate,
  outputDirectory,
  type ProjectFacts,
  yamlText,
} from './project-facts.js'

const schedule = `# Runs cost compute units, so a push does not start them.
trigger: none
pr: none
schedules:
  - cron: '0 3 * * *' # at 03:00 UTC every day
    displayName: Load tests
    branches:
      include:
        - main
    always: true
pool:
  vmImage: ubuntu-latest
`

export function azureTemplate(facts: ProjectFacts): CiTemplate {
  const { setup, install, execute } = packageManagerCommands[facts.packageManager]
  const inside = (directory: string) =>
    directory === '' ? '' : `\n        workingDirectory: ${yamlText(directory)}`
  const output = outputDirectory(facts)
  const text = `${schedule}jobs:
  - job: load
    displayName: Load tests
    timeoutInMinutes: 60
    # Time to stop active runs after a cancellation.
    cancelTimeoutInMinutes: 10
    variables:
      CI: 'true'
    steps:
      - task: NodeTool@0
        inputs:
          versionSpec: 22.x
${setup.map((command) => `      - script: ${command}\n`).join('')}      - script: ${install}
        displayName: Install${inside(facts.installDirectory)}
      # Earlier sessions: since when a gate fails, and how its value changed. The first build has none.
      - task: DownloadPipelineArtifact@2
        displayName: Get the journals of earlier sessions
        continueOnError: true
        inputs:
          buildType: specific
          project: $(System.TeamProjectId)
          definition: $(System.DefinitionId)
          buildVersionToDownload: latest
          allowPartiallySucceededBuilds: true
          allowFailedBuilds: true
          artifactName: loadero
          itemPattern: |
            sessions/*.ndjson
            cache/**
          targetPath: ${yamlText(output)}
      - script: ${execute} loadero-test --add-reporter html
        displayName: Run the load tests${inside(facts.directory)}
        env:
          LOADERO_PROJECT_ID: $(LOADERO_PROJECT_ID)
          LOADERO_ACCESS_TOKEN: $(LOADERO_ACCESS_TOKEN)
      - script: ${execute} loadero-test stop last
        displayName: Stop active runs
        condition: always()${inside(facts.directory)}
        env:
          LOADERO_ACCESS_TOKEN: $(LOADERO_ACCESS_TOKEN)
      - task: PublishTestResults@2
        condition: always()
        inputs:
          testResultsFormat: JUnit
          testResultsFiles: ${yamlText(`${output}/junit.xml`)}
          testRunTitle: Load tests
      - publish: ${yamlText(output)}
        artifact: loadero
        condition: always()
      # The secret variable CHAT_WEBHOOK is the URL of an incoming webhook, for example of Teams or Slack.
      - script: |
          ${chatCommand('$(System.CollectionUri)$(System.TeamProject)/_build/results?buildId=$(Build.BuildId)')}
        displayName: Send a chat message
        condition: and(failed(), ne(variables['CHAT_WEBHOOK'], ''))
        env:
          CHAT_WEBHOOK: $(CHAT_WEBHOOK)
`
  return {
    files: { '.azure/load-tests.yml': text },
    todo: [
      'at Azure DevOps, create a pipeline from .azure/load-tests.yml',
      'set its variable LOADERO_PROJECT_ID and its secret variable LOADERO_ACCESS_TOKEN',
    ],
  }
}
