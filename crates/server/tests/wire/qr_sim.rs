//! A phone on the command line, which does what every phone does.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::phone::enrolment;
use crate::qr::{begin, client, pull, redeem, service};
use crate::world::PASSWORD;

/// Runs `countersign --json sim phone …`; what it answers, or what it says went wrong.
async fn sim(file: &Path, arguments: &[&str]) -> Result<Value, Value> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    command.args(["--json", "sim", "phone"]).args(arguments).arg("--file").arg(file);
    let ran = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let read = |bytes: &[u8]| {
        serde_json::from_slice(bytes).unwrap_or_else(|_| json!(String::from_utf8_lossy(bytes)))
    };
    if ran.status.success() { Ok(read(&ran.stdout)) } else { Err(read(&ran.stderr)) }
}

on_both_stores! {
    async fn a_phone_on_the_command_line_enrols_approves_declines_and_leaves(world) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("phone.json");
        let secret = enrolment(&world, &mut world.browser(), "maija", PASSWORD).await;
        let link = format!("{}/in-app/process/init?action=enrolment&pid={secret}", world.base);
        let enrolled = sim(&file, &["enrol", "--link", &link, "--pin", "271828"]).await.unwrap();
        assert_eq!(enrolled["account"]["username"], "maija");
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&file).unwrap());
            assert_eq!(mode & 0o777, 0o600);
        }
        let client = client(&world, service()).await;
        let begun = begin(&world, &client).await;
        let opened = sim(&file, &["open", "--pid", &begun.text("appLink")]).await.unwrap();
        assert_eq!(opened["service"]["name"], "The shop");
        let number = pull(&world, &begun, json!({})).await.text("number");
        let approve = ["approve", "--pid", &begun.text("pid"), "--number", &number, "--pin"];
        let wrong = sim(&file, &[&approve[..], &["999999"]].concat()).await.unwrap_err();
        assert!(wrong["error_description"].as_str().unwrap().contains("pin_wrong"), "{wrong}");
        let approved = sim(&file, &[&approve[..], &["271828"]].concat()).await.unwrap();
        assert_eq!(approved["status"], "approved");
        let pulled = pull(&world, &begun, json!({})).await;
        assert_eq!(redeem(&world, &client, &pulled.text("code")).await.status, 200);

        let begun = begin(&world, &client).await;
        sim(&file, &["decline", "--pid", &begun.text("pid"), "--not-me"]).await.unwrap();
        assert_eq!(pull(&world, &begun, json!({})).await.text("reason"), "not_me");
        assert_eq!(sim(&file, &["leave"]).await.unwrap()["status"], "left");
        assert!(sim(&file, &["leave"]).await.unwrap_err().to_string().contains("phone_unknown"));
    }
}
