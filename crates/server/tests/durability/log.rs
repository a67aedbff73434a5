//! What the program's log says of a request.

use crate::program::Program;

#[tokio::test]
async fn every_line_about_a_request_has_its_name() {
    let program = Program::install(None).await;
    let mut command = program.command(env!("CARGO_BIN_EXE_countersign"));
    command.env("COUNTERSIGN__LOG__LEVEL", "info").env("COUNTERSIGN__LOG__FORMAT", "json");
    let _server = program.serve_by(command).await;
    let refused = program.http.post(format!("{}/oauth2/token", program.base)).send().await.unwrap();
    let id = refused.headers()["x-request-id"].to_str().unwrap().to_owned();
    let log = std::fs::read_to_string(program.folder().join("log")).unwrap();
    let line = log.lines().find(|line| line.contains("\"refused\"")).unwrap_or_else(|| panic!("{log}"));
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(line["request"], id.as_str(), "{line}");
    assert_eq!(line["reference"], id.as_str(), "{line}");
}
