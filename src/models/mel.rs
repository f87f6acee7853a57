//! The mel filter bank that a recogniser file carries.

/// Bins of a spectrum over 400 samples.
pub(super) const BINS: u32 = 201;

const BIN_HZ: f64 = 40.0;
const TOP_HZ: f64 = 8000.0;
/// Slaney's scale is linear below 1 kHz, 200/3 Hz a mel, and logarithmic above.
const LINEAR_HZ: f64 = 200.0 / 3.0;
const BREAK_HZ: f64 = 1000.0;
const BREAK_MEL: f64 = 15.0;

/// Computes Slaney's area-normalised triangles for 16 kHz, `bands` x [`BINS`], row by row.
///
/// The same numbers as `librosa.filters.mel(sr=16000, n_fft=400, n_mels=bands)`, which OpenAI
/// ships as a file; including librosa's rounding to 32 bit before it scales by area.
#[expect(clippy::cast_possible_truncation, reason = "the file holds 32-bit filters")]
pub(super) fn filters(bands: u32) -> Vec<f32> {
    let log_step = 6.4_f64.ln() / 27.0;
    let top = BREAK_MEL + (TOP_HZ / BREAK_HZ).ln() / log_step;
    let step = top / f64::from(bands + 1);
    let hz = |edge: u32| {
        let mel = f64::from(edge) * step;
        if edge == bands + 1 {
            TOP_HZ
        } else if mel < BREAK_MEL {
            mel * LINEAR_HZ
        } else {
            BREAK_HZ * (log_step * (mel - BREAK_MEL)).exp()
        }
    };
    let mut filters = Vec::new();
    for band in 0..bands {
        let (low, centre, high) = (hz(band), hz(band + 1), hz(band + 2));
        let area = 2.0 / (high - low);
        for bin in 0..BINS {
            let at = f64::from(bin) * BIN_HZ;
            let rising = (at - low) / (centre - low);
            let falling = (high - at) / (high - centre);
            let height = rising.min(falling).max(0.0) as f32;
            filters.push((f64::from(height) * area) as f32);
        }
    }
    filters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filters_are_those_of_librosa() {
        let filters = filters(80);
        assert_eq!(filters.len(), 80 * 201);
        // First two weights of OpenAI's mel_filters.npz.
        assert!(filters[0].abs() < 1e-12);
        assert!((filters[1] - 0.024_862_594).abs() < 1e-8, "{}", filters[1]);
    }

    #[test]
    fn every_band_hears_something() {
        for bands in [80, 128] {
            for band in filters(bands).chunks(201) {
                assert!(band.iter().any(|&weight| weight > 0.0));
                assert!(band.iter().all(|weight| weight.is_finite() && *weight >= 0.0));
            }
        }
    }
}
