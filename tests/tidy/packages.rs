//! What the program is built from.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// HTTP clients, TLS and resolvers. The program works without a network, and cannot leak a
/// recording that it has no means to send.
const NETWORK: &[&str] = &[
    "attohttpc",
    "aws-lc-rs",
    "curl",
    "h2",
    "h3",
    "hickory-resolver",
    "isahc",
    "minreq",
    "native-tls",
    "openssl",
    "openssl-sys",
    "quinn",
    "reqwest",
    "rustls",
    "schannel",
    "security-framework",
    "surf",
    "tungstenite",
    "ureq",
];

/// Complains about packages in the program that could reach another machine. A server for the pages of
/// this machine is none, as long as its libraries are built without their clients.
pub(crate) fn network(metadata: &Value) -> Vec<String> {
    let linked = linked(metadata);
    let mut complaints = Vec::new();
    for node in
        list(&metadata["resolve"]["nodes"]).filter(|node| linked.contains(&text(&node["id"])))
    {
        let name = name_of(metadata, &text(&node["id"]));
        if NETWORK.contains(&name.as_str()) {
            complaints.push(format!("`{name}` speaks to the network; find who needs it with `cargo tree -i {name}` and turn it off"));
        }
        let client = list(&node["features"]).any(|feature| text(feature).starts_with("client"));
        if name.starts_with("hyper") && client {
            complaints.push(format!("`{name}` is built with a client; find who asks for it with `cargo tree -e features -i {name}`"));
        }
    }
    complaints
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn name_of(metadata: &Value, id: &str) -> String {
    let package = list(&metadata["packages"]).find(|package| package["id"] == id);
    package.map_or_else(String::new, |package| text(&package["name"]))
}

/// The packages that are built into the program: tools that build or test it are not.
fn linked(metadata: &Value) -> BTreeSet<String> {
    let links: BTreeMap<String, Vec<String>> = list(&metadata["resolve"]["nodes"])
        .map(|node| {
            let normal = list(&node["deps"])
                .filter(|dep| list(&dep["dep_kinds"]).any(|kind| kind["kind"].is_null()))
                .map(|dep| text(&dep["pkg"]))
                .collect();
            (text(&node["id"]), normal)
        })
        .collect();
    let root = text(&metadata["resolve"]["root"]);
    assert!(links.contains_key(&root), "the tree of packages has a root");
    let mut linked = BTreeSet::new();
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        if linked.insert(id.clone()) {
            open.extend(links.get(&id).into_iter().flatten().cloned());
        }
    }
    linked
}

/// What cargo knows of the packages for this machine. Reads only what is already here.
pub(crate) fn metadata(root: &Path) -> Value {
    let version = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let version = String::from_utf8(version.stdout).expect("rustc writes text");
    let host =
        version.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--locked", "--format-version", "1"])
        .args(["--filter-platform", host])
        .current_dir(root)
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo writes JSON")
}

/// Complains about packages that are built into the program and leave no choice but a copyleft
/// licence (GPL, LGPL, AGPL); the program is MIT or Apache-2.0.
pub(crate) fn copyleft(metadata: &Value) -> Vec<String> {
    let packages: BTreeMap<String, (String, String)> = list(&metadata["packages"])
        .map(|package| (text(&package["id"]), (text(&package["name"]), text(&package["license"]))))
        .collect();
    linked(metadata)
        .iter()
        .filter_map(|id| packages.get(id))
        .filter(|(_, licence)| !leaves_a_choice(licence))
        .map(|(name, licence)| {
            format!("`{name}` is licensed as `{licence}`, which would bind the whole program; replace it")
        })
        .collect()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Whether an SPDX expression can be met without a copyleft licence. `/` is an old way to write `OR`.
fn leaves_a_choice(licence: &str) -> bool {
    let words = licence.replace(['(', ')'], " ").replace('/', " OR ");
    words.split(" OR ").any(|choice| {
        !choice.trim().is_empty() && !choice.split(" AND ").any(|part| part.contains("GPL"))
    })
}

mod tests {
    use serde_json::{Value, json};

    use super::{copyleft, leaves_a_choice, network};

    #[test]
    fn a_client_that_is_linked_is_found_and_a_test_tool_is_none() {
        let dep = |id: &str, kind: Value| json!({"pkg": id, "dep_kinds": [{"kind": kind}]});
        let metadata = json!({
            "packages": [
                {"id": "r", "name": "root"}, {"id": "h", "name": "hyper"},
                {"id": "u", "name": "ureq"}, {"id": "t", "name": "tungstenite"}
            ],
            "resolve": {"root": "r", "nodes": [
                {"id": "r", "deps": [dep("h", Value::Null), dep("u", Value::Null), dep("t", json!("dev"))]},
                {"id": "h", "deps": [], "features": ["http1", "client"]},
                {"id": "u", "deps": []},
                {"id": "t", "deps": []}
            ]}
        });
        let complaints = network(&metadata);
        assert_eq!(complaints.len(), 2, "{complaints:?}");
        assert!(complaints[0].starts_with("`hyper` is built with a client"));
        assert!(complaints[1].starts_with("`ureq` speaks"));
    }

    #[test]
    fn licences_with_a_way_out_are_fine() {
        for fine in ["MIT", "MIT OR Apache-2.0 OR LGPL-2.1-or-later", "MPL-2.0", "Unlicense/MIT"] {
            assert!(leaves_a_choice(fine), "{fine}");
        }
        for bad in ["GPL-3.0-or-later", "LGPL-2.1", "MIT AND AGPL-3.0", ""] {
            assert!(!leaves_a_choice(bad), "{bad}");
        }
    }

    #[test]
    fn only_what_is_linked_is_judged() {
        let package = |name: &str, licence: &str| serde_json::json!({"id": name, "name": name, "license": licence});
        let dep = |name: &str, kind: Option<&str>| serde_json::json!({"pkg": name, "dep_kinds": [{"kind": kind}]});
        let metadata = serde_json::json!({
            "packages": [package("me", "MIT"), package("tool", "GPL-3.0"), package("lib", "MIT"), package("deep", "GPL-2.0")],
            "resolve": {"root": "me", "nodes": [
                {"id": "me", "deps": [dep("tool", Some("dev")), dep("lib", None)]},
                {"id": "lib", "deps": [dep("deep", None)]},
            ]},
        });
        let complaints = copyleft(&metadata);
        assert_eq!(complaints.len(), 1, "{complaints:?}");
        assert!(complaints[0].starts_with("`deep`"));
    }
}
