//! Tables: Markdown's and HTML's, made rectangular.

use scraper::ElementRef;

use super::blocks::alignment;
use super::{Depth, Flow, MAX_TABLES, MAX_TOGETHER, Walker};
use crate::model::{Alignment, Block, Cell, Row, Table};
use crate::read::tidy::is_visible;

/// More columns than this no page can show; further cells are left out.
const MAX_COLUMNS: usize = 64;
/// HTML standard, `colspan` and `rowspan`.
const MAX_ROW_SPAN: usize = 65_534;

/// A cell as written.
struct RawCell {
    cell: Cell,
    /// The author's, where there is one.
    alignment: Option<Alignment>,
}

impl Walker<'_> {
    pub(super) fn table(&mut self, element: ElementRef<'_>, flow: &mut Flow) {
        let fits = self.depth.tables < MAX_TABLES && self.depth.together() < MAX_TOGETHER;
        let before = self.depth;
        self.depth.tables += usize::from(fits);
        let caption = element.child_elements().find(|child| child.value().name() == "caption");
        let caption = caption.map(|caption| self.line(caption)).filter(|line| is_visible(line));
        let mut header = Vec::new();
        let mut rows = Vec::new();
        for (row, in_head) in rows_of(element) {
            let cells = self.row(row);
            if in_head { header.push(cells) } else { rows.push(cells) }
        }
        self.depth = Depth { warned: self.depth.warned, ..before };
        self.note_nesting(fits);
        if !fits {
            let cells = header.into_iter().chain(rows).flatten();
            flow.blocks.extend(cells.flat_map(|raw| raw.cell.blocks));
            return;
        }
        if header.is_empty() && rows.len() > 1 && rows[0].iter().all(|raw| raw.cell.header) && !rows[0].is_empty() {
            header.push(rows.remove(0));
        }
        // `| | |` above a table says only that Markdown wanted a header.
        if header.iter().flatten().all(|raw| raw.cell.blocks.is_empty()) {
            header.clear();
        }
        if let Some(table) = rectangular(header, rows, caption) {
            flow.blocks.push(Block::Table(table));
        }
    }

    fn row(&mut self, row: ElementRef<'_>) -> Vec<RawCell> {
        let cells = row.child_elements().filter(|cell| matches!(cell.value().name(), "td" | "th"));
        cells
            .map(|element| {
                let mut blocks: Vec<Block> = self.place(element).map(Block::Anchor).into_iter().collect();
                blocks.extend(self.flow(*element));
                RawCell {
                    alignment: stands(element).or_else(|| stands(row)),
                    cell: Cell {
                        header: element.value().name() == "th",
                        columns: span(element, "colspan", MAX_COLUMNS),
                        rows: span(element, "rowspan", MAX_ROW_SPAN),
                        blocks,
                    },
                }
            })
            .collect()
    }
}

/// How an author wants a cell or a row to stand, also when it is as usual: its row or
/// column may be otherwise.
fn stands(element: ElementRef<'_>) -> Option<Alignment> {
    let is_left = |align: &str| align.trim().eq_ignore_ascii_case("left");
    if element.value().attr("align").is_some_and(is_left) { Some(Alignment::Start) } else { alignment(element) }
}

/// The table's own rows, and whether each is in its head.
fn rows_of(table: ElementRef<'_>) -> Vec<(ElementRef<'_>, bool)> {
    let mut rows = Vec::new();
    for part in table.child_elements() {
        match part.value().name() {
            "tr" => rows.push((part, false)),
            "thead" | "tbody" | "tfoot" => {
                let in_head = part.value().name() == "thead";
                rows.extend(part.child_elements().filter(|row| row.value().name() == "tr").map(|row| (row, in_head)));
            }
            _ => {}
        }
    }
    rows
}

fn span(cell: ElementRef<'_>, attribute: &str, most: usize) -> usize {
    cell.value().attr(attribute).and_then(|span| span.trim().parse().ok()).unwrap_or(1).clamp(1, most)
}

fn rectangular(
    header: Vec<Vec<RawCell>>,
    rows: Vec<Vec<RawCell>>,
    caption: Option<Vec<crate::model::Inline>>,
) -> Option<Table> {
    if header.iter().chain(&rows).flatten().all(|raw| raw.cell.blocks.is_empty()) {
        return None;
    }
    let columns = width(&header).max(width(&rows));
    let mut alignments = vec![None; columns];
    let header = filled(header, columns, &mut alignments);
    let rows = filled(rows, columns, &mut alignments);
    let alignments = alignments.into_iter().map(Option::unwrap_or_default).collect();
    Some(Table { columns, alignments, header, rows, caption })
}

/// How many columns a section of the table needs.
fn width(rows: &[Vec<RawCell>]) -> usize {
    let mut reaching_down: Vec<usize> = Vec::new();
    let mut widest = 0;
    for row in rows {
        let mut column = 0;
        for raw in row {
            while reaching_down.get(column).is_some_and(|left| *left > 0) {
                column += 1;
            }
            for covered in column..(column + raw.cell.columns).min(MAX_COLUMNS) {
                if covered >= reaching_down.len() {
                    reaching_down.resize(covered + 1, 0);
                }
                reaching_down[covered] = raw.cell.rows;
            }
            column = (column + raw.cell.columns).min(MAX_COLUMNS);
        }
        let occupied = reaching_down.iter().rposition(|left| *left > 0).map_or(0, |last| last + 1);
        widest = widest.max(occupied).max(column);
        for left in &mut reaching_down {
            *left = left.saturating_sub(1);
        }
    }
    widest.clamp(1, MAX_COLUMNS)
}

/// Puts the cells into a grid: spans end where the table, its section or another
/// cell does, gaps become empty cells.
fn filled(rows: Vec<Vec<RawCell>>, columns: usize, alignments: &mut [Option<Alignment>]) -> Vec<Row> {
    let mut reaching_down = vec![0_usize; columns];
    let count = rows.len();
    let mut grid = Vec::with_capacity(count);
    for (number, row) in rows.into_iter().enumerate() {
        let left = count - number;
        let mut placed: Row = Vec::new();
        let mut column = 0;
        for raw in row {
            while column < columns && reaching_down[column] > 0 {
                column += 1;
            }
            if column == columns {
                break;
            }
            let free = reaching_down[column..].iter().take_while(|down| **down == 0).count();
            let mut cell = raw.cell;
            cell.columns = cell.columns.min(free);
            cell.rows = cell.rows.min(left);
            // A column stands as its first cell does; a cell of HTML may stand otherwise.
            let alignment = raw.alignment.unwrap_or_default();
            if *alignments[column].get_or_insert(alignment) != alignment && !cell.blocks.is_empty() {
                cell.blocks = vec![Block::Aligned { alignment, blocks: cell.blocks }];
            }
            reaching_down[column..column + cell.columns].fill(cell.rows);
            column += cell.columns;
            placed.push(cell);
        }
        while column < columns {
            if reaching_down[column] == 0 {
                reaching_down[column] = 1;
                placed.push(Cell { header: false, columns: 1, rows: 1, blocks: Vec::new() });
            }
            column += 1;
        }
        for down in &mut reaching_down {
            *down -= 1;
        }
        grid.push(placed);
    }
    grid
}
