/** The part of `internal` that loads zod, which takes most of the time. */
export * as schemas from './schemas.js'
export {
  formatIssue,
  parseWith,
  SchemaError,
  type SchemaIssue,
  schemaIssuesOf,
} from './shared/schema-issues.js'
