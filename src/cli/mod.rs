//! Commands, one file each; errors with hints.
