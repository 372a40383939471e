/** The part of `internal` that needs zod, which takes most of the time to load. It is not part of the public API. */
export * as schemas from './schemas.js'
export {
  formatIssue,
  parseWith,
  SchemaError,
  type SchemaIssue,
  schemaIssuesOf,
} from './shared/schema-issues.js'
