//! Every call on the ledger, narrowed, summed and exported.

use crate::Serving;
use pointsman_api::error::ErrorCode;
use pointsman_api::views::requests::{
    Ended, ExportAsk, ExportFormat, Facet, FacetAsk, Narrow, OverviewAsk, PageAsk,
};
use pointsman_units::NanoUsd;

/// The newest calls, whatever they are.
pub(crate) fn page(limit: u32) -> PageAsk {
    PageAsk {
        limit,
        ..PageAsk::default()
    }
}

fn failed() -> Narrow {
    Narrow {
        ended: Some(Ended::Failed),
        ..Narrow::default()
    }
}

/// Six calls of which two fail.
async fn lived() -> Serving {
    let serving = Serving::start().await;
    for model in [
        "simulator/sim-swift",
        "simulator/sim-503",
        "simulator/sim-steady",
        "nobody/nothing",
        "simulator/sim-steady",
        "simulator/sim-swift",
    ] {
        serving.call(model).await;
    }
    serving
}

#[tokio::test]
async fn pages_follow_one_another_and_equal_the_live_list() {
    let serving = lived().await;
    let live = serving.house.live_calls(crate::last(10)).await.unwrap();
    let first = serving.house.requests_page(page(4)).await.unwrap();
    assert_eq!(first.calls.len(), 4);
    assert_eq!(first.reached, first.next.map(|call| call.at()));
    let ask = PageAsk {
        before: first.next,
        ..page(4)
    };
    let second = serving.house.requests_page(ask).await.unwrap();
    assert_eq!(second.next, None);
    assert_eq!([first.calls, second.calls].concat(), live);
    serving.house.close().await;
}

#[tokio::test]
async fn sums_and_values_are_those_of_the_calls_that_fit() {
    let serving = lived().await;
    let ask = PageAsk {
        narrow: failed(),
        ..page(10)
    };
    let calls = serving.house.requests_page(ask).await.unwrap().calls;
    let ask = OverviewAsk {
        narrow: failed(),
        bars: 10,
    };
    let seen = serving.house.requests_overview(ask).await.unwrap();
    assert!(seen.calls >= 1 && !seen.cut);
    assert_eq!(seen.calls as usize, calls.len());
    assert_eq!(seen.failed, seen.calls);
    assert_eq!(seen.cost, NanoUsd::ZERO);
    let ask = FacetAsk {
        narrow: Narrow::default(),
        facet: Facet::Failure,
    };
    let values = serving.house.requests_values(ask).await.unwrap();
    let total: u32 = values.iter().map(|value| value.calls).sum();
    assert_eq!(total, seen.calls);
    let wrong = PageAsk {
        narrow: Narrow {
            failure: Some("tired".to_owned()),
            ..Narrow::default()
        },
        ..page(1)
    };
    let error = serving.house.requests_page(wrong).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid);
    serving.house.close().await;
}

#[tokio::test]
async fn an_export_holds_every_call_that_fits_and_only_this_user_reads_it() {
    let serving = lived().await;
    let live = serving.house.live_calls(crate::last(10)).await.unwrap();
    for (format, heads) in [(ExportFormat::Csv, 1), (ExportFormat::Jsonl, 0)] {
        let ask = ExportAsk {
            narrow: Narrow::default(),
            format,
        };
        let done = serving.house.requests_export(ask).await.unwrap();
        assert_eq!((done.calls as usize, done.cut), (live.len(), false));
        let text = std::fs::read_to_string(&done.path).unwrap();
        assert_eq!(text.lines().count(), live.len() + heads);
        for call in &live {
            assert!(text.contains(&call.id.to_string()));
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&done.path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
    serving.house.close().await;
}
