//! The review pages in a real browser: the real server over a stored session with its real recording.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod home;
#[path = "review/pages.rs"]
mod pages;

use std::fs;
use std::time::Duration;

use headless_chrome::protocol::cdp::{Emulation, types::Event};
use pages::Pages;

/// How far a position in a recording may be off: browsers seek to a frame.
const CLOSE_S: f64 = 0.12;

#[test]
#[ignore = "needs the weights and Chromium"]
fn a_click_on_a_word_plays_it_and_shows_it() {
    let pages = Pages::open("");
    let tab = pages.tab();
    let word = "document.querySelectorAll('#answer-1 .w')[40]";
    let start = tab.number(&format!("Number({word}.dataset.s) / 1000"));
    tab.run(&format!("{word}.click()"));
    tab.wait("the word is not shown", &format!("{word}.classList.contains('now')"));
    let at = tab.number("document.querySelector('#answer-1 audio').currentTime");
    assert!((start - CLOSE_S..start + 1.5).contains(&at), "{at} instead of {start}");
    tab.wait("it does not go on", &format!("!{word}.classList.contains('now')"));
    let x = tab.number("Number(document.querySelector('#answer-1 .playhead').getAttribute('x1'))");
    assert!(x > 0.0, "the timeline does not follow");
}

#[test]
#[ignore = "needs the weights and Chromium"]
fn keys_play_go_back_find_and_change_the_speed() {
    let pages = Pages::open("");
    let tab = pages.tab();
    let audio = "document.querySelector('#answer-1 audio')";
    let at = || tab.number(&format!("{audio}.currentTime"));
    tab.wait("the recording is not there", &format!("{audio}.readyState > 0"));
    tab.press("n");
    let first = "[...document.querySelectorAll('#answer-1 .remark .at')].map(b => b.dataset.at / 1000).sort((a, b) => a - b).find(s => s > 0.05)";
    let first = tab.number(first);
    tab.wait("it does not play", &format!("!{audio}.paused"));
    assert!((first - CLOSE_S..first + 1.5).contains(&at()), "{} instead of {first}", at());
    tab.press("k");
    tab.wait("it does not pause", &format!("{audio}.paused"));
    tab.run(&format!("{audio}.currentTime = 30"));
    tab.press("j");
    tab.wait("it does not go back", &format!("Math.abs({audio}.currentTime - 25) < 0.2"));
    tab.press(".");
    tab.wait("it is not faster", &format!("{audio}.playbackRate === 1.25"));
    tab.press(",");
    tab.wait("it is not slower", &format!("{audio}.playbackRate === 1"));
    let middle = "(() => { const svg = document.querySelector('#answer-1 .timeline svg'); \
        const box = svg.getBoundingClientRect(); svg.dispatchEvent(new MouseEvent('click', \
        {bubbles: true, clientX: box.left + box.width / 2, clientY: box.bottom - 2})); \
        return Number(svg.dataset.duration) / 2000; })()";
    let half = tab.number(middle);
    tab.wait("the timeline is not heard", &format!("Math.abs({audio}.currentTime - {half}) < 1"));
}

#[test]
#[ignore = "needs the weights and Chromium"]
fn what_is_corrected_is_judged_again_and_the_original_is_kept() {
    let pages = Pages::open("");
    let tab = pages.tab();
    tab.run("document.querySelector('#answer-1 details.correct').open = true");
    let form = "document.querySelector('#answer-1 details.correct form')";
    tab.run(&format!("{form}.querySelector('textarea').value = 'Last spring I sold 42 tickets.'"));
    tab.run(&format!("{form}.querySelector('select').value = 'impact'"));
    tab.run(&format!("{form}.querySelector('button').click()"));
    tab.wait("nothing was corrected", "document.querySelector('#answer-1 .corrected') !== null");
    let told = tab.text("document.querySelector('#answer-1 .corrected').textContent");
    assert!(
        told.contains("2 corrected") && told.contains("Last spring I sold 42 tickets."),
        "{told}"
    );
    let first = tab.text("document.querySelector('#answer-1 .block h3').textContent");
    assert!(first.starts_with("Impact"), "{first}");
    let folder = pages.session();
    assert!(folder.join("session.original.json").exists());
    let now = fs::read_to_string(folder.join("session.json")).unwrap();
    assert!(now.contains("\"corrected\": true") && now.contains("\"42\""));
}

#[test]
#[ignore = "needs the weights and Chromium"]
fn the_list_is_filtered_and_two_sessions_are_compared() {
    let pages = Pages::open("");
    pages.copy_session("2026-01-02T03-04-05", "2026-01-02T03:04:05Z");
    let tab = pages.tab();
    tab.go(&pages.page("/"));
    tab.wait("no list", "document.querySelectorAll('tbody tr').length === 2");
    tab.run("document.querySelector('input[type=search]').value = 'outage'");
    tab.run("document.querySelector('.filters button').click()");
    tab.wait("it is not filtered", "document.querySelectorAll('tbody tr').length === 0");
    tab.go(&pages.page("/"));
    tab.run("document.querySelectorAll('tbody input').forEach(box => box.checked = true)");
    tab.run("document.querySelector('form[action=\"/compare\"] button').click()");
    tab.wait("nothing is compared", "document.querySelectorAll('.beside section').length === 2");
    let first = tab.text("document.querySelector('.beside h2').textContent");
    assert_eq!(first, "2026-01-02 03:04", "the older one is on the left");
    tab.go(&pages.page("/progress"));
    tab.wait("no trends", "document.querySelectorAll('.trend polyline').length > 4");
    tab.run("document.querySelector('select[name=level]').value = 'staff'");
    tab.run("document.querySelector('.filters button').click()");
    tab.wait("they are not filtered", "document.body.textContent.includes('No answer fits')");
}

#[test]
#[ignore = "needs the weights and Chromium"]
fn pages_fit_a_phone_the_night_and_paper() {
    let pages = Pages::open("");
    pages.copy_session("2026-01-02T03-04-05", "2026-01-02T03:04:05Z");
    let tab = pages.tab();
    let compare = format!("/compare?id=2026-01-02T03-04-05&id={}", pages.id());
    let id = pages.id();
    for page in ["/", &format!("/sessions/{id}"), "/progress", &compare] {
        tab.go(&pages.page(page));
        tab.resize(390, 844);
        let over = tab.number("document.documentElement.scrollWidth - window.innerWidth");
        assert!(over <= 0.0, "{page} is {over} pixels wider than a phone");
        tab.resize(1280, 900);
        tab.prefer("prefers-color-scheme", "dark");
        let night = tab.text("getComputedStyle(document.body).backgroundColor");
        tab.prefer("prefers-color-scheme", "light");
        let day = tab.text("getComputedStyle(document.body).backgroundColor");
        assert_eq!((night.as_str(), day.as_str()), ("rgb(23, 25, 28)", "rgb(251, 250, 247)"));
        let pdf = tab.pdf();
        assert!(pdf.starts_with(b"%PDF") && pdf.len() > 5_000, "{page}: {} bytes", pdf.len());
    }
}

#[test]
#[ignore = "needs the weights and Chromium"]
fn a_page_complains_about_nothing_asks_nobody_else_and_is_there_at_once() {
    let pages = Pages::open("");
    // The recorded answer takes 82 s: this one is more than five minutes long.
    pages.tell_again(4);
    let tab = pages.tab();
    for page in ["/", &format!("/sessions/{}", pages.id()), "/progress", "/compare"] {
        tab.go(&pages.page(page));
        let foreign = "performance.getEntriesByType('resource').filter(entry => !entry.name.startsWith(location.origin)).length";
        assert!(tab.number(foreign).abs() < 0.1, "{page} asks somebody else");
        let paint = tab.number(
            "(performance.getEntriesByName('first-contentful-paint')[0] ?? {startTime: -1}).startTime",
        );
        println!("{page}: first paint after {paint:.0} ms");
        let size = tab.number("performance.getEntriesByType('navigation')[0].encodedBodySize");
        println!("{page}: {size} bytes");
        assert!(size < 1_000_000.0, "{page}: {size} bytes");
    }
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
#[ignore = "needs the weights, Chromium and axe-core"]
fn whoever_uses_a_keyboard_or_a_screen_reader_can_read_them() {
    let pages = Pages::open("");
    pages.copy_session("2026-01-02T03-04-05", "2026-01-02T03:04:05Z");
    let tab = pages.tab();
    let axe = fs::read_to_string(pages::axe()).expect("axe-core, which scripts/setup test gets");
    let id = pages.id();
    let compare = format!("/compare?id=2026-01-02T03-04-05&id={id}");
    for scheme in ["light", "dark"] {
        for page in ["/", &format!("/sessions/{id}"), "/progress", &compare] {
            tab.go(&pages.page(page));
            tab.prefer("prefers-color-scheme", scheme);
            tab.run("document.querySelectorAll('details').forEach(part => part.open = true)");
            let found = tab.serious(&axe);
            assert_eq!(found, Vec::<String>::new(), "{page}, {scheme}");
        }
    }
}

#[test]
#[ignore = "needs the weights and Chromium"]
fn hostile_words_are_shown_and_not_executed() {
    let hostile = [
        "<script>window.hacked=1</script>",
        "\"><img src=x onerror=window.hacked=1>",
        "'onmouseover='window.hacked=1",
        "<svg/onload=window.hacked=1>",
        "</textarea><script>window.hacked=1</script>",
        "</title><script>window.hacked=1</script>",
        "javascript:window.hacked=1",
        "{{7*7}}{%raw%}",
        "\u{202e}gnp.exe\u{202c}",
        "a\u{0}b",
        "&lt;b&gt;&#x3c;script&#x3e;",
    ];
    let pages = Pages::open(&hostile.join(" "));
    let tab = pages.tab();
    let id = pages.id();
    for page in ["/", &format!("/sessions/{id}"), "/progress", &format!("/compare?id={id}&id={id}")]
    {
        tab.go(&pages.page(page));
        tab.run("document.querySelectorAll('details').forEach(part => part.open = true)");
        assert_eq!(tab.text("String(window.hacked)"), "undefined", "{page}");
        assert!(
            tab.number("document.querySelectorAll('main script, main img').length").abs() < 0.1,
            "{page}"
        );
    }
    tab.go(&pages.page(&format!("/sessions/{id}")));
    let shown = tab.text("document.querySelector('h2').textContent");
    assert!(shown.contains("<script>window.hacked=1</script>"), "{shown}");
    assert_eq!(tab.complaints(), Vec::<String>::new());
    // The same page as a file.
    let file = pages.export();
    tab.go(&format!("file://{}", file.display()));
    assert_eq!(tab.text("String(window.hacked)"), "undefined");
    tab.wait(
        "the file's script does not run",
        "document.querySelectorAll('#answer-1 .w').length > 5",
    );
}

#[test]
#[ignore = "needs the weights"]
fn strangers_and_odd_addresses_get_nothing() {
    let pages = Pages::serve("");
    let id = pages.id();
    for (what, request, status) in [
        ("no token", pages.request("GET", "/", "", None), 401),
        ("a wrong token", pages.request("GET", "/?token=abc", "", None), 401),
        ("another host", pages.request("GET", "/", "Host: example.org\r\n", Some(())), 403),
        (
            "another site's form",
            pages.request(
                "POST",
                &format!("/sessions/{id}/answers/1/sentences/0"),
                "Origin: http://example.org\r\n",
                Some(()),
            ),
            403,
        ),
        (
            "no origin",
            pages.request("POST", &format!("/sessions/{id}/answers/1/sentences/0"), "", Some(())),
            403,
        ),
        ("a way out", pages.request("GET", "/sessions/..%2F..%2Fetc", "", Some(())), 404),
        (
            "another way out",
            pages.request("GET", "/sessions/%2e%2e/answers/1/audio", "", Some(())),
            404,
        ),
        (
            "no such answer",
            pages.request("GET", &format!("/sessions/{id}/answers/99/audio"), "", Some(())),
            404,
        ),
        (
            "answer 0",
            pages.request("GET", &format!("/sessions/{id}/answers/0/audio"), "", Some(())),
            404,
        ),
    ] {
        assert!(request.starts_with(&format!("HTTP/1.1 {status}")), "{what}: {request}");
    }
    let audio = format!("/sessions/{id}/answers/1/audio");
    let part = pages.request("GET", &audio, "Range: bytes=0-99\r\n", Some(()));
    assert!(part.starts_with("HTTP/1.1 206") && part.contains("content-length: 100"), "{part}");
    let page = pages.request("GET", "/", "", Some(()));
    assert!(page.contains("content-security-policy: default-src 'none'"), "{page}");
}

/// What a test does in a page.
struct Tab<'a> {
    inner: std::sync::Arc<headless_chrome::Tab>,
    complaints: std::sync::Arc<std::sync::Mutex<Vec<String>>>,
    _pages: &'a Pages,
}

impl Pages {
    /// A tab with the page of the session.
    fn tab(&self) -> Tab<'_> {
        let tab = self.browser().new_tab().unwrap();
        let complaints = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let heard = std::sync::Arc::clone(&complaints);
        tab.enable_log().unwrap();
        tab.enable_runtime().unwrap();
        tab.add_event_listener(std::sync::Arc::new(move |event: &Event| {
            let text = match event {
                Event::LogEntryAdded(entry) => format!("{:?}", entry.params.entry.text),
                Event::RuntimeExceptionThrown(thrown) => {
                    format!("{:?}", thrown.params.exception_details)
                }
                _ => return,
            };
            heard.lock().unwrap().push(text);
        }))
        .unwrap();
        let tab = Tab { inner: tab, complaints, _pages: self };
        tab.go(&self.first());
        tab
    }
}

impl Tab<'_> {
    fn go(&self, address: &str) {
        self.inner.navigate_to(address).unwrap().wait_until_navigated().unwrap();
    }

    fn value(&self, expression: &str) -> serde_json::Value {
        let result = self.inner.evaluate(expression, false).unwrap();
        result.value.unwrap_or(serde_json::Value::Null)
    }

    fn run(&self, statement: &str) {
        self.inner.evaluate(&format!("void ({statement})"), false).unwrap();
    }

    fn number(&self, expression: &str) -> f64 {
        let value = self.value(expression);
        value.as_f64().unwrap_or_else(|| panic!("{expression} is {value}"))
    }

    fn text(&self, expression: &str) -> String {
        let value = self.value(expression);
        value.as_str().unwrap_or_else(|| panic!("{expression} is {value}")).to_owned()
    }

    fn wait(&self, else_what: &str, condition: &str) {
        home::wait_until(
            || {
                std::thread::sleep(Duration::from_millis(15));
                // Between two pages there is nothing to ask.
                let result = self.inner.evaluate(condition, false);
                result.is_ok_and(|result| result.value == Some(true.into()))
            },
            else_what,
        );
    }

    /// What axe-core finds serious or critical.
    fn serious(&self, axe: &str) -> Vec<String> {
        self.inner.evaluate(axe, false).unwrap();
        let run = "axe.run().then(result => JSON.stringify(result.violations \
            .filter(found => ['serious', 'critical'].includes(found.impact)) \
            .map(found => `${found.id}: ${found.nodes.slice(0, 3).map(node => node.html).join(' ')}`) \
            .concat(result.passes.length > 10 ? [] : ['hardly anything was checked'])))";
        let result = self.inner.evaluate(run, true).unwrap().value.unwrap();
        serde_json::from_str(result.as_str().unwrap()).unwrap()
    }

    fn press(&self, key: &str) {
        self.inner.press_key(key).unwrap();
    }

    fn resize(&self, width: u32, height: u32) {
        self.inner
            .call_method(Emulation::SetDeviceMetricsOverride {
                width,
                height,
                device_scale_factor: 1.0,
                mobile: width < 600,
                scale: None,
                screen_width: None,
                screen_height: None,
                position_x: None,
                position_y: None,
                dont_set_visible_size: None,
                screen_orientation: None,
                viewport: None,
                display_feature: None,
                device_posture: None,
            })
            .unwrap();
    }

    fn prefer(&self, name: &str, value: &str) {
        let feature = Emulation::MediaFeature { name: name.into(), value: value.into() };
        self.inner
            .call_method(Emulation::SetEmulatedMedia { media: None, features: Some(vec![feature]) })
            .unwrap();
    }

    fn pdf(&self) -> Vec<u8> {
        self.inner.print_to_pdf(None).unwrap()
    }

    fn complaints(&self) -> Vec<String> {
        self.complaints.lock().unwrap().clone()
    }
}
