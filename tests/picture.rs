//! The picture in the README, drawn by the program itself from the report of a recorded candidate.
//!
//! `tests/fixtures/report.json` is what `greenroom analyze --format json` says of `rambling.ogg`.

use std::fs;
use std::path::Path;

use anstyle_svg::{Term, WIN10_CONSOLE};
use greenroom::report::{Canvas, Palette, ReportModel, draw};

/// Lines that fit into a picture: scores, sections, delivery and the first findings.
const LINES: usize = 62;

#[test]
fn the_report_as_a_picture() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/report.json");
    let text = fs::read_to_string(path).expect("a fixture");
    let model: ReportModel = serde_json::from_str(&text).expect("the report of an answer");
    let canvas = Canvas { width: 80, palette: Palette::Ansi };
    let report = draw(&model, None, canvas);
    let shown: Vec<&str> = report.lines().take(LINES).collect();
    let picture =
        Term::new().palette(WIN10_CONSOLE).min_width_px(740).render_svg(&shown.join("\n"));
    insta::assert_binary_snapshot!("report.svg", picture.into_bytes());
}
