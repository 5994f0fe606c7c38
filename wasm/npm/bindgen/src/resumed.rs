//! Removes the panics of futures that are polled after their end.
//!
//! The compiler puts such a panic into every `async` function, with its place in the source: 7 KB of the module (gzip) for a case that the
//! engine's only poller excludes. What is left of each is an `unreachable` instruction, which ends the call as the panic would.

use std::collections::{HashMap, HashSet};

use walrus::{
    ConstExpr, DataId, DataKind, FunctionId, Module,
    ir::{Call, Const, Instr, InstrSeq, Unreachable, Value, VisitorMut, dfs_pre_order_mut},
};

/// Part of the name of the function that panics.
const PANIC: &str = "panic_const_async_fn_resumed";

/// The size of `core::panic::Location` on wasm32.
const LOCATION_BYTES: usize = 16;

/// Removes the panics. Returns how many there were.
pub fn remove_panics(module: &mut Module) -> usize {
    let is_panic = |name: &Option<String>| name.as_ref().is_some_and(|name| name.contains(PANIC));
    let panics: HashSet<FunctionId> = module
        .funcs
        .iter()
        .filter(|function| is_panic(&function.name))
        .map(|function| function.id())
        .collect();
    let mut removal = Removal { panics, locations: HashSet::new(), constants: HashMap::new(), removed: 0 };
    for (_, function) in module.funcs.iter_local_mut() {
        let entry = function.entry_block();
        dfs_pre_order_mut(&mut removal, function, entry);
    }
    let unused = removal.locations.iter().filter(|location| !removal.constants.contains_key(location));
    for location in unused {
        clear(module, *location);
    }
    removal.removed
}

struct Removal {
    panics: HashSet<FunctionId>,
    /// The addresses of the places that only panics had.
    locations: HashSet<i32>,
    /// The numbers in the rest of the code.
    constants: HashMap<i32, usize>,
    removed: usize,
}

impl VisitorMut for Removal {
    fn start_instr_seq_mut(&mut self, sequence: &mut InstrSeq) {
        let instructions = &mut sequence.instrs;
        let found = instructions.windows(2).position(|pair| match (&pair[0].0, &pair[1].0) {
            (Instr::Const(Const { value: Value::I32(_) }), Instr::Call(Call { func })) => {
                self.panics.contains(func)
            }
            _ => false,
        });
        if let Some(at) = found
            && let Instr::Const(Const { value: Value::I32(location) }) = instructions[at].0
        {
            self.locations.insert(location);
            self.removed += 1;
            // The call does not return.
            instructions.truncate(at + 1);
            instructions[at].0 = Instr::Unreachable(Unreachable {});
        }
    }

    fn visit_const_mut(&mut self, constant: &mut Const) {
        if let Value::I32(number) = constant.value {
            *self.constants.entry(number).or_default() += 1;
        }
    }
}

/// Writes zeros over the place at this address.
fn clear(module: &mut Module, address: i32) {
    let segments: Vec<DataId> = module.data.iter().map(|data| data.id()).collect();
    for segment in segments {
        let data = module.data.get_mut(segment);
        let DataKind::Active { offset: ConstExpr::Value(Value::I32(base)), .. } = data.kind else { continue };
        let Ok(start) = usize::try_from(i64::from(address) - i64::from(base)) else { continue };
        if let Some(place) = data.value.get_mut(start..start + LOCATION_BYTES) {
            place.fill(0);
        }
    }
}
