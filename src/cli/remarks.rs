//! What is to be said of files, each thing once.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Remarks on files; workers add to it side by side.
#[derive(Default)]
pub(super) struct Remarks(Mutex<BTreeMap<String, Vec<String>>>);

impl Remarks {
    pub(super) fn add(&self, file: &Path, remark: &str) {
        let mut remarks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        remarks.entry(remark.to_owned()).or_default().push(file.display().to_string());
    }

    /// A line for each remark: with the file that it is about, or their number.
    pub(super) fn lines(self) -> Vec<String> {
        let remarks = self.0.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter();
        let line = |(remark, files): (String, Vec<String>)| match &files[..] {
            [file] => format!("note: {file}: {remark}"),
            _ => format!("note: {} files: {remark}", files.len()),
        };
        remarks.map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_true_of_many_files_is_said_once() {
        let remarks = Remarks::default();
        for file in ["a.txt", "b.txt"] {
            remarks.add(Path::new(file), "it has no times");
        }
        remarks.add(Path::new("b.txt"), "a name was left out");
        assert_eq!(
            remarks.lines(),
            ["note: b.txt: a name was left out", "note: 2 files: it has no times"]
        );
    }
}
