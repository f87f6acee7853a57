//! What it was worth.

mod no_metric;

pub(in crate::analysis) use no_metric::NoMetric;
