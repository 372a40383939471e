import { azureTemplate } from './azure.js'
import { circleciTemplate } from './circleci.js'
import { githubTemplate } from './github.js'
import { gitlabTemplate } from './gitlab.js'
import { jenkinsTemplate } from './jenkins.js'
import type { CiTemplate, ProjectFacts } from './project-facts.js'

const templates = {
  github: githubTemplate,
  gitlab: gitlabTemplate,
  jenkins: jenkinsTemplate,
  azure: azureTemplate,
  circleci: circleciTemplate,
  none: () => ({ files: {}, todo: [] }),
} as const satisfies Readonly<Record<string, (facts: ProjectFacts) => CiTemplate>>

/**
 * The CI job of a project. It runs every night and on request, reports for the provider, keeps the reports as
 * artifacts, stops active runs in any case, and sends a chat message after a failure.
 */
export function ciTemplate(name: keyof typeof templates, facts: ProjectFacts): CiTemplate {
  return templates[name](facts)
}
