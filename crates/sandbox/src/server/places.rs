//! Places for connections: there are so many, and a new connection takes the one that has been idle for the longest.
//!
//! Whoever opens connections and sends nothing, or half a request, therefore keeps nobody out: it loses its own places
//! first. A connection with a request under way keeps its place.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

/// The places of a listener.
#[derive(Debug)]
pub(super) struct Places {
    most: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    /// Counts everything that happens to places, so that what happened earlier has a lower number.
    now: u64,
    seats: HashMap<u64, Seat>,
    /// The idle seats, by when they became so.
    idle: BTreeMap<u64, u64>,
}

/// What is known of a connection.
#[derive(Debug)]
struct Seat {
    under_way: usize,
    /// Since when it is idle.
    idle: u64,
    leave: Arc<Notify>,
}

impl Places {
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most, taken: Mutex::default() })
    }

    /// A place; none if requests are under way on all of them.
    pub(super) fn take(self: &Arc<Self>) -> Option<Place> {
        let mut taken = self.lock();
        if taken.seats.len() >= self.most {
            let (_, longest) = taken.idle.pop_first()?;
            if let Some(seat) = taken.seats.remove(&longest) {
                seat.leave.notify_one();
            }
        }
        taken.now += 1;
        let (id, leave) = (taken.now, Arc::new(Notify::new()));
        taken.seats.insert(id, Seat { under_way: 0, idle: id, leave: Arc::clone(&leave) });
        taken.idle.insert(id, id);
        Some(Place(Arc::new(Holder { places: Arc::clone(self), id, leave })))
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection's place, as long as any clone of it is held.
#[derive(Debug, Clone)]
pub(super) struct Place(Arc<Holder>);

#[derive(Debug)]
struct Holder {
    places: Arc<Places>,
    id: u64,
    leave: Arc<Notify>,
}

impl Place {
    /// Says that a request is under way, until the answer is dropped; none if the place is somebody else's by now.
    pub(super) fn begin(&self) -> Option<UnderWay> {
        let mut taken = self.0.places.lock();
        let Taken { seats, idle, .. } = &mut *taken;
        let seat = seats.get_mut(&self.0.id)?;
        seat.under_way += 1;
        idle.remove(&seat.idle);
        Some(UnderWay(self.clone()))
    }

    /// Ready when the place has been given to somebody else.
    pub(super) async fn lost(&self) {
        self.0.leave.notified().await;
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let mut taken = self.places.lock();
        if let Some(seat) = taken.seats.remove(&self.id) {
            taken.idle.remove(&seat.idle);
        }
    }
}

/// A request under way.
#[derive(Debug)]
pub(super) struct UnderWay(Place);

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut taken = self.0.0.places.lock();
        taken.now += 1;
        let Taken { now, seats, idle } = &mut *taken;
        let id = self.0.0.id;
        if let Some(seat) = seats.get_mut(&id) {
            seat.under_way -= 1;
            if seat.under_way == 0 {
                seat.idle = *now;
                idle.insert(*now, id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{future::Future, pin::pin, task::Poll};

    use super::*;

    async fn has_lost(place: &Place) -> bool {
        let mut lost = pin!(place.lost());
        std::future::poll_fn(|context| Poll::Ready(lost.as_mut().poll(context).is_ready())).await
    }

    #[tokio::test]
    async fn the_one_that_has_been_idle_for_the_longest_goes() {
        let places = Places::new(3);
        let [one, two, three] = [(); 3].map(|()| places.take().unwrap());
        // The first one was used last.
        drop(one.begin().unwrap());
        let four = places.take().unwrap();
        assert!(has_lost(&two).await && two.begin().is_none());
        assert!(!has_lost(&one).await && !has_lost(&three).await && !has_lost(&four).await);
        // Whoever goes by itself leaves a place behind, and whoever lost its place leaves none.
        drop(two);
        drop(three);
        let _five = places.take().unwrap();
        assert!(!has_lost(&one).await && !has_lost(&four).await);
        let _six = places.take().unwrap();
        assert!(has_lost(&one).await);
    }

    #[tokio::test]
    async fn a_request_under_way_keeps_its_place() {
        let places = Places::new(2);
        let (one, two) = (places.take().unwrap(), places.take().unwrap());
        let (first, second, other) = (one.begin().unwrap(), one.begin().unwrap(), two.begin().unwrap());
        assert!(places.take().is_none(), "everybody is busy");
        drop(first);
        assert!(places.take().is_none(), "one request of two has been answered");
        drop(second);
        let _three = places.take().unwrap();
        assert!(has_lost(&one).await && !has_lost(&two).await);
        drop(other);
    }
}
