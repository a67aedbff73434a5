//! Finding one's way.

use crate::program::Folder;

#[test]
fn help_lists_every_command() {
    let help = Folder::new().run(&["--help"]).done();
    for command in
        ["demo", "serve", "init", "migrate", "key", "user", "client", "initial-access-token", "config"]
    {
        assert!(help.lines().any(|line| line.trim_start().starts_with(command)), "{command}: {help}");
    }
}

#[test]
fn every_command_explains_itself_and_has_json() {
    let folder = Folder::new();
    let commands: &[&[&str]] = &[
        &["demo"],
        &["serve"],
        &["init"],
        &["migrate", "status"],
        &["migrate", "up"],
        &["key", "list"],
        &["key", "add"],
        &["key", "rotate"],
        &["key", "remove"],
        &["jose", "generate"],
        &["jose", "inspect"],
        &["jose", "verify"],
        &["jose", "decrypt"],
        &["jose", "sign"],
        &["jose", "encrypt"],
        &["master-key", "show"],
        &["master-key", "add"],
        &["master-key", "rotate"],
        &["master-key", "clean"],
        &["data-key", "rotate"],
        &["data-key", "show"],
        &["data-key", "clean"],
        &["user", "create"],
        &["user", "list"],
        &["user", "show"],
        &["user", "disable"],
        &["user", "enable"],
        &["user", "delete"],
        &["user", "set-password"],
        &["invitation", "list"],
        &["invitation", "withdraw"],
        &["client", "create"],
        &["client", "list"],
        &["client", "show"],
        &["client", "new-secret"],
        &["client", "delete"],
        &["client", "revoke-registration-token"],
        &["directory", "add"],
        &["directory", "list"],
        &["directory", "show"],
        &["directory", "change"],
        &["directory", "remove"],
        &["initial-access-token", "create"],
        &["initial-access-token", "list"],
        &["initial-access-token", "show"],
        &["initial-access-token", "delete"],
        &["user", "sign-ins"],
        &["policy", "show"],
        &["policy", "history"],
        &["policy", "lint"],
        &["policy", "set"],
        &["policy", "test"],
        &["policy", "replay"],
        &["policy", "explain"],
        &["policy", "template"],
        &["sim", "banks"],
        &["config", "show"],
        &["config", "check"],
        &["config", "reference"],
    ];
    for command in commands {
        let help = folder.run(&[*command, &["--help"]].concat()).done();
        assert!(help.contains("--json"), "{command:?}: {help}");
    }
}

#[test]
fn what_is_used_wrongly_is_told_on_standard_error_with_code_2() {
    let folder = Folder::new();
    let wrong: [&[&str]; 7] = [
        &[],
        &["pigeon"],
        &["key", "add", "HS256"],
        &["demo", "--port", "70000"],
        &["config", "show", "--set", "server.listen"],
        // A password is never an argument.
        &["user", "create", "maija", "--password", "sininen talvi"],
        &["client", "create", "--redirect-uri", "not an address"],
    ];
    for args in wrong {
        let said = folder.run(args);
        assert_eq!(said.code, Some(2), "{args:?} {said:?}");
        assert_eq!(said.out, "", "{args:?}");
        assert!(!said.err.is_empty(), "{args:?}");
    }
    folder.run(&["config", "show", "--set", "server.listen=localhost:1"]).done();
}
