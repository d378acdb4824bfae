//! What another program did to a database is found.

use backlot_store::Flaw;

use super::{Result, database, open, schema::run};
use crate::Outcome;
use crate::conformance::whole;
use crate::flaws::{damages, planted};

/// What is found after somebody ran this SQL; none where there is no PostgreSQL.
fn after(damage: &str) -> Result<Option<Vec<Flaw>>> {
    let Some(database) = database()? else { return Ok(None) };
    let store = open(&database, &database.url)?;
    planted(&store)?;
    run(&database.url, &format!("SET search_path TO {}; {damage}", database.schema))?;
    Ok(Some(whole::flaws(&store)?))
}

#[test]
fn rows_that_do_not_agree_are_found() -> Outcome {
    for (damage, expected) in damages() {
        let Some(found) = after(damage)? else { return Ok(()) };
        assert_eq!(found, expected, "{damage}");
    }
    Ok(())
}

#[test]
fn an_index_that_a_restore_could_not_make_is_found() -> Outcome {
    let missing = |name: &str| Flaw::Engine(format!("the index {name} is not there or not valid"));
    let twice = |what: &str| Flaw::Engine(format!("{what} is there more than once"));
    let damages = [
        ("DROP INDEX documents_due", vec![missing("documents_due")]),
        (
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'members_document'::regclass",
            vec![missing("members_document")],
        ),
        (
            "ALTER TABLE documents DROP CONSTRAINT documents_root_kind_id_key; \
             INSERT INTO documents SELECT -number, root, kind, id, version, shape, due, expires, body FROM documents \
             WHERE id = '2'",
            vec![missing("documents_root_kind_id_key"), twice("order 2 of account/a")],
        ),
        (
            "ALTER TABLE uniques DROP CONSTRAINT uniques_pkey; INSERT INTO uniques SELECT * FROM uniques WHERE value = '1'",
            vec![missing("uniques_pkey"), twice("unique \"1\" in n")],
        ),
        (
            "ALTER TABLE sets DROP CONSTRAINT sets_root_name_key; INSERT INTO sets (root, name, size) SELECT root, name, 0 \
             FROM sets",
            vec![missing("sets_root_name_key"), twice("set orders of account/a")],
        ),
    ];
    for (damage, expected) in damages {
        let Some(found) = after(damage)? else { return Ok(()) };
        assert_eq!(found, expected, "{damage}");
    }
    Ok(())
}
