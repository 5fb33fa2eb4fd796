//! Edits of each format: what is set, and that nothing else moves.

use super::{Format, Unfit};

fn path(path: &str) -> Vec<String> {
    path.split('.').map(str::to_owned).collect()
}

/// Sets a member, and expects that taking it away gives the text back.
fn check(format: Format, before: &str, member: &str, raw: &str, after: &str) {
    let member = path(member);
    let set = format.set(before, &member, raw).unwrap();
    assert_eq!(set, after);
    let found = format.find(&set, &member).unwrap().unwrap();
    assert_eq!(found.raw, raw);
    let stays = |container: &[String]| format.holds(before, container);
    let restored = match format.find(before, &member).unwrap() {
        Some(was) => format.set(&set, &member, &was.raw).unwrap(),
        None => format.clear(&set, &member, &stays).unwrap(),
    };
    assert_eq!(restored.trim_end(), before.trim_end());
}

#[test]
fn json_keeps_comments_order_and_commas() {
    check(
        Format::Json,
        "{\n  // mine\n  \"a\": 1, /* b */\n  \"env\": {\n    \"X\": \"1\"\n  },\n}\n",
        "env.URL",
        "\"u\"",
        "{\n  // mine\n  \"a\": 1, /* b */\n  \"env\": {\n    \"X\": \"1\",\n    \"URL\": \"u\"\n  },\n}\n",
    );
    check(
        Format::Json,
        "{\r\n\t\"a\": 1\r\n}",
        "env.URL",
        "\"u\"",
        "{\r\n\t\"a\": 1,\r\n\t\"env\": {\r\n\t\t\"URL\": \"u\"\r\n\t}\r\n}",
    );
    check(
        Format::Json,
        "{\"env\":{\"URL\":[1, 2]}}",
        "env.URL",
        "\"u\"",
        "{\"env\":{\"URL\":\"u\"}}",
    );
}

#[test]
fn an_empty_json_file_gets_an_object() {
    let set = Format::Json.set("", &path("env.URL"), "\"u\"").unwrap();
    assert_eq!(set, "{\n  \"env\": {\n    \"URL\": \"u\"\n  }\n}\n");
    let set = Format::Json.set("\u{feff}{}", &path("a"), "1").unwrap();
    assert!(set.starts_with("\u{feff}{"), "{set}");
}

#[test]
fn toml_keeps_comments_and_puts_members_where_they_belong() {
    check(
        Format::Toml,
        "# mine\nmodel = \"m\" # why\n\n[projects.\"/src\"]\ntrust = true\n",
        "model_provider",
        "\"pointsman\"",
        "# mine\nmodel = \"m\" # why\nmodel_provider = \"pointsman\"\n\n[projects.\"/src\"]\ntrust = true\n",
    );
    check(
        Format::Toml,
        "model_provider = \"openai\" # why\r\n",
        "model_provider",
        "\"pointsman\"",
        "model_provider = \"pointsman\" # why\r\n",
    );
    check(
        Format::Toml,
        "a = 1\n",
        "model_providers.pointsman.name",
        "\"P\"",
        "a = 1\n\n[model_providers.pointsman]\nname = \"P\"\n",
    );
}

#[test]
fn yaml_keeps_what_stands_beside() {
    check(
        Format::Yaml,
        "# mine\nmodel: 'sonnet' # why\nread:\n  - A.md\n",
        "model",
        "\"openai/auto\"",
        "# mine\nmodel: \"openai/auto\" # why\nread:\n  - A.md\n",
    );
    check(
        Format::Yaml,
        "größe: 1\nmodel: sonnet",
        "key",
        "\"k\"",
        "größe: 1\nmodel: sonnet\nkey: \"k\"\n",
    );
    check(
        Format::Yaml,
        "# nothing\n",
        "a",
        "\"b\"",
        "# nothing\na: \"b\"\n",
    );
}

#[test]
fn an_item_joins_a_yaml_list_and_leaves_it() {
    check(
        Format::YamlList,
        "- model_id: other\n  model_name: x\n# the end\n",
        "model_id.pointsman",
        "- model_id: pointsman\n  model_name: auto",
        "- model_id: other\n  model_name: x\n# the end\n- model_id: pointsman\n  model_name: auto\n",
    );
    check(
        Format::YamlList,
        "- model_id: pointsman\n  a: 1\n\n# next\n- model_id: other\n",
        "model_id.pointsman",
        "- model_id: pointsman\n  a: 2",
        "- model_id: pointsman\n  a: 2\n\n# next\n- model_id: other\n",
    );
}

#[test]
fn a_variable_is_set_where_it_holds() {
    check(
        Format::Dotenv,
        "# mine\nexport A='x\ny' # why\nB = 2 # two\n",
        "B",
        "3",
        "# mine\nexport A='x\ny' # why\nB = 3 # two\n",
    );
    check(Format::Dotenv, "A=1", "B", "2", "A=1\nB=2\n");
    let twice = Format::Dotenv.set("A=1\nA=2\n", &path("A"), "3").unwrap();
    assert_eq!(twice, "A=1\nA=3\n");
}

#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    for (format, text, line, column) in [
        (Format::Json, "{\n  \"a\": 1,,\n}", 2, 10),
        (Format::Toml, "a = 1\nb = = 2\n", 2, 5),
    ] {
        match format.set(text, &path("x"), "1") {
            Err(Unfit::Broken {
                line: l, column: c, ..
            }) => assert_eq!((l, c), (line, column), "{text}"),
            other => panic!("{other:?}"),
        }
    }
    let broken = Format::Yaml.set("a: [1\nb: 2\n", &path("x"), "1");
    assert!(matches!(broken, Err(Unfit::Broken { .. })), "{broken:?}");
}

#[test]
fn what_an_edit_would_have_to_guess_is_refused() {
    for (format, text, member) in [
        (Format::Json, "{\"env\": 1}", "env.URL"),
        (Format::Json, "[1]", "env.URL"),
        (Format::Json, "{\"a\": 1, \"a\": 2}", "a"),
        (Format::Toml, "env = 1", "env.URL"),
        (Format::Toml, "[a]\nb = 1", "a"),
        (Format::Yaml, "{model: x}", "key"),
        (Format::Yaml, "model: >\n  x\n", "model"),
        (Format::Yaml, "- a\n", "model"),
        (Format::YamlList, "a: 1\n", "model_id.pointsman"),
        (Format::YamlList, "[{model_id: x}]\n", "model_id.pointsman"),
    ] {
        let refused = format.set(text, &path(member), "\"u\"");
        assert!(
            matches!(refused, Err(Unfit::Shape { .. })),
            "{text}: {refused:?}"
        );
    }
}
