//! Commands the parser lacks, or would obey to our harm.

use katex::ParseError;
use katex::macro_expander::MacroMap;
use katex::macros::{MacroContextInterface, MacroDefinition, MacroExpansion, MacroExpansionResult};
use katex::types::ParseErrorKind;

type Expanded = Result<MacroExpansionResult, ParseError>;

/// Environments of several numbered lines.
const MANY_LINES: [&str; 3] = ["{align", "{gather", "{alignat"];

/// The definitions for reading `source`.
pub(super) fn ours(source: &str) -> MacroMap {
    let mut macros = MacroMap::default();
    let mut define = |command: &str, meaning: MacroDefinition| {
        macros.insert(command.to_owned(), meaning);
    };
    // These print what they are given, and what this process prints is a message.
    define("\\message", MacroDefinition::StaticFunction(without_argument));
    define("\\errmessage", MacroDefinition::StaticFunction(without_argument));
    define("\\show", MacroDefinition::StaticStr(""));
    // GitHub's MathJax has loaded what this asks for; KaTeX does without.
    define("\\require", MacroDefinition::StaticFunction(without_argument));
    define("\\label", MacroDefinition::StaticFunction(without_argument));
    define("\\eqref", MacroDefinition::StaticStr("\\text{(#1)}"));
    define("\\ref", MacroDefinition::StaticStr("\\text{#1}"));
    define("\\mbox", MacroDefinition::StaticStr("\\text{#1}"));
    // As in MathJax, a definition may replace a command that is there.
    define("\\newcommand", MacroDefinition::StaticFunction(new_command));
    define("\\renewcommand", MacroDefinition::StaticFunction(new_command));
    define("\\DeclareMathOperator", MacroDefinition::StaticFunction(new_operator));
    if source.contains("\\tag") && MANY_LINES.iter().any(|name| source.contains(name)) {
        // KaTeX's MathML has no place for the number of one line of several.
        define("\\tag", MacroDefinition::StaticStr("\\qquad\\text{(#1)}"));
    }
    macros
}

/// A command that does nothing with its argument.
fn without_argument(context: &mut dyn MacroContextInterface<'_>) -> Expanded {
    context.consume_args(1)?;
    Ok(MacroExpansionResult::Empty)
}

/// `\newcommand{\name}[arguments]{meaning}`.
fn new_command(context: &mut dyn MacroContextInterface<'_>) -> Expanded {
    let name = name(context)?;
    let mut num_args = 0;
    let mut meaning = context.consume_arg(None)?.tokens;
    if let [bracket] = meaning.as_slice()
        && bracket.text == "["
    {
        let mut count = String::new();
        loop {
            let token = context.expand_next_token()?;
            if token.text == "]" || token.text == "EOF" {
                break;
            }
            count.push_str(token.text.as_str());
        }
        num_args = count
            .trim()
            .parse()
            .ok()
            .filter(|count| *count <= 9)
            .ok_or_else(|| ParseError::new(ParseErrorKind::InvalidNewcommandArgumentCount))?;
        meaning = context.consume_arg(None)?.tokens;
    }
    let meaning = MacroExpansion { tokens: meaning, num_args, ..MacroExpansion::default() };
    context.macros_mut().set(&name, Some(MacroDefinition::Expansion(meaning)), false);
    Ok(MacroExpansionResult::Empty)
}

/// `\DeclareMathOperator{\name}{letters}`.
fn new_operator(context: &mut dyn MacroContextInterface<'_>) -> Expanded {
    let name = name(context)?;
    let letters: String = context.consume_arg(None)?.tokens.iter().rev().map(|token| token.text.as_str()).collect();
    let meaning = MacroDefinition::String(format!("\\operatorname{{{letters}}}"));
    context.macros_mut().set(&name, Some(meaning), false);
    Ok(MacroExpansionResult::Empty)
}

fn name(context: &mut dyn MacroContextInterface<'_>) -> Result<String, ParseError> {
    let tokens = context.consume_arg(None)?.tokens;
    match tokens.as_slice() {
        [name] => Ok(name.text.as_str().to_owned()),
        _ => Err(ParseError::new(ParseErrorKind::ExpectedControlSequence)),
    }
}
