//! From method and path to the operation: a tree of segments built from the operation table.
//!
//! Case is ignored and empty segments are skipped, because clients send `//customers` and `/v1/Customers`; values are
//! sliced from the path as it came, because order ids mind their case.

use std::borrow::Cow;

use http::Method;
use partner_center_model::operation::{OperationInfo, Segment};
use percent_encoding::percent_decode_str;

/// The tree.
#[derive(Debug, Default)]
pub(crate) struct Routes {
    root: Node,
}

#[derive(Debug, Default)]
struct Node {
    /// By their segments; a few dozen at most.
    literals: Vec<(&'static str, Node)>,
    parameter: Option<Box<Node>>,
    /// The operations that end here, with the names of their path's parameters.
    operations: Vec<End>,
}

#[derive(Debug)]
struct End {
    operation: usize,
    method: &'static str,
    parameters: Vec<&'static str>,
}

/// Where a path leads.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// To an operation, with the values of its path.
    Found {
        /// Its place in the table the tree was built from.
        operation: usize,
        /// The values of the path, decoded.
        parameters: Vec<(&'static str, String)>,
    },
    /// To operations with other methods: the value of `Allow`.
    WrongMethod(String),
    /// Nowhere.
    Unknown,
}

impl Routes {
    /// The tree of these operations.
    pub(crate) fn new(operations: impl IntoIterator<Item = &'static OperationInfo>) -> Self {
        let mut root = Node::default();
        for (operation, info) in operations.into_iter().enumerate() {
            let mut node = &mut root;
            let mut parameters = Vec::new();
            for segment in info.segments() {
                node = match segment {
                    Segment::Literal(literal) => node.literal(literal),
                    Segment::Parameter(name) => {
                        parameters.push(name);
                        node.parameter.get_or_insert_default()
                    }
                };
            }
            node.operations.push(End { operation, method: info.method.as_str(), parameters });
        }
        Self { root }
    }

    /// Finds the operation. Literal segments win over values; a path that only a value leads to is found all the same.
    pub(crate) fn find(&self, method: &Method, path: &str) -> Route {
        let mut values = Vec::new();
        let mut allowed = Vec::new();
        match self.root.find(method.as_str(), path, &mut values, &mut allowed) {
            Some(end) => {
                let values = values.iter().map(|value| decoded(value).into_owned());
                let parameters = end.parameters.iter().copied().zip(values).collect();
                Route::Found { operation: end.operation, parameters }
            }
            None if allowed.is_empty() => Route::Unknown,
            None => {
                allowed.sort_unstable();
                allowed.dedup();
                Route::WrongMethod(allowed.join(", "))
            }
        }
    }
}

/// A segment without its percent-encoding, which few have.
fn decoded(segment: &str) -> Cow<'_, str> {
    if segment.bytes().any(|byte| byte == b'%') {
        percent_decode_str(segment).decode_utf8_lossy()
    } else {
        Cow::Borrowed(segment)
    }
}

/// The first segment of a path and what follows it; none at its end.
fn first(path: &str) -> Option<(&str, &str)> {
    let path = path.trim_start_matches('/');
    let end = path.bytes().position(|byte| byte == b'/').unwrap_or(path.len());
    (end > 0).then(|| path.split_at(end))
}

impl Node {
    /// The node behind a literal segment, made if need be.
    fn literal(&mut self, literal: &'static str) -> &mut Self {
        let known = self.literals.iter().position(|(known, _)| known.eq_ignore_ascii_case(literal));
        let at = known.unwrap_or_else(|| {
            self.literals.push((literal, Self::default()));
            self.literals.len() - 1
        });
        &mut self.literals[at].1
    }

    fn find<'n, 'p>(
        &'n self,
        method: &str,
        path: &'p str,
        values: &mut Vec<&'p str>,
        allowed: &mut Vec<&'static str>,
    ) -> Option<&'n End> {
        let Some((segment, rest)) = first(path) else {
            let end = self.operations.iter().find(|end| end.method == method);
            if end.is_none() {
                allowed.extend(self.operations.iter().map(|end| end.method));
            }
            return end;
        };
        let decoded = decoded(segment);
        if let Some((_, node)) = self.literals.iter().find(|(literal, _)| literal.eq_ignore_ascii_case(&decoded)) {
            let end = node.find(method, rest, values, allowed);
            // A literal that is known under other methods is not also a value.
            if end.is_some() || !allowed.is_empty() {
                return end;
            }
        }
        let node = self.parameter.as_deref()?;
        values.push(segment);
        let end = node.find(method, rest, values, allowed);
        if end.is_none() {
            values.pop();
        }
        end
    }
}
