//! What was said, judged: sections, delivery, findings. Pure, cannot fail, deterministic.
