//! In how much room what is far too much is refused. A program of its own: the highest point is the process's.

#[cfg(target_os = "linux")]
#[test]
fn refuses_what_is_far_too_much_in_little_room() {
    use xml::{Limits, Source};

    let kib = |name: &str| {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim_matches(|it: char| !it.is_ascii_digit()).parse::<u64>().unwrap()
    };
    let attributes: String = (0..100_000).map(|n| format!(" a{n}='1'")).collect();
    let texts = [
        "<a>".repeat(100_000) + &"</a>".repeat(100_000),
        "<a>".repeat(16_000),
        format!("<a{attributes}/>"),
        format!("<a>{}</a>", "x".repeat(100_000_000)),
        format!("<a>{}</a>", "=".repeat(500_000)),
        format!("<a><![CDATA[{}]]></a>", "<".repeat(500_000)),
    ];
    let unlimited = Limits { bytes: usize::MAX, tags: usize::MAX, attributes: usize::MAX, ..Limits::MESSAGE };
    // The highest point from now on.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = kib("VmRSS:");
    for text in &texts {
        Source::read(text.as_bytes(), &Limits::MESSAGE).unwrap_err();
    }
    // Depth and attributes alone suffice, however long the text may be.
    Source::read(texts[0].as_bytes(), &unlimited).unwrap_err();
    Source::read(texts[2].as_bytes(), &unlimited).unwrap_err();
    let more = kib("VmHWM:").saturating_sub(before);
    assert!(more < 8 * 1024, "{more} KiB more");
    // The largest of what is taken needs room, and not much either.
    let largest = format!("<a>{}{}</a>", "<b c='d'/>".repeat(16_000), "x".repeat(300_000));
    Source::read(largest.as_bytes(), &Limits::MESSAGE).unwrap().document().unwrap();
    let more = kib("VmHWM:").saturating_sub(before);
    assert!(more < 8 * 1024, "{more} KiB more for what is taken");
}
