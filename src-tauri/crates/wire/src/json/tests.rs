//! What the scanner takes, refuses and points at.

use super::*;

fn seen(body: &[u8]) -> Result<String, BadBody> {
    let mut told = String::new();
    let end = members(body, |key, value| {
        let raw = std::str::from_utf8(&body[value.span.clone()]).unwrap();
        told.push_str(&format!("{key}={:?} {raw}; ", value.kind));
        Ok(())
    })?;
    assert_eq!(body[end], b'}');
    Ok(told)
}

#[track_caller]
fn check(body: &[u8], expected: &str) {
    let got = match seen(body) {
        Ok(told) => told,
        Err(error) => error.to_string(),
    };
    assert_eq!(got.trim_end(), expected);
}

#[track_caller]
fn check_fault(body: &[u8], what: &str, at: usize, line: usize, column: usize) {
    match seen(body) {
        Err(BadBody::NotJson {
            what: w,
            at: a,
            line: l,
            column: c,
        }) => assert_eq!((w, a, l, c), (what, at, line, column)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn shows_each_member_with_its_key_decoded() {
    check(b"{}", "");
    check(b" { } \n", "");
    check(
        br#"{"a":1,"b" : [1, {"c":"]}"}] ,"c":"x\"y","d":{},"e":[],"f":null,"g":true,"h":false}"#,
        r#"a=Number 1; b=Array [1, {"c":"]}"}]; c=String "x\"y"; d=Object {}; e=Array []; f=Null null; g=True true; h=False false;"#,
    );
    check(
        br#"{"mod\u0065l":"x","\ud83d\ude00":1,"\ud800":2}"#,
        r#"model=String "x"; 😀=Number 1; "\ud800"=Number 2;"#,
    );
    check("{\"é\":\"日本\"}".as_bytes(), "é=String \"日本\";");
    check(
        b"{\"n\":[0,-0,1.5,-1e9,2E+3,10]}",
        "n=Array [0,-0,1.5,-1e9,2E+3,10];",
    );
}

#[test]
fn says_where_and_what_is_wrong() {
    check_fault(b"", EMPTY, 0, 1, 1);
    check_fault(b" \n ", EMPTY, 0, 1, 1);
    check_fault(b"{", UNFINISHED, 1, 1, 2);
    check_fault(b"{\"a\"", UNFINISHED, 4, 1, 5);
    check_fault(b"{\"a\":", UNFINISHED, 5, 1, 6);
    check_fault(b"{\"a\":\"b", UNFINISHED, 7, 1, 8);
    check_fault(b"{\"a\":\"b\\", UNFINISHED, 8, 1, 9);
    check_fault(b"{\"a\":tru", UNFINISHED, 8, 1, 9);
    check_fault(b"{\"a\":1", UNFINISHED, 6, 1, 7);
    check_fault(b"{\"a\":-", UNFINISHED, 6, 1, 7);
    check_fault(b"{a:1}", EXPECTED_KEY, 1, 1, 2);
    check_fault(b"{\"a\":1,}", EXPECTED_KEY, 7, 1, 8);
    check_fault(b"{\"a\" 1}", EXPECTED_COLON, 5, 1, 6);
    check_fault(b"{\"a\":1 \"b\":2}", EXPECTED_MEMBER_END, 7, 1, 8);
    check_fault(b"{\"a\":[1 2]}", EXPECTED_ELEMENT_END, 8, 1, 9);
    check_fault(b"{\"a\":[1,]}", EXPECTED_VALUE, 8, 1, 9);
    check_fault(b"{\"a\":{\"b\":1,}}", EXPECTED_KEY, 12, 1, 13);
    check_fault(b"{\"a\":[}", EXPECTED_VALUE, 6, 1, 7);
    check_fault(b"{\"a\":nul}", EXPECTED_VALUE, 8, 1, 9);
    check_fault(b"{\"a\":NaN}", EXPECTED_VALUE, 5, 1, 6);
    check_fault(b"{\"a\":'b'}", EXPECTED_VALUE, 5, 1, 6);
    check_fault(b"{\"a\":01}", BAD_NUMBER, 6, 1, 7);
    check_fault(b"{\"a\":1.}", BAD_NUMBER, 7, 1, 8);
    check_fault(b"{\"a\":.5}", EXPECTED_VALUE, 5, 1, 6);
    check_fault(b"{\"a\":1e}", BAD_NUMBER, 7, 1, 8);
    check_fault(b"{\"a\":+1}", EXPECTED_VALUE, 5, 1, 6);
    check_fault(b"{\"a\":\"\\x\"}", BAD_ESCAPE, 6, 1, 7);
    check_fault(b"{\"a\":\"\\u12g4\"}", BAD_ESCAPE, 6, 1, 7);
    check_fault(b"{\"a\":\"\\u12", UNFINISHED, 10, 1, 11);
    check_fault(b"{\"a\":\"x\ty\"}", RAW_CONTROL, 7, 1, 8);
    check_fault(b"{\"a\":1}}", AFTER_END, 7, 1, 8);
    check_fault(b"{\"a\":1} {}", AFTER_END, 8, 1, 9);
    check_fault(b"[1,", UNFINISHED, 3, 1, 4);
}

#[test]
fn counts_lines_and_columns_as_an_editor_does() {
    check_fault("{\n  \"é日\": x\n}".as_bytes(), EXPECTED_VALUE, 13, 2, 9);
    check_fault(b"{\n\n\"a\":1\n\"b\"", EXPECTED_MEMBER_END, 9, 4, 1);
}

#[test]
fn a_string_ends_at_the_first_byte_that_matters_wherever_it_stands() {
    for len in 0..200 {
        for byte in [b'"', b'\\', 0, 0x1f] {
            let plain = ["é~ !\u{7f}\u{80}"; 40].concat();
            let mut bytes = plain.as_bytes()[..len].to_vec();
            bytes.push(byte);
            bytes.extend_from_slice(b"\"\\\x00 and more of it");
            assert_eq!(plain_len(&bytes), len, "{byte}");
        }
        assert_eq!(plain_len(&vec![0xFF; len]), len);
    }
}

#[test]
fn refuses_what_is_not_utf8_and_a_byte_order_mark() {
    check_fault(b"{\"a\":\"\xff\"}", NOT_UTF8, 6, 1, 7);
    check_fault(b"{\"a\":\"\xc3", NOT_UTF8, 6, 1, 7);
    check_fault(b"\xEF\xBB\xBF{}", MARKED, 0, 1, 1);
}

#[test]
fn refuses_json_that_is_no_object() {
    for body in ["[1]", "\"a\"", "1", "null", " true "] {
        assert_eq!(seen(body.as_bytes()), Err(BadBody::NotAnObject), "{body}");
    }
}

#[test]
fn depth_is_bounded_and_costs_no_stack() {
    let nested = |depth: usize| {
        let mut body = b"{\"a\":".to_vec();
        body.extend(std::iter::repeat_n(b'[', depth));
        body.extend(std::iter::repeat_n(b']', depth));
        body.push(b'}');
        body
    };
    assert!(seen(&nested(MAX_DEPTH)).is_ok());
    check_fault(
        &nested(MAX_DEPTH + 1),
        TOO_DEEP,
        5 + MAX_DEPTH,
        1,
        6 + MAX_DEPTH,
    );
    let hostile = [b"{\"a\":".as_slice(), &vec![b'['; 4_000_000]].concat();
    assert!(seen(&hostile).is_err());
}

#[test]
fn shows_elements_until_told_to_stop() {
    let array = br#" [ {"a":[1]}, "b" ,3] "#;
    let mut spans = Vec::new();
    elements(array, |value| {
        spans.push(std::str::from_utf8(&array[value.span]).unwrap());
        spans.len() < 2
    });
    assert_eq!(spans, [r#"{"a":[1]}"#, r#""b""#]);
    elements(b"{}", |_| panic!("no array"));
}

#[test]
fn tells_what_breaks_off_from_what_is_wrong() {
    let sound = "{\"a\":[-2.5e3,\"é\\n\",null,{}]}".as_bytes();
    for at in 1..sound.len() {
        assert!(breaks_off(&sound[..at]), "{at}");
    }
    assert!(!breaks_off(sound));
    for wrong in ["{\"a\":1}}", "{a", "[1]", "oops", "{\"a\":01"] {
        assert!(!breaks_off(wrong.as_bytes()), "{wrong}");
    }
}

/// Whatever one byte is changed to, the scanner and a well-kept parser agree on whether it is JSON.
#[test]
fn agrees_with_serde_json_on_every_one_byte_change() {
    let sound = br#"{"a":[1,-2.5e3,{"b":null,"c":"\u00e9\n"}],"d":true,"e":""}"#;
    for at in 0..sound.len() {
        for byte in 0..=255u8 {
            let mut body = sound.to_vec();
            body[at] = byte;
            let ours = !matches!(seen_quietly(&body), Err(BadBody::NotJson { .. }));
            // `serde_json` decodes what it reads, so a lone surrogate would differ; none can arise here.
            let theirs = std::str::from_utf8(&body)
                .is_ok_and(|text| serde_json::from_str::<serde_json::Value>(text).is_ok());
            assert_eq!(ours, theirs, "{:?}", String::from_utf8_lossy(&body));
        }
        let theirs = serde_json::from_slice::<serde_json::Value>(&sound[..at]).is_ok();
        assert_eq!(seen_quietly(&sound[..at]).is_ok(), theirs);
    }
}

fn seen_quietly(body: &[u8]) -> Result<usize, BadBody> {
    members(body, |_, _| Ok(()))
}
