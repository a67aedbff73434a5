//! Every setting there is: the one table that reading, `config show` and the reference go by.

/// A setting.
#[derive(Debug)]
pub struct Setting {
    /// Its section and key, as `section.key`.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What holds where nothing is said: a value for kinds that are read, or words in parentheses.
    pub default: &'static str,
    /// What it does, in whole sentences.
    pub about: &'static str,
}

/// What a setting holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A text.
    Text,
    /// A path; in the file it begins at the file's folder.
    Path,
    /// Several texts: an array in the file, separated by commas elsewhere.
    List,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Switch,
    /// A text that is never shown.
    Secret,
}

impl Kind {
    /// How the kind is called where another one was written.
    pub const fn expected(self) -> &'static str {
        match self {
            Self::Text | Self::Secret => "a text in quotation marks",
            Self::Path => "a path in quotation marks",
            Self::List => "an array of texts",
            Self::Number => "a whole number",
            Self::Switch => "true or false",
        }
    }
}

/// All of them, section by section.
#[rustfmt::skip]
pub const SETTINGS: &[Setting] = &[
    Setting { name: "server.listen", kind: Kind::Text, default: "localhost:8080",
        about: "Where to listen. localhost:PORT is this machine alone, over IPv4 and IPv6; otherwise an \
                address and a port, such as 0.0.0.0:8080 or [::]:8080. Port 0 takes any free one." },
    Setting { name: "server.metrics_listen", kind: Kind::Text, default: "(nowhere)",
        about: "Where /metrics and /health are served, in the clear and to anybody who can connect: as for \
                server.listen, at another port." },
    Setting { name: "server.mtls_listen", kind: Kind::Text, default: "(nowhere)",
        about: "Where clients connect that have certificates (RFC 8705), as for server.listen, at another port. TLS \
                is spoken by the same files and asks for a certificate, which browsers need never see; nothing else \
                than the endpoints that clients ask is there, and discovery names them (mtls_endpoint_aliases)." },
    Setting { name: "server.mtls_base", kind: Kind::Text, default: "(the issuer's host with that port)",
        about: "The public address of where clients connect that have certificates: this server's own \
                (server.mtls_listen), or one where a proxy asks for them." },
    Setting { name: "server.issuer", kind: Kind::Text, default: "(http://localhost: and the port)",
        about: "The public address under which tokens are issued. https, or http on localhost." },
    Setting { name: "server.base", kind: Kind::Text, default: "(the issuer without its path)",
        about: "The public address that the endpoints' paths are appended to, where it is not the issuer's \
                own scheme, host and port." },
    Setting { name: "server.trusted_proxies", kind: Kind::List, default: "",
        about: "The proxies before this server: addresses and networks such as 10.0.0.0/8 or fd00::/8. Only \
                what they forward is believed; to others TLS is spoken, or nothing." },
    Setting { name: "server.forwarded_by", kind: Kind::Text, default: "x-forwarded-for",
        about: "The header in which the proxies tell who asked: x-forwarded-for, or forwarded (RFC 7239). The \
                other one is never read: a proxy that does not know it passes on what anybody wrote there." },
    Setting { name: "server.client_certificate_header", kind: Kind::Text, default: "(none)",
        about: "The header in which the proxies pass on the certificate that a client showed them (RFC 8705): \
                PEM with percent signs, or RFC 9440. They must take out what anybody else wrote there." },
    Setting { name: "server.drain_wait", kind: Kind::Number, default: "0",
        about: "For how many seconds, once asked to stop, /health/ready says no while requests are still \
                taken: so long, and a little longer, a balancer needs to notice. At most 600." },
    Setting { name: "server.drain_within", kind: Kind::Number, default: "20",
        about: "Within how many seconds after that what is under way must be finished; 1 to 600." },
    Setting { name: "issuers.own", kind: Kind::List, default: "",
        about: "Further issuers with this server's own paths: the same people and keys under other names. A \
                client belongs to one." },
    Setting { name: "issuers.signicat", kind: Kind::List, default: "",
        about: "Further issuers whose endpoints lie where Signicat's provider has them, such as \
                https://login.example.com/oidc with /oidc/authorize, for clients of the profile signicat." },
    Setting { name: "tls.certificate", kind: Kind::Path, default: "(none)",
        about: "The PEM file with this server's certificate, and those that lead from it to an authority. With it \
                TLS 1.2 and 1.3 are spoken. It is read again when it changes." },
    Setting { name: "tls.key", kind: Kind::Path, default: "(none)",
        about: "The PEM file with the certificate's key." },
    Setting { name: "tls.client_certificates", kind: Kind::Text, default: "none",
        about: "Whether everybody who connects is asked for a certificate: none, or optional, with which browsers \
                that have one may ask their person. server.mtls_listen asks in a place of its own." },
    Setting { name: "tls.client_authorities", kind: Kind::Path, default: "(none)",
        about: "A PEM file with the authorities that vouch for certificates of clients (tls_client_auth), whoever \
                passes these on. One between an authority and its clients may stand there too. It is read again \
                when it changes." },
    Setting { name: "limits.connections", kind: Kind::Number, default: "16384",
        about: "How many connections are served at once; more wait. Never more than the system lets this program \
                open." },
    Setting { name: "limits.connections_per_address", kind: Kind::Number, default: "1024",
        about: "How many of them one address may have. Here and below, an IPv6 network of 64 bits counts as one \
                address, and behind trusted proxies it is that of who asks them; their own connections are not \
                counted." },
    Setting { name: "limits.authorize", kind: Kind::Number, default: "600",
        about: "How many authorization requests are taken in a minute from one address without a session, and \
                from one person with one; 0 for any number. It and those below hold for each server by itself, \
                and may all be used at once." },
    Setting { name: "limits.sign_in", kind: Kind::Number, default: "120",
        about: "How many tries to sign in are taken in a minute from one address." },
    Setting { name: "limits.sign_in_as", kind: Kind::Number, default: "20",
        about: "How many tries to sign in under one name are taken in a minute from one address." },
    Setting { name: "limits.registration", kind: Kind::Number, default: "60",
        about: "How many registrations of clients are taken in a minute from one address." },
    Setting { name: "limits.token_failures", kind: Kind::Number, default: "120",
        about: "How many refusals a client may meet in a minute at the token, introspection and revocation \
                endpoints from one address before it is refused unheard. What names no client counts as one." },
    Setting { name: "limits.qr", kind: Kind::Number, default: "3000",
        about: "How many attempts to have somebody signed in with their phone the pages of one service may begin in \
                a minute, from everywhere." },
    Setting { name: "limits.spare_loopback", kind: Kind::Switch, default: "true",
        about: "Leaves this machine's own addresses without limits." },
    Setting { name: "store.url", kind: Kind::Text, default: "sqlite:countersign.db",
        about: "Where the data is: sqlite:PATH for one server with a local disk, postgres://USER@HOST/DATABASE \
                for any number of servers. A password does not belong here." },
    Setting { name: "store.password", kind: Kind::Secret, default: "(none)",
        about: "The password for PostgreSQL." },
    Setting { name: "store.password_file", kind: Kind::Path, default: "(none)",
        about: "A file that holds the password for PostgreSQL." },
    Setting { name: "store.plaintext", kind: Kind::Switch, default: "false",
        about: "Says that the network to PostgreSQL on another machine is trusted with everything, the \
                password too." },
    Setting { name: "store.root_certificate", kind: Kind::Path, default: "(none)",
        about: "A PEM file with the authorities of PostgreSQL's certificate. With it TLS is spoken to the database, \
                and its certificate verified down to its name." },
    Setting { name: "store.connections", kind: Kind::Number, default: "16",
        about: "How many connections to the database are kept at most; 1 to 1000." },
    Setting { name: "master_key.file", kind: Kind::Path, default: "(master.key beside the database, for sqlite)",
        about: "The file with the master key, 32 random bytes, that every stored secret is sealed under. For \
                sqlite it is made at the first start. Keep a copy of it, apart from the copies of the data." },
    Setting { name: "master_key.value", kind: Kind::Secret, default: "(none)",
        about: "The master key itself, in base64url (43 characters) or hexadecimal (64). Meant for the \
                environment." },
    Setting { name: "fetch.allow", kind: Kind::List, default: "",
        about: "What this server may ask although it is not public, where a client's registered address leads \
                there: networks such as 10.1.0.0/16, addresses, and names of hosts. Everything else that is not \
                public is never connected to." },
    Setting { name: "fetch.plaintext", kind: Kind::Switch, default: "false",
        about: "Says that http will do with what fetch.allow names. Others are asked over https in any case." },
    Setting { name: "fetch.extra_authority", kind: Kind::Path, default: "(none)",
        about: "A PEM file with authorities whose certificates are trusted beside those the system trusts." },
    Setting { name: "fetch.max_bytes", kind: Kind::Number, default: "262144",
        about: "The longest answer that is read, in bytes; 1024 to 16777216." },
    Setting { name: "fetch.timeout", kind: Kind::Number, default: "10",
        about: "How long asking may take in all, in seconds; 1 to 60. A connection is waited for at most 3 of \
                them." },
    Setting { name: "registration.open", kind: Kind::Switch, default: "false",
        about: "Lets anybody register a client (RFC 7591). Without it, registering takes an initial access token \
                that an administrator made." },
    Setting { name: "registration.most_clients", kind: Kind::Number, default: "1000",
        about: "How many clients may have registered without a token at a time; 1 to 1000000." },
    Setting { name: "pushed_requests.ttl", kind: Kind::Number, default: "90",
        about: "For how many seconds the browser may come with the reference of a request that was pushed (RFC \
                9126); 5 to 600." },
    Setting { name: "one_time_codes.length", kind: Kind::Number, default: "6",
        about: "How many characters a code has that is sent by mail or SMS; 4 to 10." },
    Setting { name: "one_time_codes.charset", kind: Kind::Text, default: "digits",
        about: "What codes are made of: digits, or alphanumeric for capital letters and digits without those that \
                look alike." },
    Setting { name: "one_time_codes.ttl", kind: Kind::Number, default: "300",
        about: "For how many seconds a code counts, and never longer than the sign-in it was sent for; 60 to 86400." },
    Setting { name: "one_time_codes.resend_after", kind: Kind::Number, default: "30",
        about: "So many seconds after one code another is sent by the same way; 30 to 600." },
    Setting { name: "one_time_codes.most_sends", kind: Kind::Number, default: "5",
        about: "How many codes are sent in one sign-in; 1 to 20." },
    Setting { name: "one_time_codes.most_tries", kind: Kind::Number, default: "5",
        about: "How many wrong tries a code stands, and after how many wrong ones an account waits; 1 to 10." },
    Setting { name: "one_time_codes.lock", kind: Kind::Number, default: "300",
        about: "For how many seconds an account waits the first time that so many wrong codes came; 60 to 86400." },
    Setting { name: "one_time_codes.lock_factor", kind: Kind::Number, default: "2",
        about: "How many times longer it waits each further time; 1 to 10." },
    Setting { name: "one_time_codes.longest_lock", kind: Kind::Number, default: "86400",
        about: "The longest that it waits, in seconds; 60 to 604800, and no less than the first wait." },
    Setting { name: "one_time_codes.free_sends", kind: Kind::Number, default: "10",
        about: "How many codes are sent to one person, or to one address, that are not used, before there are delays; \
                1 to 1000." },
    Setting { name: "one_time_codes.send_delay", kind: Kind::Number, default: "60",
        about: "The first of these delays, in seconds, after which each is twice as long; 1 to 3600." },
    Setting { name: "one_time_codes.to_unverified", kind: Kind::Switch, default: "false",
        about: "Whether codes go to addresses and numbers, too, that nobody verified." },
    Setting { name: "second_factors.guard_account", kind: Kind::Switch, default: "true",
        about: "Whether a person's own account asks for the authenticator app or passkey that they set up, whatever \
                applications ask." },
    Setting { name: "second_factors.set_up_at_sign_in", kind: Kind::Switch, default: "true",
        about: "Whether who never set up an authenticator app or a passkey does so in the sign-in that asks for one." },
    Setting { name: "remembered_browsers.days", kind: Kind::Number, default: "30",
        about: "For how many days a browser is asked for no further factor, where its person wants that; 0 to 365, 0 \
                for never." },
    Setting { name: "passwords.shortest", kind: Kind::Number, default: "8",
        about: "How many characters a password has at least that is set from now on; 8 to 64. Where nothing else \
                proves people, 15 is what NIST SP 800-63B-4 asks for." },
    Setting { name: "accounts.registration", kind: Kind::Text, default: "closed",
        about: "Who may make an account: closed for nobody, invited for whoever has an invitation, or open for \
                anybody." },
    Setting { name: "accounts.mobile", kind: Kind::Text, default: "optional",
        about: "Whether somebody who makes an account is asked for a mobile number, which a text message then \
                confirms: no, optional or required." },
    Setting { name: "accounts.removal", kind: Kind::Switch, default: "true",
        about: "Whether people may remove their own accounts, on the account page Your data." },
    Setting { name: "pages.default_language", kind: Kind::Text, default: "en",
        about: "What the pages speak where neither the app nor the browser asks for a language that there is: ar, de, \
                en, es, fi, fr, nb or sv." },
    Setting { name: "log.format", kind: Kind::Text, default: "text",
        about: "How log lines are written: text for people, json for collectors." },
    Setting { name: "log.level", kind: Kind::Text, default: "info",
        about: "The least that is logged: error, warn, info, debug or trace." },
];

impl Setting {
    /// The setting of this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        SETTINGS.iter().find(|setting| setting.name == name)
    }

    /// The variable it is read from.
    pub fn variable(&self) -> String {
        let (section, key) = self.name.split_once('.').unwrap_or((self.name, ""));
        format!("{}{}__{}", super::environment::PREFIX, section.to_uppercase(), key.to_uppercase())
    }

    /// Whether the default is a value that is read, and not words about one.
    pub fn has_default(&self) -> bool {
        !self.default.starts_with('(')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_have_names_of_their_own_section_by_section() {
        let mut sections = Vec::new();
        for (index, setting) in SETTINGS.iter().enumerate() {
            assert!(SETTINGS[..index].iter().all(|other| other.name != setting.name), "{}", setting.name);
            let (section, key) = setting.name.split_once('.').unwrap();
            assert!(!key.contains('.'), "{}", setting.name);
            if sections.last() != Some(&section) {
                assert!(!sections.contains(&section), "{section} is torn apart");
                sections.push(section);
            }
            assert!(setting.about.ends_with('.'), "{}", setting.name);
        }
    }

    #[test]
    fn every_secret_can_come_from_a_file() {
        for secret in SETTINGS.iter().filter(|setting| setting.kind == Kind::Secret) {
            let (section, _) = secret.name.split_once('.').unwrap();
            let of_file = [format!("{}_file", secret.name), format!("{section}.file")];
            let found = of_file.iter().find_map(|name| Setting::find(name));
            assert_eq!(found.map(|setting| setting.kind), Some(Kind::Path), "{}", secret.name);
        }
    }

    #[test]
    fn a_variable_is_named_after_its_setting() {
        assert_eq!(
            Setting::find("store.password_file").unwrap().variable(),
            "COUNTERSIGN__STORE__PASSWORD_FILE"
        );
    }
}
