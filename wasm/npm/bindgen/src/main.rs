//! `userpool-bindgen MODULE FOLDER` writes the JavaScript bindings of a module that uses wasm-bindgen, `FOLDER/userpool.js`, and
//! the processed module, `FOLDER/userpool_bg.wasm`.

mod resumed;

use std::{env, process::ExitCode};

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [module, folder] = arguments.as_slice() else {
        eprintln!("usage: userpool-bindgen MODULE FOLDER");
        return ExitCode::from(2);
    };
    let mut bindgen = Bindgen::new();
    let written = bindgen.web(true).and_then(|bindgen| {
        bindgen
            .input_path(module)
            .out_name("userpool")
            .typescript(false)
            .omit_default_module_path(false)
            .reset_state_function(true)
            .generate_output()
    });
    let written = written.and_then(|mut output| {
        resumed::remove_panics(output.wasm_mut());
        output.emit(folder)
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
