//! JSON with comments. A value is replaced by its span; a member is added and taken away through a
//! concrete syntax tree, which knows commas, indents and line ends.

use super::{Found, Unfit, line_at, spliced};
use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::cst::{CstInputValue, CstObject, CstRootNode};
use jsonc_parser::errors::ParseError;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

pub(super) fn find(text: &str, path: &[String]) -> Result<Option<Found>, Unfit> {
    let parsed = parse_to_ast(text, &CollectOptions::default(), &options()).map_err(broken)?;
    let Some(root) = &parsed.value else {
        return Ok(None);
    };
    let Some(value) = walk(text, root, path)? else {
        return Ok(None);
    };
    let range = value.range();
    Ok(Some(Found {
        raw: text
            .get(range.start..range.end)
            .unwrap_or_default()
            .to_owned(),
        says: value
            .as_string_lit()
            .map(|literal| literal.value.to_string()),
        line: line_at(text, range.start),
    }))
}

pub(super) fn set(text: &str, path: &[String], raw: &str) -> Result<String, Unfit> {
    let text = match find(text, path)? {
        Some(_) => text.to_owned(),
        None => added(text, path)?,
    };
    let parsed = parse_to_ast(&text, &CollectOptions::default(), &options()).map_err(broken)?;
    let root = parsed.value.as_ref();
    match root.map(|root| walk(&text, root, path)).transpose()? {
        Some(Some(value)) => {
            let range = value.range();
            Ok(spliced(&text, range.start..range.end, raw))
        }
        Some(None) | None => Err(shape(&text, 0, path, "cannot be added")),
    }
}

pub(super) fn clear(
    text: &str,
    path: &[String],
    stays: &dyn Fn(&[String]) -> bool,
) -> Result<String, Unfit> {
    if find(text, path)?.is_none() {
        return Ok(text.to_owned());
    }
    let root = CstRootNode::parse(text, &options()).map_err(broken)?;
    for depth in (1..=path.len()).rev() {
        let Some((name, above)) = path.get(..depth).and_then(<[String]>::split_last) else {
            break;
        };
        let Some(object) = object_at(&root, above) else {
            break;
        };
        if let Some(member) = object.get(name) {
            member.remove();
        }
        if above.is_empty() || stays(above) || !object.properties().is_empty() {
            break;
        }
    }
    Ok(root.to_string())
}

pub(super) fn holds(text: &str, path: &[String]) -> bool {
    CstRootNode::parse(text, &options()).is_ok_and(|root| object_at(&root, path).is_some())
}

/// What tools that say "JSON" read at most; the looser things are refused by all of them.
fn options() -> ParseOptions {
    ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    }
}

/// A new member with an empty value, whose span is then replaced.
fn added(text: &str, path: &[String]) -> Result<String, Unfit> {
    let root = CstRootNode::parse(text, &options()).map_err(broken)?;
    let was_empty = root.value().is_none();
    let Some((name, above)) = path.split_last() else {
        return Err(shape(text, 0, path, "has no name"));
    };
    let Some(mut object) = root.object_value_or_create() else {
        return Err(shape(
            text,
            0,
            path,
            "cannot be added: the file holds no object",
        ));
    };
    for (depth, part) in above.iter().enumerate() {
        object = object.object_value_or_create(part).ok_or_else(|| {
            let taken = path.get(..=depth).unwrap_or_default();
            shape(text, 0, taken, "holds something else than members")
        })?;
    }
    object.append(name, CstInputValue::Null);
    let mut text = root.to_string();
    if was_empty && !text.ends_with('\n') {
        text.push('\n');
    }
    Ok(text)
}

fn object_at(root: &CstRootNode, path: &[String]) -> Option<CstObject> {
    let top = root.object_value()?;
    path.iter()
        .try_fold(top, |object, part| object.object_value(part))
}

/// A name that stands twice is read by some as the first and by some as the last: neither is touched.
fn walk<'v, 't>(
    text: &str,
    root: &'v Value<'t>,
    path: &[String],
) -> Result<Option<&'v Value<'t>>, Unfit> {
    let mut at = root;
    for (depth, part) in path.iter().enumerate() {
        let taken = path.get(..=depth).unwrap_or_default();
        let Value::Object(object) = at else {
            let start = at.range().start;
            let above = path.get(..depth).unwrap_or_default();
            return Err(shape(
                text,
                start,
                above,
                "holds something else than members",
            ));
        };
        let mut same = members(object, part);
        let Some(value) = same.next() else {
            return Ok(None);
        };
        if let Some(second) = same.next() {
            return Err(shape(text, second.range().start, taken, "stands twice"));
        }
        at = value;
    }
    Ok(Some(at))
}

fn members<'v, 't>(object: &'v Object<'t>, name: &str) -> impl Iterator<Item = &'v Value<'t>> {
    let same = object
        .properties
        .iter()
        .filter(move |member| member.name.as_str() == name);
    same.map(|member| &member.value)
}

fn broken(error: ParseError) -> Unfit {
    Unfit::Broken {
        line: error.line_display(),
        column: error.column_display(),
        what: format!("this is no JSON: {}", error.kind()),
    }
}

fn shape(text: &str, at: usize, path: &[String], what: &str) -> Unfit {
    let name = if path.is_empty() {
        "the file".to_owned()
    } else {
        format!("`{}`", path.join("."))
    };
    Unfit::Shape {
        line: line_at(text, at),
        what: format!("{name} {what}"),
    }
}
