//! How the books are to be: the fields below "More choices". Plain inputs, so that they
//! work without a script, and plain words: another language is another page.

use leptos::prelude::*;
use relieur_domain::options::{BookTheme, ContentsDepth, ImagePolicy, PageOrder, Paper, PdfStandard, TypeSize};

use crate::choices::BookChoices;
use crate::error::FormProblem;
use crate::i18n::{t, tu_string, use_i18n};
use crate::words::Translations;

/// All of them, in three groups. `problem` is what was wrong with the form.
#[component]
pub fn BookFields(choices: BookChoices, problem: Signal<Option<FormProblem>>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <fieldset class="choice-group">
            <legend class="field-label">{t!(i18n, form.about_books)}</legend>
            <div class="choices-grid">
                <TextField
                    name="title"
                    value=choices.title
                    label=tu_string!(i18n, form.title).to_string()
                    hint=tu_string!(i18n, form.title_hint).to_string()
                    is_wrong=Signal::derive(move || problem.get() == Some(FormProblem::Title))
                />
                <TextField
                    name="author"
                    value=choices.author
                    label=tu_string!(i18n, form.author).to_string()
                    hint=tu_string!(i18n, form.author_hint).to_string()
                    is_wrong=Signal::derive(move || problem.get() == Some(FormProblem::Author))
                />
                <TextField
                    name="language"
                    value=choices.language
                    label=tu_string!(i18n, form.language).to_string()
                    hint=tu_string!(i18n, form.language_hint).to_string()
                    is_wrong=Signal::derive(move || problem.get() == Some(FormProblem::Language))
                />
                <Choice
                    name="theme"
                    value=choices.theme
                    label=tu_string!(i18n, form.theme).to_string()
                    options=words(i18n, BookTheme::ALL, BookTheme::word, theme_name)
                />
                <Choice
                    name="contents_depth"
                    value=choices.contents_depth
                    label=tu_string!(i18n, form.contents).to_string()
                    options=depths(i18n)
                />
                <Choice
                    name="images"
                    value=choices.images
                    label=tu_string!(i18n, form.images).to_string()
                    options=words(i18n, ImagePolicy::ALL, ImagePolicy::word, images_name)
                />
            </div>
            <Tick name="cover" checked=choices.cover label=tu_string!(i18n, form.cover).to_string()/>
            <Tick name="highlight" checked=choices.highlight label=tu_string!(i18n, form.highlight).to_string()/>
        </fieldset>
        <fieldset class="choice-group">
            <legend class="field-label">{t!(i18n, form.about_pages)}</legend>
            <div class="choices-grid">
                <PatternsField
                    name="include"
                    value=choices.include
                    label=tu_string!(i18n, form.include).to_string()
                    problem
                />
                <PatternsField
                    name="exclude"
                    value=choices.exclude
                    label=tu_string!(i18n, form.exclude).to_string()
                    problem
                />
            </div>
            <p id="patterns-hint" class="field-hint">{t!(i18n, form.patterns_hint)}</p>
            <div class="choices-grid">
                <Choice
                    name="order"
                    value=choices.order
                    label=tu_string!(i18n, form.order).to_string()
                    options=words(i18n, PageOrder::ALL, PageOrder::word, order_name)
                />
            </div>
        </fieldset>
        <fieldset class="choice-group">
            <legend class="field-label">{t!(i18n, form.about_pdf)}</legend>
            <div class="choices-grid">
                <Choice
                    name="paper"
                    value=choices.paper
                    label=tu_string!(i18n, form.paper).to_string()
                    options=words(i18n, Paper::ALL, Paper::word, paper_name)
                />
                <Choice
                    name="type_size"
                    value=choices.type_size
                    label=tu_string!(i18n, form.type_size).to_string()
                    options=sizes(i18n)
                />
                <Choice
                    name="standard"
                    value=choices.standard
                    label=tu_string!(i18n, form.standard).to_string()
                    options=words(i18n, PdfStandard::ALL, PdfStandard::word, standard_name)
                />
            </div>
            <Tick name="link_pages" checked=choices.link_pages label=tu_string!(i18n, form.link_pages).to_string()/>
        </fieldset>
    }
    .into_any()
}

/// One of several: its word and what it is called.
struct Named {
    word: String,
    name: String,
}

fn words<T: Copy>(
    i18n: Translations,
    all: &[T],
    word: fn(T) -> &'static str,
    name: fn(Translations, T) -> String,
) -> Vec<Named> {
    all.iter().map(|&choice| Named { word: word(choice).to_owned(), name: name(i18n, choice) }).collect()
}

fn depths(i18n: Translations) -> Vec<Named> {
    let mut all = vec![
        Named { word: String::new(), name: tu_string!(i18n, form.contents_auto).to_string() },
        Named { word: "0".to_owned(), name: tu_string!(i18n, form.contents_none).to_string() },
        Named { word: "1".to_owned(), name: tu_string!(i18n, form.contents_pages).to_string() },
    ];
    all.extend((2..=ContentsDepth::DEEPEST).map(|level| Named {
        word: level.to_string(),
        name: tu_string!(i18n, form.contents_headings, level = level).to_string(),
    }));
    all
}

fn sizes(i18n: Translations) -> Vec<Named> {
    (TypeSize::SMALLEST..=TypeSize::LARGEST)
        .map(|points| Named {
            word: points.to_string(),
            name: tu_string!(i18n, form.points, points = points).to_string(),
        })
        .collect()
}

fn theme_name(i18n: Translations, theme: BookTheme) -> String {
    match theme {
        BookTheme::Serif => tu_string!(i18n, form.theme_serif).to_string(),
        BookTheme::Sans => tu_string!(i18n, form.theme_sans).to_string(),
    }
}

fn images_name(i18n: Translations, images: ImagePolicy) -> String {
    match images {
        ImagePolicy::Embed => tu_string!(i18n, form.images_embed).to_string(),
        ImagePolicy::Link => tu_string!(i18n, form.images_link).to_string(),
    }
}

fn order_name(i18n: Translations, order: PageOrder) -> String {
    match order {
        PageOrder::SideBar => tu_string!(i18n, form.order_side_bar).to_string(),
        PageOrder::Alphabetical => tu_string!(i18n, form.order_alphabetical).to_string(),
        PageOrder::Path => tu_string!(i18n, form.order_path).to_string(),
    }
}

fn paper_name(i18n: Translations, paper: Paper) -> String {
    match paper {
        Paper::A4 => "A4".to_owned(),
        Paper::A5 => "A5".to_owned(),
        Paper::Letter => tu_string!(i18n, form.paper_letter).to_string(),
    }
}

fn standard_name(i18n: Translations, standard: PdfStandard) -> String {
    match standard {
        PdfStandard::Archive => tu_string!(i18n, form.standard_archive).to_string(),
        PdfStandard::Accessible => tu_string!(i18n, form.standard_accessible).to_string(),
        PdfStandard::Tagged => tu_string!(i18n, form.standard_tagged).to_string(),
        PdfStandard::Plain => tu_string!(i18n, form.standard_plain).to_string(),
    }
}

#[component]
fn TextField(name: &'static str, value: String, label: String, hint: String, is_wrong: Signal<bool>) -> impl IntoView {
    let hint_id = format!("{name}-hint");
    view! {
        <div>
            <label class="small-label" for=name>{label}</label>
            <input
                id=name
                class="field field-small"
                type="text"
                name=format!("choices[{name}]")
                value=value
                maxlength="200"
                autocomplete="off"
                aria-describedby=hint_id.clone()
                aria-invalid=move || is_wrong.get().then_some("true")
            />
            <p id=hint_id class="field-hint">{hint}</p>
        </div>
    }
}

#[component]
fn PatternsField(
    name: &'static str,
    value: String,
    label: String,
    problem: Signal<Option<FormProblem>>,
) -> impl IntoView {
    view! {
        <div>
            <label class="small-label" for=name>{label}</label>
            <textarea
                id=name
                class="field field-lines"
                name=format!("choices[{name}]")
                rows="3"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                aria-describedby="patterns-hint"
                aria-invalid=move || (problem.get() == Some(FormProblem::Pages)).then_some("true")
            >
                {value}
            </textarea>
        </div>
    }
}

#[component]
fn Choice(name: &'static str, value: String, label: String, options: Vec<Named>) -> impl IntoView {
    view! {
        <div>
            <label class="small-label" for=name>{label}</label>
            <select id=name class="field field-small" name=format!("choices[{name}]")>
                {options
                    .into_iter()
                    .map(|Named { word, name }| {
                        let selected = word == value;
                        view! { <option value=word selected=selected>{name}</option> }
                    })
                    .collect_view()}
            </select>
        </div>
    }
}

#[component]
fn Tick(name: &'static str, checked: bool, label: String) -> impl IntoView {
    view! {
        <label class="choice">
            <input
                type="checkbox"
                class="checkbox checkbox-primary checkbox-sm"
                name=format!("choices[{name}]")
                value="true"
                checked=checked
            />
            <span>{label}</span>
        </label>
    }
}
