//! Who listens: the kind of company and the level of the role.

use clap::Args;

use crate::analysis::Context;
use crate::bank::UnknownName;

/// What changes weights, follow-ups and feedback.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct ListenerArgs {
    /// What the company listens for first: ownership, technical or speed
    #[arg(long, value_name = "LENS")]
    pub(super) company: Option<String>,
    /// The level of the role: junior, senior or staff
    #[arg(long, value_name = "LEVEL")]
    pub(super) level: Option<String>,
}

impl ListenerArgs {
    pub(super) fn of<'a>(&self, context: Context<'a>) -> Result<Context<'a>, UnknownName> {
        context.heard_by(self.company.as_deref(), self.level.as_deref())
    }
}
