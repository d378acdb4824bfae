//! Every place of a request where a text can stand, found by letting each type read a made-up value.

use std::cell::RefCell;

use partner_center_model::{
    all,
    operation::{Operation, OperationInfo, Visitor as Operations},
};
use serde::{
    Deserializer,
    de::{
        DeserializeOwned, DeserializeSeed, Error, Expected, MapAccess, SeqAccess, Visitor,
        value::{Error as Refusal, StrDeserializer},
    },
};
use serde_json::{Value, json};

/// An id of every kind.
const ID: &str = "6f3bd7a1-3c52-4c4e-9a34-0d6f1c7f4a10";
const TIME: &str = "2021-03-01T00:00:00Z";

/// How deep types are followed that hold themselves.
const DEEPEST: usize = 8;

/// A step from a value to one inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Field(String),
    Element,
}

/// Where a text can stand in a JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place(Vec<Step>);

impl Place {
    /// `lineItems[].offerId`.
    pub(super) fn name(&self) -> String {
        let mut name = String::new();
        for step in &self.0 {
            match step {
                Step::Field(field) if name.is_empty() => name.push_str(field),
                Step::Field(field) => name.extend([".", field]),
                Step::Element => name.push_str("[]"),
            }
        }
        name
    }

    /// Puts a text here, and whatever is needed around it; of a list, into its first element.
    pub(super) fn put(&self, body: &mut Value, text: &str) {
        let mut at = body;
        for step in &self.0 {
            at = match step {
                Step::Field(field) => {
                    if !at.is_object() {
                        *at = json!({});
                    }
                    at.as_object_mut().unwrap().entry(field).or_insert(Value::Null)
                }
                Step::Element => {
                    if at.as_array().is_none_or(Vec::is_empty) {
                        *at = json!([null]);
                    }
                    &mut at.as_array_mut().unwrap()[0]
                }
            };
        }
        *at = text.into();
    }
}

/// An operation with the places of its query and of its body.
pub(super) struct Asked {
    pub(super) info: &'static OperationInfo,
    pub(super) query: Vec<Place>,
    pub(super) body: Vec<Place>,
}

/// Every operation of the table.
pub(super) fn operations() -> Vec<Asked> {
    #[derive(Default)]
    struct Collect(Vec<Asked>);
    impl Operations for Collect {
        fn visit<O: Operation>(&mut self) {
            self.0.push(Asked { info: &O::INFO, query: places::<O::Query>(), body: places::<O::Body>() });
        }
    }
    let mut collect = Collect::default();
    all::visit(&mut collect);
    collect.0
}

fn places<T: DeserializeOwned>() -> Vec<Place> {
    let found = RefCell::default();
    T::deserialize(Trace { at: Vec::new(), found: &found }).unwrap_or_else(|error| panic!("{error}"));
    found.into_inner()
}

/// Gives every type what it asks for, and notes where that is a text.
#[derive(Clone)]
struct Trace<'a> {
    at: Vec<Step>,
    found: &'a RefCell<Vec<Place>>,
}

impl Trace<'_> {
    fn inside(&self, step: Step) -> Self {
        Self { at: self.at.iter().cloned().chain([step]).collect(), found: self.found }
    }

    fn is_deep(&self) -> bool {
        self.at.len() >= DEEPEST
    }

    fn note(&self) {
        self.found.borrow_mut().push(Place(self.at.clone()));
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident;)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
            visitor.$visit(Default::default())
        })*
    };
}

impl<'de> Deserializer<'de> for Trace<'_> {
    type Error = Refusal;

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        self.note();
        let expected = (&visitor as &dyn Expected).to_string();
        visitor.visit_str(if expected.contains("time") { TIME } else { ID })
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        self.deserialize_str(visitor)
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        if self.is_deep() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        let steps = if self.is_deep() { Vec::new() } else { vec![Step::Element] };
        visitor.visit_seq(Inside { steps: steps.into_iter(), value: None, trace: self })
    }

    /// A map has names of the client's own.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        let steps = vec![Step::Field("name".to_owned())].into_iter();
        visitor.visit_map(Inside { steps, value: None, trace: self })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        let steps: Vec<Step> = fields.iter().map(|field| Step::Field((*field).to_owned())).collect();
        visitor.visit_map(Inside { steps: steps.into_iter(), value: None, trace: self })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        values: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        visitor.visit_enum(StrDeserializer::<Refusal>::new(values[0]))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_unit()
    }

    numbers! {
        deserialize_bool visit_bool;
        deserialize_i8 visit_i8;
        deserialize_i16 visit_i16;
        deserialize_i32 visit_i32;
        deserialize_i64 visit_i64;
        deserialize_u8 visit_u8;
        deserialize_u16 visit_u16;
        deserialize_u32 visit_u32;
        deserialize_u64 visit_u64;
        deserialize_f32 visit_f32;
        deserialize_f64 visit_f64;
    }

    serde::forward_to_deserialize_any! {
        i128 u128 char bytes byte_buf unit unit_struct tuple tuple_struct identifier
    }
}

/// The fields of a struct, or the one element of a list.
struct Inside<'a> {
    steps: std::vec::IntoIter<Step>,
    value: Option<Step>,
    trace: Trace<'a>,
}

impl<'de> MapAccess<'de> for Inside<'_> {
    type Error = Refusal;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Refusal> {
        self.value = self.steps.next();
        let Some(Step::Field(name)) = &self.value else { return Ok(None) };
        seed.deserialize(StrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Refusal> {
        let step = self.value.take().ok_or_else(|| Refusal::custom("a value without a key"))?;
        seed.deserialize(self.trace.inside(step))
    }
}

impl<'de> SeqAccess<'de> for Inside<'_> {
    type Error = Refusal;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Refusal> {
        self.steps.next().map(|step| seed.deserialize(self.trace.inside(step))).transpose()
    }
}

#[test]
fn the_places_are_those_that_a_client_fills() {
    let asked = operations();
    let of = |name: &str| asked.iter().find(|asked| asked.info.name == name).unwrap();
    let names = |places: &[Place]| places.iter().map(Place::name).collect::<Vec<_>>();
    assert!(names(&of("ListCustomers").query).contains(&"filter".to_owned()));
    let order = names(&of("CreateOrder").body);
    for place in ["referenceCustomerId", "lineItems[].offerId", "lineItems[].parentSubscriptionId", "attributes.etag"] {
        assert!(order.contains(&place.to_owned()), "{place}: {order:?}");
    }
    let mut body = json!({ "lineItems": [{ "quantity": 1 }] });
    let offer = of("CreateOrder").body.iter().find(|place| place.name() == "lineItems[].offerId").unwrap();
    offer.put(&mut body, "x");
    assert_eq!(body, json!({ "lineItems": [{ "quantity": 1, "offerId": "x" }] }));
    assert!(of("DeleteCustomer").body.is_empty());
}
