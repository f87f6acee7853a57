//! An analysis as people and scripts read it. Returns strings.
