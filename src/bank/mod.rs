//! Cards, frameworks, length profiles, lexicons and phrases: parsed from `prompts/` and validated.
