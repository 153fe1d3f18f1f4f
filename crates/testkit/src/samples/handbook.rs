//! The handbook: a small wiki with everything a wiki page can hold and every way a
//! link can be written. All end-to-end tests use it.

use super::png;
use crate::WikiBuilder;

/// The handbook as it would lie on github.com under `acme/handbook`.
pub fn handbook() -> WikiBuilder {
    handbook_at("https://github.com")
}

/// The handbook of `acme/handbook` on the GitHub at `base_url`, to which its
/// absolute links lead.
pub fn handbook_at(base_url: &str) -> WikiBuilder {
    let wiki_url = format!("{base_url}/acme/handbook/wiki");
    WikiBuilder::new()
        .page("Home.md", home(&wiki_url))
        .page("_Sidebar.md", SIDEBAR)
        .page("_Footer.md", "Made by the people of Acme. [[Home]]\n")
        .commit("Created Home (markdown)")
        .page("guide/Getting-Started.md", GETTING_STARTED)
        .page("Writing-Pages.md", WRITING_PAGES)
        .page("Links-and-Anchors.md", links(base_url, &wiki_url))
        .page("Images.md", IMAGES)
        .file("images/diagram.png", png(320, 200, [36, 90, 160]))
        .file("images/tall.png", png(120, 400, [160, 60, 40]))
        .file("logo.png", png(96, 96, [20, 120, 80]))
        .commit("Created Writing Pages (markdown)")
        .page("Code-and-Formulas.md", CODE_AND_FORMULAS)
        .page("Which-Client?.md", WHICH_CLIENT)
        .page("Roadmap\u{2010}2026.md", ROADMAP)
        .page("Réglages-avancés.md", REGLAGES)
        .page("手册.md", CJK)
        .page("Left-Out.md", LEFT_OUT)
        .file("downloads/notes.txt", "Notes to download.\n")
        .commit("Updated Home (markdown)")
}

fn home(wiki_url: &str) -> String {
    format!(
        "# Acme Handbook\n\n\
         Welcome :wave: to the handbook. It shows **everything** a page can hold. 🎉\n\n\
         ## Where to go\n\n\
         1. [[Getting Started]] comes first.\n\
         2. [How to write pages](wiki/Writing-Pages), then [[links|Links and Anchors]].\n\
         3. [Code](Code-and-Formulas.md) and [[Images]].\n\
         4. The whole is at <{wiki_url}>.\n\n\
         ## Questions\n\n\
         [[Which client is right?|Which Client?]] and what is on the [roadmap](Roadmap-2026)?\n"
    )
}

const SIDEBAR: &str = "\
**Handbook**

- [[Home]]
- Basics
  - [[Getting Started]]
  - [Writing pages](Writing-Pages)
    - [Tables](Writing-Pages#tables)
    - [[Images]]
- [[Links and Anchors]]
- [[Code and Formulas]]
- Reference
  - [[Which Client?]]
  - [Roadmap](Roadmap‐2026)
  - [[Réglages avancés]]
  - [手册](手册)
- [The website](https://example.org/)
";

const GETTING_STARTED: &str = "\
---
title: Getting Started
author: Acme
---
# Getting Started

This page lies in the folder `guide`, which GitHub does not show in its address.

## Install

Press <kbd>Ctrl</kbd>+<kbd>C</kbd> to stop. Water is H<sub>2</sub>O, and 2<sup>10</sup> is 1024.

```sh
curl --fail --location https://example.org/install.sh --output install.sh
sh install.sh --prefix \"$HOME/.local\"
```

> [!NOTE]
> An alert that is a note, with a [link](Writing-Pages).

> [!TIP]
> A tip.

> [!IMPORTANT]
> Something important.

> [!WARNING]
> A warning with `code`.

> [!CAUTION]
> Be careful.

## Install

The same heading a second time: its anchor is `install-1`.

## Next steps

Go on with [[Writing Pages]], or look at ![the logo](../logo.png) from a sub-folder.
";

const WRITING_PAGES: &str = "\
Everything about writing, in one page. The first heading is no title.

# Writing Pages

## Text

Plain, **bold**, *italic*, ***both***, ~~struck~~, `code` and an automatic link: https://example.org/auto.
A line break at the end  
of a line, and a word with a soft break
inside a sentence. Emoji: :rocket: 🚀 and :not_an_emoji:.

Write to `<username>` or to <username> with the token <your-token>: both must stay readable.

## Lists

- one
- two
  - two and a half
    1. deep
    2. deeper
       - deepest
- three

1. first

   A paragraph inside an item.

2. second

       indented code

- [x] done
- [ ] to do
  - [x] a part of it

## Tables

| Left | Middle | Right |
|:-----|:------:|------:|
| a | b | 1 |
| **bold** | `code \\| pipe` | 22 |
| [[Images]] | [link](Home) | 333 |

| Option | Type | Default | Since | Scope | Environment variable | What it does |
|---|---|---|---|---|---|---|
| `timeout` | integer | 30 | 1.0 | server | `ACME_HANDBOOK_REQUEST_TIMEOUT_SECONDS` | How long to wait for an answer before giving up, in seconds |
| `retries` | integer | 3 | 1.2 | server, client | `ACME_HANDBOOK_MAXIMUM_NUMBER_OF_RETRIES` | How often to try again when the network failed |

## Quotes

> A quote
> over two lines.
>
> > A quote inside a quote.
>
> - with a list

## Details

<details>
<summary>More about this</summary>

Hidden until asked for, with **Markdown** inside.

| a | b |
|---|---|
| 1 | 2 |

</details>

## Footnotes

A claim[^claim] and another[^2].

[^claim]: The proof, with a [link](Home).
[^2]: A second note.

## Definition

<dl><dt>Wiki</dt><dd>A set of pages.</dd><dt>Book</dt><dd>Pages that are bound.</dd></dl>

<p align=\"center\">Centred text</p>

---

<!-- A comment nobody sees. -->
The end.
";

fn links(base_url: &str, wiki_url: &str) -> String {
    format!(
        "Every way to write a link.\n\n\
         ## Between double brackets\n\n\
         - [[Writing Pages]]\n\
         - [[writing pages]] in another case\n\
         - [[How to write|Writing Pages]]\n\
         - [[Writing Pages#tables]]\n\
         - [[Tables|Writing Pages#tables]]\n\
         - [[#Beside the text]]\n\
         - [[Roadmap-2026]] with a plain hyphen\n\
         - [[guide/Getting-Started]] with its folder\n\
         - [[Nowhere at All]] is broken\n\
         - [[An outer page|https://example.org/outer]]\n\
         - [[Notes|downloads/notes.txt]]\n\
         - `[[Not a Link]]` in code, '[[Not a Link]] escaped\n\n\
         ## In Markdown\n\n\
         - [by name](Writing-Pages)\n\
         - [with the ending](Writing-Pages.md)\n\
         - [from here](./Writing-Pages)\n\
         - [from the wiki](wiki/Writing-Pages)\n\
         - [from the top](/acme/handbook/wiki/Writing-Pages)\n\
         - [in full]({wiki_url}/Writing-Pages)\n\
         - [in full with an anchor]({wiki_url}/Writing-Pages#tables)\n\
         - [with an anchor](Writing-Pages#tables)\n\
         - [on this page](#beside-the-text)\n\
         - [the old form of an anchor](#wiki-beside-the-text)\n\
         - [a reference][pages] and [pages]\n\
         - [odd characters](Which-Client%3F)\n\
         - [accents](Réglages-avancés) and [the same, encoded](R%C3%A9glages-avanc%C3%A9s)\n\
         - [another script](手册)\n\
         - [an anchor that is not there](Writing-Pages#no-such-heading)\n\
         - [a page that is not there](No-Such-Page)\n\
         - [an issue](../issues/12) and [a file](../blob/main/README.md)\n\
         - [an issue in full]({base_url}/acme/handbook/issues/12)\n\
         - [outside](https://example.org/outside?a=1&b=2#c) and by <mailto:someone@example.org>\n\
         - [a script](javascript:alert(1)) that must not be a link\n\n\
         [pages]: Writing-Pages \"Writing pages\"\n\n\
         ## In HTML\n\n\
         <a href=\"Writing-Pages\">by name</a>, <a href=\"https://example.org/html\">outside</a>, \
         <a href=\"#own-anchor\">to an anchor of our own</a>.\n\n\
         <a name=\"own-anchor\"></a>Here is the anchor of our own, and <span id=\"second-anchor\">a second one</span>.\n\n\
         ## Beside the text\n\n\
         Reached from above. See [[#Between double brackets]].\n\n\
         ## `code` & Punctuation: in a heading?\n\n\
         [To the heading with punctuation](#code--punctuation-in-a-heading)\n"
    )
}

const IMAGES: &str = "\
## Relative

![A diagram](images/diagram.png)

![A tall one](images/tall.png \"With a title\")

## Between double brackets

[[logo.png|alt=The logo of Acme]]

[[/images/diagram.png|alt=The diagram again|width=200px]]

## In HTML

<img src=\"images/diagram.png\" alt=\"A smaller diagram\" width=\"160\">

<a href=\"Home\"><img src=\"logo.png\" alt=\"The logo leads home\" height=\"48\"></a>

<picture>
  <source media=\"(prefers-color-scheme: dark)\" srcset=\"images/tall.png\">
  <img src=\"images/diagram.png\" alt=\"The light picture\">
</picture>

## Missing

![Nobody drew this](images/missing.png)

Text with ![a small picture](logo.png) in its middle.
";

const CODE_AND_FORMULAS: &str = "\
## Code

```rust
fn main() {
    // A comment, and a line that is far too long for a page: it must be broken and not be cut off at the edge of the paper, whatever happens.
    println!(\"Hello, wiki!\");
}
```

```python
def greet(name: str) -> str:
    return f\"Hello, {name}!\"
```

```json
{ \"key\": [1, 2, 3], \"nested\": { \"yes\": true } }
```

```diff
- old
+ new
```

```
no language
    but an indent
```

~~~unknown-language
kept as it is
~~~

    indented code

## Formulas

Inline $E = mc^2$ and $`a^2 + b^2 = c^2`$, prices of $5 and $6 stay prices.

$$
\\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt{\\pi}}{2}
$$

```math
\\sum_{i=1}^{n} i = \\frac{n(n+1)}{2}
```

$$\\undefinedmacro{x}$$

## Diagrams

```mermaid
graph TD
    A[Wiki] --> B{Relieur}
    B --> C[PDF]
    B --> D[EPUB]
```
";

const WHICH_CLIENT: &str = "\
The name of this page ends in a question mark.

- [The first client](#the-first-client)
- [[Home]]

## The first client

Any will do.
";

const ROADMAP: &str = "\
The hyphen in this page's name was typed in GitHub's editor, so it is U+2010.

| Quarter | Plan |
|---|---|
| 2026 Q1 | Write |
| 2026 Q2 | Bind |
";

const REGLAGES: &str = "\
Une page en français, avec des accents : « été », œuvre, naïf.

Retour à l'[accueil](Home), puis aux [[Images]].
";

const CJK: &str = "\
这是一页中文。日本語の文章も、한국어도 있습니다。

## 安装

参见 [[Getting Started]] 与 [安装](#安装)。

العربية من اليمين إلى اليسار.
";

const LEFT_OUT: &str = "\
The side bar does not name this page; the book has it all the same.

Back to [[Home]].
";

#[cfg(test)]
mod tests {
    use super::*;
    use relieur_domain::wiki::pages::PageIndex;

    #[test]
    fn the_handbook_has_eleven_pages_and_opens_with_home() {
        let files = handbook().files();
        let index = PageIndex::new(files.keys().map(String::as_str));
        assert_eq!(index.pages().len(), 11);
        assert!(index.pages().iter().all(|page| !page.shadowed));
        assert_eq!(index.home().map(|home| index.pages()[home].path.as_str()), Some("Home.md"));
    }
}
