//! Blocks in another language than their page: a quotation in Arabic on an English page,
//! a Japanese section on a Chinese one. They are told by their script, which is certain;
//! which of two languages in the same script a few lines are in is not.

use super::language;
use crate::model::{Block, Inline, runs};
use crate::visit;

/// The language and direction of what stands around a block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around<'a> {
    /// BCP 47 tag.
    pub language: &'a str,
    pub right_to_left: bool,
}

/// The same blocks, those that differ from what is `around` them marked as
/// [`Block::Foreign`].
pub(crate) fn marked(blocks: Vec<Block>, around: Around<'_>) -> Vec<Block> {
    blocks.into_iter().map(|block| mark(block, around)).collect()
}

fn mark(mut block: Block, around: Around<'_>) -> Block {
    let differs = match &block {
        Block::Heading { .. }
        | Block::Paragraph(_)
        | Block::List(_)
        | Block::Table(_)
        | Block::Quote(_)
        | Block::Alert { .. }
        | Block::Details { .. }
        | Block::Definitions(_)
        | Block::Aligned { .. } => differs(&block, around),
        Block::Code { .. }
        | Block::Math(_)
        | Block::Diagram { .. }
        | Block::Foreign { .. }
        | Block::Rule
        | Block::Anchor(_) => return block,
    };
    match (differs, &mut block) {
        // Headings stay where tables of contents look for them.
        (Differs::Itself { language, right_to_left }, Block::Heading { content, .. }) => {
            *content = vec![Inline::Foreign { language, right_to_left, content: std::mem::take(content) }];
            block
        }
        (Differs::Itself { language, right_to_left }, _) => {
            Block::Foreign { language, right_to_left, blocks: vec![block] }
        }
        (
            Differs::Within,
            Block::Quote(inner)
            | Block::Alert { blocks: inner, .. }
            | Block::Details { blocks: inner, .. }
            | Block::Aligned { blocks: inner, .. },
        ) => {
            *inner = marked(std::mem::take(inner), around);
            block
        }
        (Differs::Nowhere | Differs::Within, _) => block,
    }
}

/// Where a block is in another language than what is around it.
enum Differs {
    Nowhere,
    Itself {
        language: Option<String>,
        right_to_left: bool,
    },
    /// Perhaps in parts of it.
    Within,
}

fn differs(block: &Block, around: Around<'_>) -> Differs {
    // Most pages are in one language, and most of these in Latin letters.
    if !around.right_to_left && is_latin(around.language) && is_ascii(block) {
        return Differs::Nowhere;
    }
    let text = text_of(block);
    let right_to_left = language::is_right_to_left(&text);
    // Japanese headings and tables are often all in Chinese letters.
    let is_same = |found| match (primary(around.language), primary(found)) {
        ("ja", "zh") => !language::is_plainly_chinese(&text),
        (page, block) => page == block,
    };
    let found = language::of_block(&text).filter(|found| !is_same(found));
    let found = found.map(|found| if found == "zh" { language::chinese(&text) } else { found });
    if found.is_some() || (right_to_left != around.right_to_left && language::is_enough(&text)) {
        Differs::Itself { language: found.map(str::to_owned), right_to_left }
    } else {
        Differs::Within
    }
}

fn is_ascii(block: &Block) -> bool {
    let mut is_ascii = true;
    words(block, &mut |run| is_ascii &= run.is_ascii());
    is_ascii
}

fn text_of(block: &Block) -> String {
    let mut text = String::new();
    words(block, &mut |run| text.push_str(run));
    text
}

/// Shows the words of a block to `each`, but not its listings, which speak no language.
fn words(block: &Block, each: &mut dyn FnMut(&str)) {
    visit::within(std::slice::from_ref(block), &mut |block| {
        if let Block::Heading { content, .. } | Block::Paragraph(content) | Block::Details { summary: content, .. } =
            block
        {
            runs(content, each);
            each("\n");
        }
    });
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

fn is_latin(tag: &str) -> bool {
    !matches!(
        primary(tag),
        "ja" | "zh"
            | "ko"
            | "ar"
            | "fa"
            | "ur"
            | "he"
            | "yi"
            | "hi"
            | "bn"
            | "th"
            | "el"
            | "ru"
            | "uk"
            | "be"
            | "bg"
            | "sr"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PlaceId;

    const ENGLISH: Around<'_> = Around { language: "en", right_to_left: false };

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(vec![Inline::Text(text.into())])
    }

    fn foreign(block: &Block) -> Option<(Option<&str>, bool)> {
        match block {
            Block::Foreign { language, right_to_left, .. } => Some((language.as_deref(), *right_to_left)),
            _ => None,
        }
    }

    fn found(text: &str, around: Around<'_>) -> Option<(Option<String>, bool)> {
        let blocks = marked(vec![paragraph(text)], around);
        foreign(&blocks[0]).map(|(language, right_to_left)| (language.map(str::to_owned), right_to_left))
    }

    #[test]
    fn blocks_in_another_script_are_marked() {
        let cases = [
            ("هذه فقرة بالعربية عن المنارة", "ar", true),
            ("این پاراگراف به زبان فارسی است و چراغ می‌گوید", "fa", true),
            ("פסקה בעברית על המגדלור", "he", true),
            ("港の入り口には灯台があります。", "ja", false),
            ("灯塔立在港口的尽头，每三十秒亮一次。", "zh-Hans", false),
            ("항구 끝에 등대가 서 있습니다.", "ko", false),
            ("ประภาคารตั้งอยู่ที่ปลายท่าเรือ", "th", false),
        ];
        for (text, language, right_to_left) in cases {
            assert_eq!(found(text, ENGLISH), Some((Some(language.to_owned()), right_to_left)), "{text}");
        }
    }

    #[test]
    fn a_page_in_one_language_stays_as_it_is() {
        assert_eq!(found("A lighthouse, “é” and the word 灯塔 in it.", ENGLISH), None);
        assert_eq!(found("شكرا", ENGLISH), None);
        let chinese = Around { language: "zh-Hans", right_to_left: false };
        assert_eq!(found("灯塔立在港口的尽头，每三十秒亮一次。", chinese), None);
        let japanese = Around { language: "ja", right_to_left: false };
        assert_eq!(found("灯台一覧表示設定画面", japanese), None);
        assert_eq!(
            found("绿灯在右；白灯没有特别的意思。船长说过。", japanese),
            Some((Some("zh-Hans".to_owned()), false))
        );
        let arabic = Around { language: "ar", right_to_left: true };
        assert_eq!(found("هذه فقرة بالعربية عن المنارة", arabic), None);
        let english = "This is what the command prints when you run it with the flag.";
        assert_eq!(found(english, arabic), Some((Some("en".to_owned()), false)));
    }

    #[test]
    fn a_heading_stays_one() {
        let heading =
            |says: &str| Block::Heading { level: 2, id: PlaceId("h".into()), content: vec![Inline::Text(says.into())] };
        let blocks = marked(vec![heading("The harbour"), heading("قائمة المنارات القديمة")], ENGLISH);
        assert_eq!(blocks[0], heading("The harbour"));
        let Block::Heading { content, .. } = &blocks[1] else { panic!("a heading") };
        assert_eq!(
            content[..],
            [Inline::Foreign {
                language: Some("ar".into()),
                right_to_left: true,
                content: vec![Inline::Text("قائمة المنارات القديمة".into())],
            }]
        );
    }

    #[test]
    fn what_is_inside_is_marked_where_the_whole_is_not() {
        let quote = Block::Quote(vec![
            paragraph("He said, and everybody in the harbour heard it on that evening:"),
            paragraph("هذه فقرة بالعربية عن المنارة"),
        ]);
        let blocks = marked(vec![quote], ENGLISH);
        let Block::Quote(inner) = &blocks[0] else { panic!("a quotation") };
        assert_eq!(foreign(&inner[0]), None);
        assert_eq!(foreign(&inner[1]), Some((Some("ar"), true)));
    }
}
