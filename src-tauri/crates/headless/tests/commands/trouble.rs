//! When something is wrong: what a person is told, and what a report of it holds.

use crate::{Server, json, pointsman, run, text};

#[test]
fn diagnostics_tell_the_state_and_no_key_name_or_prompt() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("accounts.toml"),
        "version = 1\n[[account]]\nname = \"simulator\"\nprovider = \"simulator\"\n\
         [[account]]\nname = \"acme-payroll\"\nprovider = \"openai\"\nkey = \"env:PLANTED\"\n\
         base_url = \"http://127.0.0.1:9/v1\"\n",
    )
    .unwrap();
    let mut command = pointsman(folder.path(), &["serve", "--port", "0", "--json"]);
    let server = Server::of(command.env("PLANTED", "planted-provider-key"));
    let ask = ["account", "test", "acme-payroll", "--model", "gpt-5-mini"];
    assert_eq!(run(folder.path(), &ask).status.code(), Some(1));
    let told = json(folder.path(), &["diagnostics"]);
    let told = told["text"].as_str().unwrap();
    for said in [
        "pointsman: ",
        "openai: on, key present (env)",
        "openai connect: ",
    ] {
        assert!(told.contains(said), "{said} is missing in\n{told}");
    }
    let card = std::fs::read_to_string(folder.path().join("owner.json")).unwrap();
    let card: serde_json::Value = serde_json::from_str(&card).unwrap();
    let control = card["secret"].as_str().unwrap();
    for secret in ["planted-provider-key", "acme", server.field("key"), control] {
        assert!(!told.contains(secret), "{secret} is told in\n{told}");
    }
    let plain = text(&run(folder.path(), &["diagnostics"]).stdout);
    assert!(plain.starts_with("pointsman: "), "{plain}");
}
