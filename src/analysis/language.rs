//! Whether an answer is in the one language that is understood.

use super::story::Parsed;
use crate::bank::Lexicon;

/// Shorter answers may be all names.
const ENOUGH_WORDS: usize = 8;

/// English has some 45 % of these words when it is spoken, other languages the odd one. Chosen.
const LEAST: f64 = 0.2;

/// Whether the small words of English are in it.
pub(super) fn is_english(sentences: &[Parsed], lexicon: &Lexicon) -> bool {
    let lists = [&lexicon.function, &lexicon.be, &lexicon.have, &lexicon.determiners];
    let tokens = || sentences.iter().flat_map(|parsed| &parsed.tokens);
    let count = tokens().count();
    let small = tokens().filter(|token| lists.iter().any(|list| list.holds(&token.text))).count();
    #[expect(clippy::cast_precision_loss, reason = "words of one answer")]
    let share = small as f64 / count.max(1) as f64;
    count < ENOUGH_WORDS || share >= LEAST
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::story::read;
    use crate::analysis::tester::{INCIDENT, RAMBLING, STRONG, answer, lexicon, story_answer};

    #[test]
    fn stories_are_english() {
        for story in [STRONG, RAMBLING, INCIDENT] {
            let lexicon = lexicon();
            assert!(is_english(&read(&story_answer(story).0, &lexicon), &lexicon));
        }
    }

    #[test]
    fn other_languages_are_not() {
        let lexicon = lexicon();
        for text in [
            "letztes jahr fiel jede nacht unser server aus und niemand wusste warum",
            "el año pasado el servidor fallaba cada noche y nadie sabía por qué pasaba",
            "vorig jaar viel onze server elke nacht uit en niemand wist hoe dat kwam",
            "l'année dernière notre serveur tombait chaque nuit et personne ne savait pourquoi",
        ] {
            assert!(!is_english(&read(&answer(text), &lexicon), &lexicon), "{text}");
        }
    }
}
