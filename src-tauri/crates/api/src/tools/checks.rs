//! What would help or hinder a tool's calls: its files, the files that win over them, and the
//! variables of the shell. Looks, and changes nothing.

use super::act::{Wish, locate, steps};
use super::compare::hidden;
use super::files::{Standing, fingerprint, may_write};
use super::record::Record;
use super::surroundings::Surroundings;
use super::text::{Format, Found};
use super::{Effect, Tool};
use crate::views::connect::{ToolAspect, ToolCheck};
use std::path::Path;

/// Everything that was found about a tool.
pub(crate) fn all(tool: &Tool, around: &Surroundings, record: Option<&Record>) -> Vec<ToolCheck> {
    let mut found = vec![spoken(tool)];
    match record {
        Some(record) => found.extend(drifted(record, around)),
        None => found.push(editable(tool, around)),
    }
    found.extend(beside(tool, around));
    found.extend(over(tool, around));
    found.extend(variables(tool, around));
    found
}

/// A check without a place.
pub(crate) fn check(aspect: ToolAspect, says: impl Into<String>) -> ToolCheck {
    ToolCheck {
        aspect,
        says: says.into(),
        place: None,
    }
}

/// The members that say something else than was written, each with its place.
pub(crate) fn drifted(record: &Record, around: &Surroundings) -> Vec<ToolCheck> {
    let mut found = Vec::new();
    for file in &record.files {
        let shown = around.short(&file.path);
        let Some(text) = text_of(&file.path) else {
            found.push(at(
                ToolAspect::Stop,
                "the file is gone, or cannot be read",
                shown,
            ));
            continue;
        };
        for (path, ours) in &file.members {
            let name = named(path, file.format);
            match file.format.find(&text, path) {
                Ok(Some(is)) if fingerprint(Some(is.raw.as_bytes())).as_ref() == Some(ours) => {}
                Ok(Some(is)) => {
                    let says = format!("{name} says something else by now");
                    found.push(at(ToolAspect::Stop, says, lined(&shown, &is)));
                }
                Ok(None) => {
                    let says = format!("{name} was taken out");
                    found.push(at(ToolAspect::Stop, says, shown.clone()));
                }
                Err(why) => {
                    let says = "the file cannot be read";
                    found.push(at(ToolAspect::Stop, says, format!("{shown}:{why}")));
                    break;
                }
            }
        }
    }
    if found.is_empty() {
        let says = "its settings are as Pointsman wrote them";
        found.push(check(ToolAspect::Clear, says));
    }
    found
}

/// Whether this version speaks the tool's language at all.
fn spoken(tool: &Tool) -> ToolCheck {
    let routes = pointsman_wire::ROUTES.iter();
    let spoken = routes
        .map(|route| route.path)
        .any(|path| path.starts_with(&tool.route));
    if spoken {
        return check(
            ToolAspect::Clear,
            format!("the proxy speaks {} at {}", tool.speaks, tool.route),
        );
    }
    let says = format!("this version of the proxy does not speak {}", tool.speaks);
    check(ToolAspect::Stop, says)
}

fn editable(tool: &Tool, around: &Surroundings) -> ToolCheck {
    let wish = Wish {
        tool,
        root: "http://127.0.0.1:4100",
        key: "pm-",
        model: None,
    };
    let refused = match steps(wish, around) {
        Ok(steps) => steps
            .iter()
            .find_map(|step| may_write(&step.standing.real).err())
            .map(|trouble| trouble.to_string()),
        Err(trouble) => Some(trouble.to_string()),
    };
    let files = if tool.files.len() > 1 {
        "its files parse and are yours to write"
    } else {
        "its file parses and is yours to write"
    };
    match refused {
        None => check(ToolAspect::Clear, files),
        Some(why) => check(ToolAspect::Stop, why),
    }
}

/// Members of its own files that change what ours mean.
fn beside(tool: &Tool, around: &Surroundings) -> Vec<ToolCheck> {
    let mut found = Vec::new();
    for file in &tool.files {
        let Some(path) = locate(file, around) else {
            continue;
        };
        let Some(text) = text_of(&path) else { continue };
        for own in &tool.own {
            if let Ok(Some(is)) = file.format.find(&text, &own.path) {
                let name = named(&own.path, file.format);
                let place = lined(&around.short(&path), &is);
                found.push(at(
                    ToolAspect::Caution,
                    format!("{name}: {}", own.says),
                    place,
                ));
            }
        }
    }
    found
}

/// Files that win over ours and say something of their own.
fn over(tool: &Tool, around: &Surroundings) -> Vec<ToolCheck> {
    let mut found = Vec::new();
    let ours: Vec<_> = tool
        .files
        .iter()
        .filter_map(|file| locate(file, around))
        .collect();
    for over in &tool.over {
        let places = over.files.iter().flat_map(|file| around.places(file));
        for path in places.filter(|path| !ours.contains(path)) {
            let Some(text) = text_of(&path) else { continue };
            let shown = around.short(&path);
            if over.paths.is_empty() {
                let says = "this file is read instead of the one that Pointsman writes";
                found.push(at(ToolAspect::Caution, says, shown));
                continue;
            }
            for member in &over.paths {
                if let Ok(Some(is)) = over.format.find(&text, member) {
                    let name = named(member, over.format);
                    let says = format!("{name} of this file wins over Pointsman's");
                    found.push(at(ToolAspect::Caution, says, lined(&shown, &is)));
                }
            }
        }
    }
    found
}

fn variables(tool: &Tool, around: &Surroundings) -> Vec<ToolCheck> {
    let set = tool.variables.iter().filter_map(|variable| {
        let value = around.variable(&variable.name)?;
        Some((variable, value))
    });
    let mut found: Vec<ToolCheck> = set
        .map(|(variable, value)| {
            let name = &variable.name;
            let (aspect, effect) = match variable.effect {
                Effect::Wins => (ToolAspect::Caution, "it wins over the settings file"),
                Effect::Loses => (ToolAspect::Clear, "the settings file wins over it"),
                Effect::Beside => (ToolAspect::Caution, "it is used beside the settings file"),
                Effect::Bypasses => (ToolAspect::Stop, "it sends the calls past the proxy"),
            };
            let effect = variable.says.as_deref().unwrap_or(effect);
            let value = if value.is_empty() {
                String::new()
            } else {
                format!(" to {}", hidden(value))
            };
            let says = format!("{name} is set{value} here: {effect}");
            at(aspect, says, format!("${name}"))
        })
        .collect();
    let silent = !around.has_shell() && tool.variables.iter().any(|one| one.effect.matters());
    if silent {
        let says =
            "a window does not see your shell's variables; `pointsman doctor`, called in it, does";
        found.push(check(ToolAspect::Clear, says));
    }
    found
}

fn text_of(path: &Path) -> Option<String> {
    let standing = Standing::read(path).ok()?;
    standing.bytes.as_ref()?;
    standing.text().ok()
}

fn named(path: &[String], format: Format) -> String {
    match format {
        Format::Text => "the file".to_owned(),
        Format::YamlList => format!("`{}`", path.join(": ")),
        Format::Json | Format::Toml | Format::Yaml | Format::Dotenv => {
            format!("`{}`", path.join("."))
        }
    }
}

fn lined(shown: &str, found: &Found) -> String {
    format!("{shown}:{}", found.line)
}

fn at(aspect: ToolAspect, says: impl Into<String>, place: String) -> ToolCheck {
    ToolCheck {
        aspect,
        says: says.into(),
        place: Some(place),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// What the doctor says of a tool, the place behind it.
    fn said(tool: &str, around: &Surroundings) -> Vec<String> {
        let checks = all(crate::tools::find(tool).unwrap(), around, None);
        let troubles = checks.into_iter().filter(|it| it.place.is_some());
        troubles
            .map(|it| format!("{:?} {} {}", it.aspect, it.says, it.place.unwrap()))
            .collect()
    }

    #[test]
    fn says_which_line_of_which_file_wins() {
        let home = tempfile::tempdir().unwrap();
        let project = home.path().join("src/app");
        fs::create_dir_all(project.join(".claude")).unwrap();
        let settings = "{\n  \"env\": {\n    \"ANTHROPIC_BASE_URL\": \"http://x\"\n  }\n}";
        fs::write(project.join(".claude/settings.json"), settings).unwrap();
        let around = Surroundings::at(home.path(), Some(&project), &[]);
        assert_eq!(
            said("claude-code", &around),
            [
                "Caution `env.ANTHROPIC_BASE_URL` of this file wins over Pointsman's \
              ~/src/app/.claude/settings.json:3"
            ]
        );
    }

    #[test]
    fn tells_variables_that_win_from_those_that_lose_and_shows_no_key() {
        let home = tempfile::tempdir().unwrap();
        let around = Surroundings::at(
            home.path(),
            Some(home.path()),
            &[
                ("ANTHROPIC_BASE_URL", "http://x"),
                ("CLAUDE_CODE_USE_BEDROCK", "1"),
            ],
        );
        assert_eq!(
            said("claude-code", &around),
            [
                "Clear ANTHROPIC_BASE_URL is set to http://x here: the settings file wins over it \
                 $ANTHROPIC_BASE_URL",
                "Stop CLAUDE_CODE_USE_BEDROCK is set to 1 here: it sends the calls past the proxy \
                 $CLAUDE_CODE_USE_BEDROCK",
            ]
        );
        let around = Surroundings::at(home.path(), Some(home.path()), &[("GEMINI_API_KEY", "")]);
        assert_eq!(
            said("gemini-cli", &around),
            ["Caution GEMINI_API_KEY is set here: it wins over the settings file $GEMINI_API_KEY"]
        );
    }

    #[test]
    fn an_env_file_of_the_project_is_read_instead_of_ours() {
        let home = tempfile::tempdir().unwrap();
        let project = home.path().join("src");
        fs::create_dir_all(&project).unwrap();
        fs::write(project.join(".env"), "A=1\n").unwrap();
        let around = Surroundings::at(home.path(), Some(&project), &[]);
        assert_eq!(
            said("gemini-cli", &around),
            ["Caution this file is read instead of the one that Pointsman writes ~/src/.env"]
        );
    }
}
