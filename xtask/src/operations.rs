//! `docs/operations.md`: every operation of the table.

use std::fmt::Write;

use partner_center_model::{
    all,
    cloud::{Cloud, Clouds},
    operation::{Auth, OperationInfo},
};

/// The page.
pub(crate) fn page() -> String {
    let emulated = backlot_sandbox::emulated();
    let total = all::operations().count();
    let mut page = format!(
        "# Operations\n\n\
         Partner Center documents {} operations; two more are only linked from answers, and three are only sent by the official \
         clients. Backlot emulates {}; the others answer 501 with the operation's name.\n\n\
         *Token* is the least that an operation asks for: `app+user`, or `either` kind. A rule asks for more where the \
         body decides. *Clouds* are those that the documentation page names. *Page* is the page of \
         Microsoft's Partner Center developer documentation of spring 2021.\n",
        total - LINKED.len() - SENT.len(),
        emulated.len(),
    );
    for (area, operations) in all::AREAS {
        let title = area.replace('_', " ");
        let _ = write!(page, "\n## {title}\n\n| | Operation | Method and path | Token | Clouds | Page |\n");
        page.push_str("| --- | --- | --- | --- | --- | --- |\n");
        for info in *operations {
            row(&mut page, info, emulated.contains(&info.name));
        }
    }
    page
}

/// The operations that no page documents, though answers link to them and clients send them.
const LINKED: [&str; 2] = ["GetCart", "GetOrderProvisioningStatus"];

/// The operations that no page documents, and that the official clients send.
const SENT: [&str; 3] = ["GetCustomerAvailability", "GetCustomerProduct", "GetCustomerSku"];

fn row(page: &mut String, info: &OperationInfo, emulated: bool) {
    let state = if emulated { "emulated" } else { "501" };
    let token = match info.auth {
        Auth::Either => "either",
        Auth::User => "app+user",
    };
    let source = match info.name {
        name if LINKED.contains(&name) => "linked from",
        name if SENT.contains(&name) => "beside",
        _ => "",
    };
    let OperationInfo { name, method, path, page: source_page, .. } = info;
    let _ = writeln!(
        page,
        "| {state} | `{name}` | `{} {path}` | {token} | {} | {} |",
        method.as_str(),
        clouds(info.clouds),
        format!("{source} {source_page}").trim_start(),
    );
}

/// The clouds in words.
pub(crate) fn clouds(clouds: Clouds) -> String {
    let named: Vec<&str> = Cloud::ALL.into_iter().filter(|cloud| clouds.contains(*cloud)).map(Cloud::as_str).collect();
    if named.len() == Cloud::ALL.len() { "all".to_owned() } else { named.join(", ") }
}
