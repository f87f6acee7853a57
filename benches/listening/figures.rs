//! Figures and how they are written.

use std::time::Duration;

/// The value that a share of all values does not exceed (nearest rank).
pub(crate) fn percentile(values: &[Duration], share: f64) -> Duration {
    let mut sorted = values.to_vec();
    sorted.sort();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a rank among at most some hundred values"
    )]
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.max(1) - 1).copied().unwrap_or_default()
}

pub(crate) fn median(values: &[Duration]) -> Duration {
    percentile(values, 0.5)
}

/// Whole milliseconds.
pub(crate) fn ms(value: Duration) -> String {
    format!("{} ms", value.as_millis())
}

/// Two decimals, in seconds.
pub(crate) fn secs(value: Duration) -> String {
    format!("{:.2} s", value.as_secs_f64())
}

/// A row of median, 95th percentile and worst.
pub(crate) fn row(what: &str, values: &[Duration], goal: &str) {
    let worst = values.iter().max().copied().unwrap_or_default();
    println!(
        "| {what} | {} | {} | {} | {} | {goal} |",
        values.len(),
        ms(median(values)),
        ms(percentile(values, 0.95)),
        ms(worst)
    );
}

pub(crate) fn heading(title: &str, columns: &[&str]) {
    println!("\n### {title}\n");
    println!("| {} |", columns.join(" | "));
    println!("|{}", "---|".repeat(columns.len()));
}
