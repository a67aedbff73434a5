//! What is refused, each thing beside its twin that is accepted.

mod agreement;
mod claims;
mod encrypted;
mod json;
mod keys;
mod nested;
mod primitives;
mod sealing_keys;
mod tokens;
mod weak;
