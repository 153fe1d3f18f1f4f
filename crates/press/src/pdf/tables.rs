//! Tables as Typst source. The widths of the columns are worked out here, from the
//! widths of the words, so that no word runs out of its column and nothing is cut off.

use std::fmt::Write as _;
use std::ops::RangeInclusive;

use relieur_book::model::{Alignment, Block, Cell, Inline, Row, Table};

use super::chapter::{Room, Setter};
use super::design::Design;
use super::literal::points;
use super::measure::Extent;

/// Text sizes tried in turn where that of running text is 11, in points.
const SIZES: [f64; 10] = [9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0];
/// Below this size, a table with many columns is put on a page that lies on its side.
const READABLE: f64 = 8.0;
/// Below this size, words are cut rather than made smaller.
const SMALLEST_WHOLE: f64 = 6.5;
const MANY_COLUMNS: usize = 12;
/// Columns narrower than this, in points, hold nothing a person can read; a table of
/// so many is set in parts.
const NARROWEST: f64 = 17.0;
/// Tables in tables in tables are set as text.
const DEEPEST: usize = 3;

/// How a table is set.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fit {
    /// Size of its text, in points.
    size: f64,
    /// Space at both sides of a cell, in points.
    inset: f64,
    /// Widths of the columns with that space, in points.
    columns: Vec<f64>,
}

/// A cell where it stands.
struct Placed<'a> {
    column: usize,
    columns: usize,
    rows: usize,
    cell: Option<&'a Cell>,
}

impl Setter<'_> {
    /// A table, by itself on a wide page where it needs one.
    pub(super) fn table(&mut self, table: &Table, room: Room) {
        if room.tables >= DEEPEST || room.is_cramped() {
            for cell in table.header.iter().chain(&table.rows).flatten() {
                self.blocks(&cell.blocks, Room { depth: room.depth + 1, ..room });
            }
            return;
        }
        if let Some(caption) = table.caption.as_deref().filter(|caption| !caption.is_empty()) {
            self.begin_lead();
            self.push("#caption-above[");
            self.paragraph_content(caption, Room { size: self.bench.design.scaled(9.0), ..room });
            self.push("];\n");
            self.end_lead();
        }
        let parts = parts_of(table, room.width, self.bench.design);
        for part in parts.as_deref().unwrap_or(std::slice::from_ref(table)) {
            self.table_part(part, room);
        }
    }

    fn table_part(&mut self, table: &Table, room: Room) {
        let extents = self.extents(table, room);
        let design = self.bench.design;
        let upright = fit(&extents, room.width, design);
        let on_page = room.depth == 0 && room.width >= design.text_width();
        let sideways = (on_page && table.columns > MANY_COLUMNS && upright.size < limit(READABLE, design))
            .then(|| fit(&extents, design.wide_width(), design))
            .filter(|wide| wide.size >= upright.size);
        match sideways {
            Some(fit) => {
                let lead = self.take_lead();
                self.push("#wide[\n");
                self.push(&lead);
                self.grid(table, &fit, Room { width: design.wide_width(), ..room });
                self.push("];\n");
            }
            None => self.grid(table, &upright, room),
        }
    }

    fn extents(&self, table: &Table, room: Room) -> Vec<Extent> {
        let mut extents = vec![Extent::default(); table.columns.max(1)];
        let rows = place(&table.header, table.columns).into_iter().chain(place(&table.rows, table.columns));
        let mut spanning = Vec::new();
        for cell in rows.flatten() {
            let Some(content) = cell.cell else { continue };
            let extent = self.extent_of_cell(content, room);
            if cell.columns == 1 {
                extents[cell.column].include(extent);
            } else {
                spanning.push((cell.column, cell.columns, extent));
            }
        }
        for (column, count, extent) in spanning {
            let share = extent.shared(&extents[column..column + count]);
            for extent in &mut extents[column..column + count] {
                extent.grow(share);
            }
        }
        extents
    }

    fn grid(&mut self, table: &Table, fit: &Fit, room: Room) {
        let _ = write!(self.out, "#fitted({}, {})[#table(columns: (", points(fit.size), points(fit.inset));
        for width in &fit.columns {
            let _ = write!(self.out, "{},", points(*width));
        }
        self.push("), align: (");
        for column in 0..table.columns.max(1) {
            let _ = write!(self.out, "{},", side(table.alignments.get(column).copied().unwrap_or_default()));
        }
        self.push(")");
        let room = Room { size: fit.size, depth: room.depth + 2, tables: room.tables + 1, ..room };
        let said = table.header.iter().flatten().any(|cell| !cell.blocks.is_empty());
        if said {
            // A header that fills a page, repeated on every page, would never end.
            let repeated = table.header.len() <= 3 && is_short(&table.header);
            let _ = write!(self.out, ",\ntable.header(repeat: {repeated}");
            self.rows(&table.header, table.columns, fit, true, room);
            self.push(", table.hline(stroke: under-header))");
        }
        self.rows(&table.rows, table.columns, fit, false, room);
        self.push(", table.hline(stroke: under-table))];\n");
    }

    fn rows(&mut self, rows: &[Row], columns: usize, fit: &Fit, header: bool, room: Room) {
        for cell in place(rows, columns).into_iter().flatten() {
            self.push(",\n");
            let blocks = cell.cell.map_or(&[][..], |content| content.blocks.as_slice());
            // One that stands otherwise than its column.
            let (blocks, own) = match blocks {
                [Block::Aligned { alignment, blocks }] => (blocks.as_slice(), Some(*alignment)),
                blocks => (blocks, None),
            };
            if cell.columns > 1 || cell.rows > 1 || own.is_some() {
                let _ = write!(self.out, "table.cell(colspan: {}, rowspan: {}", cell.columns, cell.rows);
                if let Some(own) = own {
                    let _ = write!(self.out, ", align: {}", side(own));
                }
                self.push(")");
            }
            self.push("[");
            if let Some(content) = cell.cell {
                let width: f64 = fit.columns[cell.column..cell.column + cell.columns].iter().sum();
                let room = Room { width: (width - 2.0 * fit.inset).max(4.0), ..room };
                let bold = header || content.header;
                if bold {
                    self.push("#th[");
                }
                self.item_blocks(blocks, true, room);
                if bold {
                    self.push("];");
                }
            }
            self.push("]");
        }
    }
}

fn side(alignment: Alignment) -> &'static str {
    match alignment {
        Alignment::Start => "start",
        Alignment::Center => "center",
        Alignment::End => "end",
    }
}

/// Whether a header is small enough to be repeated.
fn is_short(header: &[Row]) -> bool {
    let letters = |cell: &Cell| cell.blocks.iter().map(block_weight).sum::<usize>();
    header.iter().flatten().all(|cell| letters(cell) < 200)
}

/// Gives every cell its column, and makes the rows rectangular whatever they were:
/// the engine refuses a table whose cells collide.
fn place(rows: &[Row], columns: usize) -> Vec<Vec<Placed<'_>>> {
    let columns = columns.max(1);
    let mut reaching = vec![0_usize; columns];
    let mut placed = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let left = rows.len() - index;
        let mut cells = row.iter();
        let mut line = Vec::with_capacity(columns);
        let mut column = 0;
        while column < columns {
            if reaching[column] > 0 {
                reaching[column] -= 1;
                column += 1;
                continue;
            }
            let cell = cells.next();
            let free = reaching[column..].iter().take_while(|&&rows| rows == 0).count();
            let width = cell.map_or(1, |cell| cell.columns).clamp(1, free);
            let height = cell.map_or(1, |cell| cell.rows).clamp(1, left);
            for reach in &mut reaching[column..column + width] {
                *reach = height - 1;
            }
            line.push(Placed { column, columns: width, rows: height, cell });
            column += width;
        }
        placed.push(line);
    }
    placed
}

/// The parts of a table that has more columns than a page can hold, each with the
/// first column; none when it can, or when cells span columns.
fn parts_of(table: &Table, width: f64, design: Design) -> Option<Vec<Table>> {
    let width = if width >= design.text_width() { design.wide_width() } else { width };
    let most = (width / NARROWEST).floor().max(2.0) as usize;
    if table.columns <= most {
        return None;
    }
    let plain = |row: &Row| row.len() == table.columns && row.iter().all(|cell| cell.columns == 1 && cell.rows == 1);
    if !table.header.iter().chain(&table.rows).all(plain) {
        return None;
    }
    let rest: Vec<usize> = (1..table.columns).collect();
    let parts = rest
        .chunks(most - 1)
        .map(|chunk| {
            let kept: Vec<usize> = std::iter::once(0).chain(chunk.iter().copied()).collect();
            let row = |row: &Row| kept.iter().map(|&column| row[column].clone()).collect();
            Table {
                columns: kept.len(),
                alignments: kept
                    .iter()
                    .map(|&column| table.alignments.get(column).copied().unwrap_or_default())
                    .collect(),
                header: table.header.iter().map(row).collect(),
                rows: table.rows.iter().map(row).collect(),
                caption: None,
            }
        })
        .collect();
    Some(parts)
}

/// The largest size at which every word fits into its column; then the largest at which
/// its parts do; then one at which words are cut; then whatever there is room for.
fn fit(extents: &[Extent], width: f64, design: Design) -> Fit {
    let unbroken = |size: f64| fit_at(extents, width, size, |extent| extent.unbroken(size));
    let whole = |size: f64| fit_at(extents, width, size, |extent| extent.least(size));
    let cut = |size: f64| fit_at(extents, width, size, |extent| extent.cut(size));
    let sizes = |range: RangeInclusive<f64>| tried(design).filter(move |size| range.contains(size));
    let comfortable = sizes(design.scaled(9.0)..=f64::MAX).find_map(unbroken);
    let readable = || sizes(limit(SMALLEST_WHOLE, design)..=f64::MAX).find_map(whole);
    let tight = || sizes(0.0..=limit(READABLE, design)).find_map(cut);
    comfortable.or_else(readable).or_else(tight).unwrap_or_else(|| {
        let size = SIZES[SIZES.len() - 1];
        let count = extents.len() as f64;
        let inset = 1.5_f64.min(width / count / 6.0);
        let space = width - 2.0 * inset * count;
        // By the root of what each wants, so that one long column does not starve the
        // others.
        let weights: Vec<f64> = extents.iter().map(|extent| extent.cut(size).max(4.0).sqrt()).collect();
        let whole: f64 = weights.iter().sum();
        let columns = weights.iter().map(|weight| space * weight / whole + 2.0 * inset).collect();
        Fit { size, inset, columns }
    })
}

/// The sizes tried in turn: those that go with the text, then smaller ones, none smaller
/// than the smallest.
fn tried(design: Design) -> impl Iterator<Item = f64> {
    let smallest = SIZES[SIZES.len() - 1];
    let with_text = SIZES.into_iter().map(move |size| design.scaled(size));
    let smaller = SIZES.into_iter().filter(move |size| *size < design.scaled(smallest) - 0.01);
    with_text.chain(smaller).filter(move |size| *size > smallest - 0.01)
}

/// A limit on sizes where letters may be smaller than usual: small letters were asked for.
fn limit(size: f64, design: Design) -> f64 {
    design.scaled(size).min(size)
}

/// The widths of the columns at `size`, if all fit: what each needs at `least`, and of
/// the rest by how much more it wants.
fn fit_at(extents: &[Extent], width: f64, size: f64, least: impl Fn(&Extent) -> f64) -> Option<Fit> {
    let count = extents.len() as f64;
    let inset = inset_at(size);
    let space = width - 2.0 * inset * count;
    let least_of_all: f64 = extents.iter().map(&least).sum();
    if least_of_all > space {
        return None;
    }
    let most_of_all: f64 = extents.iter().map(|extent| extent.most(size)).sum();
    let inner = |extent: &Extent| {
        if most_of_all <= space {
            // A table nearly as wide as the text is just as wide.
            let spare = if most_of_all > 0.7 * space { (space - most_of_all) / count } else { 0.0 };
            extent.most(size) + spare
        } else {
            let wish = extent.most(size) - least(extent);
            least(extent) + (space - least_of_all) * wish / (most_of_all - least_of_all).max(0.001)
        }
    };
    let columns = extents.iter().map(|extent| inner(extent) + 2.0 * inset).collect();
    Some(Fit { size, inset, columns })
}

fn inset_at(size: f64) -> f64 {
    match size {
        size if size >= 8.0 => 4.5,
        size if size >= 6.5 => 3.0,
        _ => 2.0,
    }
}

/// About how many letters a block has.
fn block_weight(block: &Block) -> usize {
    match block {
        Block::Paragraph(content) => {
            let images = content.iter().filter(|inline| matches!(inline, Inline::Image(_))).count();
            relieur_book::model::plain_text(content).len() + 100 * images
        }
        _ => 200,
    }
}

#[cfg(test)]
mod tests {
    use relieur_domain::ExportOptions;

    use super::*;
    use crate::pdf::fonts::Fonts;

    fn extent(least: f64, most: f64) -> Extent {
        Extent::of_text(least, most)
    }

    fn design() -> Design {
        Design::of(&ExportOptions::default(), Fonts::embedded())
    }

    fn fit(extents: &[Extent], width: f64) -> Fit {
        super::fit(extents, width, design())
    }

    #[test]
    fn smaller_letters_have_smaller_tables_but_none_too_small_to_read() {
        let sized = |points: &str| {
            let mut options = ExportOptions::default();
            options.pdf.type_size = points.parse().expect("a size");
            tried(Design::of(&options, Fonts::embedded())).collect::<Vec<_>>()
        };
        assert_eq!(sized("11"), SIZES);
        for points in ["8", "16"] {
            let sizes = sized(points);
            assert!(sizes.is_sorted_by(|larger, smaller| larger > smaller), "{points}: {sizes:?}");
            assert!(sizes.last().is_some_and(|last| (4.99..5.5).contains(last)), "{points}: {sizes:?}");
        }
    }

    #[test]
    fn a_small_table_keeps_its_natural_width() {
        let fit = fit(&[extent(3.0, 5.0), extent(3.0, 6.0)], design().text_width());
        assert!((fit.size - 9.5).abs() < 0.01);
        assert!(fit.columns.iter().sum::<f64>() < design().text_width() / 2.0);
    }

    #[test]
    fn a_wide_table_shrinks_until_every_word_fits() {
        let fit = fit(&vec![extent(7.0, 60.0); 8], design().text_width());
        assert!(fit.size < 8.0 && fit.size >= 5.0, "{fit:?}");
        assert!(fit.columns.iter().sum::<f64>() <= design().text_width() + 0.01);
    }

    #[test]
    fn no_table_is_wider_than_its_place() {
        for columns in [1, 5, 20, 39] {
            let fit = fit(&vec![extent(12.0, 400.0); columns], design().text_width());
            assert!(fit.columns.iter().sum::<f64>() <= design().text_width() + 0.01, "{columns}: {fit:?}");
            assert!(fit.columns.iter().all(|&width| width > 2.0 * fit.inset), "{columns}: {fit:?}");
        }
    }

    #[test]
    fn cells_that_collide_or_are_missing_are_put_right() {
        let cell = |columns, rows| Cell { header: false, columns, rows, blocks: Vec::new() };
        let rows = vec![vec![cell(1, 9), cell(5, 1)], vec![cell(1, 1)], vec![]];
        let placed = place(&rows, 3);
        let spans: Vec<Vec<(usize, usize, usize)>> =
            placed.iter().map(|row| row.iter().map(|cell| (cell.column, cell.columns, cell.rows)).collect()).collect();
        assert_eq!(spans, [vec![(0, 1, 3), (1, 2, 1)], vec![(1, 1, 1), (2, 1, 1)], vec![(1, 1, 1), (2, 1, 1)]]);
    }
}
