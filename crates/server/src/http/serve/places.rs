//! How many connections there may be, in all and from one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::config::Proxies;
use crate::http::door::{Door, Room};
use crate::node::Neighbourhood;

/// The places of one socket.
pub(super) struct Places {
    all: Arc<Semaphore>,
    room: Room,
    proxies: Proxies,
    /// As long as the connections there are.
    taken: Arc<Mutex<HashMap<Neighbourhood, usize>>>,
}

/// A place, free again when dropped.
pub(super) struct Place {
    _one_of_all: OwnedSemaphorePermit,
    counted: Option<Counted>,
}

struct Counted {
    from: Neighbourhood,
    taken: Arc<Mutex<HashMap<Neighbourhood, usize>>>,
}

impl Places {
    pub(super) fn new(door: &Door) -> Self {
        Self {
            all: Arc::new(Semaphore::new(door.room.connections)),
            room: door.room,
            proxies: door.proxies.clone(),
            taken: Arc::default(),
        }
    }

    /// Waits for one of all.
    pub(super) async fn any(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.all).acquire_owned().await.ok()
    }

    /// A place for somebody from this address, if there is one left.
    pub(super) fn of(&self, address: IpAddr, one_of_all: OwnedSemaphorePermit) -> Option<Place> {
        let address = address.to_canonical();
        if self.proxies.are_at(address) || self.room.spare_loopback && address.is_loopback() {
            return Some(Place { _one_of_all: one_of_all, counted: None });
        }
        let from = Neighbourhood::of(address);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let here = taken.entry(from).or_default();
        if *here >= self.room.per_address {
            return None;
        }
        *here += 1;
        drop(taken);
        let counted = Counted { from, taken: Arc::clone(&self.taken) };
        Some(Place { _one_of_all: one_of_all, counted: Some(counted) })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(Counted { from, taken }) = &self.counted else { return };
        let mut taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(here) = taken.get_mut(from) {
            *here -= 1;
            if *here == 0 {
                taken.remove(from);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn place(places: &Places, address: &str) -> Option<Place> {
        places.of(address.parse().unwrap(), places.any().await.unwrap())
    }

    #[tokio::test]
    async fn an_address_has_so_many_and_gets_them_back() {
        let room = Room { connections: 100, per_address: 2, spare_loopback: true };
        let mut door = Door { room, ..Door::default() };
        door.proxies.trusted = ["10.0.0.0/8".parse().unwrap()].into();
        let places = Places::new(&door);
        let mut held = Vec::new();
        for address in
            ["192.0.2.1", "::ffff:192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2", "2001:db8:0:1::"]
        {
            held.push(place(&places, address).await.unwrap());
        }
        for full in ["192.0.2.1", "2001:db8::3"] {
            assert!(place(&places, full).await.is_none(), "{full}");
        }
        for _ in 0..5 {
            held.push(place(&places, "10.0.0.1").await.unwrap());
            held.push(place(&places, "127.0.0.9").await.unwrap());
        }
        held.remove(0);
        held.push(place(&places, "192.0.2.1").await.unwrap());
        held.clear();
        assert!(places.taken.lock().unwrap().is_empty(), "nothing is kept of who has gone");
    }
}
