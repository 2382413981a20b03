(** What each result rests on.  `make proofs` prints this; tests/proofs compares it with the table
    of proofs/README.md.  Every line must read "Closed under the global context". *)

Require Import Tower.Provability Tower.Frames Tower.LP Tower.Vacuity Tower.Models Tower.Collapse.
Require Import Tower.Tables Tower.ProofChecker Tower.ModelChecker Tower.Checker.

(** Sections leave their hypotheses behind as arguments.  Here the abstract results are used once
    on an instance, so that nothing stays hypothetical. *)
Definition loeb_in_L_P (P : pattern) := @formalised_loeb (lp P).
Definition trust_cycle_in_L_P (P : pattern) := @trust_cycle (lp P).
Definition bottleneck_on_frames := @transfer frames frame_classes.
Definition descent_on_frames :=
  @descent_verified_in_the_base_collapses frames frame_descent.
Definition refutation_with_reflection (P : pattern) := @model_soundness P (reaches P).

Print Assumptions formalised_loeb.
Print Assumptions loeb.
Print Assumptions formalised_goedel_second.
Print Assumptions goedel_second.
Print Assumptions self_trust_schema_collapses.
Print Assumptions self_trust_instance_is_vacuous.
Print Assumptions self_trust_both_sides_collapses.
Print Assumptions trust_cycle.
Print Assumptions reflection_cycle_collapses.
Print Assumptions consistency_cycle_collapses.
Print Assumptions inclusion_cycle_with_one_consistency_edge.
Print Assumptions mutual_trust.
Print Assumptions crossed_trust.
Print Assumptions crossed_trust_formalised.
Print Assumptions leftover_implies_previous.
Print Assumptions leftover_never_implied.
Print Assumptions consistency_composes.
Print Assumptions reflection_gives_inclusion.
Print Assumptions reflection_gives_consistency.
Print Assumptions bottleneck_composition.
Print Assumptions transfer.
Print Assumptions leftover_suffices.
Print Assumptions leftover_grows.
Print Assumptions leftover_grows_strictly.
Print Assumptions descent_verified_in_the_base_collapses.

Print Assumptions frames_are_consistent.
Print Assumptions disjoint_claims_do_not_collapse.
Print Assumptions inclusion_cycle_is_harmless.
Print Assumptions equiconsistency_cycle_is_harmless.
Print Assumptions consistency_ladder_exists.
Print Assumptions frame_classes.
Print Assumptions frame_descent.

Print Assumptions below_mono.
Print Assumptions reflected_refl.
Print Assumptions consistent_for_con.
Print Assumptions dead_collapses.
Print Assumptions sequent_rule.
Print Assumptions L_P_rule.

Print Assumptions self_trust_adds_the_claim.
Print Assumptions self_trust_item_is_the_claim.
Print Assumptions honest_is_fixpoint.
Print Assumptions honest_is_least.
Print Assumptions uncommitted_is_honest.
Print Assumptions honest_monotone.
Print Assumptions honest_claim_monotone.
Print Assumptions honest_antitone_in_vocabulary.
Print Assumptions honest_is_derivable.
Print Assumptions loop_model.
Print Assumptions self_trust_is_overcommitted.
Print Assumptions self_trust_claim_is_vacuous.

Print Assumptions kripke_soundness.
Print Assumptions copies_agree.
Print Assumptions reflected_here.
Print Assumptions model_soundness.

Print Assumptions dead_is_above_strict_component.
Print Assumptions rank_none_iff_dead.
Print Assumptions rank_increases.
Print Assumptions no_rank_on_dead.
Print Assumptions reaches_below.
Print Assumptions collapse_criterion.

Print Assumptions is_below_complete.

Print Assumptions lemma_clause_proved.
Print Assumptions accepts_sound.

Print Assumptions refutes_sound.

Print Assumptions accepted_theorem.
Print Assumptions accepted_model.
Print Assumptions accepted_holds.
Print Assumptions verdicts_agree.

Print Assumptions loeb_in_L_P.
Print Assumptions trust_cycle_in_L_P.
Print Assumptions bottleneck_on_frames.
Print Assumptions descent_on_frames.
Print Assumptions refutation_with_reflection.
