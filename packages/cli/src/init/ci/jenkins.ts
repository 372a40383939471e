import { packageManagerCommands } from '../../project/package-manager.js'
import { chatCommand, type CiTemplate, outputDirectory, type ProjectFacts } from './project-facts.js'

export function jenkinsTemplate(facts: ProjectFacts): CiTemplate {
  const { setup, install, execute } = packageManagerCommands[facts.packageManager]
  const text = (value: string) =>
    `'${value.replaceAll('\\', String.raw`\\`).replaceAll("'", String.raw`\'`)}'`
  const inside = (directory: string, command: string) =>
    directory === '' ? `sh ${text(command)}` : `dir(${text(directory)}) { sh ${text(command)} }`
  const output = outputDirectory(facts)
  const jenkinsfile = `pipeline {
  agent {
    docker { image 'node:22' }
  }
  triggers {
    // Once between 03:00 and 03:59 every day. Runs cost compute units, so a push does not start them.
    cron('H 3 * * *')
  }
  options {
    disableConcurrentBuilds()
    timeout(time: 60, unit: 'MINUTES')
  }
  environment {
    CI = 'true'
    HOME = "\${WORKSPACE}"
    LOADERO_ACCESS_TOKEN = credentials('loadero-access-token')
  }
  stages {
    stage('Install') {
      steps {
${setup.map((command) => `        sh ${text(command)}\n`).join('')}        ${inside(facts.installDirectory, install)}
      }
    }
    stage('Load tests') {
      steps {
        // The workspace keeps the journals of earlier sessions: since when a gate fails, and how its value changed.
        ${inside(facts.directory, 'rm -rf .loadero/sessions/*/')}
        ${inside(facts.directory, `${execute} loadero-test --add-reporter html`)}
      }
    }
  }
  post {
    always {
      // An aborted build leaves no runs active.
      catchError(buildResult: 'FAILURE') {
        ${inside(facts.directory, `${execute} loadero-test stop last`)}
      }
      junit testResults: ${text(`${output}/junit.xml`)}, allowEmptyResults: true
      archiveArtifacts artifacts: ${text(`${output}/**`)}, allowEmptyArchive: true
    }
    unsuccessful {
      // The variable CHAT_WEBHOOK is the URL of an incoming webhook, for example of Slack or Mattermost.
      sh ${text(`test -z "$CHAT_WEBHOOK" || ${chatCommand('$BUILD_URL')}`)}
    }
  }
}
`
  return {
    files: { 'load-tests.Jenkinsfile': jenkinsfile },
    todo: [
      'at Jenkins, create a pipeline from load-tests.Jenkinsfile; it needs the plugin Docker Pipeline',
      'set the variable LOADERO_PROJECT_ID, and the secret text loadero-access-token among the credentials',
    ],
  }
}
