//! Connecting and disconnecting real files in a folder of the test's own.

use super::*;
use crate::tools;
use std::fs;
use tempfile::TempDir;

struct Rig {
    home: TempDir,
    data: TempDir,
}

impl Rig {
    fn new() -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            data: tempfile::tempdir().unwrap(),
        }
    }

    fn folder(&self) -> Folder {
        Folder::open(self.data.path()).unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn connect(&self, tool: &str, model: Option<&str>) -> Result<Record, Trouble> {
        let around = Surroundings::at(self.home.path(), None, &[]);
        let tool = tools::find(tool).unwrap();
        let wish = Wish {
            tool,
            root: "http://127.0.0.1:4100",
            key: "pm-secret",
            model,
        };
        let steps = steps(wish, &around)?;
        let record = Record::new(tool.id, "k_1".to_owned(), None, wish.root);
        carry_out(&self.folder(), record, &steps)
    }

    fn disconnect(&self, tool: &str, whole: bool) -> Result<Vec<How>, Trouble> {
        let folder = self.folder();
        let record = Record::of(&folder, tool)?.unwrap();
        let steps = undo_steps(&folder, &record, whole)?;
        carry_back(&folder, &record, &steps)?;
        Ok(steps.into_iter().map(|step| step.how).collect())
    }
}

#[test]
fn every_tool_comes_back_to_the_byte() {
    let odd = [
        (
            ".claude/settings.json",
            "{ \"env\" : {\"ANTHROPIC_BASE_URL\":\"x\"},\n\n // c\n\t\"a\":[ 1,2 ] }",
        ),
        (
            ".codex/config.toml",
            "model_provider='openai'   # mine\r\n\r\n[projects]\r\n",
        ),
        (".gemini/.env", "export GEMINI_API_KEY='mine' # c\n\n"),
        (".gemini/settings.json", "\u{feff}{}"),
        (
            ".config/opencode/opencode.jsonc",
            "{\n  // mine\n  \"model\": \"a/b\",\n}",
        ),
        (".aider.conf.yml", "# mine\nmodel: sonnet # why\nread: [a]"),
        (".config/io.datasette.llm/keys.json", "{\"openai\":\"sk\"}"),
        (
            ".config/io.datasette.llm/extra-openai-models.yaml",
            "# none",
        ),
        (".config/io.datasette.llm/default_model.txt", "gpt-5"),
    ];
    for tool in tools::all() {
        for full in [true, false] {
            let rig = Rig::new();
            for (name, text) in odd.iter().filter(|_| full) {
                rig.put(name, text);
            }
            rig.connect(tool.id, Some("auto")).unwrap();
            let how = rig.disconnect(tool.id, false).unwrap();
            assert!(
                how.iter().all(|how| *how == How::Exact),
                "{} {how:?}",
                tool.id
            );
            for (name, text) in odd.iter().filter(|_| full) {
                assert_eq!(rig.text(name), *text, "{name}");
            }
            if !full {
                assert_eq!(
                    fs::read_dir(rig.home.path()).unwrap().count(),
                    0,
                    "{}",
                    tool.id
                );
            }
            assert!(!rig.data.path().join("connect").exists());
        }
    }
}

#[test]
fn the_key_is_for_this_user_alone_and_in_no_record() {
    let rig = Rig::new();
    rig.put(".codex/config.toml", "model = \"m\"\n");
    rig.connect("codex", None).unwrap();
    assert!(rig.text(".codex/config.toml").contains("pm-secret"));
    let kept = fs::read_to_string(rig.data.path().join("connect/codex/record.json")).unwrap();
    assert!(!kept.contains("pm-secret"), "{kept}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let file = rig.path(".codex/config.toml");
        assert_eq!(mode(&file), 0o600);
        assert_eq!(
            mode(&rig.data.path().join("connect/codex/0.original")),
            0o600
        );
        rig.disconnect("codex", false).unwrap();
        assert_eq!(mode(&file), 0o644);
    }
}

#[test]
fn a_file_that_the_tool_changed_since_keeps_the_tools_changes() {
    let rig = Rig::new();
    rig.put(
        ".codex/config.toml",
        "model_provider = \"openai\"\n\n[tui]\nx = 1\n",
    );
    rig.connect("codex", None).unwrap();
    let ours = rig.text(".codex/config.toml");
    rig.put(
        ".codex/config.toml",
        &format!("{ours}\n[projects.\"/src\"]\ntrust_level = \"trusted\"\n"),
    );
    let how = rig.disconnect("codex", false).unwrap();
    assert_eq!(how, [How::Members(Vec::new())]);
    assert_eq!(
        rig.text(".codex/config.toml"),
        "model_provider = \"openai\"\n\n[tui]\nx = 1\n\n[projects.\"/src\"]\ntrust_level = \"trusted\"\n"
    );
}

#[test]
fn a_member_that_was_given_another_value_since_stays_and_is_named() {
    let rig = Rig::new();
    rig.put(
        ".claude/settings.json",
        "{\n  \"env\": {\n    \"A\": \"1\"\n  }\n}\n",
    );
    rig.connect("claude-code", None).unwrap();
    let moved = rig
        .text(".claude/settings.json")
        .replace("127.0.0.1:4100", "elsewhere");
    rig.put(".claude/settings.json", &moved);
    let how = rig.disconnect("claude-code", false).unwrap();
    assert_eq!(
        how,
        [How::Members(vec!["env.ANTHROPIC_BASE_URL".to_owned()])]
    );
    let text = rig.text(".claude/settings.json");
    assert!(
        text.contains("elsewhere") && !text.contains("pm-secret"),
        "{text}"
    );
}

#[test]
fn a_file_that_became_unreadable_is_left_alone_unless_the_kept_one_is_asked_for() {
    let rig = Rig::new();
    rig.put(".claude/settings.json", "{}");
    rig.connect("claude-code", None).unwrap();
    rig.put(".claude/settings.json", "{ broken");
    let refused = rig.disconnect("claude-code", false).unwrap_err();
    assert!(
        refused.to_string().contains("settings.json:1:"),
        "{refused}"
    );
    assert_eq!(rig.text(".claude/settings.json"), "{ broken");
    assert_eq!(rig.disconnect("claude-code", true).unwrap(), [How::Whole]);
    assert_eq!(rig.text(".claude/settings.json"), "{}");
    assert_eq!(rig.text(".claude/settings.json.replaced"), "{ broken");
}

#[test]
fn nothing_is_written_where_one_of_the_files_cannot_be_edited() {
    let rig = Rig::new();
    rig.put(".gemini/settings.json", "{\n  nonsense\n}");
    let refused = rig.connect("gemini-cli", None).unwrap_err();
    assert!(
        refused.to_string().contains("settings.json:2:3"),
        "{refused}"
    );
    assert!(!rig.path(".gemini/.env").exists());
    assert!(!rig.data.path().join("connect").exists());
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_stays_a_link() {
    let rig = Rig::new();
    rig.put("dotfiles/claude.json", "{}");
    fs::create_dir(rig.path(".claude")).unwrap();
    std::os::unix::fs::symlink("../dotfiles/claude.json", rig.path(".claude/settings.json"))
        .unwrap();
    rig.connect("claude-code", None).unwrap();
    assert!(rig.path(".claude/settings.json").is_symlink());
    assert!(rig.text("dotfiles/claude.json").contains("pm-secret"));
    rig.disconnect("claude-code", false).unwrap();
    assert!(rig.path(".claude/settings.json").is_symlink());
    assert_eq!(rig.text("dotfiles/claude.json"), "{}");
}

#[test]
fn a_file_of_the_tools_own_is_removed_again_only_where_nothing_else_came_into_it() {
    let rig = Rig::new();
    rig.connect("gemini-cli", None).unwrap();
    let grown = rig
        .text(".gemini/settings.json")
        .replacen('{', "{\n  \"ui\": 1,", 1);
    rig.put(".gemini/settings.json", &grown);
    rig.disconnect("gemini-cli", false).unwrap();
    assert!(!rig.path(".gemini/.env").exists());
    assert_eq!(
        rig.text(".gemini/settings.json")
            .split_whitespace()
            .collect::<String>(),
        "{\"ui\":1}"
    );
}
