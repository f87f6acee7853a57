//! What to say about an answer: written, and spoken in at most thirty seconds.
