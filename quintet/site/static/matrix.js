// Arrow keys in a matrix: one stop for Tab, every cell by arrows. Without a script each cell is a stop.
const matrix = document.querySelector("table.matrix");
const PAGE = 10;

function linksOf(row) {
  return [...row.querySelectorAll("a")];
}

// The first link of a column in the rows from `start` on, going by `step`.
function below(column, start, step) {
  for (let row = start; row >= 0 && row < matrix.rows.length; row += step) {
    const link = matrix.rows[row].cells[column]?.querySelector("a");
    if (link) return link;
  }
  return null;
}

function goal(link, event) {
  const cell = link.closest("td, th"), row = cell.parentNode, line = linksOf(row);
  const on = getComputedStyle(matrix).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = on === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
  const all = event.ctrlKey ? linksOf(matrix) : line;
  switch (event.key) {
    case on: return line[line.indexOf(link) + 1];
    case back: return line[line.indexOf(link) - 1];
    case "ArrowDown": return below(cell.cellIndex, row.rowIndex + 1, 1);
    case "ArrowUp": return below(cell.cellIndex, row.rowIndex - 1, -1);
    case "PageDown": return below(cell.cellIndex, Math.min(row.rowIndex + PAGE, matrix.rows.length - 1), -1);
    case "PageUp": return below(cell.cellIndex, Math.max(row.rowIndex - PAGE, 0), 1);
    case "Home": return all[0];
    case "End": return all.at(-1);
    default: return undefined;
  }
}

if (matrix) {
  for (const row of matrix.matches(".roomy") ? [] : matrix.tBodies[0].rows) { // the page would weigh a third more with it
    const number = row.cells[0].querySelector("b").textContent;
    for (const words of row.querySelectorAll("td em")) words.prepend(`${number} · `);
  }
  let here = matrix.querySelector("tbody td a") ?? matrix.querySelector("a");
  for (const link of linksOf(matrix)) link.tabIndex = link === here ? 0 : -1;
  matrix.addEventListener("focusin", event => {
    const link = event.target.closest("a");
    if (!link) return;
    here.tabIndex = -1;
    here = link;
    here.tabIndex = 0;
  });
  matrix.addEventListener("keydown", event => {
    const link = event.target.closest("a");
    if (!link || event.altKey || event.metaKey || event.shiftKey) return;
    const next = goal(link, event);
    if (next === undefined && !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    next?.focus();
  });
}
