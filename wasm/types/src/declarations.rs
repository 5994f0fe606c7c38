//! The types to declare: combines Rust's types with the tables of shapes, and checks that they agree.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    casing::service_name,
    docs,
    operations::Operation,
    overrides::{FOREIGN, OVERRIDES, Override, TRIGGER_OVERRIDES},
    rust_types::RustType,
    serde_rules::{self, Data, Member},
    shapes::{Shape, ShapeMember, Shapes},
    source::{Source, SourceError},
    triggers::Trigger,
};

/// A TypeScript type.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum TsType {
    Text,
    Number,
    Boolean,
    /// Seconds since the Unix epoch.
    Moment,
    List(Box<TsType>),
    Map(Box<TsType>),
    Named(String),
    OneOf(Vec<TsType>),
    /// One of these string literals.
    Literals(Vec<String>),
    /// A string with this prefix.
    Beginning(String),
    /// Any JSON.
    Json,
}

/// A declaration in the generated file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Declaration {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) body: Body,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Body {
    Interface(Vec<Property>),
    /// One of these string literals.
    Union(Vec<String>),
    /// Copied unchanged.
    Verbatim(&'static str),
}

/// A property of an interface.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Property {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) ty: TsType,
    pub(crate) optional: bool,
    /// A value of `undefined` counts as absent and never reaches the engine.
    pub(crate) or_undefined: bool,
    pub(crate) or_null: bool,
}

/// The use of a type.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Direction {
    /// A request. A `null` in it counts as absent.
    Input,
    /// A response. It contains no `null`.
    Output,
    /// The `request` of an event for a function.
    Event,
    /// The `response` of a function.
    Reply,
}

/// A declaration that may still be used in another direction.
struct Draft {
    docs: Vec<String>,
    body: DraftBody,
    directions: BTreeSet<Direction>,
}

enum DraftBody {
    Interface { from: Origin, members: Vec<DraftMember> },
    Union(Vec<String>),
    Verbatim(&'static str),
}

/// The Rust type and the shape of an interface.
type Origin = (Option<String>, Option<String>);

struct DraftMember {
    name: String,
    docs: Vec<String>,
    /// The limits that requests are checked for.
    limits: Option<String>,
    ty: TsType,
    /// Whether the table requires the member, if the table has it.
    required: Option<bool>,
    /// How the Rust type reads and writes the member, if it has it.
    rust: Option<Presence>,
}

#[derive(Clone, Copy)]
struct Presence {
    omissible: bool,
    absent: bool,
    reads_null: bool,
    writes_null: bool,
}

/// The contents of members, by the Rust type and its field.
type Overrides = [(&'static str, &'static str, Override)];

struct Builder<'a> {
    source: &'a Source,
    shapes: &'a Shapes,
    overrides: &'a Overrides,
    drafts: BTreeMap<String, Draft>,
    used: BTreeSet<(&'static str, &'static str)>,
}

/// All declarations that the operations use, by name.
pub(crate) fn declare(
    source: &Source,
    shapes: &Shapes,
    operations: &[Operation],
) -> Result<Vec<Declaration>, SourceError> {
    declare_with(source, shapes, operations, OVERRIDES)
}

fn declare_with(
    source: &Source,
    shapes: &Shapes,
    operations: &[Operation],
    overrides: &Overrides,
) -> Result<Vec<Declaration>, SourceError> {
    let mut builder = Builder::new(source, shapes, overrides);
    for operation in operations {
        builder.request(operation)?;
        builder.response(operation)?;
    }
    builder.settle()
}

/// All declarations that the events of triggers use, by name.
pub(crate) fn declare_events(
    source: &Source,
    shapes: &Shapes,
    triggers: &[Trigger],
) -> Result<Vec<Declaration>, SourceError> {
    let mut builder = Builder::new(source, shapes, TRIGGER_OVERRIDES);
    for trigger in triggers {
        builder.event(trigger)?;
    }
    builder.settle()
}

impl<'a> Builder<'a> {
    fn new(source: &'a Source, shapes: &'a Shapes, overrides: &'a Overrides) -> Self {
        Self { source, shapes, overrides, drafts: BTreeMap::new(), used: BTreeSet::new() }
    }

    fn settle(self) -> Result<Vec<Declaration>, SourceError> {
        let unused = self.overrides.iter().find(|(ty, field, _)| !self.used.contains(&(*ty, *field)));
        if let Some((ty, field, _)) = unused {
            return Err(SourceError::at(
                format!("{ty}.{field}"),
                "the override of this member is not needed",
            ));
        }
        Ok(self.drafts.into_iter().map(|(name, draft)| draft.settle(name)).collect())
    }
}

impl Builder<'_> {
    /// An event has the members of `Event`, with the request and the response of its trigger.
    fn event(&mut self, trigger: &Trigger) -> Result<(), SourceError> {
        let name = trigger.event();
        let mut members = Vec::new();
        for member in self.members_of("Event")? {
            let ty = match &*member.field {
                "version" => TsType::Literals(trigger.versions.clone()),
                "trigger_source" => TsType::Beginning(format!("{}_", trigger.source)),
                "request" => self.part(trigger, &trigger.request, "Request", Direction::Event)?,
                "response" => self.part(trigger, &trigger.response, "Response", Direction::Reply)?,
                _ => self.resolve(
                    Some(&member.ty),
                    None,
                    Direction::Event,
                    &format!("{name}.{}", member.name),
                )?,
            };
            members.push(DraftMember {
                rust: Some(Presence::of(&member)),
                name: member.name,
                docs: member.docs,
                limits: None,
                ty,
                required: None,
            });
        }
        let draft = Draft {
            docs: serde_rules::read(self.source, &trigger.request)?.docs,
            body: DraftBody::Interface { from: (Some(trigger.request.clone()), None), members },
            directions: BTreeSet::from([Direction::Event]),
        };
        match self.drafts.insert(name.clone(), draft) {
            None => Ok(()),
            Some(_) => Err(SourceError::at(name, "two different types have this name")),
        }
    }

    fn part(
        &mut self,
        trigger: &Trigger,
        rust: &str,
        part: &str,
        direction: Direction,
    ) -> Result<TsType, SourceError> {
        let name = format!("{}Trigger{part}", trigger.name);
        let members = self.members_of(rust)?;
        let docs = match direction {
            Direction::Reply => serde_rules::read(self.source, rust)?.docs,
            _ => vec![format!("What a function of `{}` is told.", trigger.name)],
        };
        self.interface(&name, docs, (Some(rust.to_owned()), None), Some(members), None, direction)?;
        Ok(TsType::Named(name))
    }

    fn request(&mut self, operation: &Operation) -> Result<(), SourceError> {
        let rust = self.members_of(&operation.request)?;
        let origin = (Some(operation.request.clone()), None);
        let name = format!("{}Request", operation.name);
        let docs = operation.docs.clone();
        self.interface(&name, docs, origin, Some(rust), Some(&operation.input), Direction::Input)
    }

    fn response(&mut self, operation: &Operation) -> Result<(), SourceError> {
        let rust = self.members_of(&operation.response)?;
        let docs = serde_rules::read(self.source, &operation.response)?.docs;
        let origin = (Some(operation.response.clone()), None);
        let name = format!("{}Response", operation.name);
        self.interface(&name, docs, origin, Some(rust), None, Direction::Output)
    }

    fn members_of(&self, name: &str) -> Result<Vec<Member>, SourceError> {
        match serde_rules::read(self.source, name)?.data {
            Data::Members(members) => Ok(members),
            _ => Err(SourceError::at(name, "it is not written as an object")),
        }
    }

    fn interface(
        &mut self,
        name: &str,
        docs: Vec<String>,
        origin: Origin,
        rust: Option<Vec<Member>>,
        table: Option<&[ShapeMember]>,
        direction: Direction,
    ) -> Result<(), SourceError> {
        let body = DraftBody::Interface { from: origin.clone(), members: Vec::new() };
        let draft = self.drafts.entry(name.to_owned()).or_insert_with(|| Draft {
            docs,
            body,
            directions: BTreeSet::new(),
        });
        match &draft.body {
            DraftBody::Interface { from, .. } if *from == origin => {}
            _ => return Err(SourceError::at(name, "two different types have this name")),
        }
        if !draft.directions.insert(direction) {
            return Ok(());
        }
        let rust_type = origin.0.as_deref().unwrap_or_default();
        for (field, shape) in paired(rust.as_deref(), table) {
            let (field, shape) = match (field, shape, direction) {
                // The check of requests would refuse this member.
                (Some(field), None, Direction::Input) if table.is_some() => {
                    return Err(SourceError::at(
                        format!("{name}.{}", field.name),
                        "the table does not list this member of the Rust type",
                    ));
                }
                // The engine never writes this member.
                (None, Some(_), Direction::Output) if rust.is_some() => continue,
                pair => (pair.0, pair.1),
            };
            let member = self.member(name, rust_type, field, shape, direction)?;
            let Some(Draft { body: DraftBody::Interface { members, .. }, .. }) = self.drafts.get_mut(name)
            else {
                return Err(SourceError::at(name, "it holds itself in another form"));
            };
            match members.iter().find(|known| known.name == member.name) {
                Some(known) if known.ty == member.ty => {}
                Some(_) => {
                    return Err(SourceError::at(
                        format!("{name}.{}", member.name),
                        "it has two different types",
                    ));
                }
                None => members.push(member),
            }
        }
        Ok(())
    }

    fn member(
        &mut self,
        interface: &str,
        rust_type: &str,
        field: Option<&Member>,
        shape: Option<&ShapeMember>,
        direction: Direction,
    ) -> Result<DraftMember, SourceError> {
        let name =
            field.map(|field| &field.name).or(shape.map(|shape| &shape.name)).cloned().unwrap_or_default();
        let place = format!("{interface}.{name}");
        let shape_name = shape.map(|shape| &*shape.shape);
        let overridden = field.and_then(|field| {
            self.overrides.iter().find(|(ty, name, _)| *ty == rust_type && *name == field.field)
        });
        let ty = match overridden {
            Some((ty, field, what)) => {
                self.used.insert((ty, field));
                self.overridden(*what, direction, &place)?
            }
            None => self.resolve(field.map(|field| &field.ty), shape_name, direction, &place)?,
        };
        let limits = shape_name.map(|shape| self.shapes.get(shape)).transpose()?.and_then(limits);
        Ok(DraftMember {
            name,
            docs: field.map(|field| field.docs.clone()).unwrap_or_default(),
            limits,
            ty,
            required: shape.map(|shape| shape.required),
            // What is only kept is there whenever the table let it in.
            rust: field.filter(|field| !field.kept || shape.is_none()).map(Presence::of),
        })
    }

    fn overridden(
        &mut self,
        what: Override,
        direction: Direction,
        place: &str,
    ) -> Result<TsType, SourceError> {
        let rust = |name: &str| RustType::Named(name.to_owned());
        Ok(match what {
            Override::Shape(shape) => self.resolve(None, Some(shape), direction, place)?,
            Override::Rust(name) => self.resolve(Some(&rust(name)), None, direction, place)?,
            Override::MapOfJson => TsType::Map(Box::new(TsType::Json)),
            Override::Foreign(name) => {
                let (name, text) = FOREIGN
                    .iter()
                    .find(|(known, _)| *known == name)
                    .ok_or_else(|| SourceError::at(place, format!("there is no foreign type {name}")))?;
                self.drafts.entry((*name).to_owned()).or_insert_with(|| Draft {
                    docs: Vec::new(),
                    body: DraftBody::Verbatim(text),
                    directions: BTreeSet::new(),
                });
                TsType::Named((*name).to_owned())
            }
        })
    }

    fn resolve(
        &mut self,
        rust: Option<&RustType>,
        shape: Option<&str>,
        direction: Direction,
        place: &str,
    ) -> Result<TsType, SourceError> {
        let rust = rust.map(|rust| self.settled(rust)).transpose()?;
        let Some(shape_name) = shape else {
            let rust = rust.ok_or_else(|| SourceError::at(place, "nothing says what it is"))?;
            return self.resolve_rust(&rust, direction, place);
        };
        // For other JSON, the table gives the type.
        let rust = rust.filter(|rust| *rust != RustType::Json);
        let differ = || Err(SourceError::at(place, format!("its Rust type is not the shape {shape_name}")));
        Ok(match (self.shapes.get(shape_name)?.clone(), rust) {
            (Shape::Text(_) | Shape::Blob, None | Some(RustType::Text)) => TsType::Text,
            (Shape::Number(_), None | Some(RustType::Number)) => TsType::Number,
            (Shape::Boolean, None | Some(RustType::Boolean)) => TsType::Boolean,
            (Shape::Timestamp, None | Some(RustType::Moment)) => TsType::Moment,
            (Shape::Enum(values), None | Some(RustType::Text)) => {
                self.union(&service_name(shape_name), Vec::new(), values)?
            }
            (Shape::Enum(values), Some(RustType::Named(name))) => {
                let read = serde_rules::read(self.source, &name)?;
                match read.data {
                    Data::Literals(known) if values.iter().all(|value| known.contains(value)) => {}
                    _ => return differ(),
                }
                let service = service_name(shape_name);
                // A Rust type may stand for several of the service's; what it says is said of the one that it is named after.
                let is_named = docs::leading_name(&read.docs) == Some(&*service);
                let docs = if is_named { docs::without_leading_name(&read.docs) } else { Vec::new() };
                self.union(&service, docs, values)?
            }
            (Shape::List(_, member), None) => self.list(None, Some(&member), direction, place)?,
            (Shape::List(_, member), Some(RustType::List(inner))) => {
                self.list(Some(&inner), Some(&member), direction, place)?
            }
            (Shape::Map(_, value), None) => self.map(None, Some(&value), direction, place)?,
            (Shape::Map(_, value), Some(RustType::Map(inner))) => {
                self.map(Some(&inner), Some(&value), direction, place)?
            }
            (Shape::Structure(_), None) => self.structure(None, Some(shape_name), direction)?,
            (Shape::Structure(_), Some(RustType::Named(name))) => {
                self.structure(Some(&name), Some(shape_name), direction)?
            }
            (Shape::Document, _) => return Err(SourceError::at(place, "nothing says what the document is")),
            _ => return differ(),
        })
    }

    fn resolve_rust(
        &mut self,
        rust: &RustType,
        direction: Direction,
        place: &str,
    ) -> Result<TsType, SourceError> {
        Ok(match rust {
            RustType::Text => TsType::Text,
            RustType::Number => TsType::Number,
            RustType::Boolean => TsType::Boolean,
            RustType::Moment => TsType::Moment,
            RustType::Json => return Err(SourceError::at(place, "nothing says what the JSON is")),
            RustType::Optional(inner) => self.resolve_rust(inner, direction, place)?,
            RustType::List(inner) => self.list(Some(inner), None, direction, place)?,
            RustType::Map(inner) => self.map(Some(inner), None, direction, place)?,
            RustType::Named(name) => {
                let read = serde_rules::read(self.source, name)?;
                match read.data {
                    Data::Members(_) => {
                        let service = docs::leading_name(&read.docs);
                        let shape = service.and_then(|service| self.shapes.structure_of_service(service));
                        let shape = shape.map(str::to_owned);
                        self.structure(Some(name), shape.as_deref(), direction)?
                    }
                    Data::Literals(values) => {
                        let service = docs::leading_name(&read.docs).unwrap_or(name).to_owned();
                        self.union(&service, docs::without_leading_name(&read.docs), values)?
                    }
                    Data::OneOf(types) => {
                        let types = types.iter().map(|ty| self.resolve(Some(ty), None, direction, place));
                        TsType::OneOf(types.collect::<Result<_, _>>()?)
                    }
                    Data::Same(ty) => self.resolve(Some(&ty), None, direction, place)?,
                }
            }
        })
    }

    /// Resolves `Option`, aliases and types that are written as other types.
    fn settled(&self, rust: &RustType) -> Result<RustType, SourceError> {
        let RustType::Named(name) = rust.present() else { return Ok(rust.present().clone()) };
        match serde_rules::read(self.source, name)?.data {
            Data::Same(ty) => self.settled(&ty),
            _ => Ok(rust.present().clone()),
        }
    }

    fn list(
        &mut self,
        rust: Option<&RustType>,
        shape: Option<&str>,
        direction: Direction,
        place: &str,
    ) -> Result<TsType, SourceError> {
        Ok(TsType::List(Box::new(self.resolve(rust, shape, direction, place)?)))
    }

    fn map(
        &mut self,
        rust: Option<&RustType>,
        shape: Option<&str>,
        direction: Direction,
        place: &str,
    ) -> Result<TsType, SourceError> {
        Ok(TsType::Map(Box::new(self.resolve(rust, shape, direction, place)?)))
    }

    fn structure(
        &mut self,
        rust: Option<&str>,
        shape: Option<&str>,
        direction: Direction,
    ) -> Result<TsType, SourceError> {
        let read = rust.map(|name| serde_rules::read(self.source, name)).transpose()?;
        let mut said = read.as_ref().map(|read| read.docs.clone()).unwrap_or_default();
        let name = match (shape.map(service_name), rust) {
            (Some(service), Some(rust)) => {
                // Some Rust types represent several types of the service; their documentation must name all of them.
                if !said.iter().any(|line| line.contains(&format!("`{service}`"))) {
                    return Err(SourceError::at(rust, format!("its documentation does not name {service}")));
                }
                service
            }
            (Some(service), None) => service,
            (None, Some(rust)) => docs::leading_name(&said).unwrap_or(rust).to_owned(),
            (None, None) => return Err(SourceError::at("a structure", "it comes from nowhere")),
        };
        said = docs::without_leading_name(&said);
        if shape.is_some() {
            said.push(format!("See [{name}]({REFERENCE}{name}.html)."));
        }
        let members = match read.map(|read| read.data) {
            Some(Data::Members(members)) => Some(members),
            None => None,
            Some(_) => return Err(SourceError::at(name, "it is an object to the table and not to serde")),
        };
        let table = match shape.map(|shape| self.shapes.get(shape)).transpose()? {
            Some(Shape::Structure(table)) => Some(&**table),
            _ => None,
        };
        let origin = (rust.map(str::to_owned), shape.map(str::to_owned));
        self.interface(&name, said, origin, members, table, direction)?;
        Ok(TsType::Named(name))
    }

    fn union(&mut self, name: &str, docs: Vec<String>, values: Vec<String>) -> Result<TsType, SourceError> {
        let draft = self.drafts.entry(name.to_owned()).or_insert_with(|| Draft {
            docs: Vec::new(),
            body: DraftBody::Union(values.clone()),
            directions: BTreeSet::new(),
        });
        if draft.docs.is_empty() {
            draft.docs = docs;
        }
        match &draft.body {
            DraftBody::Union(known) if *known == values => Ok(TsType::Named(name.to_owned())),
            _ => Err(SourceError::at(name, "two different types have this name")),
        }
    }
}

/// The service's documentation of its types.
const REFERENCE: &str = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_";

impl Draft {
    fn settle(self, name: String) -> Declaration {
        let directions = self.directions;
        let any = |holds: &dyn Fn(Direction) -> bool| directions.iter().any(|direction| holds(*direction));
        let is_read = any(&|direction| matches!(direction, Direction::Input | Direction::Reply));
        let is_checked = directions.contains(&Direction::Input);
        let body = match self.body {
            DraftBody::Union(values) => Body::Union(values),
            DraftBody::Verbatim(text) => Body::Verbatim(text),
            DraftBody::Interface { members, .. } => {
                let property = |member: DraftMember| Property {
                    optional: any(&|direction| member.is_optional(direction)),
                    or_null: any(&|direction| member.is_nullable(direction)),
                    name: member.name,
                    docs: member.docs.into_iter().chain(member.limits.filter(|_| is_checked)).collect(),
                    ty: member.ty,
                    or_undefined: is_read,
                };
                Body::Interface(members.into_iter().map(property).collect())
            }
        };
        Declaration { name, docs: self.docs, body }
    }
}

impl Presence {
    fn of(member: &Member) -> Self {
        let &Member { omissible, absent, reads_null, writes_null, .. } = member;
        Self { omissible, absent, reads_null, writes_null }
    }
}

impl DraftMember {
    fn is_optional(&self, direction: Direction) -> bool {
        match (direction, self.rust, self.required) {
            // The table decides, since requests are checked with it.
            (Direction::Input, _, Some(required)) => !required,
            (Direction::Input | Direction::Reply, Some(rust), _) => rust.omissible,
            // Responses leave out members that would be `null`.
            (Direction::Output, Some(rust), _) => rust.absent || rust.writes_null,
            (Direction::Event, Some(rust), _) => rust.absent,
            // A member that only passes through is required if the table requires it.
            (_, None, Some(required)) => !required,
            (_, None, None) => true,
        }
    }

    fn is_nullable(&self, direction: Direction) -> bool {
        match (direction, self.rust) {
            (Direction::Event, Some(rust)) => rust.writes_null,
            (Direction::Reply, Some(rust)) => rust.reads_null,
            _ => false,
        }
    }
}

/// The members of both, in the table's order if there is a table.
fn paired<'a>(
    rust: Option<&'a [Member]>,
    table: Option<&'a [ShapeMember]>,
) -> Vec<(Option<&'a Member>, Option<&'a ShapeMember>)> {
    let (rust, table) = (rust.unwrap_or_default(), table.unwrap_or_default());
    let in_table =
        table.iter().map(|shape| (rust.iter().find(|member| member.name == shape.name), Some(shape)));
    let others = rust.iter().filter(|member| table.iter().all(|shape| shape.name != member.name));
    in_table.chain(others.map(|member| (Some(member), None))).collect()
}

/// The minimum and maximum length or number of a shape, in words.
fn limits(shape: &Shape) -> Option<String> {
    let (bounds, one, many) = match shape {
        // Counted in UTF-16 code units, as in JavaScript.
        Shape::Text(bounds) => (bounds, " character", " characters"),
        Shape::Number(bounds) => (bounds, "", ""),
        Shape::List(bounds, _) | Shape::Map(bounds, _) => (bounds, " entry", " entries"),
        _ => return None,
    };
    let unit = |count| if count == 1 { one } else { many };
    // A minimum length of 0 is not stated.
    let min = bounds.min.filter(|min| *min > 0 || one.is_empty());
    match (min, bounds.max) {
        (Some(min), Some(max)) if min == max => Some(format!("Exactly {min}{}.", unit(max))),
        (Some(min), Some(max)) => Some(format!("{min} to {max}{}.", unit(max))),
        (Some(min), None) => Some(format!("At least {min}{}.", unit(min))),
        (None, Some(max)) => Some(format!("At most {max}{}.", unit(max))),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{operations, triggers, typescript};

    const SHAPES: &str = r#"
        static NAME: Shape = text(between(1, 9));
        static FLAG: Shape = Shape::Boolean;
        static COLOUR: Shape = one_of(&["RED", "GREEN"]);
        static COLOURS: Shape = list(at_most(2), &COLOUR);
        static PAINT: Shape = Shape::Structure(&[required("Colour", &COLOUR), optional("Gloss", &FLAG)]);
        static DOCUMENT: Shape = Shape::Document;
    "#;

    /// The declarations for the operation `Paint` with these requests, tables and responses.
    fn declared(request: &str, table: &str, rest: &str) -> Result<Vec<Declaration>, SourceError> {
        const DERIVE: &str = "#[derive(Serialize, Deserialize)] #[serde(rename_all = \"PascalCase\")]";
        let api = format!(
            "enum Caller {{ /// Anybody.\n Public }} {DERIVE} struct Paint {{ {request} }} \
             impl Operation for Paint {{ const NAME: &'static str = \"Paint\"; \
             const CALLER: Caller = Caller::Public; const INPUT: &'static [Member] = &[{table}]; \
             type Response = Painted; }} {}",
            rest.replace("DERIVE", DERIVE)
        );
        let source = Source::of(&[("api/here.rs", &api), ("check/shapes.rs", SHAPES)]);
        let shapes = Shapes::read(&source)?;
        declare_with(&source, &shapes, &operations::read(&source)?, &[])
    }

    const NOTHING: &str = "DERIVE struct Painted {}";

    fn text_of(declarations: &[Declaration]) -> String {
        let text = typescript::print(declarations, &[], &BTreeSet::new());
        text.split_once("EpochSeconds = number;\n\n").unwrap().1.to_owned()
    }

    #[test]
    fn the_table_gives_the_constraints_of_a_request_and_the_rust_type_its_documentation() {
        let request = "/// What.\n name: String, paint: Option<Value>, colours: Option<Vec<String>>";
        let table =
            r#"required("Name", &shapes::NAME), optional("Paint", &PAINT), optional("Colours", &COLOURS)"#;
        assert_eq!(
            text_of(&declared(request, table, NOTHING).unwrap()),
            "\
export type ColourType = 'RED' | 'GREEN';

export interface PaintRequest {
  /** What. 1 to 9 characters. */
  Name: string;
  Paint?: PaintType | undefined;
  /** At most 2 entries. */
  Colours?: ColourType[] | undefined;
}

export interface PaintResponse {}

/** See [PaintType](REFERENCEPaintType.html). */
export interface PaintType {
  Colour: ColourType;
  Gloss?: boolean | undefined;
}
"
            .replace("REFERENCE", REFERENCE)
        );
    }

    #[test]
    fn a_response_requires_the_members_that_its_rust_type_always_writes() {
        let rest = "DERIVE struct Painted { last: Coat, when: EpochSeconds, note: Option<String> } \
            /// `PaintType`: a coat.\n DERIVE struct Coat { colour: Option<String> }";
        assert_eq!(
            text_of(&declared("", "", rest).unwrap()),
            "\
export type ColourType = 'RED' | 'GREEN';

export interface PaintRequest {}

export interface PaintResponse {
  Last: PaintType;
  When: EpochSeconds;
  Note?: string;
}

/**
 * A coat.
 * See [PaintType](REFERENCEPaintType.html).
 */
export interface PaintType {
  Colour?: ColourType;
}
"
            .replace("REFERENCE", REFERENCE)
        );
    }

    #[test]
    fn differences_between_table_and_rust_type_are_errors() {
        let named = r#"required("Name", &shapes::NAME)"#;
        for (request, table, rest, problem) in [
            ("name: u32", named, NOTHING, "PaintRequest.Name: its Rust type is not the shape NAME"),
            ("name: Vec<String>", named, NOTHING, "PaintRequest.Name: its Rust type is not the shape NAME"),
            (
                "name: String",
                "",
                NOTHING,
                "PaintRequest.Name: the table does not list this member of the Rust type",
            ),
            (
                "name: Value",
                r#"required("Name", &DOCUMENT)"#,
                NOTHING,
                "PaintRequest.Name: nothing says what the document is",
            ),
            (
                "",
                "",
                "DERIVE struct Painted { it: Value }",
                "PaintResponse.It: nothing says what the JSON is",
            ),
            (
                "paint: Coat",
                r#"required("Paint", &PAINT)"#,
                "DERIVE struct Painted {} DERIVE struct Coat { colour: String }",
                "Coat: its documentation does not name PaintType",
            ),
            (
                "colour: Hue",
                r#"required("Colour", &COLOUR)"#,
                "DERIVE struct Painted {} DERIVE enum Hue { RED, BLUE }",
                "PaintRequest.Colour: its Rust type is not the shape COLOUR",
            ),
        ] {
            assert_eq!(declared(request, table, rest).unwrap_err().to_string(), problem);
        }
    }

    #[test]
    fn an_event_may_contain_null_where_a_response_may_leave_out_the_member() {
        let events = "#[derive(Serialize, Deserialize)] #[serde(rename_all = \"camelCase\", bound = \"\")] \
            struct Event<T: Trigger> { version: String, trigger_source: String, request: T, response: T::Response } \
            /// Before.\n #[derive(Serialize, Deserialize)] #[serde(rename_all = \"camelCase\", default)] \
            struct Dip { colour: Option<String>, again: Option<Coats> } \
            #[derive(Serialize, Deserialize)] #[serde(rename_all = \"camelCase\", default)] \
            struct Dipped { #[serde(deserialize_with = \"null_as_default\")] dry: bool, again: Option<Coats> } \
            #[derive(Serialize, Deserialize)] #[serde(rename_all = \"camelCase\", default)] \
            struct Coats { count: Option<u8> } \
            triggers! { Dip => Dipped: \"Dip\", \"Dip\", [\"1\", \"2\"]; }";
        let source = Source::of(&[("events.rs", events), ("check/shapes.rs", SHAPES)]);
        let shapes = Shapes::read(&source).unwrap();
        let triggers = triggers::read(&source).unwrap();
        let mut builder = Builder::new(&source, &shapes, &[]);
        builder.event(&triggers[0]).unwrap();
        let text = typescript::print_events(&builder.settle().unwrap(), &triggers);
        assert_eq!(
            text.split_once("DipTriggerEvent;\n\n").unwrap().1,
            "\
export interface Coats {
  count?: number | null | undefined;
}

/** Before. */
export interface DipTriggerEvent {
  version: '1' | '2';
  triggerSource: `Dip_${string}`;
  request: DipTriggerRequest;
  response: DipTriggerResponse;
}

/** What a function of `Dip` is told. */
export interface DipTriggerRequest {
  colour: string | null;
  again: Coats | null;
}

export interface DipTriggerResponse {
  dry?: boolean | null | undefined;
  again?: Coats | null | undefined;
}
"
        );
    }

    #[test]
    fn an_unused_override_is_an_error() {
        let source = Source::of(&[("check/shapes.rs", "")]);
        let shapes = Shapes::read(&source).unwrap();
        let error =
            declare_with(&source, &shapes, &[], &[("Gone", "it", Override::Shape("NAME"))]).unwrap_err();
        assert_eq!(error.to_string(), "Gone.it: the override of this member is not needed");
    }
}
