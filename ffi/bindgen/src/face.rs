//! Writes what a built library shows to host languages as one text: every object, function, record, enum and error with its names and
//! types, in a fixed order and without prose. `ffi/face.txt` keeps that text, so that a change of the face is seen as a change of a file.
//!
//! `fieldcore-face LIBRARY` writes to standard output.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{Write as _, stdout};

use uniffi_bindgen::macro_metadata::extract_from_bytes;
use uniffi_meta::{EnumShape, FieldMetadata, FnParamMetadata, Metadata, Type};

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let library = std::env::args_os().nth(1).ok_or("usage: fieldcore-face LIBRARY")?;
    let face = face_of(extract_from_bytes(&std::fs::read(library)?)?);
    Ok(stdout().lock().write_all(face.as_bytes())?)
}

/// Each named thing with its lines: those of enums and records in their own order, which is the order on the wire.
#[derive(Default)]
struct Face(BTreeMap<String, Vec<String>>);

impl Face {
    fn add(&mut self, heading: String, lines: Vec<String>) {
        self.0.entry(heading).or_default().extend(lines);
    }
}

fn face_of(items: Vec<Metadata>) -> String {
    let mut face = Face::default();
    let mut calls = Face::default();
    for item in items {
        match item {
            Metadata::Func(of) => {
                face.add(
                    format!("function {}", call(&of.name, of.is_async, &of.inputs, of.return_type.as_ref(), of.throws.as_ref())),
                    Vec::new(),
                );
            }
            Metadata::Object(of) => {
                let kind = if of.imp.is_trait_interface() { "interface" } else { "object" };
                face.add(format!("{kind} {}", of.name), Vec::new());
            }
            Metadata::Constructor(of) => {
                let line = call(&of.name, of.is_async, &of.inputs, None, of.throws.as_ref());
                calls.add(of.self_name, vec![format!("constructor {line}")]);
            }
            Metadata::Method(of) => {
                let line = call(&of.name, of.is_async, &of.inputs, of.return_type.as_ref(), of.throws.as_ref());
                calls.add(of.self_name, vec![line]);
            }
            Metadata::TraitMethod(of) => {
                let line = call(&of.name, of.is_async, &of.inputs, of.return_type.as_ref(), of.throws.as_ref());
                calls.add(of.trait_name, vec![line]);
            }
            Metadata::Record(of) => face.add(format!("record {}", of.name), of.fields.iter().map(field).collect()),
            Metadata::Enum(of) => {
                let kind = if matches!(of.shape, EnumShape::Error { .. }) { "error" } else { "enum" };
                let variants = of.variants.iter().map(|variant| match variant.fields.as_slice() {
                    [] => variant.name.clone(),
                    fields => format!("{} {{ {} }}", variant.name, fields.iter().map(field).collect::<Vec<_>>().join(", ")),
                });
                face.add(format!("{kind} {}", of.name), variants.collect());
            }
            Metadata::CustomType(of) => face.add(format!("type {} = {}", of.name, name_of(&of.builtin)), Vec::new()),
            Metadata::Namespace(_)
            | Metadata::UdlFile(_)
            | Metadata::CallbackInterface(_)
            | Metadata::UniffiTrait(_)
            | Metadata::ObjectTraitImpl(_) => {}
        }
    }
    for (of, mut lines) in calls.0 {
        lines.sort();
        let heading = [format!("object {of}"), format!("interface {of}")].into_iter().find(|heading| face.0.contains_key(heading));
        face.add(heading.unwrap_or(of), lines);
    }
    face.0
        .into_iter()
        .map(|(heading, lines)| format!("{heading}\n{}", lines.iter().map(|line| format!("  {line}\n")).collect::<String>()))
        .collect()
}

fn call(name: &str, is_async: bool, inputs: &[FnParamMetadata], answer: Option<&Type>, throws: Option<&Type>) -> String {
    let input = |input: &FnParamMetadata| {
        let default = if input.default.is_some() { " = default" } else { "" };
        format!("{}: {}{default}", input.name, name_of(&input.ty))
    };
    let inputs = inputs.iter().map(input).collect::<Vec<_>>().join(", ");
    let awaited = if is_async { "async " } else { "" };
    let answer = answer.map(|answer| format!(" -> {}", name_of(answer))).unwrap_or_default();
    let throws = throws.map(|throws| format!(" throws {}", name_of(throws))).unwrap_or_default();
    format!("{awaited}{name}({inputs}){answer}{throws}")
}

fn field(field: &FieldMetadata) -> String {
    match field.name.as_str() {
        "" => name_of(&field.ty),
        name => format!("{name}: {}", name_of(&field.ty)),
    }
}

fn name_of(ty: &Type) -> String {
    match ty {
        Type::UInt8 => "u8".to_owned(),
        Type::Int8 => "i8".to_owned(),
        Type::UInt16 => "u16".to_owned(),
        Type::Int16 => "i16".to_owned(),
        Type::UInt32 => "u32".to_owned(),
        Type::Int32 => "i32".to_owned(),
        Type::UInt64 => "u64".to_owned(),
        Type::Int64 => "i64".to_owned(),
        Type::Float32 => "f32".to_owned(),
        Type::Float64 => "f64".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::String => "string".to_owned(),
        Type::Bytes => "bytes".to_owned(),
        Type::Timestamp => "instant".to_owned(),
        Type::Duration => "duration".to_owned(),
        Type::Object { name, .. }
        | Type::Record { name, .. }
        | Type::Enum { name, .. }
        | Type::CallbackInterface { name, .. }
        | Type::Custom { name, .. } => name.clone(),
        Type::Box { inner_type } => name_of(inner_type),
        Type::Optional { inner_type } => format!("{}?", name_of(inner_type)),
        Type::Sequence { inner_type } => format!("[{}]", name_of(inner_type)),
        Type::Set { inner_type } => format!("set of {}", name_of(inner_type)),
        Type::Map { key_type, value_type } => format!("[{}: {}]", name_of(key_type), name_of(value_type)),
    }
}
