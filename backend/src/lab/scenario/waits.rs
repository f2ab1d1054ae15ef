//! What a step waits for: the members of groups report, and each report may be what was missing. A
//! wait has a deadline, and ends the run when something happens that no step planned.

use std::time::Duration;

use futures_util::future::select_all;
use lessons::scenario::name::ActorName;
use tokio::time::timeout;

use super::act::Performance;
use crate::lab::{actor::group::Running, run::interruption::Interruption, worker::report::Report};

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
                self.next_report().await?;
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

    /// Applies the next report of any member.
    async fn next_report(&mut self) -> Result<(), Interruption> {
        let reports = self.running.iter_mut().map(|(name, group)| {
            Box::pin(async move { (*name, group.members.next_report().await) })
        });
        let ((name, report), ..) = select_all(reports).await;
        let (member, report) = report?;
        let real_group = self.running[name].part().real_group.clone();
        let mut mates = self.running.values().filter(|group| group.part().real_group == real_group);
        if matches!(report, Some(Report::Revoked { .. })) && mates.all(Running::keeps_partitions) {
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
