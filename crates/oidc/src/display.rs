//! `display`: how the client wishes the pages to be shown (OpenID Connect Core §3.1.2.1).

words! {
    /// The four ways of showing pages.
    Display {
        /// A full page; what holds when nothing is said.
        Page = "page",
        /// A popup window.
        Popup = "popup",
        /// A device with a touch screen.
        Touch = "touch",
        /// A feature phone.
        Wap = "wap",
    }
}
