import { join } from 'node:path'
import type { ReportTargetName } from '../options/output-rows.js'
import type { Environment } from '../options/environment.js'
import type { ReporterChoice } from '../config/reporter-choice.js'
import { createSourcePath } from './workspace.js'

interface ReportTarget {
  /** Reporters with their options; an `outputFile` is relative to the project root. */
  readonly reporters: readonly (readonly [name: string, options: Readonly<Record<string, unknown>>])[]
  /** The step that reads the report. `path` turns a path of the project into one of the workspace. */
  readonly snippet: (path: (file: string) => string) => string
}

/** Not hidden, because patterns such as `**` and uploads leave out hidden directories. */
const directory = 'loadero-report'
const junitFile = `${directory}/junit.xml`

const targets: Readonly<Record<ReportTargetName, ReportTarget>> = {
  jenkins: {
    reporters: [['junit', { outputFile: junitFile, cases: 'test', attachments: 'absolute' }]],
    snippet: (path) => `post {
  always {
    junit testResults: '${path(junitFile)}', testDataPublishers: [attachments()]
    archiveArtifacts artifacts: '${path('.loadero')}/**', defaultExcludes: false
  }
}`,
  },
  gitlab: {
    reporters: [
      ['junit', { outputFile: junitFile, cases: 'test', attachments: 'project' }],
      ['openmetrics', { outputFile: `${directory}/metrics.txt` }],
    ],
    snippet: (path) => `artifacts:
  when: always
  paths:
    - ${path('.loadero')}/
  reports:
    junit: ${path(junitFile)}
    metrics: ${path(`${directory}/metrics.txt`)}`,
  },
  azure: {
    reporters: [['junit', { outputFile: junitFile, cases: 'test', attachments: 'absolute' }]],
    snippet: (path) => `- task: PublishTestResults@2
  condition: succeededOrFailed()
  inputs:
    testResultsFormat: JUnit
    testResultsFiles: ${path(junitFile)}
    searchFolder: $(Build.SourcesDirectory)
    failTaskOnFailedTests: true`,
  },
  github: {
    reporters: [
      ['github', {}],
      ['junit', { outputFile: junitFile, cases: 'test' }],
    ],
    snippet: (path) => `- uses: dorny/test-reporter@v2
  if: always()
  with:
    name: Load tests
    path: ${path(junitFile)}
    reporter: jest-junit
- uses: actions/upload-artifact@v4
  if: always()
  with:
    name: loadero
    path: |
      ${path(directory)}
      ${path('.loadero')}
    include-hidden-files: true`,
  },
  bitbucket: {
    reporters: [['junit', { outputFile: 'test-results/loadero.xml', cases: 'test' }]],
    // Bitbucket looks for reports by itself, at most four directories deep, in those of some names.
    snippet: (path) => `artifacts:
  - ${path('test-results')}/**
  - ${path('.loadero')}/**`,
  },
  ctrf: {
    reporters: [['ctrf', { outputFile: `${directory}/ctrf-report.json` }]],
    snippet: (path) => `- uses: ctrf-io/github-test-reporter@v1
  if: always()
  with:
    report-path: ${path(`${directory}/ctrf-report.json`)}`,
  },
  allure: {
    reporters: [['allure', { outputFile: 'allure-results' }]],
    snippet: (path) => `npx allure generate ${path('allure-results')}`,
  },
}

/** The reporters of a reader, after the console, and the step that reads their files. */
export function reportTargetOf(
  name: ReportTargetName,
  { env, root }: { readonly env: Environment; readonly root: string },
): { readonly reporters: readonly ReporterChoice[]; readonly snippet: string } {
  const { reporters, snippet } = targets[name]
  return {
    reporters: [['console', {}] as const, ...reporters].map(([reporter, options]) => ({
      name: reporter,
      options: {
        ...options,
        ...('outputFile' in options && { outputFile: join(root, String(options['outputFile'])) }),
      },
      source: '--for',
    })),
    snippet: snippet(createSourcePath(env, root)),
  }
}
