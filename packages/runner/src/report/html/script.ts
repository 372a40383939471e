/**
 * Sorts tables by a click on a heading, filters long ones, opens the test of a link, and reads charts at the pointer.
 * The page's content security policy allows it by its hash.
 */
export const pageScript = `
'use strict'
for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.tBodies[0]
  const rows = [...body.rows]
  for (const [index, head] of [...table.tHead.rows[0].cells].entries()) {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = head.textContent
    head.replaceChildren(button)
    button.addEventListener('click', () => {
      const descending = head.getAttribute('aria-sort') === 'ascending'
      for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort')
      head.setAttribute('aria-sort', descending ? 'descending' : 'ascending')
      const keyOf = (row) => row.cells[index].dataset.value ?? row.cells[index].textContent.trim()
      const compare = (a, b) => {
        if (a === '' || b === '') return Number(a === '') - Number(b === '')
        const numbers = Number(a) - Number(b)
        return (Number.isNaN(numbers) ? a.localeCompare(b, 'en', { numeric: true }) : numbers) * (descending ? -1 : 1)
      }
      body.append(...rows.toSorted((a, b) => compare(keyOf(a), keyOf(b))))
    })
  }
  if (rows.length > 8) {
    const label = document.createElement('label')
    const input = document.createElement('input')
    input.type = 'search'
    label.className = 'filter'
    label.append('Filter ', input)
    table.parentElement.before(label)
    input.addEventListener('input', () => {
      const words = input.value.toLowerCase().split(/\\s+/)
      for (const row of rows) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word))
    })
  }
}
const open = () => {
  const target = document.getElementById(location.hash.slice(1))
  const details = target?.closest('details')
  if (details && !details.open) {
    details.open = true
    target.scrollIntoView()
  }
}
addEventListener('hashchange', open)
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) details.open = true
})
open()
`
