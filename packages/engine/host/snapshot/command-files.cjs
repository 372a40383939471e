// The files of Nightwatch's commands. Nightwatch lists these folders whenever it creates a client: thousands of calls, whose
// results a startup snapshot keeps.
'use strict'

const fs = require('node:fs')
const path = require('node:path')

/** The paths of entries by folder and name. */
const folders = new Map()
/** Nightwatch asks of each entry only whether it is a folder, so entries share these. */
const stats = new Map()

/** Remembers a folder and all folders in it. */
function remember(root) {
  const [statsOfFolder, statsOfFile] = [root, __filename].map((each) => fs.lstatSync(each))
  for (const name of fs.readdirSync(root, { recursive: true })) {
    const entry = path.join(root, String(name))
    const folder = path.dirname(entry)
    if (!folders.has(folder)) folders.set(folder, new Map())
    folders.get(folder).set(path.basename(entry), entry)
    stats.set(entry, fs.lstatSync(entry).isDirectory() ? statsOfFolder : statsOfFile)
  }
}

/** Modules of Node.js that know the remembered files. */
const modules = {
  fs: {
    ...fs,
    readdirSync: (folder, ...rest) =>
      rest.length === 0 && folders.has(folder)
        ? [...folders.get(folder).keys()]
        : fs.readdirSync(folder, ...rest),
    lstatSync: (entry, ...rest) => stats.get(entry) ?? fs.lstatSync(entry, ...rest),
  },
  path: {
    ...path,
    join: (...parts) =>
      (parts.length === 2 ? folders.get(parts[0])?.get(parts[1]) : undefined) ?? path.join(...parts),
  },
}

module.exports = { remember, modules }
