//! What is no configuration, and what would be.

use crate::program::Folder;

/// The sentence about a file, after one that is accepted.
fn refused(accepted: &str, file: &str) -> String {
    let folder = Folder::new();
    folder.write("countersign.toml", accepted).run(&["config", "check"]).done();
    folder.write("countersign.toml", file).run(&["config", "check"]).failed()
}

#[test]
fn an_unknown_key_with_file_line_and_the_nearest() {
    let told = refused("[server]\n\nlisten = \"localhost:1\"", "[server]\n\nlisen = \"localhost:1\"");
    assert_eq!(
        told,
        "countersign.toml, line 3: there is no setting server.lisen; the nearest is server.listen"
    );
}

#[test]
fn an_unknown_variable_with_the_nearest() {
    let folder = Folder::new().with("COUNTERSIGN__LOG__LEVEL", "warn");
    folder.run(&["config", "check"]).done();
    let told = folder.with("COUNTERSIGN__LOG__LEVLE", "warn").run(&["config", "check"]).failed();
    assert!(told.ends_with("the nearest is COUNTERSIGN__LOG__LEVEL"), "{told}");
}

#[test]
fn an_unknown_flag_with_the_nearest() {
    let folder = Folder::new();
    folder.run(&["config", "check", "--set", "log.level=warn"]).done();
    let told = folder.run(&["config", "check", "--set", "log.levle=warn"]).failed();
    assert!(told.ends_with("the nearest is log.level"), "{told}");
}

#[test]
fn values_that_cannot_be() {
    for (accepted, file, told) in [
        (
            "[log]\nlevel = \"debug\"",
            "[log]\nlevel = \"loud\"",
            "log.level must be error, warn, info, debug or trace",
        ),
        (
            "[issuers]\nsignicat = [\"https://id.example/oidc\"]\n[server]\nissuer = \"https://id.example\"",
            "[issuers]\nsignicat = [\"https://id.example/oauth2\"]\n[server]\nissuer = \"https://id.example\"",
            "must be issuers that leave our own paths alone; not https://id.example/oauth2",
        ),
        (
            "[issuers]\nown = [\"https://other.example\"]\n[server]\nissuer = \"https://id.example\"",
            "[issuers]\nown = [\"https://id.example/\"]\n[server]\nissuer = \"https://id.example\"",
            "must be issuers that differ; https://id.example/ is one already",
        ),
        (
            "[issuers]\nown = [\"https://id.example/oauth2/token\"]\n[server]\nissuer = \"https://id.example\"",
            "[issuers]\nown = [\"http://localhost/a\"]\n[server]\nissuer = \"https://id.example\"",
            "must be issuers with https if server.issuer has it",
        ),
        (
            "[issuers]\nown = []\n[server]\nissuer = \"https://id.example\"",
            "[issuers]\nown = [\"id.example\"]\n[server]\nissuer = \"https://id.example\"",
            "issuers.own must be an issuer",
        ),
        ("[store]\nconnections = 1000", "[store]\nconnections = 1001", "must be a number from 1 to 1000"),
        ("[store]\nconnections = 1", "[store]\nconnections = \"1\"", "must be a whole number"),
        (
            "[fetch]\nallow = [\"10.0.0.0/8\", \"keys.internal\"]",
            "[fetch]\nallow = [\"*\"]",
            "must be networks such as",
        ),
        ("[fetch]\nmax_bytes = 1024", "[fetch]\nmax_bytes = 1023", "must be a number from 1024 to"),
        ("[fetch]\ntimeout = 60", "[fetch]\ntimeout = 61", "must be a number from 1 to 60"),
        (
            "[registration]\nmost_clients = 1",
            "[registration]\nmost_clients = 0",
            "must be a number from 1 to 1000000",
        ),
        ("[pushed_requests]\nttl = 5", "[pushed_requests]\nttl = 4", "must be a number from 5 to 600"),
        ("[one_time_codes]\nlength = 4", "[one_time_codes]\nlength = 3", "must be a number from 4 to 10"),
        ("[one_time_codes]\nttl = 60", "[one_time_codes]\nttl = 59", "must be a number from 60 to 86400"),
        ("[one_time_codes]\nttl = 86400", "[one_time_codes]\nttl = -1", "must be a number from 60 to 86400"),
        (
            "[one_time_codes]\ncharset = \"alphanumeric\"",
            "[one_time_codes]\ncharset = \"letters\"",
            "must be one of digits, alphanumeric",
        ),
        (
            "[one_time_codes]\nresend_after = 30",
            "[one_time_codes]\nresend_after = 29",
            "must be a number from 30 to 600",
        ),
        (
            "[one_time_codes]\nmost_sends = 20",
            "[one_time_codes]\nmost_sends = 21",
            "must be a number from 1 to 20",
        ),
        (
            "[one_time_codes]\nmost_tries = 1",
            "[one_time_codes]\nmost_tries = 0",
            "must be a number from 1 to 10",
        ),
        ("[one_time_codes]\nlock = 60", "[one_time_codes]\nlock = 59", "must be a number from 60 to 86400"),
        (
            "[one_time_codes]\nlongest_lock = 60\nlock = 60",
            "[one_time_codes]\nlongest_lock = 60\nlock = 61",
            "must be no less than one_time_codes.lock",
        ),
        (
            "[second_factors]\nset_up_at_sign_in = false",
            "[second_factors]\nset_up_at_sign_in = \"no\"",
            "must be true or false",
        ),
        ("[passwords]\nshortest = 8", "[passwords]\nshortest = 7", "must be a number from 8 to 64"),
        ("[passwords]\nshortest = 64", "[passwords]\nshortest = 65", "must be a number from 8 to 64"),
        ("[pushed_requests]\nttl = 600", "[pushed_requests]\nttl = 601", "must be a number from 5 to 600"),
        (
            "[pages]\ndefault_language = \"sv\"",
            "[pages]\ndefault_language = \"sv-FI\"",
            "pages.default_language must be one of en, ar, de, es, fi, fr, nb, sv",
        ),
        ("[store]\nurl = \"sqlite:a\"", "[store]\nurl = \"mysql://a\"", "must be sqlite:PATH or postgres:"),
        (
            "[server]\nlisten = \"[::1]:0\"",
            "[server]\nlisten = \"8080\"",
            "server.listen must be localhost:PORT",
        ),
        (
            "[server]\nissuer = \"https://id.example.com\"",
            "[server]\nissuer = \"http://id.example.com\"",
            "server.issuer must be an issuer",
        ),
    ] {
        let refused = refused(accepted, file);
        assert!(refused.starts_with("countersign.toml, line 2: ") && refused.contains(told), "{refused}");
    }
}

#[test]
fn an_issuer_whose_path_is_not_just_letters_digits_and_slashes() {
    let issuer = |path: &str| format!("[server]\nissuer = \"https://id.example.com{path}\"");
    for path in ["/:tenant", "/a/*rest", "/a%2Fb", "/a(b)", "/*"] {
        let told = refused(&issuer("/a/b-1.2_~"), &issuer(path));
        assert!(
            told.ends_with("must be an issuer whose path is of letters, digits, slashes and -._~"),
            "{told}"
        );
    }
}

#[test]
fn plain_http_to_the_network_unless_a_proxy_ends_tls() {
    let behind = "[server]\nlisten = \"0.0.0.0:80\"\nissuer = \"https://id.example.com\"\n";
    let told = refused(&format!("{behind}trusted_proxies = [\"10.0.0.7\"]"), behind);
    assert!(told.contains("name it in server.trusted_proxies"), "{told}");
}

#[test]
fn half_of_tls_and_tls_without_the_public_address() {
    let issuer = "[server]\nissuer = \"https://id.example.com\"\n";
    let both = "[tls]\ncertificate = \"a.pem\"\nkey = \"b.pem\"\n";
    let told = refused(&format!("{issuer}{both}"), &format!("{issuer}[tls]\nkey = \"b.pem\""));
    assert!(told.contains("set both, or neither"), "{told}");
    let told = refused(&format!("{issuer}{both}"), both);
    assert!(told.contains("tls.certificate is set without server.issuer"), "{told}");
}

#[test]
fn a_proxy_without_the_public_address() {
    let proxy = "[server]\ntrusted_proxies = [\"::1\"]\n";
    let told = refused(&format!("{proxy}issuer = \"https://id.example.com\""), proxy);
    assert!(told.contains("set it to the address people reach this server at"), "{told}");
}

#[test]
fn certificates_in_a_header_that_nobody_is_believed_to_have_written() {
    let issuer = "[server]\nissuer = \"https://id.example.com\"\n";
    let header = "client_certificate_header = \"X-Client-Cert\"\n";
    let proxy = "trusted_proxies = [\"::1\"]\n";
    let told = refused(&format!("{issuer}{header}{proxy}"), &format!("{issuer}{header}"));
    assert!(told.contains("needs server.trusted_proxies"), "{told}");
    let told = refused(
        &format!("{issuer}{header}{proxy}"),
        &format!("{issuer}client_certificate_header = \"no header\"\n{proxy}"),
    );
    assert!(told.contains("the name of a header"), "{told}");
}

#[test]
fn certificates_that_nobody_asks_for_or_that_arrive_nowhere() {
    let issuer = "[server]\nissuer = \"https://id.example.com\"\n";
    let tls = "[tls]\ncertificate = \"a.pem\"\nkey = \"b.pem\"\n";
    let listen = "mtls_listen = \"localhost:8443\"\n";
    let base = "mtls_base = \"https://mtls.example.com\"\n";
    let optional = "client_certificates = \"optional\"\n";
    let authorities = "client_authorities = \"c.pem\"\n";
    let right = format!("{issuer}{listen}{base}{tls}{optional}{authorities}");
    for (file, told) in [
        (format!("{issuer}{listen}"), "server.mtls_listen need tls.certificate"),
        (format!("{issuer}[tls]\n{optional}"), "tls.client_certificates and server.mtls_listen need"),
        (format!("{issuer}{base}{tls}{optional}"), "server.mtls_base needs server.mtls_listen"),
        (format!("{issuer}{tls}{authorities}"), "needs a way for certificates to arrive"),
        (format!("{issuer}{tls}client_certificates = \"required\""), "must be none or optional"),
        (format!("{issuer}{listen}mtls_base = \"http://mtls.example.com\"\n{tls}"), "an address with https"),
        (format!("{issuer}mtls_listen = \"8443\"\n{tls}"), "server.mtls_listen must be localhost:PORT"),
    ] {
        let refused = refused(&right, &file);
        assert!(refused.contains(told), "{refused}");
    }
}

#[test]
fn a_password_in_an_address_or_on_the_command_line() {
    let key = "[master_key]\nfile = \"k\"\n[store]\n";
    let right = format!("{key}url = \"postgres://u@localhost/d\"\npassword = \"hunter2\"");
    let told = refused(&right, &format!("{key}url = \"postgres://u:hunter2@localhost/d\""));
    assert!(told.contains("store.password_file") && !told.contains("hunter2"), "{told}");

    let told = Folder::new().run(&["config", "check", "--set", "store.password=hunter2"]).failed();
    assert!(told.contains("COUNTERSIGN__STORE__PASSWORD") && !told.contains("hunter2"), "{told}");
}

#[test]
fn a_database_on_another_machine_unless_the_network_is_trusted() {
    let store = |url: &str| format!("[master_key]\nfile = \"k\"\n[store]\nurl = \"{url}\"\n");
    for remote in [
        "postgres://u@db.example.com/d",
        "postgres://u@localhost.example.com/d",
        "postgres://u@localhost,10.0.0.7/d",
        "postgres://u@10.0.0.7/d?sslmode=disable",
        "postgres://u@localhost/d?hostaddr=10.0.0.7",
        "postgres:///d?user=u&host=db.example.com",
        "postgresql://u@[2001:db8::7]:5433/d?sslmode=prefer",
    ] {
        let trusted = format!("{}plaintext = true", store(remote));
        let told = refused(&trusted, &store(remote));
        assert!(told.contains("store.plaintext = true"), "{remote}: {told}");
    }
    for here in [
        "postgres://u@localhost/d",
        "postgres://u@127.0.0.1:5433/d",
        "postgres://u@[::1]/d",
        "postgres:///d?host=/run/postgresql&user=u",
        "postgres://u@%2Frun%2Fpostgresql/d",
        "postgres://u@db/d?hostaddr=127.0.0.1",
    ] {
        Folder::new().write("countersign.toml", &store(here)).run(&["config", "check"]).done();
    }
}

#[test]
fn tls_to_the_database_that_verifies_nothing() {
    let store = |url: &str, more: &str| {
        format!("[master_key]\nfile = \"k\"\n[store]\n{more}\nurl = \"postgres://u@h/d{url}\"\n")
    };
    let (plaintext, root) = ("plaintext = true", "root_certificate = \"ca.pem\"");
    for asked in
        ["sslmode=require", "sslmode=verify-full", "connect_timeout=3&ssl%6Dode=verify-ca", "sslrootcert=ca"]
    {
        let right = store("?connect_timeout=3&sslmode=disable", plaintext);
        let told = refused(&right, &store(&format!("?{asked}"), plaintext));
        assert!(told.contains("store.root_certificate"), "{asked}: {told}");
    }
    for asked in ["sslmode=disable", "sslmode=require", "sslmode=verify-full&sslrootcert=b.pem"] {
        for right in ["?sslmode=verify-full", ""] {
            let told = refused(&store(right, root), &store(&format!("?{asked}"), root));
            assert!(told.contains("without parameters of TLS"), "{asked}: {told}");
        }
    }
}

#[test]
fn postgresql_without_a_master_key() {
    let store = "[store]\nurl = \"postgres://u@localhost/d\"\n";
    let told = refused(&format!("{store}[master_key]\nfile = \"k\""), store);
    assert!(told.contains("master_key.file"), "{told}");
}

#[test]
fn a_named_file_that_is_not_there() {
    let folder = Folder::new();
    folder.write("here.toml", "").run(&["config", "check", "--config", "here.toml"]).done();
    let told = folder.run(&["config", "check", "--config", "there.toml"]).failed();
    assert!(told.starts_with("there.toml cannot be read"), "{told}");
}

#[test]
fn in_json_where_json_is_asked_for() {
    let folder = Folder::new();
    let said = folder.run(&["config", "check", "--json", "--config", "there.toml"]);
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
    let told: serde_json::Value = serde_json::from_str(&said.err).unwrap();
    assert_eq!(told["error"], "configuration");
    assert!(told["error_description"].as_str().unwrap().starts_with("there.toml"), "{told}");
}

#[test]
fn authorities_that_are_none() {
    let folder = Folder::new();
    folder.write("authority.pem", include_str!("../support/tls/authority.pem"));
    let file = "[fetch]\nextra_authority = \"authority.pem\"";
    folder.write("countersign.toml", file).run(&["config", "check"]).done();
    for (content, why) in [
        ("", "authority.pem cannot be read: it holds no certificate"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "authority.pem cannot be read: "),
        ("-----BEGIN CERTIFICATE-----\n", "authority.pem cannot be read: "),
    ] {
        let told = folder.write("authority.pem", content).run(&["config", "check"]).failed();
        assert!(told.contains(why), "{told}");
    }
}
