//! The program: parses the command line and runs a command.

use std::process::ExitCode;

fn main() -> ExitCode {
    greenroom::cli::main()
}
