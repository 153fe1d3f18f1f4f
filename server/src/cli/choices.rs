//! How the books are to be, as flags of `relieur export`.

use relieur_domain::options::{
    BookAuthor, BookTheme, BookTitle, ContentsDepth, Glob, ImagePolicy, LanguageTag, OptionError, PageOrder,
    PageSelection, Paper, Patterns, PdfOptions, PdfStandard, TypeSize,
};
use relieur_domain::{ExportOptions, Formats};

/// The flags. What is left out has the default that [`ExportOptions`] gives it.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "The books")]
pub struct Choices {
    /// Say when each page was last changed and by whom, and list all contributors
    #[arg(long)]
    history: bool,
    /// Print this title instead of the wiki's
    #[arg(long, value_name = "TEXT")]
    title: Option<BookTitle>,
    /// Name this author instead of the wiki's owner
    #[arg(long, value_name = "NAME")]
    author: Option<BookAuthor>,
    /// The books' language, such as en, fr or pt-BR, instead of the one the pages are in
    #[arg(long, value_name = "TAG")]
    language: Option<LanguageTag>,
    /// Take in only pages whose name or path fits, such as 'Install*' or 'guide/**'; may be
    /// given several times
    #[arg(long, value_name = "GLOB")]
    include: Vec<Glob>,
    /// Leave out pages whose name or path fits; may be given several times
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<Glob>,
    /// The order of the pages: side-bar, alphabetical, path [default: side-bar]
    #[arg(long, value_name = "ORDER")]
    order: Option<PageOrder>,
    /// What becomes of images: embed them, or only link to where they are on the web
    /// [default: embed]
    #[arg(long, value_name = "POLICY")]
    images: Option<ImagePolicy>,
    /// Do not colour code
    #[arg(long)]
    no_highlight: bool,
    /// Make books without a cover
    #[arg(long)]
    no_cover: bool,
    /// How deep the contents go: 0 for none, 1 for pages, 2 to 6 for the pages' headings
    /// down to that level, too [default: as suits the book's size]
    #[arg(long, value_name = "0-6")]
    contents_depth: Option<ContentsDepth>,
    /// The look of PDF and EPUB: serif, sans [default: serif]
    #[arg(long, value_name = "THEME")]
    theme: Option<BookTheme>,
    /// The size of the PDF's pages: a4, a5, letter [default: a4]
    #[arg(long, value_name = "SIZE")]
    paper: Option<Paper>,
    /// The size of the PDF's text in points, 8 to 16 [default: 11]
    #[arg(long, value_name = "POINTS")]
    type_size: Option<TypeSize>,
    /// Print page numbers after the PDF's own links
    #[arg(long)]
    link_pages: bool,
    /// What the PDF promises: archive (PDF/A-2a and PDF/UA-1), accessible (PDF/UA-1), tagged,
    /// plain [default: archive]
    #[arg(long, value_name = "STANDARD")]
    pdf_standard: Option<PdfStandard>,
}

impl Choices {
    /// The options chosen, for books in `formats`.
    pub fn options(&self, formats: Formats) -> Result<ExportOptions, OptionError> {
        Ok(ExportOptions {
            formats,
            history: self.history,
            title: self.title.clone(),
            author: self.author.clone(),
            language: self.language.clone(),
            pages: PageSelection {
                include: Patterns::try_from(self.include.clone())?,
                exclude: Patterns::try_from(self.exclude.clone())?,
                order: self.order.unwrap_or_default(),
            },
            images: self.images.unwrap_or_default(),
            highlight: !self.no_highlight,
            cover: !self.no_cover,
            contents_depth: self.contents_depth,
            theme: self.theme.unwrap_or_default(),
            pdf: PdfOptions {
                paper: self.paper.unwrap_or_default(),
                type_size: self.type_size.unwrap_or_default(),
                link_pages: self.link_pages,
                standard: self.pdf_standard.unwrap_or_default(),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        choices: Choices,
    }

    fn chosen(flags: &[&str]) -> Result<ExportOptions, String> {
        let line = Line::try_parse_from(["export"].iter().chain(flags)).map_err(|error| error.to_string())?;
        line.choices.options(Formats::all()).map_err(|error| error.to_string())
    }

    #[test]
    fn no_flag_means_every_default() {
        assert_eq!(chosen(&[]), Ok(ExportOptions::default()));
    }

    #[test]
    fn a_flag_for_every_option() {
        let line = "--history --title Manual --author Ada --language fr --include guide/ --include Home \
                    --exclude *draft* --order path --images link --no-highlight --no-cover --contents-depth 0 \
                    --theme sans --paper letter --type-size 9 --link-pages --pdf-standard tagged";
        let options = chosen(&line.split_whitespace().collect::<Vec<_>>()).expect("options");
        let expected = serde_json::json!({
            "formats": ["MARKDOWN", "PDF", "EPUB"],
            "history": true,
            "title": "Manual",
            "author": "Ada",
            "language": "fr",
            "pages": {"include": ["guide/", "Home"], "exclude": ["*draft*"], "order": "path"},
            "images": "link",
            "highlight": false,
            "cover": false,
            "contents_depth": 0,
            "theme": "sans",
            "pdf": {"paper": "letter", "type_size": 9, "link_pages": true, "standard": "tagged"},
        });
        assert_eq!(serde_json::to_value(options).expect("JSON"), expected);
    }

    #[test]
    fn too_many_patterns_are_refused() {
        let flags: Vec<&str> = std::iter::repeat_n(["--include", "a"], 101).flatten().collect();
        let error = chosen(&flags).expect_err("refused");
        assert!(error.contains("at most 100"), "{error}");
    }
}
