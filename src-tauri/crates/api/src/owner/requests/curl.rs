//! A call as a command for a terminal: what was asked, as far as it is on record. Prompts are not.

use crate::error::{ApiError, ErrorCode};
use pointsman_store::CallRow;
use pointsman_wire::{ROUTES, RouteKind};
use serde_json::json;

/// What stands where the prompt was.
const PLACEHOLDER: &str = "YOUR PROMPT HERE";

/// The command. It names the key by a variable, so that none stands in a shell's history.
pub(super) fn of(base_url: &str, call: &CallRow) -> Result<String, ApiError> {
    let route = ROUTES
        .iter()
        .find(|route| route.dialect == call.head.dialect && route.kind == RouteKind::Converse)
        .ok_or_else(|| {
            ApiError::new(
                ErrorCode::Internal,
                "no route speaks the dialect of this call",
            )
        })?;
    let url = format!("{}{}", base_url.trim_end_matches("/v1"), route.path);
    // In the order in which one reads and edits it.
    let mut members = vec![("model", json!(&*call.head.asked))];
    if call.head.stream {
        members.push(("stream", json!(true)));
    }
    if let Some(user) = &call.head.user {
        members.push(("user", json!(&**user)));
    }
    let prompt = json!([{ "role": "user", "content": PLACEHOLDER }]);
    members.push(("messages", prompt));
    let body = members
        .iter()
        .map(|(name, value)| format!("\"{name}\": {value}"))
        .collect::<Vec<_>>()
        .join(", ");
    let unbuffered = if call.head.stream { " -N" } else { "" };
    Ok(format!(
        "# Repeats the shape of call {id}. Its prompt was not kept: write your own\n\
         # in place of {PLACEHOLDER}. POINTSMAN_KEY is a key of project {project}.\n\
         {alone}curl{unbuffered} {url} \\\n  \
         -H \"Authorization: Bearer $POINTSMAN_KEY\" \\\n  \
         -H \"Content-Type: application/json\" \\\n  \
         -d {body}",
        id = call.head.call,
        project = one_line(&call.head.project),
        alone = alone(call),
        url = quoted(&url),
        body = quoted(&format!("{{{body}}}")),
    ))
}

/// Which target answered, where the model asked for let the policy choose.
fn alone(call: &CallRow) -> String {
    let Some(by) = &call.answered_by else {
        return String::new();
    };
    let target = format!("{}/{}", by.account, by.model);
    if *target == *call.head.asked {
        return String::new();
    }
    let target = one_line(&target);
    format!("# {target} answered; ask for \"{target}\" as the model to have it alone.\n")
}

/// As one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// In a comment nothing may begin a line of its own.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use pointsman_engine::record::CallHead;
    use pointsman_store::{AnsweredBy, CallCost, CallState};
    use pointsman_units::{CallId, UnixMillis};
    use pointsman_wire::Dialect;

    fn call(asked: &str, stream: bool) -> CallRow {
        let at = UnixMillis(1_795_305_600_000);
        CallRow {
            head: CallHead {
                call: CallId::new(at, 7),
                at,
                dialect: Dialect::OpenaiChat,
                project: "web\nrm -rf ~".into(),
                key: "k_1".into(),
                tool: None,
                environment: None,
                user: Some("o'brien".into()),
                asked: asked.into(),
                chain: "auto".into(),
                stream,
                policy: "0f".into(),
                client_retry: 0,
                idempotency: None,
            },
            state: CallState::Answered,
            status: Some(200),
            answered_by: Some(AnsweredBy {
                account: "openai".into(),
                provider: "openai".into(),
                model: "gpt-5".into(),
            }),
            moved: None,
            total: None,
            prompt: None,
            told: None,
            cost: CallCost::default(),
            simulated: false,
            attempts: Vec::new(),
        }
    }

    #[test]
    fn a_call_is_repeated_with_its_shape_and_without_its_prompt() {
        let text = of("http://127.0.0.1:4100/v1", &call("auto", true)).unwrap();
        let id = call("auto", true).head.call;
        let expected = format!(
            r#"# Repeats the shape of call {id}. Its prompt was not kept: write your own
# in place of YOUR PROMPT HERE. POINTSMAN_KEY is a key of project web rm -rf ~.
# openai/gpt-5 answered; ask for "openai/gpt-5" as the model to have it alone.
curl -N 'http://127.0.0.1:4100/v1/chat/completions' \
  -H "Authorization: Bearer $POINTSMAN_KEY" \
  -H "Content-Type: application/json" \
  -d '{{"model": "auto", "stream": true, "user": "o'\''brien", "messages": [{{"content":"YOUR PROMPT HERE","role":"user"}}]}}'"#
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn who_answered_is_not_said_again_where_it_was_asked_for() {
        let text = of("http://[::1]:4100/v1", &call("openai/gpt-5", false)).unwrap();
        assert!(!text.contains("alone"));
        assert!(text.contains("\ncurl 'http://[::1]:4100/v1/chat/completions' "));
    }
}
