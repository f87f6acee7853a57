//! Reads everything, checks it, and hands it out by name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use serde::de::DeserializeOwned;

use super::framework::Role;
use super::length::LengthFile;
use super::phrase::PhraseFile;
use super::probe::ProbeFile;
use super::{
    BankError, Card, ContradictionPhrases, Drill, FeedbackPhrases, Framework, Learned,
    LengthProfile, Lexicon, Phrase, ProbeCard, ReplyPhrases, Standard, UnknownName, Want,
};

static PROMPTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/prompts");

/// Cards, frameworks, lengths, probes, word lists and phrases.
#[derive(Clone, Debug)]
pub struct Bank {
    cards: BTreeMap<String, Card>,
    frameworks: BTreeMap<String, Framework>,
    lengths: BTreeMap<String, LengthProfile>,
    reply_length: LengthProfile,
    default_length: String,
    lenses: BTreeMap<String, Standard>,
    levels: BTreeMap<String, Standard>,
    probes: Vec<ProbeCard>,
    pressure: Vec<ProbeCard>,
    phrases: PhraseBook,
    drills: BTreeMap<String, Drill>,
    lexicon: Arc<Lexicon>,
    learned: Arc<Learned>,
}

#[derive(Clone, Debug)]
struct PhraseBook {
    feedback: FeedbackPhrases,
    rules: BTreeMap<String, Phrase>,
    needs: BTreeMap<Role, String>,
    wants: BTreeMap<Want, String>,
    reply: ReplyPhrases,
    contradiction: ContradictionPhrases,
}

impl Bank {
    /// Reads what is built into the program.
    ///
    /// # Errors
    /// Only if a file in `prompts/` was broken when the program was built; a test holds that it was
    /// not.
    pub fn builtin() -> Result<Self, BankError> {
        let lengths_file = "prompts/lengths.toml";
        let lengths: LengthFile = read(lengths_file, &text_of(lengths_file)?)?;
        let mut frameworks = BTreeMap::new();
        for (file, text) in folder("frameworks") {
            let framework: Framework = read(&file, &text)?;
            framework.check(&file)?;
            frameworks.insert(framework.name.clone(), framework);
        }
        let mut drills = BTreeMap::new();
        for (file, text) in folder("drills") {
            let drill: Drill = read(&file, &text)?;
            drill.check(&file)?;
            drills.insert(drill.name.clone(), drill);
        }
        let phrases_file = "prompts/phrases/en.toml";
        let phrases: PhraseFile = read(phrases_file, &text_of(phrases_file)?)?;
        let bank = Self {
            cards: BTreeMap::new(),
            frameworks,
            lengths: lengths.check(lengths_file)?,
            reply_length: lengths.reply(lengths_file)?,
            default_length: lengths.default,
            lenses: standards("lenses")?,
            levels: standards("levels")?,
            probes: probes("prompts/probes/fallback.toml")?,
            pressure: probes("prompts/probes/pressure.toml")?,
            phrases: PhraseBook {
                feedback: phrases.feedback,
                rules: phrases.rule,
                needs: phrases.need,
                wants: phrases.want,
                reply: phrases.reply,
                contradiction: phrases.contradiction,
            },
            drills,
            lexicon: Arc::new(Lexicon::parse(&folder("lexicon/en"))?),
            learned: Arc::new(learned()?),
        };
        let cards = folder("questions");
        let cards: Vec<_> =
            cards.iter().map(|(file, text)| (file.as_str(), text.as_str())).collect();
        bank.with_user_cards(&cards)
    }

    /// Adds cards given as `(file name, text)`. A card with the id of one that is there already
    /// takes its place.
    ///
    /// # Errors
    /// A card that cannot be read, names an unknown framework or length, or shares its id with
    /// another of `files`.
    pub fn with_user_cards(mut self, files: &[(&str, &str)]) -> Result<Self, BankError> {
        let mut added: BTreeMap<String, &str> = BTreeMap::new();
        for (file, text) in files {
            let card: Card = read(file, text)?;
            card.check(file)?;
            self.framework(&card.framework)
                .map_err(|unknown| misnamed(file, "framework", &unknown))?;
            self.length(&card.length).map_err(|unknown| misnamed(file, "length", &unknown))?;
            if let Some(before) = added.insert(card.id.clone(), file) {
                return Err(BankError::value(file, "id", format!("is the id of {before} too")));
            }
            self.cards.insert(card.id.clone(), card);
        }
        Ok(self)
    }

    /// All cards, by id.
    pub fn cards(&self) -> impl Iterator<Item = &Card> {
        self.cards.values()
    }

    /// What the cards ask about, each once.
    pub fn categories(&self) -> BTreeSet<&str> {
        self.cards().map(|card| card.category.as_str()).collect()
    }

    pub fn card(&self, id: &str) -> Result<&Card, UnknownName> {
        find("question", &self.cards, id)
    }

    /// All exercises, by name.
    pub fn drills(&self) -> impl Iterator<Item = &Drill> {
        self.drills.values()
    }

    pub fn drill(&self, name: &str) -> Result<&Drill, UnknownName> {
        find("drill", &self.drills, name)
    }

    pub fn framework(&self, name: &str) -> Result<&Framework, UnknownName> {
        find("framework", &self.frameworks, name)
    }

    pub fn length(&self, name: &str) -> Result<&LengthProfile, UnknownName> {
        if name == self.reply_length.name {
            return Ok(&self.reply_length);
        }
        find("length", &self.lengths, name)
    }

    /// The length of a reply to a follow-up.
    pub fn reply_length(&self) -> &LengthProfile {
        &self.reply_length
    }

    /// The name of the length that applies where none is asked for.
    pub fn default_length(&self) -> &str {
        &self.default_length
    }

    /// All lengths of an interview, by name.
    pub fn lengths(&self) -> impl Iterator<Item = &LengthProfile> {
        self.lengths.values()
    }

    /// What a company listens for, by name.
    pub fn lens(&self, name: &str) -> Result<&Standard, UnknownName> {
        find("company", &self.lenses, name)
    }

    /// What is expected of a role, by name.
    pub fn level(&self, name: &str) -> Result<&Standard, UnknownName> {
        find("level", &self.levels, name)
    }

    /// All lenses, by name.
    pub fn lenses(&self) -> impl Iterator<Item = &Standard> {
        self.lenses.values()
    }

    /// All levels, by name.
    pub fn levels(&self) -> impl Iterator<Item = &Standard> {
        self.levels.values()
    }

    /// Follow-ups for when a card has none, the most telling first.
    pub fn probes(&self) -> &[ProbeCard] {
        &self.probes
    }

    /// Follow-ups under pressure, each for the rule whose finding it suits.
    pub fn pressure(&self) -> &[ProbeCard] {
        &self.pressure
    }

    /// The wording of a rule; `None` if nobody wrote one.
    pub fn phrase(&self, rule: &str) -> Option<&Phrase> {
        self.phrases.rules.get(rule)
    }

    /// What a section of this role is for, as advice.
    pub fn need(&self, role: Role) -> &str {
        self.phrases.needs.get(&role).map_or("", String::as_str)
    }

    /// What a reply lacks that does not have it, to follow "I did not hear".
    pub fn want(&self, want: Want) -> &str {
        self.phrases.wants.get(&want).map_or("", String::as_str)
    }

    pub fn reply_phrases(&self) -> &ReplyPhrases {
        &self.phrases.reply
    }

    pub fn contradiction(&self) -> &ContradictionPhrases {
        &self.phrases.contradiction
    }

    pub fn feedback_phrases(&self) -> &FeedbackPhrases {
        &self.phrases.feedback
    }

    /// What was learnt from labelled sentences.
    pub fn learned(&self) -> &Arc<Learned> {
        &self.learned
    }

    /// The same bank with other weights, for whoever learns new ones.
    #[must_use]
    pub fn with_learned(mut self, learned: Learned) -> Self {
        self.learned = Arc::new(learned);
        self
    }

    pub fn lexicon(&self) -> &Arc<Lexicon> {
        &self.lexicon
    }
}

fn standards(path: &str) -> Result<BTreeMap<String, Standard>, BankError> {
    let mut standards = BTreeMap::new();
    for (file, text) in folder(path) {
        let standard: Standard = read(&file, &text)?;
        standard.check(&file)?;
        standards.insert(standard.name.clone(), standard);
    }
    Ok(standards)
}

fn probes(file: &str) -> Result<Vec<ProbeCard>, BankError> {
    read::<ProbeFile>(file, &text_of(file)?)?.check(file)
}

fn learned() -> Result<Learned, BankError> {
    let file = "prompts/learned/en.json";
    serde_json::from_str(&text_of(file)?).map_err(|error| BankError::Syntax {
        file: file.to_owned(),
        line: error.line(),
        problem: error.to_string(),
    })
}

/// Parses a file; the error names the file, the line and what is wrong.
pub(super) fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, BankError> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start).min(text.len());
        let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        let problem = error.message().lines().collect::<Vec<_>>().join(", ");
        BankError::Syntax { file: file.to_owned(), line, problem }
    })
}

fn find<'a, T>(
    kind: &'static str,
    map: &'a BTreeMap<String, T>,
    name: &str,
) -> Result<&'a T, UnknownName> {
    map.get(name).ok_or_else(|| UnknownName::new(kind, name, map.keys().map(String::as_str)))
}

fn misnamed(file: &str, key: &str, unknown: &UnknownName) -> BankError {
    let hint = unknown.hint().unwrap_or_default();
    BankError::value(file, key, format!("{unknown}; {hint}"))
}

fn text_of(path: &str) -> Result<String, BankError> {
    PROMPTS
        .get_file(path.trim_start_matches("prompts/"))
        .and_then(|file| file.contents_utf8())
        .map(str::to_owned)
        .ok_or_else(|| BankError::Missing { file: path.to_owned() })
}

/// The TOML files of a folder, in the order of their names.
fn folder(path: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = PROMPTS
        .get_dir(path)
        .into_iter()
        .flat_map(Dir::files)
        .filter(|file| file.path().extension().is_some_and(|extension| extension == "toml"))
        .filter_map(|file| {
            let name = format!("prompts/{}", file.path().to_string_lossy().replace('\\', "/"));
            Some((name, file.contents_utf8()?.to_owned()))
        })
        .collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::Millis;
    use proptest::prelude::*;

    const CARD: &str = r#"
        id = "my-card"
        question = "What did you do?"
        category = "ambiguity"
        difficulty = "hard"
        round = "screen"
        length = "screen"
        framework = "star"
        structure = ["Say it."]
        mistakes = []
        sample_answer = "I did it."
        [[key_point]]
        text = "It was done"
    "#;

    fn error(text: &str) -> String {
        let files = [("mine.toml", text)];
        Bank::builtin().unwrap().with_user_cards(&files).unwrap_err().to_string()
    }

    #[test]
    fn everything_that_is_built_in_is_valid() {
        let bank = Bank::builtin().unwrap();
        assert!(bank.cards().count() >= 60, "{}", bank.cards().count());
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for card in bank.cards() {
            *kinds.entry(&card.category).or_default() += 1;
            assert!((4..=6).contains(&card.key_points.len()), "{}", card.id);
            assert!(
                card.key_points.iter().all(|point| point.paraphrases.len() >= 2),
                "{}",
                card.id
            );
            assert!(card.probes.len() >= 3 || card.id == "production-failure", "{}", card.id);
        }
        assert!(kinds.len() >= 20 && kinds.values().all(|count| *count >= 2), "{kinds:?}");
        let deep = bank.length(bank.default_length()).unwrap();
        assert_eq!((deep.min, deep.max), (Millis::from_secs(180), Millis::from_secs(300)));
        assert_eq!(bank.framework("star").unwrap().opening().name, "situation");
        assert_eq!(bank.framework("circles").unwrap().opening().name, "context");
    }

    #[test]
    fn sample_answers_stay_within_the_words_of_a_listener() {
        for card in Bank::builtin().unwrap().cards() {
            let words = card.sample_answer.split_whitespace().count();
            assert!((120..=400).contains(&words), "{}: {words}", card.id);
        }
    }

    #[test]
    fn an_unknown_card_says_which_one_was_meant() {
        let bank = Bank::builtin().unwrap();
        let unknown = bank.card("production-fail").unwrap_err();
        assert_eq!(unknown.to_string(), "there is no question named `production-fail`");
        assert_eq!(unknown.hint().unwrap(), "did you mean `production-failure`?");
        let unknown = bank.length("eternal").unwrap_err();
        assert_eq!(unknown.hint().unwrap(), "there is deep, one-way, onsite, screen");
    }

    #[test]
    fn a_user_card_is_added_and_may_replace_one() {
        let mine = CARD.replace("my-card", "production-failure");
        let bank = Bank::builtin()
            .unwrap()
            .with_user_cards(&[("a.toml", CARD), ("b.toml", &mine)])
            .unwrap();
        assert_eq!(bank.cards().count(), Bank::builtin().unwrap().cards().count() + 1);
        assert_eq!(bank.card("production-failure").unwrap().question, "What did you do?");
    }

    #[test]
    fn a_broken_card_says_where_and_what() {
        let says = |from: &str, to: &str| error(&CARD.replace(from, to));
        assert_eq!(
            says("\"star\"", "\"starr\""),
            "mine.toml: `framework`: there is no framework named `starr`; did you mean `star`?"
        );
        assert_eq!(
            says("\"hard\"", "\"brutal\""),
            "mine.toml, line 5: unknown variant `brutal`, expected one of `easy`, `medium`, `hard`"
        );
        assert!(says("mistakes", "mistake").starts_with("mine.toml, line"));
        assert_eq!(says("my-card", "My card").split(": use").next(), Some("mine.toml: `id`"));
        assert_eq!(says("What did you do?", " "), "mine.toml: `question`: is empty");
    }

    #[test]
    fn a_card_may_name_a_few_words_to_be_heard() {
        let with =
            |terms: &str| CARD.replace("mistakes", &format!("vocabulary = {terms}\nmistakes"));
        let card = with(r#"["Postgres", "dead letter queue"]"#);
        let bank = Bank::builtin().unwrap().with_user_cards(&[("mine.toml", &card)]).unwrap();
        let card = bank.card("my-card").unwrap();
        assert_eq!(card.expected_words(), "Postgres, dead letter queue");
        let many = format!("[{}]", ["\"etcd\""; 9].join(", "));
        assert!(error(&with(&many)).starts_with("mine.toml: `vocabulary`: names more than 8"));
        let long = format!("[\"{}\"]", "w".repeat(41));
        assert!(error(&with(&long)).starts_with("mine.toml: `vocabulary`: has a term of more"));
        assert_eq!(error(&with(r#"[" "]"#)), "mine.toml: `vocabulary`: has an empty line");
    }

    #[test]
    fn two_user_cards_with_one_id_are_refused() {
        let files = [("a.toml", CARD), ("b.toml", CARD)];
        let error = Bank::builtin().unwrap().with_user_cards(&files).unwrap_err();
        assert_eq!(error.to_string(), "b.toml: `id`: is the id of a.toml too");
    }

    #[test]
    fn deep_nesting_is_an_error_and_not_a_crash() {
        let deep = format!("id = {}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(error(&deep).starts_with("mine.toml, line 1"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_text_makes_a_card_panic(text in "(?s).{0,200}", cut in 0usize..400) {
            let _ = read::<Card>("x", &text);
            let half: String = CARD.chars().take(cut).collect();
            let _ = read::<Card>("x", &(half + &text));
        }
    }
}
