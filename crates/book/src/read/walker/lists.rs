//! Lists and their items.

use ego_tree::NodeRef;
use scraper::{ElementRef, Node};

use super::{Depth, Flow, MAX_LISTS, MAX_TOGETHER, Walker};
use crate::model::{Block, List, ListItem};

impl Walker<'_> {
    pub(super) fn list(&mut self, element: ElementRef<'_>, flow: &mut Flow) {
        let fits = self.depth.lists < MAX_LISTS && self.depth.together() < MAX_TOGETHER;
        let before = self.depth;
        self.depth.lists += usize::from(fits);
        let list = self.list_of(element);
        self.depth = Depth { warned: self.depth.warned, ..before };
        self.note_nesting(fits);
        if list.items.is_empty() {
            return;
        }
        if fits {
            flow.blocks.push(Block::List(list));
        } else {
            flow.blocks.extend(list.items.into_iter().flat_map(|item| item.blocks));
        }
    }

    fn list_of(&mut self, element: ElementRef<'_>) -> List {
        let ordered = element.value().name() == "ol";
        let start = ordered.then(|| {
            let written = element.value().attr("start").and_then(|start| start.trim().parse::<u64>().ok());
            // More digits than Markdown allows would only widen the margin.
            written.filter(|start| *start <= 999_999_999).unwrap_or(1)
        });
        let mut tight = true;
        let mut items: Vec<ListItem> = Vec::new();
        for child in element.children() {
            let item = ElementRef::wrap(child).filter(|child| child.value().name() == "li");
            if let Some(item) = item {
                tight &= !item.child_elements().any(|inner| inner.value().name() == "p");
                let item = self.item(item);
                if ordered || item.task.is_some() || !item.blocks.is_empty() {
                    items.push(item);
                }
                continue;
            }
            // What stands between items belongs to the one before it.
            let stray = self.flow_of(std::iter::once(child));
            match (stray.is_empty(), items.last_mut()) {
                (true, _) => {}
                (false, Some(last)) => last.blocks.extend(stray),
                (false, None) => items.push(ListItem { task: None, blocks: stray }),
            }
        }
        List { start, tight, items }
    }

    fn item(&mut self, element: ElementRef<'_>) -> ListItem {
        let checkbox = checkbox_of(*element);
        let mut flow = Flow::new();
        flow.run.extend(self.anchor(element));
        for child in element.children() {
            if Some(child.id()) == checkbox.map(|checkbox| checkbox.id()) {
                continue;
            }
            self.flow_node(child, &mut flow);
        }
        flow.flush();
        let task = checkbox.map(|checkbox| checkbox.value().attr("checked").is_some());
        ListItem { task, blocks: flow.blocks }
    }
}

/// The box a task begins with.
fn checkbox_of(item: NodeRef<'_, Node>) -> Option<ElementRef<'_>> {
    let first = item.children().find(|node| node.value().as_text().is_none_or(|text| !text.trim().is_empty()))?;
    let element = ElementRef::wrap(first)?;
    (element.value().name() == "input" && element.value().attr("type") == Some("checkbox")).then_some(element)
}
