//! `userpool-wasm-types` generates the types of operations and events in the npm package; `userpool-wasm-types --check`
//! only checks that they are up to date.

use std::{env, error::Error, fs, io, io::Write as _, process::ExitCode};

use userpool_wasm_types::{core_folder, generate, package_folder};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // If this fails too, only the exit code reports the error.
            let _ = writeln!(io::stderr(), "userpool-wasm-types: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let check = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => false,
        ["--check"] => true,
        _ => return Err("the only argument is --check".into()),
    };
    let generated = generate(&core_folder())?;
    for (name, text) in &generated.files {
        let file = package_folder().join(name);
        if !check {
            fs::write(&file, text)?;
            continue;
        }
        let Some(line) = first_difference(&fs::read_to_string(&file)?, text) else { continue };
        return Err(format!(
            "wasm/npm/{name} is not what the source says, from line {line} on; run: cargo run -p userpool-wasm-types"
        )
        .into());
    }
    let outcome = if check { "up to date" } else { "written" };
    writeln!(io::stdout(), "the types of {} operations are {outcome}", generated.operations.len())?;
    Ok(())
}

/// The number of the first line that differs.
fn first_difference(one: &str, other: &str) -> Option<usize> {
    if one == other {
        return None;
    }
    let same = one.lines().zip(other.lines()).take_while(|(one, other)| one == other).count();
    Some(same + 1)
}
