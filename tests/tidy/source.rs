//! A Rust file as the checks see it: code without comments, strings and tests.

/// One file, with its text in three forms that have the same lines and columns.
pub(crate) struct Source {
    /// Path from the repository's root, with `/`.
    pub(crate) name: String,
    pub(crate) text: String,
    /// Comments and what stands in quotes are blank.
    pub(crate) code: String,
    /// `code` without the items that only tests compile.
    pub(crate) program: String,
    /// Whether only tests compile the whole file.
    pub(crate) is_test: bool,
}

impl Source {
    pub(crate) fn new(name: String, text: &str) -> Self {
        let code = blank(text);
        let program = without_tests(&code);
        Self { is_test: name.starts_with("tests/"), name, text: text.to_owned(), code, program }
    }

    /// `src/audio/mod.rs` and `src/audio.rs` give `audio`; `src/lib.rs` gives `lib`.
    pub(crate) fn layer(&self) -> &str {
        let path = self.name.strip_prefix("src/").unwrap_or(&self.name);
        path.split('/').next().map_or(path, |part| part.strip_suffix(".rs").unwrap_or(part))
    }

    /// How many modules deep the file is: 0 for `lib.rs`, 1 for `audio/mod.rs`, 2 for `audio/wav.rs`.
    pub(crate) fn depth(&self) -> usize {
        let path = self.name.strip_prefix("src/").unwrap_or(&self.name);
        match path {
            "lib.rs" | "main.rs" => 0,
            _ if path.ends_with("/mod.rs") => path.matches('/').count(),
            _ => path.matches('/').count() + 1,
        }
    }

    /// A complaint about a place in the file.
    pub(crate) fn complain(&self, at: usize, what: &str) -> String {
        let line = self.text[..at.min(self.text.len())].matches('\n').count() + 1;
        format!("{}:{line}: {what}", self.name)
    }

    /// Where a word stands by itself in the given form of the text.
    pub(crate) fn find_word<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
        text.match_indices(word).map(|(at, _)| at).filter(move |&at| {
            let is_name = |c: char| c.is_alphanumeric() || c == '_';
            let opens = word.starts_with(is_name);
            let closes = word.ends_with(is_name);
            let inside = opens && text[..at].ends_with(is_name);
            let goes_on = closes && text[at + word.len()..].starts_with(is_name);
            !inside && !goes_on
        })
    }
}

/// Marks the files of modules that are declared under `#[cfg(test)]`.
pub(crate) fn mark_test_files(mut all: Vec<Source>) -> Vec<Source> {
    let mut only_tests = Vec::new();
    for source in &all {
        let folder = source.name.strip_suffix("/mod.rs").map_or_else(
            || source.name.strip_suffix(".rs").unwrap_or_default().to_owned(),
            str::to_owned,
        );
        for (start, end) in test_items(&source.code) {
            let item = &source.code[start..end];
            if let Some((_, rest)) = item.split_once("mod ")
                && let Some(name) = rest.strip_suffix(';')
            {
                only_tests.push(format!("{folder}/{}", name.trim()));
            }
        }
    }
    for source in &mut all {
        source.is_test |= only_tests.iter().any(|module| {
            source.name == format!("{module}.rs") || source.name.starts_with(&format!("{module}/"))
        });
    }
    all
}

/// Replaces comments and the insides of strings and characters by blanks, byte for byte.
fn blank(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut hide = |from: usize, to: usize| {
        for byte in &mut out[from..to.min(bytes.len())] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    };
    let find = |from: usize, needle: &str| {
        text.as_bytes()[from.min(bytes.len())..]
            .windows(needle.len())
            .position(|window| window == needle.as_bytes())
            .map_or(bytes.len(), |at| from + at)
    };
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        at = if rest.starts_with(b"//") {
            let end = find(at, "\n");
            hide(at, end);
            end
        } else if rest.starts_with(b"/*") {
            let end = block_comment_end(bytes, at);
            hide(at, end);
            end
        } else if let Some(hashes) = raw_string(bytes, at) {
            let open = find(at, "\"") + 1;
            let end = find(open, &format!("\"{}", "#".repeat(hashes)));
            hide(open, end);
            end + 1 + hashes
        } else if rest[0] == b'"' {
            let end = quoted_end(bytes, at + 1, b'"');
            hide(at + 1, end);
            end + 1
        } else if rest[0] == b'\'' && is_char(rest) {
            let end = quoted_end(bytes, at + 1, b'\'');
            hide(at + 1, end);
            end + 1
        } else {
            at + 1
        };
    }
    // What was hidden was whole characters, so this loses nothing.
    String::from_utf8_lossy(&out).into_owned()
}

fn block_comment_end(bytes: &[u8], mut at: usize) -> usize {
    let mut depth = 0;
    while at < bytes.len() {
        if bytes[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if bytes[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    at
}

/// The number of `#` if a raw string begins here.
fn raw_string(bytes: &[u8], at: usize) -> Option<usize> {
    let before = at.checked_sub(1).map(|before| bytes[before]);
    if before.is_some_and(|b| b != b'b' && (b.is_ascii_alphanumeric() || b == b'_')) {
        return None;
    }
    let rest = bytes[at..].strip_prefix(b"r")?;
    let hashes = rest.iter().take_while(|&&b| b == b'#').count();
    (rest.get(hashes) == Some(&b'"')).then_some(hashes)
}

fn quoted_end(bytes: &[u8], mut at: usize, quote: u8) -> usize {
    while at < bytes.len() && bytes[at] != quote {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at.min(bytes.len())
}

/// Whether a quote opens a character, and not a lifetime.
fn is_char(rest: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&rest[1..rest.len().min(8)]).into_owned();
    let mut chars = text.chars();
    match chars.next() {
        Some('\\') => true,
        Some(_) => chars.next() == Some('\''),
        None => false,
    }
}

/// Byte ranges of items under `#[cfg(test)]`, attribute included.
fn test_items(code: &str) -> Vec<(usize, usize)> {
    let mut items = Vec::new();
    let mut from = 0;
    while let Some(at) = ["#[cfg(test)]", "#[cfg(all(test,"]
        .iter()
        .filter_map(|attribute| code[from..].find(attribute))
        .min()
    {
        let start = from + at;
        let end = item_end(code, start);
        items.push((start, end));
        from = end;
    }
    items
}

/// The end of the item after an attribute: its `;`, or the brace that closes its first brace.
fn item_end(code: &str, start: usize) -> usize {
    let mut braces = 0_usize;
    let mut brackets = 0_usize;
    for (at, byte) in code.bytes().enumerate().skip(start) {
        match byte {
            b'[' | b'(' => brackets += 1,
            b']' | b')' => brackets = brackets.saturating_sub(1),
            b';' if braces == 0 && brackets == 0 => return at + 1,
            b'{' => braces += 1,
            b'}' if braces <= 1 => {
                // `use a::{b, c};` goes on to its semicolon.
                let rest = &code[at + 1..];
                let blank = rest.len() - rest.trim_start().len();
                return at + 1 + if rest.trim_start().starts_with(';') { blank + 1 } else { 0 };
            }
            b'}' => braces -= 1,
            _ => {}
        }
    }
    code.len()
}

fn without_tests(code: &str) -> String {
    let mut out = code.to_owned().into_bytes();
    for (start, end) in test_items(code) {
        for byte in &mut out[start..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

mod tests {
    use super::{Source, mark_test_files};

    #[test]
    fn comments_and_strings_are_not_code() {
        let source = Source::new(
            "src/a.rs".into(),
            "/// crate::cli\nfn f<'a>(x: &'a str) { g(\"crate::b\", 'c', '\"', r#\"d\"e\"#); /* h /* i */ */ k }",
        );
        let code: String = source.code.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(code, "fn f<'a>(x: &'a str) { g(\" \", ' ', ' ', r#\" \"#); k }");
        assert_eq!(source.code.len(), source.text.len());
    }

    #[test]
    fn items_of_tests_are_not_the_program() {
        let source = Source::new(
            "src/a.rs".into(),
            "fn a() {}\n#[cfg(test)]\nuse b::{c, d};\nfn e() {}\n#[cfg(test)]\nmod tests { fn f() { {} } }\nfn g() {}\n",
        );
        assert_eq!(source.program.split_whitespace().collect::<String>(), "fna(){}fne(){}fng(){}");
    }

    #[test]
    fn a_module_of_tests_can_be_a_file() {
        let all = vec![
            Source::new("src/a/mod.rs".into(), "#[cfg(test)]\nmod fixture;\nmod b;"),
            Source::new("src/a/b.rs".into(), ""),
            Source::new("src/a/fixture.rs".into(), ""),
        ];
        let marks: Vec<bool> = mark_test_files(all).iter().map(|source| source.is_test).collect();
        assert_eq!(marks, [false, false, true]);
    }

    #[test]
    fn a_file_knows_its_place() {
        let place = |name: &str| {
            let source = Source::new(name.into(), "");
            (source.layer().to_owned(), source.depth())
        };
        assert_eq!(place("src/lib.rs"), ("lib".into(), 0));
        assert_eq!(place("src/feedback.rs"), ("feedback".into(), 1));
        assert_eq!(place("src/audio/mod.rs"), ("audio".into(), 1));
        assert_eq!(place("src/audio/wav.rs"), ("audio".into(), 2));
    }
}
