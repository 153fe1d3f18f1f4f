//! What kind of diagram a Mermaid source is.

/// First word of the source, and the kind in English and French.
const KINDS: [(&str, [&str; 2]); 32] = [
    ("graph", ["Flowchart", "Organigramme"]),
    ("flowchart", ["Flowchart", "Organigramme"]),
    ("swimlane", ["Flowchart", "Organigramme"]),
    ("sequencediagram", ["Sequence diagram", "Diagramme de séquence"]),
    ("zenuml", ["Sequence diagram", "Diagramme de séquence"]),
    ("classdiagram", ["Class diagram", "Diagramme de classes"]),
    ("statediagram", ["State diagram", "Diagramme d’états"]),
    ("erdiagram", ["Entity relationship diagram", "Diagramme entité-association"]),
    ("gantt", ["Gantt chart", "Diagramme de Gantt"]),
    ("pie", ["Pie chart", "Diagramme circulaire"]),
    ("gitgraph", ["Git graph", "Graphe Git"]),
    ("mindmap", ["Mind map", "Carte mentale"]),
    ("timeline", ["Timeline", "Chronologie"]),
    ("journey", ["User journey", "Parcours utilisateur"]),
    ("requirementdiagram", ["Requirement diagram", "Diagramme d’exigences"]),
    ("quadrantchart", ["Quadrant chart", "Diagramme à quadrants"]),
    ("xychart", ["Chart", "Graphique"]),
    ("block", ["Block diagram", "Diagramme de blocs"]),
    ("c4context", ["C4 context diagram", "Diagramme C4 de contexte"]),
    ("c4container", ["C4 container diagram", "Diagramme C4 de conteneurs"]),
    ("c4component", ["C4 component diagram", "Diagramme C4 de composants"]),
    ("c4dynamic", ["C4 dynamic diagram", "Diagramme C4 dynamique"]),
    ("c4deployment", ["C4 deployment diagram", "Diagramme C4 de déploiement"]),
    ("sankey", ["Sankey diagram", "Diagramme de Sankey"]),
    ("packet", ["Packet diagram", "Diagramme de paquet"]),
    ("kanban", ["Kanban board", "Tableau kanban"]),
    ("architecture", ["Architecture diagram", "Diagramme d’architecture"]),
    ("radar", ["Radar chart", "Diagramme en radar"]),
    ("treemap", ["Treemap", "Carte proportionnelle"]),
    ("venn", ["Venn diagram", "Diagramme de Venn"]),
    ("ishikawa", ["Ishikawa diagram", "Diagramme d’Ishikawa"]),
    ("usecase", ["Use case diagram", "Diagramme de cas d’utilisation"]),
];

/// The kind, in English and French; a mere diagram when the word is unknown.
pub(super) fn of(source: &str) -> [&'static str; 2] {
    let word: String = body(source)
        .trim_start()
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .take(40)
        .map(|sign| sign.to_ascii_lowercase())
        .collect();
    KINDS.iter().find(|(name, _)| word == *name).map_or(["Diagram", "Diagramme"], |(_, kind)| *kind)
}

/// The source after its front matter, directives and comments.
pub(super) fn body(source: &str) -> &str {
    let (_, mut rest) = front_matter(source);
    loop {
        rest = rest.trim_start();
        let end = if rest.starts_with("%%{") {
            rest.find("}%%").map(|at| at + 3)
        } else if rest.starts_with("%%") {
            rest.find('\n')
        } else {
            return rest;
        };
        rest = end.map_or("", |end| &rest[end..]);
    }
}

/// What stands between the two lines of three dashes at the beginning, and what after.
pub(super) fn front_matter(source: &str) -> (&str, &str) {
    let trimmed = source.trim_start();
    let Some(inside) =
        trimmed.strip_prefix("---").filter(|rest| rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n'))
    else {
        return ("", trimmed);
    };
    match inside.find("\n---") {
        Some(end) => (&inside[..end], &inside[end + 4..]),
        None => ("", trimmed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_tells_the_kind() {
        assert_eq!(of("graph TD\n a-->b")[0], "Flowchart");
        assert_eq!(of("stateDiagram-v2\n a-->b")[0], "State diagram");
        assert_eq!(of("C4Context\n")[1], "Diagramme C4 de contexte");
        assert_eq!(of("no such thing")[0], "Diagram");
    }

    #[test]
    fn front_matter_directives_and_comments_come_before_it() {
        let source = "---\ntitle: graph\n---\n%% a pie\n%%{init: {'theme': 'forest'}\n}%%\n\n  gantt\n";
        assert_eq!(of(source)[0], "Gantt chart");
        assert_eq!(front_matter(source).0.trim(), "title: graph");
        assert_eq!(of("%%{ never closed")[0], "Diagram");
        assert_eq!(of("---\nnever closed")[0], "Diagram");
    }
}
