//! smoke
use backlot_store::*;

#[test]
fn works() {
    let store = Store::open(Options::temporary()).unwrap();
    let root = Root::account("A");
    let set = Set::new(root.clone(), "customers");
    for n in 0..10 {
        let mut d = Document::new(Key::new(Root::customer("a", &n.to_string()), "customer", n.to_string()), "{}");
        d.version = 1;
        let index = Index {
            sets: vec![Member::new(set.clone(), if n % 2 == 0 { "even" } else { "odd" })],
            unique: vec![Unique::new("n", n.to_string())],
            due: Some(100 - n),
        };
        store
            .write_blocking(vec![], move |tx| {
                tx.put(&d, &index, Expect::Absent)?;
                Ok(Decision::Commit(()))
            })
            .unwrap();
    }
    assert_eq!(store.commits(), 10);
    store
        .read(|tx| {
            assert_eq!(tx.count(&set)?, 10);
            assert_eq!(tx.count_prefix(&set, "odd")?, 5);
            let page = tx.list(&set, &Range::first(3))?;
            assert_eq!(page.iter().map(|l| l.document.key.id.as_str()).collect::<Vec<_>>(), ["0", "2", "4"]);
            let page = tx.list(&set, &Range::first(3).after(page[2].position()))?;
            assert_eq!(page.iter().map(|l| l.document.key.id.as_str()).collect::<Vec<_>>(), ["6", "8", "1"]);
            assert_eq!(tx.keys(&set, &Range::all().prefix("odd"))?.len(), 5);
            assert_eq!(tx.next_due()?, Some(91));
            assert_eq!(tx.find("n", "3")?.unwrap().id, "3");
            Ok::<_, Error>(())
        })
        .unwrap();
    let n = store.write_blocking(vec![], move |tx| Ok(Decision::Commit(tx.drop_root(&Root::account("a"))?))).unwrap();
    assert_eq!(n, 10);
    assert_eq!(store.read(|tx| tx.count(&set)).unwrap(), 0);
    let path = store.path().to_owned();
    store.close();
    assert!(!path.exists());
}
