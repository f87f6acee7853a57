//! One answer as one picture: sections against their budgets, the voice, pauses, pace, findings.

use std::fmt::Write as _;

use super::answer::Waveform;
use super::paint::colour;
use crate::analysis::{Severity, capitalised};
use crate::report::{ReportModel, Seconds};
use crate::timeline::Millis;

/// Units across the picture, whatever its size on the screen.
const WIDTH: f64 = 1000.0;

/// Where the parts stand, from the top, in the same units.
const WAVE_MIDDLE: f64 = 66.0;
const WAVE_HALF: f64 = 24.0;
const PACE_TOP: f64 = 102.0;
const PACE_BOTTOM: f64 = 172.0;

/// Paces at the lower and the upper edge, in words a minute: beyond what anybody keeps up.
const PACES: (f64, f64) = (60.0, 240.0);

/// Pauses that can be seen: the shorter ones are how people speak.
const SHORTEST: Millis = Millis(700);

/// The picture's parts, in its units.
pub(super) struct Timeline {
    pub(super) duration_ms: u64,
    pub(super) bands: Vec<Band>,
    pub(super) limits: Vec<Limit>,
    /// The outline of the voice, as the path of an SVG; empty without a recording.
    pub(super) wave: String,
    pub(super) pauses: Vec<Stretch>,
    /// Points of the pace, as those of an SVG's line.
    pub(super) pace: String,
    pub(super) paces: Vec<PaceTick>,
    pub(super) marks: Vec<Mark>,
    pub(super) ticks: Vec<Tick>,
    /// All of it in words, for whoever cannot see it.
    pub(super) told: String,
}

/// A stretch of a section.
pub(super) struct Band {
    pub(super) x: f64,
    pub(super) width: f64,
    pub(super) colour: u8,
    pub(super) name: String,
    pub(super) start_ms: u64,
    pub(super) title: String,
    /// Whether its name fits.
    pub(super) is_named: bool,
}

/// A time that something should not take longer than, or at least.
pub(super) struct Limit {
    pub(super) x: f64,
    pub(super) text: String,
    pub(super) clock: String,
}

pub(super) struct Stretch {
    pub(super) x: f64,
    pub(super) width: f64,
    pub(super) title: String,
}

/// A line of the scale of paces.
#[derive(Clone, Copy)]
pub(super) struct PaceTick {
    pub(super) y: f64,
    pub(super) wpm: u16,
}

/// A finding's place.
pub(super) struct Mark {
    pub(super) x: f64,
    pub(super) severity: &'static str,
    pub(super) title: String,
    pub(super) number: usize,
    pub(super) start_ms: u64,
}

/// A whole minute, or half of one where the answer is short.
pub(super) struct Tick {
    pub(super) x: f64,
    pub(super) clock: String,
}

impl Timeline {
    /// The picture of an answer; `None` where there is nothing to be seen.
    pub(super) fn of(report: &ReportModel, waveform: Option<&Waveform>) -> Option<Self> {
        let duration = report.source.duration_s.0;
        if duration == Millis::ZERO || report.words.is_empty() {
            return None;
        }
        let scale = Scale { duration };
        Some(Self {
            duration_ms: duration.0,
            bands: bands(report, &scale),
            limits: limits(report, &scale),
            wave: waveform.map_or_else(String::new, wave),
            pauses: pauses(report, &scale),
            pace: pace(report, &scale),
            paces: if report.delivery.pace.is_empty() {
                Vec::new()
            } else {
                [100, 150, 200].map(|wpm| PaceTick { y: height(f64::from(wpm)), wpm }).to_vec()
            },
            marks: marks(report, &scale),
            ticks: ticks(&scale),
            told: told(report),
        })
    }
}

struct Scale {
    duration: Millis,
}

impl Scale {
    fn x(&self, time: Seconds) -> f64 {
        let share = time.0.as_secs_f64() / self.duration.as_secs_f64();
        tenth(share.clamp(0.0, 1.0) * WIDTH)
    }

    fn width(&self, from: Seconds, to: Seconds) -> f64 {
        tenth((self.x(to) - self.x(from)).max(0.0))
    }
}

/// Finer would be noise in the file.
fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn bands(report: &ReportModel, scale: &Scale) -> Vec<Band> {
    // The name takes so many units a letter at the usual width of a page.
    const LETTER: f64 = 9.0;
    report
        .sections
        .iter()
        .map(|section| {
            let width = scale.width(section.start_s, section.end_s);
            let name = capitalised(&section.name).replace('-', " ");
            let letters = u32::try_from(name.len()).map_or(f64::INFINITY, f64::from);
            Band {
                x: scale.x(section.start_s),
                width,
                colour: colour(&section.name),
                is_named: letters * LETTER + 8.0 < width,
                title: format!(
                    "{name}, {} from {}",
                    section.duration_s.0.to_clock(),
                    section.start_s.0.to_clock()
                ),
                name,
                start_ms: section.start_s.0.0,
            }
        })
        .collect()
}

fn limits(report: &ReportModel, scale: &Scale) -> Vec<Limit> {
    let Some(target) = &report.target else { return Vec::new() };
    let began = report.words.first().map_or(Millis::ZERO, |word| word.start_s.0);
    let mut limits: Vec<(Millis, String)> = target
        .sections
        .iter()
        .map(|section| {
            (began + section.max_s.0, format!("{} until here", capitalised(&section.name)))
        })
        .collect();
    limits.push((began + target.min_s.0, "at least".to_owned()));
    limits.push((began + target.max_s.0, "at most".to_owned()));
    limits
        .into_iter()
        .filter(|(time, _)| *time <= scale.duration)
        .map(|(time, text)| Limit {
            x: scale.x(Seconds(time)),
            text: format!("{text}: {}", time.to_clock()),
            clock: time.to_clock(),
        })
        .collect()
}

/// The loudest moment of each step, above and below the middle.
fn wave(waveform: &Waveform) -> String {
    let count = waveform.peaks.len().max(1);
    let x = |at: usize| {
        let at = u32::try_from(at).map_or(0.0, f64::from);
        tenth(at * WIDTH / u32::try_from(count).map_or(1.0, f64::from))
    };
    let half = |peak: u8| tenth(f64::from(peak) / 255.0 * WAVE_HALF);
    let mut path = format!("M0 {WAVE_MIDDLE}");
    for (at, peak) in waveform.peaks.iter().enumerate() {
        let _ = write!(path, "L{} {}", x(at), WAVE_MIDDLE - half(*peak));
    }
    for (at, peak) in waveform.peaks.iter().enumerate().rev() {
        let _ = write!(path, "L{} {}", x(at), WAVE_MIDDLE + half(*peak));
    }
    path.push('Z');
    path
}

fn pauses(report: &ReportModel, scale: &Scale) -> Vec<Stretch> {
    let long = |pause: &&crate::report::SpanReport| pause.end_s.0 - pause.start_s.0 >= SHORTEST;
    report
        .delivery
        .pauses
        .iter()
        .filter(long)
        .map(|pause| Stretch {
            x: scale.x(pause.start_s),
            width: scale.width(pause.start_s, pause.end_s),
            title: format!(
                "a pause of {:.1} s at {}",
                (pause.end_s.0 - pause.start_s.0).as_secs_f64(),
                pause.start_s.0.to_clock()
            ),
        })
        .collect()
}

fn height(wpm: f64) -> f64 {
    let share = ((wpm - PACES.0) / (PACES.1 - PACES.0)).clamp(0.0, 1.0);
    tenth(PACE_BOTTOM - share * (PACE_BOTTOM - PACE_TOP))
}

fn pace(report: &ReportModel, scale: &Scale) -> String {
    let mut points = String::new();
    for pace in &report.delivery.pace {
        let middle = Millis(u64::midpoint(pace.start_s.0.0, pace.end_s.0.0));
        let _ = write!(points, "{},{} ", scale.x(Seconds(middle)), height(pace.wpm));
    }
    points
}

fn marks(report: &ReportModel, scale: &Scale) -> Vec<Mark> {
    report
        .findings
        .iter()
        .zip(1..)
        .map(|(finding, number)| Mark {
            x: scale.x(finding.start_s),
            severity: finding.severity.as_str(),
            title: format!(
                "{} ({}) at {}",
                finding.rule,
                finding.severity.as_str(),
                finding.start_s.0.to_clock()
            ),
            number,
            start_ms: finding.start_s.0.0,
        })
        .collect()
}

/// More would stand in each other's way.
const MOST_TICKS: u64 = 36;

fn ticks(scale: &Scale) -> Vec<Tick> {
    let step = match scale.duration.0 {
        0..60_000 => 10,
        60_000..180_000 => 30,
        180_000..900_000 => 60,
        // Five minutes, up to three hours; a file can claim any length.
        long => 300 * long.div_ceil(300_000 * MOST_TICKS),
    };
    let count = scale.duration.0.saturating_sub(1) / (step * 1000);
    (1..=count)
        .map(|at| Seconds(Millis::from_secs(at * step)))
        .map(|time| Tick { x: scale.x(time), clock: time.0.to_clock() })
        .collect()
}

fn told(report: &ReportModel) -> String {
    let sections: Vec<String> = report
        .sections
        .iter()
        .map(|section| format!("{} {}", section.name, section.duration_s.0.to_clock()))
        .collect();
    let faults = report.findings.iter().filter(|f| f.severity != Severity::Praise).count();
    format!(
        "Timeline of {}: {}; {faults} findings to mend.",
        report.source.duration_s.0.to_clock(),
        sections.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn everything_stands_within_the_picture() {
        let waveform = Waveform { peaks: vec![0, 128, 255] };
        let timeline = Timeline::of(&fixture::report(), Some(&waveform)).unwrap();
        assert!(timeline.bands.iter().all(|band| band.x + band.width <= WIDTH + 0.2));
        assert!(timeline.marks.iter().all(|mark| (0.0..=WIDTH).contains(&mark.x)));
        assert_eq!(timeline.wave, "M0 66L0 66L333.3 54L666.7 42L666.7 90L333.3 78L0 66Z");
        assert_eq!(timeline.ticks[0].clock, "0:30");
        assert!(timeline.told.starts_with("Timeline of 2:51: situation 0:51"), "{}", timeline.told);
    }

    #[test]
    fn no_length_has_more_ticks_than_there_is_room_for() {
        for (secs, expected) in [(50, 4), (170, 5), (10_800, 35), (86_400, 35)] {
            assert_eq!(ticks(&Scale { duration: Millis::from_secs(secs) }).len(), expected);
        }
        // What `duration_s: 1e300` in a file is read as.
        assert!(ticks(&Scale { duration: Millis::from_secs_f64(1e300) }).len() <= 36);
    }

    #[test]
    fn an_answer_without_words_has_none() {
        let mut report = fixture::report();
        report.words.clear();
        assert!(Timeline::of(&report, None).is_none());
    }
}
