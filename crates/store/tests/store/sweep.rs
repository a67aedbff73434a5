//! Sweeping: in small portions, and never what must still be known.

use idp::effect::Effect;
use idp::model::family::Family;
use store::Swept;

use crate::world::*;

on_both_stores! {
    async fn a_spent_ticket_is_known_until_its_time_is_over(world) {
        world.done(vec![Effect::Put(ticket("a")), Effect::Spend(key("a"))], at(0)).await;
        for now in [61, 301, 599] {
            assert_eq!(world.store.sweep(at(now), 10).await.unwrap(), Swept::default());
            let found = world.store.load_ticket(&key("a"), at(now)).await.unwrap().unwrap();
            assert_eq!(found.spent_at, Some(at(0)), "a late replay is still known");
        }
        assert_eq!(world.store.sweep(at(600), 10).await.unwrap(), Swept { tickets: 1, ..Swept::default() });
        assert!(world.store.load_ticket(&key("a"), at(600)).await.unwrap().is_none());
    }

    async fn sweeping_goes_in_portions_until_nothing_is_left(world) {
        let tickets = (0..25).map(|n| Effect::Put(ticket(&format!("t{n}"))));
        let families = (0..12).map(|n| Effect::PutFamily(family(n)));
        world.done(tickets.chain(families).collect(), at(0)).await;
        let young = Effect::Put(idp::model::ticket::Ticket { keep_until: at(5000), ..ticket("young") });
        let living = Effect::PutFamily(Family { expires_at: at(5000), ..family(200) });
        world.done(vec![young, living], at(0)).await;

        let mut swept = Vec::new();
        loop {
            let Swept { tickets, families, .. } = world.store.sweep(at(1000), 10).await.unwrap();
            swept.push((tickets, families));
            if tickets < 10 && families < 10 {
                break;
            }
        }
        assert_eq!(swept, [(10, 10), (10, 2), (5, 0)]);
        assert!(world.store.load_ticket(&key("young"), at(0)).await.unwrap().is_some());
        assert!(world.store.load_family(&family_id(200), at(0)).await.unwrap().is_some());
    }

    async fn many_that_sweep_at_once_do_not_disturb_each_other(world) {
        for hundred in 0..5 {
            world.done((0..100).map(|n| Effect::Put(ticket(&format!("t{hundred} {n}")))).collect(), at(0)).await;
        }
        let other = world.another_node().await;
        let sweepers: Vec<_> = (0..10).map(|n| {
            let store = if n % 2 == 0 { world.store.clone() } else { other.clone() };
            tokio::spawn(async move {
                let mut sum = 0;
                for _ in 0..20 {
                    sum += store.sweep(at(600), 50).await.unwrap().tickets;
                }
                sum
            })
        }).collect();
        let mut sum = 0;
        for sweeper in sweepers {
            sum += sweeper.await.unwrap();
        }
        assert_eq!(sum, 500);
    }
}
