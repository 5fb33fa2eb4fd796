//! What a chain forbids to be lost: `forbid = ["tools", "images"]`.

use crate::problem::did_you_mean;
use crate::sheet::Sheet;
use pointsman_wire::canon::Feature;
use toml::de::DeTable;

/// Reads `forbid`, each word once. Strict: what this build does not enforce makes the text unusable.
pub(super) fn read(sheet: &mut Sheet<'_>, table: &DeTable<'_>) -> Vec<Feature> {
    let cells = table
        .get("forbid")
        .and_then(|cell| sheet.array(cell, "forbid"));
    let mut forbidden = Vec::new();
    for cell in cells.into_iter().flat_map(|array| array.iter()) {
        let Some(word) = cell.get_ref().as_str() else {
            sheet.wrong_type(cell, "a word of `forbid`", "a text like \"tools\"");
            continue;
        };
        match Feature::read(word) {
            Some(feature) if forbidden.contains(&feature) => {}
            Some(feature) => forbidden.push(feature),
            None => {
                let message = unknown(word);
                sheet.fatal(&cell.span(), message);
            }
        }
    }
    forbidden
}

fn unknown(word: &str) -> String {
    // Of the contract: substitutions, which are about who answers and not about what is lost.
    if word == "other_family" || word.starts_with("dearer_than") {
        return format!(
            "this build does not enforce `{word}` yet, and a constraint that is not enforced is worse than none; remove it, and name only targets that you accept in `steps`"
        );
    }
    let words = Feature::ALL.map(Feature::word);
    let near = did_you_mean(word, words);
    format!(
        "`forbid` names what must not be lost where a call is translated, and `{word}` is none of it; it knows {}.{near}",
        words.join(", ")
    )
}
