//! Weights: what is pinned, how it is fetched, converted, checked and listed.
