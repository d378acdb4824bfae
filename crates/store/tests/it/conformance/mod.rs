//! What every engine does alike: each case takes a new, empty store.

mod documents;
mod leases;
mod paging;
mod races;
mod roots;
mod sets;
mod times;
mod transactions;
mod uniques;
pub(crate) mod whole;

/// Makes a test of each case for each engine.
macro_rules! cases {
    ($($area:ident: $($case:ident)*;)*) => {
        mod on_sqlite {
            $(mod $area {
                $(#[test]
                fn $case() -> crate::Outcome {
                    crate::conformance::$area::$case(&crate::sqlite()?)
                })*
            })*
        }

        mod on_postgres {
            $(mod $area {
                $(#[test]
                fn $case() -> crate::Outcome {
                    crate::postgres()?.map_or(Ok(()), |store| crate::conformance::$area::$case(&store))
                })*
            })*
        }
    };
}

cases! {
    documents:
        a_document_comes_back_as_it_was
        a_put_finds_what_it_expects_or_is_stale
        a_new_version_must_be_positive
        a_deleted_document_is_gone_with_its_index_rows
        big_and_empty_bodies_are_kept
        names_are_bytes
        nul_is_refused_in_writes_and_finds_nothing_in_reads;
    leases:
        a_lease_is_one_holders_until_it_is_dropped
        leases_of_other_names_are_others;
    paging:
        pages_follow_sort_and_then_id_as_bytes
        equal_sorts_and_ids_of_different_roots_are_all_shown
        a_page_goes_on_where_its_last_member_was_deleted
        a_prefix_is_taken_literally
        a_prefix_and_a_place_go_together
        a_set_that_nobody_is_in_is_empty;
    sets:
        the_counter_equals_the_rows
        a_put_moves_adds_and_removes_members
        a_set_may_lie_in_another_root
        two_places_in_one_set_are_refused
        the_same_place_twice_is_one;
    uniques:
        a_conflict_names_the_holder_and_changes_nothing
        a_put_of_what_is_there_is_stale_whoever_has_its_values
        a_value_is_free_after_delete_change_and_drop
        a_document_may_keep_and_swap_its_own_values
        values_are_compared_as_bytes;
    roots:
        dropping_a_root_takes_what_is_below_and_nothing_beside
        dropping_a_root_corrects_counters_elsewhere
        dropping_a_root_takes_its_sets
        dropping_the_world_leaves_accounts
        dropping_nothing_is_nothing
        a_wipe_leaves_nothing;
    times:
        due_documents_come_in_the_order_of_time_and_key
        a_time_goes_with_its_document
        times_may_lie_before_the_epoch;
    transactions:
        a_read_is_one_snapshot
        a_read_cannot_write
        a_write_sees_its_own_changes
        a_rollback_leaves_nothing_and_answers
        an_error_leaves_nothing
        a_panic_harms_nobody_else
        a_refusal_harms_nobody_else_of_its_group
        a_caught_refusal_leaves_the_transaction_usable
        a_caller_who_goes_away_leaves_a_whole_write
        a_write_inside_a_write_is_refused
        commits_are_counted_before_they_are_answered
        a_closed_store_has_finished_what_waited;
    whole:
        everything_is_shown_in_the_order_of_keys
        whoever_has_seen_enough_ends_it
        an_empty_store_is_filled
        a_store_that_holds_something_is_not_filled
        a_store_is_filled_in_full_or_not_at_all
        what_is_no_json_is_told_by_its_key;
    races:
        removal_against_order
        purge_against_write_beneath
        quota_at_its_limit
        quota_with_room_for_all
        domain
        last_tie_of_a_shared_tenant
        equal_requests_in_flight
        clock_against_write;
}
