'use strict'

/** The dynamic import of a file: code of a startup snapshot has none. */
module.exports = (url) => import(url)
