//! Languages: which one a text is in, for hyphenation, fonts and screen readers.

use std::collections::BTreeMap;

/// What a text turned out to be written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// BCP 47 tag.
    pub tag: &'static str,
    /// How much text speaks for it, in characters.
    pub weight: usize,
}

/// Less text than this says nothing certain about its language.
const ENOUGH: usize = 200;
/// More text than this would say nothing new.
const SAMPLE: usize = 5_000;

/// The language of `text`; none when it is too short or mixed to tell.
pub(crate) fn of(text: &str) -> Option<Found> {
    let sample: String = text.chars().take(SAMPLE).collect();
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    if let Some(tag) = by_script(&sample, letters) {
        return Some(Found { tag, weight: letters });
    }
    if letters < ENOUGH {
        return None;
    }
    let info = whatlang::detect(&sample)?;
    if !info.is_reliable() {
        return None;
    }
    tag_of(info.lang()).map(|tag| Found { tag, weight: letters })
}

/// Scripts that stand for one language in wikis.
fn by_script(sample: &str, letters: usize) -> Option<&'static str> {
    let count = |range: fn(char) -> bool| sample.chars().filter(|c| range(*c)).count();
    let han = count(|c| matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}'));
    let kana = count(|c| matches!(c, '\u{3040}'..='\u{30FF}'));
    let hangul = count(|c| matches!(c, '\u{AC00}'..='\u{D7AF}' | '\u{1100}'..='\u{11FF}'));
    // Such text is dense: a fifth of the letters says what people read.
    let many = |number: usize| number >= 20 && number * 5 >= letters;
    if many(han + kana) {
        return Some(if kana * 10 >= han { "ja" } else { chinese(sample) });
    }
    if many(hangul) {
        return Some("ko");
    }
    None
}

/// Characters that only one of the two ways to write Chinese has, among the most frequent.
fn chinese(sample: &str) -> &'static str {
    let simplified =
        sample.chars().filter(|c| "这们来说时个为对会学国过发开关问题实现应该进种间从没样".contains(*c)).count();
    let traditional =
        sample.chars().filter(|c| "這們來說時個為對會學國過發開關問題實現應該進種間從沒樣".contains(*c)).count();
    if traditional > simplified * 2 { "zh-Hant" } else { "zh-Hans" }
}

fn tag_of(lang: whatlang::Lang) -> Option<&'static str> {
    use whatlang::Lang;
    Some(match lang {
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Nld => "nl",
        Lang::Rus => "ru",
        Lang::Ukr => "uk",
        Lang::Bel => "be",
        Lang::Bul => "bg",
        Lang::Srp => "sr",
        Lang::Pol => "pl",
        Lang::Ces => "cs",
        Lang::Slk => "sk",
        Lang::Hun => "hu",
        Lang::Ron => "ro",
        Lang::Swe => "sv",
        Lang::Dan => "da",
        Lang::Nob => "nb",
        Lang::Fin => "fi",
        Lang::Ell => "el",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
        Lang::Ind => "id",
        Lang::Cat => "ca",
        Lang::Ara => "ar",
        Lang::Pes => "fa",
        Lang::Urd => "ur",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Hin => "hi",
        Lang::Ben => "bn",
        Lang::Tha => "th",
        Lang::Cmn => "zh",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        _ => return None,
    })
}

/// The language most of the text is in; English when nothing can be said.
pub(crate) fn of_most(found: impl IntoIterator<Item = Found>) -> &'static str {
    let mut weights: BTreeMap<&'static str, usize> = BTreeMap::new();
    for language in found {
        *weights.entry(language.tag).or_default() += language.weight;
    }
    weights.into_iter().max_by_key(|(_, weight)| *weight).map_or("en", |(tag, _)| tag)
}

/// Whether more of the text's letters are written from right to left.
pub(crate) fn is_right_to_left(text: &str) -> bool {
    let (mut right, mut left) = (0_usize, 0_usize);
    for c in text.chars().take(SAMPLE) {
        match c {
            '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => {
                right += 1;
            }
            c if c.is_alphabetic() => left += 1,
            _ => {}
        }
    }
    right > left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_from_enough_text() {
        let english =
            "This page explains how to set up the project on your own machine and how to run the tests. ".repeat(4);
        let french = "Cette page explique comment installer le projet sur votre machine et comment lancer les essais. "
            .repeat(4);
        assert_eq!(of(&english).map(|found| found.tag), Some("en"));
        assert_eq!(of(&french).map(|found| found.tag), Some("fr"));
        assert_eq!(of("Setup"), None);
    }

    #[test]
    fn scripts_tell_their_language() {
        assert_eq!(of(&"这是一个关于安装的说明。".repeat(5)).map(|found| found.tag), Some("zh-Hans"));
        assert_eq!(of(&"這是一個關於安裝的說明。".repeat(5)).map(|found| found.tag), Some("zh-Hant"));
        assert_eq!(of(&"これはインストールの説明です。".repeat(5)).map(|found| found.tag), Some("ja"));
        assert_eq!(of(&"이것은 설치에 대한 설명입니다. ".repeat(5)).map(|found| found.tag), Some("ko"));
        assert!(is_right_to_left("هذه صفحة التثبيت with words"));
        assert!(!is_right_to_left("plain"));
    }

    #[test]
    fn most_of_the_text_decides() {
        let found = [Found { tag: "en", weight: 10 }, Found { tag: "de", weight: 30 }, Found { tag: "en", weight: 15 }];
        assert_eq!(of_most(found), "de");
        assert_eq!(of_most([]), "en");
    }
}
