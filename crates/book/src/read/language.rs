//! Languages: which one a text is in, for hyphenation, fonts and screen readers.

use std::collections::BTreeMap;

use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize, Serializer};

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
/// More text than this would say nothing new, in characters.
pub(crate) const SAMPLE: usize = 5_000;

/// The language of `text`; none when it is too short or mixed to tell.
pub(crate) fn of(text: &str) -> Option<Found> {
    let sample = text.char_indices().nth(SAMPLE).map_or(text, |(end, _)| &text[..end]);
    let letters = sample.chars().filter(|c| is_letter(*c)).count();
    if !sample.is_ascii()
        && let Some(tag) = by_script(sample, letters)
    {
        return Some(Found { tag, weight: letters });
    }
    if letters < ENOUGH {
        return None;
    }
    if is_english(sample) {
        return Some(Found { tag: "en", weight: letters });
    }
    let info = whatlang::detect(sample)?;
    if !info.is_reliable() {
        return None;
    }
    tag_of(info.lang()).map(|tag| Found { tag, weight: letters })
}

/// Whether the text is plainly English: it is full of words that no other language
/// has. Most wikis are, and comparing with every language there is costs more than
/// reading the page.
fn is_english(sample: &str) -> bool {
    let (mut words, mut english) = (0_usize, 0_usize);
    let mut seen = [false; ENGLISH.len()];
    for word in sample.split(|c: char| !is_letter(c)).filter(|word| !word.is_empty()) {
        words += 1;
        let is_short = word.len() <= LONGEST_ENGLISH;
        if is_short && let Some(number) = ENGLISH.iter().position(|known| word.eq_ignore_ascii_case(known)) {
            english += 1;
            seen[number] = true;
        }
    }
    let distinct = seen.into_iter().filter(|seen| *seen).count();
    distinct >= 4 && english * 10 >= words
}

/// Frequent English words that are no words, or rare ones, elsewhere. In ordinary prose
/// every seventh word is one of them.
const ENGLISH: [&str; 16] = [
    "the", "and", "this", "that", "with", "from", "you", "your", "are", "which", "have", "can", "will", "when",
    "should", "they",
];
/// Bytes of the longest of them.
const LONGEST_ENGLISH: usize = 6;

/// The same as `is_alphabetic`, with the scripts that have most letters known beforehand:
/// to look one up takes longer than all else that is done with it.
fn is_letter(letter: char) -> bool {
    match letter {
        '\u{3041}'..='\u{3096}'
        | '\u{30A1}'..='\u{30FA}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}' => true,
        '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{FF01}'..='\u{FF20}' => false,
        _ => letter.is_alphabetic(),
    }
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

/// The language a block is in, by its script; none when that is not certain. Which way
/// Chinese is written, [`chinese`] tells.
pub(crate) fn of_block(text: &str) -> Option<&'static str> {
    let mut letters = 0_usize;
    let mut scripts = [0_usize; SCRIPTS.len()];
    for letter in text.chars().take(SAMPLE).filter(|c| is_letter(*c)) {
        letters += 1;
        if let Some(script) = SCRIPTS.iter().position(|(_, has)| has(letter)) {
            scripts[script] += 1;
        }
    }
    if letters < ENOUGH_IN_BLOCK {
        return None;
    }
    let most = |number: usize| number * 10 >= letters * 6;
    let [kana, han, ..] = scripts;
    if most(kana + han) {
        return Some(if kana * 10 >= han { "ja" } else { "zh" });
    }
    let script = scripts.iter().position(|number| most(*number));
    match script.map(|script| SCRIPTS[script].0) {
        Some("ar") => Some(in_arabic_letters(text)),
        None if letters >= 2 * ENOUGH_IN_BLOCK && is_english(text) => Some("en"),
        language => language,
    }
}

/// Whether there is enough text in a block to say anything about it.
pub(crate) fn is_enough(text: &str) -> bool {
    text.chars().filter(|c| is_letter(*c)).count() >= ENOUGH_IN_BLOCK
}

/// Letters a block has to have: one word in another script is a name.
const ENOUGH_IN_BLOCK: usize = 8;

/// A language and the letters that tell it.
type Script = (&'static str, fn(char) -> bool);

/// Scripts that say which language a text is in.
const SCRIPTS: [Script; 9] = [
    ("ja", |c| matches!(c, '\u{3040}'..='\u{30FF}')),
    ("zh", |c| matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')),
    ("ko", |c| matches!(c, '\u{AC00}'..='\u{D7AF}' | '\u{1100}'..='\u{11FF}')),
    ("ar", |c| matches!(c, '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{FB50}'..='\u{FEFC}')),
    ("he", |c| matches!(c, '\u{0590}'..='\u{05FF}' | '\u{FB1D}'..='\u{FB4F}')),
    ("hi", |c| matches!(c, '\u{0900}'..='\u{097F}')),
    ("bn", |c| matches!(c, '\u{0980}'..='\u{09FF}')),
    ("th", |c| matches!(c, '\u{0E00}'..='\u{0E7F}')),
    ("el", |c| matches!(c, '\u{0370}'..='\u{03FF}' | '\u{1F00}'..='\u{1FFF}')),
];

/// Whether there are letters in it that Chinese has and Japanese has not.
pub(crate) fn is_plainly_chinese(text: &str) -> bool {
    text.chars().filter(|c| "这们说时为对过发开关问题实应该进种间从没样".contains(*c)).nth(1).is_some()
}

/// Urdu and Persian have letters of their own among the Arabic ones.
fn in_arabic_letters(text: &str) -> &'static str {
    if text.chars().any(|c| "ٹڈڑںے".contains(c)) {
        "ur"
    } else if text.chars().any(|c| "پچژگکی".contains(c)) {
        "fa"
    } else {
        "ar"
    }
}

/// Characters that only one of the two ways to write Chinese has, among the most frequent.
pub(crate) fn chinese(sample: &str) -> &'static str {
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

impl Serialize for Found {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        (self.tag, self.weight).serialize(to)
    }
}

impl<'de> Deserialize<'de> for Found {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let (tag, weight) = <(&str, usize)>::deserialize(from)?;
        let mut tags = whatlang::Lang::all().iter().filter_map(|lang| tag_of(*lang)).chain(["zh-Hans", "zh-Hant"]);
        let known = tags.find(|known| *known == tag);
        known.map(|tag| Self { tag, weight }).ok_or_else(|| D::Error::custom("a language that is never found"))
    }
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
    if text.is_ascii() {
        return false;
    }
    let (mut right, mut left) = (0_usize, 0_usize);
    for c in text.chars().take(SAMPLE) {
        match c {
            '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => {
                right += 1;
            }
            c if is_letter(c) => left += 1,
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
        // English words in the text of another language do not make it English.
        let german = "Mit dem Befehl push and pull wird der Code aus dem Zweig the-best in das Repository geschrieben, \
                      und zwar with force, wenn die Gruppe es will. Danach sind die Aufgaben auf der Tafel für das Team \
                      sichtbar, und jeder nimmt sich davon, was er bis zum Ende der Woche schaffen kann. "
            .repeat(3);
        assert_eq!(of(&german).map(|found| found.tag), Some("de"));
    }

    #[test]
    fn letters_are_what_unicode_says() {
        for letter in '\0'..=char::MAX {
            assert_eq!(is_letter(letter), letter.is_alphabetic(), "{letter:?}");
        }
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
