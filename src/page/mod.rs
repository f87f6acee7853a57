//! What was recorded, as pages to read, hear and print.
//!
//! Pure: from stored reports to HTML, by templates that escape whatever was said. A page is the same
//! whether a server sends it, with its style and script beside it, or whether it is a file of its own;
//! where a recording is heard is told from outside.

mod answer;
mod compare;
mod document;
mod error;
mod index;
mod paint;
mod progress;
mod session;
mod timeline;

pub use answer::{Sound, Waveform};
pub use compare::compare_page;
pub use error::PageError;
pub use index::{DRILL, Filter, SessionRow, index_page};
pub use paint::{SCRIPT, STYLE};
pub use progress::{Choice, Chosen, progress_page};
pub use session::{Shell, session_page};
