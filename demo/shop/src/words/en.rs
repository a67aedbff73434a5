use super::{Told, Words};
use crate::outcome::Failure;

pub(super) static WORDS: Words = Words {
    stores_title: "Two stores, one counter",
    stores_lead: "Both sell the same things. They ask in two different ways who you are, and your bank answers.",
    signicat_about: "Asks with a shared secret. Everything your bank says comes back sealed, even the code that your browser carries.",
    ftn_about: "Asks with signed requests, by the rules of Finland’s trust network. What your bank says comes back sealed.",
    enter: "Go in",
    catalogue_title: "For people who go outside",
    catalogue_lead: "Six good things. Nothing you buy here will ever arrive.",
    add: "Add to basket",
    basket: "Basket",
    basket_empty: "Your basket is empty.",
    quantity: "Quantity",
    change: "Change",
    total: "Total",
    identify_title: "Who is buying?",
    identify_lead: "Before we take your order your bank tells us who you are. You will be sent there, and come back here.",
    identify_kept: "We keep your name, the time, and which bank it was. Nothing else.",
    identify_nin: "We also ask whether you have a Finnish personal identity code. We do not keep the code.",
    identify: "Identify with your bank",
    again: "Try again",
    on_with_shopping: "Go on shopping",
    order: "Order",
    contents: "What you ordered",
    thanks: "Thank you",
    identified_lead: "Your bank told us who you are. Your order is placed.",
    identified_as: "Name",
    identified_by: "Bank",
    identified_at: "Identified at",
    waiting_title: "Your bank has not answered yet",
    waiting_text: "If you closed its page, or it will not go on, begin again here. Your order is kept.",
    unknown_title: "We were not waiting for this answer",
    unknown_text: "It may have been opened in another browser, or kept for too long. Nothing was changed. Your orders are still here, and you can identify yourself again from any of them.",
    later_text: "So we cannot read your bank’s answer yet, and do not know who you are, and nothing is lost: stay here a minute or two and load this page again. If that does not help, begin again from your order.",
    your_orders: "Your orders",
    missing_title: "There is nothing here",
    missing_text: "The address may be wrong, or the order was placed in another browser.",
    broken_title: "Something broke",
    broken_text: "It is our fault, not yours. Try again in a moment; your order is kept.",
    foreign_title: "That came from another page",
    foreign_text: "Your browser says that somebody else’s page sent this. Nothing was done. Go back and try again from here.",
    language: "Language",
    skip: "Skip to content",
    footer: "A demonstration. Nothing is sold here.",
    for_merchants: "For the merchant",
    status_identified: "Identified",
    status_failed: "Not identified",
    status_waiting: "Waiting for the bank",
    status_open: "Not identified yet",
    told,
    merchant: &super::merchant::en::WORDS,
};

fn told(failure: Failure) -> Told {
    let (title, text) = match failure {
        Failure::Cancelled => (
            "You turned back",
            "You cancelled before we were told who you are. Your order is kept: try again when you like, with the same bank or another.",
        ),
        Failure::Denied => (
            "You did not agree",
            "Your bank was not allowed to tell us who you are. We cannot take the order without that, and have kept nothing about you. You can try again and agree.",
        ),
        Failure::TooWeak => (
            "Your bank did not check well enough",
            "This bank, or the way you signed in there, is not strong enough for this purchase. Try again with another bank or a stronger way of signing in.",
        ),
        Failure::NotTrusted => (
            "We could not trust the answer",
            "Something was wrong with what came back from your bank, so we believed none of it. This is not your fault. Try again, or use another bank.",
        ),
        Failure::BankUnavailable => (
            "Your bank did not answer",
            "It is out of order just now, or very slow. Try again in a few minutes, or use another bank.",
        ),
        Failure::ProviderUnreachable => (
            "The identification service is out of order",
            "We could not reach the service that connects us with the banks. Your order is kept. Try again in a few minutes.",
        ),
        Failure::Expired => (
            "That took too long",
            "The page at your bank was left open for too long, and its answer no longer counts. Your order is kept: begin again.",
        ),
        Failure::Interrupted => (
            "We were interrupted",
            "We had to restart just as your bank answered, and lost the answer. Nothing about you was kept. Please try once more.",
        ),
        Failure::Incomplete => (
            "Your bank did not tell us enough",
            "It confirmed who you are, but not everything that this store has to know. Nothing was kept. Try again with another bank.",
        ),
        Failure::NoPersonalCode => (
            "You have no Finnish personal identity code",
            "Your bank confirmed who you are. This store has to know that its buyers have a Finnish personal identity code, and yours is not known to the bank. Another bank can help only if it knows your code; otherwise please ask the store. Nothing about you was kept.",
        ),
        Failure::Unlinked => (
            "You are not known there yet",
            "The identification service has no account that belongs to you. Try another way of identifying yourself, or ask the service to connect your account.",
        ),
        Failure::NotSetUp => (
            "This store cannot identify anybody",
            "It is not set up rightly, and only its merchant can mend that. Your order is kept: please tell them, and try again later.",
        ),
        Failure::Refused => (
            "You could not be identified",
            "The identification service said no, without a reason that we understand. Try again, or use another bank.",
        ),
        Failure::TooOften => (
            "Too many tries",
            "You tried to identify yourself for this order more often than we allow. Please place the order anew.",
        ),
    };
    Told { title, text }
}
