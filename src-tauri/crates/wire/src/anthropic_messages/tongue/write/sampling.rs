//! Temperature, top-p and top-k, within what the dialect takes.

use crate::canon::{Feature, Json, Losses, Manner, Pen, Request, Why};

/// Writes them. Beside thinking the temperature is 1, top-p at least 0.95, and top-k is not taken:
/// <https://platform.claude.com/docs/en/build-with-claude/extended-thinking> (read 2026-11-22).
pub fn write(request: &Request, manner: &Manner, thinks: bool, pen: &mut Pen, losses: &mut Losses) {
    let sampling = &request.sampling;
    if !manner.takes_sampling {
        let wishes = [
            ("temperature", &sampling.temperature),
            ("top_p", &sampling.top_p),
            ("top_k", &sampling.top_k),
        ];
        // 1 is what the model does unasked.
        let told = wishes
            .into_iter()
            .filter(|(_, wish)| wish.as_ref().is_some_and(|it| number(it) != Some(1.0)));
        for (path, _) in told {
            losses.lose(Feature::Sampling, path, Why::NotTaken);
        }
        return;
    }
    let temperature = sampling.temperature.as_ref().and_then(number);
    let top_p = sampling.top_p.as_ref().and_then(number);
    let mut lose = |path: &str, why| losses.lose(Feature::Sampling, path, why);
    // Later models refuse both together, and 1 is what neither changes.
    let lone_top_p = temperature.is_none_or(|it| it == 1.0);
    match (temperature, &sampling.temperature) {
        (Some(wanted), _) if thinks => {
            if wanted != 1.0 {
                lose("temperature", Why::NotTaken);
            }
        }
        (Some(1.0), _) if top_p.is_some_and(|it| it != 1.0) => {}
        (Some(wanted), _) if !(0.0..=1.0).contains(&wanted) => {
            lose("temperature", Why::Approximated);
            pen.key("temperature").count(u64::from(wanted > 1.0));
        }
        (Some(_), Some(written)) => {
            pen.key("temperature").json(written);
        }
        (Some(_) | None, _) => {}
    }
    match (top_p, &sampling.top_p) {
        (Some(1.0), _) | (None, _) | (_, None) => {}
        (Some(wanted), Some(written)) => {
            let taken = if thinks { wanted >= 0.95 } else { lone_top_p };
            match taken {
                true => {
                    pen.key("top_p").json(written);
                }
                false => lose("top_p", Why::NotTaken),
            }
        }
    }
    match &sampling.top_k {
        Some(top_k) if !thinks && top_k.text().parse::<u64>().is_ok() => {
            pen.key("top_k").json(top_k);
        }
        Some(_) => lose("top_k", Why::NotTaken),
        None => {}
    }
}

fn number(json: &Json) -> Option<f64> {
    json.text().parse().ok()
}
