/**
 * The name of a mark or of a measurement: 1 to 150 letters, digits, `_`, `.` and `-`, the first a letter or `_`. It does
 * not begin with a digit, so that it is never a duration.
 */
export const markNamePattern = /^[A-Za-z_][\w.-]{0,149}$/
