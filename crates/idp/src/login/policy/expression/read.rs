//! From CEL's syntax tree to a condition over our facts, each of the kind that it is used as.

use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, operators};
use cel::parser::Parser;
use ipnet::IpNet;

use super::{DEEPEST, Fault, Known, LONGEST, Op, Term};
use crate::login::policy::facts::{self, ATTRIBUTES, Kind};

/// The most members of a list, and networks of one call.
const MOST_MEMBERS: usize = 200;
/// The longest name of a fact, in bytes.
const LONGEST_NAME: usize = 100;

type Read<T> = Result<T, Fault>;

pub(super) fn expression(text: &str) -> Read<Term> {
    if text.len() > LONGEST {
        return Err(fault(format!("it is longer than {LONGEST} bytes")));
    }
    let parser = Parser::new().max_recursion_depth(DEEPEST).error_recovery_limit(1);
    let tree = parser.parse(text).map_err(|errors| syntax(&errors))?;
    term(&tree, Kind::Bool, 0)
}

fn syntax(errors: &cel::ParseErrors) -> Fault {
    match errors.errors.first() {
        Some(error) => {
            let (line, column) = error.pos;
            let message = error.msg.lines().next().unwrap_or_default();
            fault(format!("line {line}, column {column}: {message}"))
        }
        None => fault("it is no expression"),
    }
}

fn fault(why: impl Into<String>) -> Fault {
    Fault(why.into())
}

/// Reads what must come to a value of this kind.
fn term(tree: &IdedExpr, wanted: Kind, depth: u16) -> Read<Term> {
    if depth > DEEPEST {
        return Err(fault(format!("it goes deeper than {DEEPEST} levels")));
    }
    let read = match &tree.expr {
        Expr::Literal(value) => literal(value)?,
        Expr::List(list) if wanted == Kind::Texts => texts(&list.elements)?,
        Expr::Ident(_) | Expr::Select(_) => return fact(&path(tree)?, wanted),
        Expr::Call(call) if call.func_name == operators::INDEX => return fact(&path(tree)?, wanted),
        Expr::Call(called) => call(called, depth + 1)?,
        Expr::List(_) => return Err(fault("a list can only stand behind `in`")),
        Expr::Comprehension(_) => {
            return Err(fault("nothing repeats here: no all, exists, exists_one, map or filter"));
        }
        Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => {
            return Err(fault("only facts, texts, whole numbers, lists and true or false can be told"));
        }
    };
    match kind(&read) {
        Some(found) if found == wanted => Ok(read),
        Some(found) => Err(fault(format!("{wanted} is expected where {found} stands"))),
        None => Err(fault(format!("{wanted} is expected where a list of numbers stands"))),
    }
}

fn kind(term: &Term) -> Option<Kind> {
    match term {
        Term::Known(Known::Bool(_)) | Term::Call(..) | Term::InNetwork(..) => Some(Kind::Bool),
        Term::Known(Known::Int(_)) => Some(Kind::Int),
        Term::Known(Known::Text(_)) => Some(Kind::Text),
        Term::Known(Known::Texts(_)) => Some(Kind::Texts),
        Term::Known(Known::Ints(_)) => None,
        Term::Fact(_, kind) => Some(*kind),
    }
}

fn literal(value: &LiteralValue) -> Read<Term> {
    Ok(Term::Known(match value {
        LiteralValue::Boolean(value) => Known::Bool(*value.inner()),
        LiteralValue::Int(value) => Known::Int(*value.inner()),
        LiteralValue::String(value) => Known::Text(value.inner().to_owned()),
        _ => return Err(fault("only texts, whole numbers, and true or false can be told")),
    }))
}

/// The dotted name of a fact.
fn path(tree: &IdedExpr) -> Read<String> {
    match &tree.expr {
        Expr::Ident(name) => Ok(name.clone()),
        Expr::Select(select) if select.test => Err(fault(
            "whether a fact is there cannot be asked (has): a rule about a missing fact is met where it \
             requires or denies, and is not where it allows",
        )),
        Expr::Select(select) => Ok(format!("{}.{}", path(&select.operand)?, select.field)),
        Expr::Call(CallExpr { func_name, target: None, args }) if func_name == operators::INDEX => {
            let [of, IdedExpr { expr: Expr::Literal(LiteralValue::String(name)), .. }] = args.as_slice()
            else {
                return Err(fault("between brackets stands the name of an attribute, as a text"));
            };
            let of = path(of)?;
            if of != ATTRIBUTES {
                return Err(fault(format!("{of} has no members; only {ATTRIBUTES} has")));
            }
            Ok(format!("{of}.{}", name.inner()))
        }
        _ => Err(fault("a dot can only stand in the name of a fact")),
    }
}

fn fact(name: &str, wanted: Kind) -> Read<Term> {
    if is_attribute(name) && name.len() <= LONGEST_NAME {
        return Ok(Term::Fact(name.to_owned(), wanted));
    }
    let Some(known) = facts::named(name) else { return Err(unknown(name)) };
    if known.kind != wanted {
        return Err(fault(format!("{name} is {}, and {wanted} is expected", known.kind)));
    }
    Ok(Term::Fact(name.to_owned(), wanted))
}

fn is_attribute(name: &str) -> bool {
    name.strip_prefix(ATTRIBUTES).is_some_and(|rest| rest.len() > 1 && rest.starts_with('.'))
}

fn unknown(name: &str) -> Fault {
    if name.len() > LONGEST_NAME {
        return fault(format!("no fact has a name longer than {LONGEST_NAME} bytes"));
    }
    let of = name.split('.').next().unwrap_or_default();
    let near: Vec<&str> = facts::TABLE
        .iter()
        .map(|fact| fact.name)
        .filter(|known| known.split('.').next() == Some(of))
        .collect();
    if near.is_empty() {
        return fault(format!(
            "there is no fact {name}; facts begin with client, login, user, network, device, time or request"
        ));
    }
    fault(format!("there is no fact {name}; there is {}", near.join(", ")))
}

fn call(call: &CallExpr, depth: u16) -> Read<Term> {
    let CallExpr { func_name, target, args } = call;
    let bool = |tree: &IdedExpr| term(tree, Kind::Bool, depth);
    let int = |tree: &IdedExpr| term(tree, Kind::Int, depth);
    let both = |op, left, right| Ok(Term::Call(op, vec![left, right]));
    let not = |term| Term::Call(Op::Not, vec![term]);
    match (func_name.as_str(), target.as_deref(), args.as_slice()) {
        (operators::LOGICAL_NOT, None, [one]) => Ok(not(bool(one)?)),
        (operators::LOGICAL_AND, None, [left, right]) => both(Op::And, bool(left)?, bool(right)?),
        (operators::LOGICAL_OR, None, [left, right]) => both(Op::Or, bool(left)?, bool(right)?),
        (operators::CONDITIONAL, None, [condition, then, otherwise]) => {
            Ok(Term::Call(Op::If, vec![bool(condition)?, bool(then)?, bool(otherwise)?]))
        }
        (operators::EQUALS, None, [left, right]) => equal(left, right, depth),
        (operators::NOT_EQUALS, None, [left, right]) => Ok(not(equal(left, right, depth)?)),
        (operators::LESS, None, [left, right]) => both(Op::Less, int(left)?, int(right)?),
        (operators::LESS_EQUALS, None, [left, right]) => both(Op::AtMost, int(left)?, int(right)?),
        (operators::GREATER, None, [left, right]) => both(Op::Less, int(right)?, int(left)?),
        (operators::GREATER_EQUALS, None, [left, right]) => both(Op::AtMost, int(right)?, int(left)?),
        (operators::NEGATE, None, [IdedExpr { expr: Expr::Literal(LiteralValue::Int(value)), .. }]) => {
            Ok(Term::Known(Known::Int(value.inner().saturating_neg())))
        }
        (operators::IN, None, [one, many]) => contained(one, many, depth),
        ("startsWith", Some(text), [part]) => texts_of(Op::StartsWith, text, part, depth),
        ("endsWith", Some(text), [part]) => texts_of(Op::EndsWith, text, part, depth),
        ("contains", Some(text), [part]) => texts_of(Op::Contains, text, part, depth),
        ("in_network", None, [address, networks]) => in_network(address, networks, depth),
        ("has_group", None, [group]) => {
            let groups = Term::Fact("user.groups".to_owned(), Kind::Texts);
            both(Op::In, term(group, Kind::Text, depth)?, groups)
        }
        (name, ..) if name.starts_with(|c: char| c.is_ascii_alphabetic()) => Err(fault(format!(
            "there is no {name} for these values; there are in_network(address, networks), has_group(group), \
             and startsWith, endsWith and contains of a text"
        ))),
        (name, ..) => {
            let sign: String = name.chars().filter(|c| !matches!(c, '_' | '@')).collect();
            Err(fault(format!("{sign} is not for these values")))
        }
    }
}

fn texts_of(op: Op, text: &IdedExpr, part: &IdedExpr, depth: u16) -> Read<Term> {
    Ok(Term::Call(op, vec![term(text, Kind::Text, depth)?, term(part, Kind::Text, depth)?]))
}

/// Two values of one kind; which one, the side says that is no attribute.
fn equal(left: &IdedExpr, right: &IdedExpr, depth: u16) -> Read<Term> {
    let kind = evident(left).or_else(|| evident(right)).ok_or_else(|| {
        fault("an attribute is compared with a text, a number, true or false, or a fact of known kind")
    })?;
    if kind == Kind::Texts {
        return Err(fault("lists are not compared: ask for one member with `in`"));
    }
    Ok(Term::Call(Op::Equal, vec![term(left, kind, depth)?, term(right, kind, depth)?]))
}

/// The kind that a tree says itself, where it does.
fn evident(tree: &IdedExpr) -> Option<Kind> {
    match &tree.expr {
        Expr::Literal(value) => literal(value).ok().as_ref().and_then(kind),
        Expr::List(_) => Some(Kind::Texts),
        Expr::Call(call) if call.func_name == operators::NEGATE => Some(Kind::Int),
        Expr::Call(call) if call.func_name != operators::INDEX => Some(Kind::Bool),
        _ => path(tree).ok().and_then(|name| facts::named(&name)).map(|fact| fact.kind),
    }
}

/// A text among texts, or a number among numbers.
fn contained(one: &IdedExpr, many: &IdedExpr, depth: u16) -> Read<Term> {
    if let Expr::List(list) = &many.expr
        && let Some(Expr::Literal(LiteralValue::Int(_))) = list.elements.first().map(|first| &first.expr)
    {
        let one = term(one, Kind::Int, depth)?;
        return Ok(Term::Call(Op::In, vec![one, ints(&list.elements)?]));
    }
    Ok(Term::Call(Op::In, vec![term(one, Kind::Text, depth)?, term(many, Kind::Texts, depth)?]))
}

fn ints(elements: &[IdedExpr]) -> Read<Term> {
    let values = bounded(elements)?.iter().map(|element| match &element.expr {
        Expr::Literal(LiteralValue::Int(value)) => Ok(*value.inner()),
        _ => Err(fault("in a list stand texts alone, or whole numbers alone")),
    });
    values.collect::<Read<_>>().map(Known::Ints).map(Term::Known)
}

fn texts(elements: &[IdedExpr]) -> Read<Term> {
    literals(elements).map(Known::Texts).map(Term::Known)
}

fn literals(elements: &[IdedExpr]) -> Read<Vec<String>> {
    let values = bounded(elements)?.iter().map(|element| match &element.expr {
        Expr::Literal(LiteralValue::String(value)) => Ok(value.inner().to_owned()),
        _ => Err(fault("in a list stand texts alone, or whole numbers alone")),
    });
    values.collect()
}

fn bounded(elements: &[IdedExpr]) -> Read<&[IdedExpr]> {
    if elements.len() > MOST_MEMBERS {
        return Err(fault(format!("a list has at most {MOST_MEMBERS} members")));
    }
    Ok(elements)
}

fn in_network(address: &IdedExpr, networks: &IdedExpr, depth: u16) -> Read<Term> {
    let named = match &networks.expr {
        Expr::Literal(LiteralValue::String(one)) => vec![one.inner().to_owned()],
        Expr::List(list) => literals(&list.elements)?,
        _ => return Err(fault("in_network takes an address, and a network or a list of them")),
    };
    let networks: Read<Vec<IpNet>> = named.iter().map(|text| network(text)).collect();
    Ok(Term::InNetwork(Box::new(term(address, Kind::Text, depth)?), networks?))
}

/// A network, or one address alone.
fn network(text: &str) -> Read<IpNet> {
    let alone = |_| text.parse::<core::net::IpAddr>().map(IpNet::from);
    text.parse::<IpNet>()
        .or_else(alone)
        .map_err(|_| fault(format!("{text:?} is no network, such as \"10.0.0.0/8\" or \"2001:db8::/32\"")))
}
