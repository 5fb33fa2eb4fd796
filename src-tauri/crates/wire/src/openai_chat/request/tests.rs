//! What is read of a request, and that an edit touches nothing else.

use super::*;

#[track_caller]
fn check(body: &str, expected: &str) {
    let told = match peek(body.as_bytes()) {
        Err(error) => error.to_string(),
        Ok(peek) => {
            let at = |span: Option<Range<usize>>| span.map(|span| &body[span]);
            assert_eq!(&body[peek.end..=peek.end], "}");
            format!(
                "{} {} stream={} usage={} options={:?} user={:?} max={:?} n={:?} turns={:?} tools={:?}",
                peek.model,
                &body[peek.model_span],
                peek.stream,
                peek.wants_usage,
                at(peek.stream_options_span),
                peek.user,
                peek.max_output,
                peek.choices,
                at(peek.turns_span),
                at(peek.tools_span),
            )
        }
    };
    assert_eq!(told, expected);
}

#[test]
fn reads_what_routing_and_billing_need() {
    check(
        r#"{"model":"m"}"#,
        r#"m "m" stream=false usage=false options=None user=None max=None n=None turns=None tools=None"#,
    );
    check(
        r#"{ "messages" : [ {"role":"user"} ], "mod\u0065l" : "a\/b", "stream":true, "stream_options":{"include_usage":true},
            "user":"u", "max_tokens":5, "n":2, "tools":[{"type":"function"}], "unknown":{"model":1} }"#,
        r#"a/b "a\/b" stream=true usage=true options=Some("{\"include_usage\":true}") user=Some("u") max=Some(5) n=Some(2) turns=Some("[ {\"role\":\"user\"} ]") tools=Some("[{\"type\":\"function\"}]")"#,
    );
    check(
        r#"{"model":"m","stream":null,"stream_options":null,"user":null,"safety_identifier":"s","max_tokens":5,"max_completion_tokens":7e2,"n":null,"tools":null}"#,
        r#"m "m" stream=false usage=false options=Some("null") user=Some("s") max=Some(700) n=None turns=None tools=None"#,
    );
    check(
        r#"{"model":"m","max_tokens":-1,"user":17,"stream_options":{"include_obfuscation":false}}"#,
        r#"m "m" stream=false usage=false options=Some("{\"include_obfuscation\":false}") user=None max=None n=None turns=None tools=None"#,
    );
}

#[test]
fn names_the_key_that_is_wrong() {
    check("{}", "`model` is missing from the body");
    check(r#"{"model":null}"#, "`model` must be a string");
    check(r#"{"model":"\ud800"}"#, "`model` must be a string");
    check(
        r#"{"model":"m","stream":"yes"}"#,
        "`stream` must be true or false",
    );
    check(
        r#"{"model":"m","stream_options":true}"#,
        "`stream_options` must be an object",
    );
    check(
        r#"{"model":"m","stream_options":{"include_usage":1}}"#,
        "`stream_options.include_usage` must be true or false",
    );
    check(
        r#"{"model":"m","max_tokens":"9"}"#,
        "`max_tokens` must be a whole number",
    );
    check(
        r#"{"model":"m","messages":"hi"}"#,
        "`messages` must be an array",
    );
    check(r#"{"model":"m","tools":{}}"#, "`tools` must be an array");
    check("[]", "the body must be a JSON object");
    check(
        "{\"model\":\n \"m\",}",
        "the body is not valid JSON: expected a key in double quotes at byte 15 (line 2, column 6)",
    );
}

#[test]
fn refuses_a_key_that_is_read_and_occurs_twice() {
    check(
        r#"{"model":"a","model":"b"}"#,
        "`model` occurs twice in the body; send it once",
    );
    check(
        r#"{"model":"a","mod\u0065l":"b"}"#,
        "`model` occurs twice in the body; send it once",
    );
    check(
        r#"{"model":"a","stream_options":{"include_usage":true,"include_usag\u0065":false}}"#,
        "`stream_options.include_usage` occurs twice in the body; send it once",
    );
    assert!(peek(br#"{"model":"a","seed":1,"seed":2}"#).is_ok());
}

#[track_caller]
fn check_splice(body: &str, ask_usage: bool, expected: &str) {
    let bytes = Bytes::copy_from_slice(body.as_bytes());
    let peek = peek(&bytes).unwrap();
    let edit = Edit {
        model: "p/x",
        ask_usage,
        ..Edit::default()
    };
    let spliced = splice(&bytes, &peek, &edit);
    assert_eq!(std::str::from_utf8(&spliced).unwrap(), expected);
}

#[test]
fn edits_only_the_bytes_that_must_change() {
    check_splice(
        r#"{ "messages":[{"model":"deep"}] , "model" : "m" , "x":1.0 }"#,
        false,
        r#"{ "messages":[{"model":"deep"}] , "model" : "p/x" , "x":1.0 }"#,
    );
    check_splice(
        r#"{"stream":true,"model":"auto"}"#,
        true,
        r#"{"stream":true,"model":"p/x","stream_options":{"include_usage":true}}"#,
    );
    check_splice(
        "{\"stream\":true,\"model\":\"auto\"\n}\n",
        true,
        "{\"stream\":true,\"model\":\"p/x\"\n,\"stream_options\":{\"include_usage\":true}}\n",
    );
    check_splice(
        r#"{"stream":true,"stream_options":{"include_obfuscation":false},"model":"auto"}"#,
        true,
        r#"{"stream":true,"stream_options":{"include_usage":true,"include_obfuscation":false},"model":"p/x"}"#,
    );
    check_splice(
        r#"{"model":"auto","stream_options":{ },"stream":true}"#,
        true,
        r#"{"model":"p/x","stream_options":{"include_usage":true },"stream":true}"#,
    );
    check_splice(
        r#"{"model":"auto","stream_options":null,"stream":true}"#,
        true,
        r#"{"model":"p/x","stream_options":{"include_usage":true},"stream":true}"#,
    );
    check_splice(
        r#"{"model":"auto","stream_options":{"a":1,"include_usage": false },"stream":true}"#,
        true,
        r#"{"model":"p/x","stream_options":{"a":1,"include_usage": true },"stream":true}"#,
    );
    check_splice(
        r#"{"model":"auto","stream_options":{"include_usage":null},"stream":true}"#,
        true,
        r#"{"model":"p/x","stream_options":{"include_usage":true},"stream":true}"#,
    );
}

#[test]
fn hands_back_the_same_bytes_where_nothing_changes() {
    for body in [
        r#"{"model":"p\/x","stream":false}"#,
        r#"{"model":"p/x","stream":true,"stream_options":{"include_usage":true}}"#,
    ] {
        let bytes = Bytes::from_static(body.as_bytes());
        let edit = Edit {
            model: "p/x",
            ask_usage: true,
            ..Edit::default()
        };
        let spliced = splice(&bytes, &peek(&bytes).unwrap(), &edit);
        assert_eq!(spliced.as_ptr(), bytes.as_ptr());
        assert_eq!(spliced, bytes);
    }
}

#[test]
fn a_model_with_quotes_stays_json() {
    let bytes = Bytes::from_static(br#"{"model":"m"}"#);
    let edit = Edit {
        model: "a\"b\n",
        ask_usage: false,
        ..Edit::default()
    };
    let spliced = splice(&bytes, &peek(&bytes).unwrap(), &edit);
    assert_eq!(spliced, br#"{"model":"a\"b\n"}"#.as_slice());
}

#[track_caller]
fn check_fingerprint(body: &str, expected: Option<&str>) {
    let peek = peek(body.as_bytes()).unwrap();
    let got = fingerprint(body.as_bytes(), &peek).map(|it| format!("{it:016x}"));
    assert_eq!(got.as_deref(), expected);
}

#[test]
fn a_fingerprint_is_of_the_leading_system_turns_and_the_tools() {
    let of = |body: &str| fingerprint(body.as_bytes(), &peek(body.as_bytes()).unwrap());
    let turns = |turns: &str| of(&format!(r#"{{"model":"m","messages":[{turns}]}}"#));
    check_fingerprint(r#"{"model":"m"}"#, None);
    check_fingerprint(
        r#"{"model":"m","messages":[{"role":"user","content":"hi"}]}"#,
        None,
    );
    let system = turns(r#"{"role":"system","content":"Be brief"}"#);
    assert_eq!(
        system,
        turns(
            r#"{"content":"Be brief", "role":"developer"},{"role":"user","content":"x"},{"role":"system","content":"late"}"#
        )
    );
    assert_ne!(system, turns(r#"{"role":"system","content":"Be long"}"#));
    assert_ne!(
        turns(r#"{"role":"system","content":"ab"},{"role":"system","content":"c"}"#),
        turns(r#"{"role":"system","content":"a"},{"role":"system","content":"bc"}"#)
    );
    assert_ne!(
        of(r#"{"model":"m","tools":[1]}"#),
        of(r#"{"model":"m","tools":[2]}"#)
    );
}

/// The ledger groups by it, so it must be the same in every release.
#[test]
fn a_fingerprint_never_changes() {
    check_fingerprint(
        r#"{"model":"m","messages":[{"role":"system","content":"Be brief"}],"tools":[]}"#,
        Some("cf4102b22e574310"),
    );
}
