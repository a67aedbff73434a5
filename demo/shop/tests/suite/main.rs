//! The shop as its buyers, its merchant and its provider meet it: over HTTP.

#![cfg(test)]

mod api;
mod at_rest;
mod browser;
mod crowd;
mod merchant;
mod outcomes;
mod pages;
mod provider;
mod scenarios;
mod sealed;
mod world;
