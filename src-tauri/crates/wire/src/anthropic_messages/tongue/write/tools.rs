//! The tools, and which of them is to be called.

use super::schema;
use super::turns::Turns;
use crate::anthropic_messages::tongue::fields::Fields;
use crate::canon::{
    Cache, Feature, Format, Json, Losses, Manner, Pen, Request, Schema, Tool, ToolChoice, Why,
};
use std::collections::BTreeSet;

/// The schema of a tool that says none.
const ANY: &str = r#"{"type":"object","properties":{}}"#;

/// What is offered.
pub struct Tools<'a> {
    tools: Vec<&'a Tool>,
    /// Tools that earlier turns called and the client offers no more.
    gone: BTreeSet<&'a str>,
    /// The tool that stands in for a schema.
    form: Option<(&'a str, &'a Schema)>,
    choice: Option<Choice<'a>>,
    parallel: Option<bool>,
    strict: bool,
}

enum Choice<'a> {
    Auto,
    None,
    Any,
    Named(&'a str),
}

impl<'a> Tools<'a> {
    /// What is offered of what the client offers.
    pub fn of(
        request: &'a Request,
        manner: &Manner,
        turns: &Turns<'a>,
        losses: &mut Losses,
    ) -> Self {
        let mut tools: Vec<&Tool> = request.tools.iter().collect();
        let mut choice = match &request.tool_choice {
            None => None,
            Some(ToolChoice::Auto) => Some(Choice::Auto),
            Some(ToolChoice::None) => Some(Choice::None),
            Some(ToolChoice::Required) => Some(Choice::Any),
            Some(ToolChoice::Named(name)) => Some(Choice::Named(name)),
            Some(ToolChoice::Of { names, required }) => {
                // The dialect has no narrower choice than all of the tools.
                losses.lose(Feature::ToolChoice, "tool_choice", Why::Approximated);
                tools.retain(|tool| names.contains(&tool.name));
                Some(if *required { Choice::Any } else { Choice::Auto })
            }
        };
        let form = match &request.format {
            Format::Schema(schema) if !manner.takes_schema => {
                losses.lose(Feature::JsonSchema, "response_format", Why::Approximated);
                request.schema_tool().map(|name| (name, schema))
            }
            Format::Schema(_) | Format::Text | Format::Json => None,
        };
        if let Some((name, _)) = form {
            let alone = tools.is_empty() || matches!(choice, Some(Choice::None));
            choice = Some(if alone {
                Choice::Named(name)
            } else {
                Choice::Any
            });
        }
        let mut gone = BTreeSet::new();
        if tools.is_empty() && form.is_none() {
            gone = turns.called();
            choice = (!gone.is_empty()).then_some(Choice::None);
            if !gone.is_empty() {
                losses.lose(Feature::Tools, "tools", Why::Approximated);
            }
        }
        Self {
            tools,
            gone,
            form,
            choice,
            parallel: request.parallel_tools,
            strict: manner.takes_schema,
        }
    }

    /// Whether the model must call one.
    pub fn forced(&self) -> bool {
        matches!(self.choice, Some(Choice::Any | Choice::Named(_)))
    }

    /// Writes what is offered.
    pub fn write(&self, pen: &mut Pen, losses: &mut Losses) {
        if self.tools.is_empty() && self.gone.is_empty() && self.form.is_none() {
            return;
        }
        pen.key("tools").array();
        for (at, tool) in self.tools.iter().enumerate() {
            self.write_tool(tool, at, pen, losses);
        }
        for name in &self.gone {
            pen.object().member("name", name).key("input_schema");
            pen.json(&any()).end_object();
        }
        if let Some((name, schema)) = self.form {
            let told = schema.description.as_deref();
            pen.object().member("name", name);
            pen.member(
                "description",
                told.unwrap_or("Gives the answer. Call it once, with the whole answer."),
            );
            pen.key("input_schema")
                .json(&object_schema(Some(&schema.schema)).0);
            pen.end_object();
        }
        pen.end_array();
        self.write_choice(pen);
    }

    fn write_tool(&self, tool: &Tool, at: usize, pen: &mut Pen, losses: &mut Losses) {
        pen.object().member("name", &tool.name);
        if let Some(told) = &tool.description {
            pen.member("description", told);
        }
        let (schema, sound) = object_schema(tool.parameters.as_ref());
        if !sound {
            let path = format!("tools[{at}].parameters");
            losses.lose(Feature::Tools, path, Why::Approximated);
        }
        pen.key("input_schema").json(&schema);
        if tool.strict == Some(true) {
            match self.strict && schema::fits(&schema) {
                true => {
                    pen.key("strict").flag(true);
                }
                false => {
                    let path = format!("tools[{at}].strict");
                    losses.lose(Feature::Tools, path, Why::NotTaken);
                }
            }
        }
        if let Some(cache) = tool.cache {
            write_cache(cache, pen);
        }
        pen.end_object();
    }

    fn write_choice(&self, pen: &mut Pen) {
        let lone = (self.parallel == Some(false)).then_some(Choice::Auto);
        let Some(choice) = self.choice.as_ref().or(lone.as_ref()) else {
            return;
        };
        pen.key("tool_choice").object();
        match choice {
            Choice::Auto => pen.member("type", "auto"),
            Choice::None => pen.member("type", "none"),
            Choice::Any => pen.member("type", "any"),
            Choice::Named(name) => pen.member("type", "tool").member("name", name),
        };
        if let (Some(parallel), false) = (self.parallel, matches!(choice, Choice::None)) {
            pen.key("disable_parallel_tool_use").flag(!parallel);
        }
        pen.end_object();
    }
}

/// Writes a mark that everything up to here is to be cached.
pub fn write_cache(cache: Cache, pen: &mut Pen) {
    pen.key("cache_control")
        .object()
        .member("type", "ephemeral");
    match cache {
        // What the dialect does unsaid.
        Cache::Short => {}
        Cache::Hour => {
            pen.member("ttl", "1h");
        }
    }
    pen.end_object();
}

/// A schema that says that it is an object's, as is demanded; and whether it was one.
fn object_schema(schema: Option<&Json>) -> (Json, bool) {
    let Some(schema) = schema.filter(|schema| schema.text() != "null") else {
        return (any(), true);
    };
    let Some(fields) = Fields::of(schema.raw()) else {
        return (any(), false);
    };
    match fields.get("type") {
        Some(_) if fields.kind() == "object" => (schema.clone(), true),
        Some(_) => (any(), false),
        None => {
            let inside = schema.text().trim().strip_prefix('{').unwrap_or("}");
            let comma = if fields.all().is_empty() { "" } else { "," };
            let typed = Json::parse(&format!(r#"{{"type":"object"{comma}{inside}"#));
            (typed.unwrap_or_else(any), true)
        }
    }
}

fn any() -> Json {
    Json::parse(ANY).unwrap_or_else(|| Json::from_value(&serde_json::Value::Null))
}
