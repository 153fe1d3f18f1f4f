//! A page's own settings: `#+TITLE:`, `#+OPTIONS:` and their like.

use std::collections::{HashMap, HashSet};

use super::lines::{Blocks, block_begin, is_verbatim, keyword};

#[derive(Debug)]
pub(super) struct Settings {
    pub title: Option<String>,
    options: HashMap<String, String>,
    /// Words that mark a headline as a task.
    pub tasks: HashSet<String>,
    /// Only headlines with one of these tags are shown, if there are any.
    pub select: HashSet<String>,
    /// Headlines with one of these tags are hidden.
    pub exclude: HashSet<String>,
    /// `#+LINK: name url`.
    pub abbreviations: HashMap<String, String>,
}

impl Settings {
    /// Reads the settings among `lines`. The last of several counts.
    pub(super) fn read(lines: &[&str], blocks: &Blocks) -> Self {
        let mut settings = Self {
            title: None,
            options: HashMap::new(),
            tasks: HashSet::new(),
            select: HashSet::new(),
            exclude: HashSet::from(["noexport".to_owned()]),
            abbreviations: HashMap::new(),
        };
        let mut at = 0;
        while at < lines.len() {
            if let Some((key, value)) = keyword(lines[at]) {
                settings.take(&key.to_ascii_uppercase(), value);
            } else if let Some(begin) = block_begin(lines[at])
                && is_verbatim(&begin.name.to_ascii_lowercase())
            {
                at = blocks.end(at).unwrap_or(at);
            }
            at += 1;
        }
        if settings.tasks.is_empty() {
            settings.tasks = ["TODO", "DONE"].map(str::to_owned).into();
        }
        settings
    }

    fn take(&mut self, key: &str, value: &str) {
        let words = || value.split_whitespace().map(str::to_owned);
        match key {
            "TITLE" => self.title = Some(value.to_owned()).filter(|title| !title.is_empty()),
            "OPTIONS" => {
                for option in value.split_whitespace() {
                    // The name may be a colon itself: `::t`.
                    if let Some((name, value)) = option.rsplit_once(':') {
                        self.options.insert(name.to_owned(), value.to_owned());
                    }
                }
            }
            "TODO" | "SEQ_TODO" | "TYP_TODO" => {
                let names = words().map(|word| word.split('(').next().unwrap_or_default().to_owned());
                self.tasks.extend(names.filter(|word| !word.is_empty() && word != "|"));
            }
            "EXPORT_SELECT_TAGS" => self.select = words().collect(),
            "EXPORT_EXCLUDE_TAGS" => self.exclude = words().collect(),
            "LINK" => {
                if let Some((name, url)) = value.split_once(char::is_whitespace) {
                    self.abbreviations.insert(name.to_owned(), url.trim().to_owned());
                }
            }
            _ => {}
        }
    }

    /// Whether an option is `t`.
    pub(super) fn is_on(&self, option: &str) -> bool {
        self.options.get(option).is_some_and(|value| value == "t")
    }

    /// Whether an option is `nil`.
    pub(super) fn is_off(&self, option: &str) -> bool {
        self.options.get(option).is_some_and(|value| value == "nil")
    }
}
