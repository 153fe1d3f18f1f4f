//! What a drawing shows, in words: for those who do not see it.

/// What a drawing shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A Mermaid diagram.
    Diagram {
        /// Its kind, in English and French.
        kind: [&'static str; 2],
        /// Its title, or its first labels.
        words: Vec<String>,
    },
    /// A map.
    Map {
        /// Features drawn.
        features: usize,
        /// The names of the first of them.
        names: Vec<String>,
    },
    /// A solid.
    Model {
        /// The name in its source.
        name: Option<String>,
        /// Triangles it is made of.
        triangles: usize,
    },
}

impl Subject {
    /// The alternative text, in French for a `language` (BCP 47) that is French, else
    /// in English.
    pub fn alt(&self, language: &str) -> String {
        let french = language.split(['-', '_']).next().is_some_and(|tag| tag.eq_ignore_ascii_case("fr"));
        let pick = |english: &'static str, in_french: &'static str| if french { in_french } else { english };
        let colon = pick(": ", "\u{a0}: ");
        match self {
            Self::Diagram { kind, words } => listed(kind[usize::from(french)].to_owned(), colon, words),
            Self::Map { features, names } => {
                let features = match features {
                    1 => pick("Map of 1 feature", "Carte d’un objet").to_owned(),
                    many => format!("{} {many} {}", pick("Map of", "Carte de"), pick("features", "objets")),
                };
                listed(features, colon, names)
            }
            Self::Model { name, triangles } => {
                let mut words = pick("3D model", "Modèle 3D").to_owned();
                if let Some(name) = name {
                    words.push(' ');
                    words.push_str(name);
                }
                format!("{words}, {triangles} triangle{}", if *triangles == 1 { "" } else { "s" })
            }
        }
    }
}

fn listed(what: String, colon: &str, words: &[String]) -> String {
    if words.is_empty() { what } else { format!("{what}{colon}{}", words.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_is_told_in_the_books_language() {
        let diagram = Subject::Diagram { kind: ["Pie chart", "Diagramme circulaire"], words: vec!["Pets".into()] };
        assert_eq!(diagram.alt("en-GB"), "Pie chart: Pets");
        assert_eq!(diagram.alt("fr-CA"), "Diagramme circulaire\u{a0}: Pets");
        let map = Subject::Map { features: 2, names: vec!["Oslo".into(), "Rome".into()] };
        assert_eq!(map.alt("de"), "Map of 2 features: Oslo, Rome");
        assert_eq!(map.alt("fr"), "Carte de 2 objets\u{a0}: Oslo, Rome");
        assert_eq!(Subject::Map { features: 1, names: vec![] }.alt("fr"), "Carte d’un objet");
        let model = Subject::Model { name: Some("cube".into()), triangles: 12 };
        assert_eq!(model.alt("en"), "3D model cube, 12 triangles");
    }
}
