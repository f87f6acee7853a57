//! A machine for one test: its own home, its own data, and a sound device that a test provides.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use greenroom::config::{HOME_VARIABLE, Paths};
use greenroom::models::Library;
use tempfile::TempDir;

/// Sends ALSA's default device to PulseAudio, as every desktop does.
const ASOUNDRC: &str = "pcm.!default { type pulse }\nctl.!default { type pulse }\n";

/// A home folder in which ALSA's default device is the sound server of this machine, running or
/// not; nothing outside it is written.
pub(crate) struct Machine {
    folder: TempDir,
}

impl Machine {
    /// Prepares the folder; the installed models are lent to it.
    pub(crate) fn new() -> Result<Self, String> {
        let folder = tempfile::Builder::new()
            .prefix("greenroom-rig-")
            .tempdir()
            .map_err(|error| format!("cannot make a folder for the test: {error}"))?;
        let machine = Self { folder };
        machine.furnish().map_err(|error| format!("cannot prepare the test's folder: {error}"))?;
        let models = installed_models()?;
        std::os::unix::fs::symlink(models, machine.data().join("models"))
            .map_err(|error| format!("cannot link the models: {error}"))?;
        Ok(machine)
    }

    fn furnish(&self) -> std::io::Result<()> {
        fs::create_dir(self.data())?;
        fs::create_dir(self.path("run"))?;
        // PulseAudio insists on a folder that nobody else can enter.
        fs::set_permissions(self.path("run"), std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        fs::write(self.path(".asoundrc"), ASOUNDRC)
    }

    /// A file in the machine's home.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where greenroom keeps its data here.
    pub(crate) fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// Where the sound server listens, if there is one.
    pub(crate) fn socket(&self) -> PathBuf {
        self.path("run/native")
    }

    /// A program that runs on this machine.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("HOME", self.folder.path())
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_RUNTIME_DIR", self.path("run"))
            .env("PULSE_RUNTIME_PATH", self.path("run"))
            .env("PULSE_STATE_PATH", self.path("run"))
            .env("PULSE_SERVER", format!("unix:{}", self.socket().display()))
            .env(HOME_VARIABLE, self.data())
            .env("LC_ALL", "C.UTF-8");
        for variable in ["ALSA_CONFIG_PATH", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "NO_COLOR"] {
            command.env_remove(variable);
        }
        command
    }

    /// The folders of the sessions, oldest first.
    pub(crate) fn sessions(&self) -> Result<Vec<PathBuf>, String> {
        let folder = self.data().join("sessions");
        let entries =
            fs::read_dir(&folder).map_err(|e| format!("cannot read {}: {e}", folder.display()))?;
        let mut found: Vec<PathBuf> =
            entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
        found.sort();
        Ok(found)
    }

    /// The folder of the only session.
    pub(crate) fn session(&self) -> Result<PathBuf, String> {
        let mut sessions = self.sessions()?;
        match sessions.pop() {
            Some(only) if sessions.is_empty() => Ok(only),
            last => Err(format!(
                "{} sessions are stored, not one",
                sessions.len() + usize::from(last.is_some())
            )),
        }
    }
}

/// Reads a session's file.
pub(crate) fn stored(folder: &Path) -> Result<serde_json::Value, String> {
    let path = folder.join("session.json");
    let text =
        fs::read_to_string(&path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    serde_json::from_str(&text).map_err(|e| format!("{} is no JSON: {e}", path.display()))
}

fn installed_models() -> Result<PathBuf, String> {
    let hint = "install the models with `scripts/setup test`";
    let paths = Paths::discover(std::env::var_os(HOME_VARIABLE).map(PathBuf::from))
        .ok_or_else(|| format!("this user has no data folder; {hint}"))?;
    let library = Library::new(&paths).map_err(|error| error.to_string())?;
    library.recogniser(None).map_err(|error| format!("{error}; {hint}"))?;
    library.voice().map_err(|error| format!("{error}; {hint}"))?;
    Ok(paths.models())
}
