//! What a step waits for: the members of groups report, and each report may be what was missing. A
//! wait has a deadline, and ends the run when something happens that no step planned.

use std::time::Duration;

use futures_util::future::select_all;
use lessons::scenario::name::ActorName;
use tokio::time::timeout;

use super::{act::Performance, sharing::mates};
use crate::lab::{
    actor::group::{News, Running},
    run::interruption::Interruption,
    worker::report::Report,
};

impl<'a> Performance<'a> {
    /// Waits until it is so of the groups with these names, or all their members have ended.
    pub(super) async fn wait(
        &mut self,
        actors: &[ActorName],
        is_so: impl Fn(&[&Running<'a>]) -> bool,
    ) -> Result<(), Interruption> {
        let within: Duration = self.of(actors).map(|group| group.within()).sum();
        let waited = async {
            loop {
                let groups: Vec<_> =
                    self.running.values().filter(|group| actors.contains(group.name())).collect();
                let any_alive = groups.iter().any(|group| group.members.any_alive());
                if !any_alive || is_so(&groups) {
                    return Ok(());
                }
                self.next_news().await?;
            }
        };
        timeout(within, waited).await.unwrap_or_else(|elapsed| {
            Err(Interruption::awaited(
                "Esperábamos que el grupo se estabilizara y leyera lo suyo.",
                "We waited for the group to settle and to read what is its own.",
                elapsed,
            ))
        })
    }

    /// Applies the next report of any member, or what passed a proxy.
    async fn next_news(&mut self) -> Result<(), Interruption> {
        let news = self
            .running
            .iter_mut()
            .map(|(name, group)| Box::pin(async move { (*name, group.next_news().await) }));
        let ((name, news), ..) = select_all(news).await;
        let (member, report) = match news? {
            News::Report(member, report) => (member, report),
            News::Seen(seen) => {
                let group = self.running.get_mut(name).expect("its proxy has just seen something");
                return group.see(self.stage, seen).await;
            }
        };
        if matches!(report, Some(Report::Revoked { .. }))
            && mates(&self.running, name).all(Running::keeps_partitions)
        {
            // A frozen broker still lets sessions time out. What is then read twice is not the
            // script's fault.
            return Err(Interruption::awaited(
                "Esperábamos que el grupo conservara sus particiones, y el broker lo rehízo a mitad.",
                "We waited for the group to keep its partitions, and the broker rebalanced it half-way.",
                format!("member {member} of {name} lost its partitions"),
            ));
        }
        let group = self.running.get_mut(name).expect("its member has just reported");
        group.apply(self.stage, member, report).await
    }

    /// Those of the groups that run.
    pub(super) fn of(&mut self, actors: &[ActorName]) -> impl Iterator<Item = &mut Running<'a>> {
        self.running.values_mut().filter(|group| actors.contains(group.name()))
    }
}
