//! How far a binding has come, to say where it was when it ended.

use std::collections::BTreeMap;

use relieur_application::ports::PressEvent;
use relieur_domain::{ExportFormat, ExportOptions};

/// The last thing heard of each part of a binding.
#[derive(Debug, Default)]
pub(super) struct Course {
    read: Option<(u64, u64)>,
    bound: BTreeMap<ExportFormat, (u64, u64)>,
}

impl Course {
    /// Takes note of an event.
    pub(super) fn hear(&mut self, event: &PressEvent) {
        match *event {
            PressEvent::Illustrating { .. } => {}
            PressEvent::Reading { done, total } => self.read = Some((done, total)),
            PressEvent::Binding { format, done, total } => {
                self.bound.insert(format, (done, total));
            }
        }
    }

    /// What was being bound: "PDF", "PDF and EPUB", or "wiki" while it was read.
    pub(super) fn subject(&self, options: &ExportOptions) -> String {
        if self.bound.is_empty() {
            return "wiki".to_owned();
        }
        let is_unfinished = |format: &ExportFormat| self.bound.get(format).is_none_or(|(done, total)| done < total);
        let unfinished: Vec<_> =
            options.formats.iter().filter(is_unfinished).map(|format| format.to_string()).collect();
        match unfinished.split_last() {
            None => "wiki".to_owned(),
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
        }
    }

    /// How far everything had come, for the log.
    pub(super) fn describe(&self) -> String {
        if self.bound.is_empty() {
            return match self.read {
                Some((done, total)) => format!("reading page {done} of {total}"),
                None => "before the first page was read".to_owned(),
            };
        }
        let parts: Vec<_> =
            self.bound.iter().map(|(format, (done, total))| format!("{format} at page {done} of {total}")).collect();
        parts.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_being_bound_is_named() {
        let options = ExportOptions::default();
        let mut course = Course::default();
        course.hear(&PressEvent::Reading { done: 3, total: 9 });
        assert_eq!((course.subject(&options).as_str(), course.describe().as_str()), ("wiki", "reading page 3 of 9"));
        course.hear(&PressEvent::Binding { format: ExportFormat::Markdown, done: 9, total: 9 });
        course.hear(&PressEvent::Binding { format: ExportFormat::Pdf, done: 4, total: 9 });
        course.hear(&PressEvent::Binding { format: ExportFormat::Epub, done: 5, total: 9 });
        assert_eq!(course.subject(&options), "PDF and EPUB");
        course.hear(&PressEvent::Binding { format: ExportFormat::Epub, done: 9, total: 9 });
        assert_eq!(course.subject(&options), "PDF");
        assert_eq!(course.describe(), "Markdown at page 9 of 9, PDF at page 4 of 9, EPUB at page 9 of 9");
    }
}
