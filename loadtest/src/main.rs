//! The `loadtest` program: drives any OpenID provider and reports what a request costs.

use std::process::ExitCode;

/// The allocator of the server, so that the floor measured here is a floor for it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    loadtest::cli::main()
}
