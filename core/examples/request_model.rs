//! Prints the constraints of all requests as JSON, for `.ci/model`, which compares them with AWS's API model.

#![expect(clippy::print_stdout, reason = "this program prints")]

use serde_json::{Map, Value};
use userpool::operations::{operation_names, request_model};

fn main() {
    let requests: Map<String, Value> =
        operation_names().filter_map(|(name, _)| Some((name.to_owned(), request_model(name)?))).collect();
    println!("{}", Value::Object(requests));
}
