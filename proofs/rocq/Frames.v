(** Finite frames: concrete instances of [Provability], so that its theorems speak of something,
    and the countermodels that show where a trust cycle does *not* collapse.

    Worlds are numbers, a world sees all smaller ones, a theory is the set of worlds where it may
    be true, and a sentence is the set of worlds where it holds. *)

Require Import List Bool Arith Lia.
Require Import Tower.Provability.
Import ListNotations.
Set Implicit Arguments.
Unset Strict Implicit.

Definition sees (i : nat -> bool) (a : nat -> bool) (w : nat) : bool :=
  forallb (fun v => implb (i v) (a v)) (seq 0 w).

Lemma sees_spec i a w : sees i a w = true <-> forall v, v < w -> i v = true -> a v = true.
Proof.
  unfold sees. rewrite forallb_forall. split.
  - intros H v Hv Hi. specialize (H v). rewrite in_seq in H.
    assert (K : implb (i v) (a v) = true) by (apply H; lia). now rewrite Hi in K.
  - intros H v Hv. apply in_seq in Hv. specialize (H v). destruct (i v); [|reflexivity].
    cbn. apply H; [lia|reflexivity].
Qed.

Lemma implb_elim a b : implb a b = true -> a = true -> b = true.
Proof. destruct a, b; cbn; congruence. Qed.

Lemma implb_intro a b : (a = true -> b = true) -> implb a b = true.
Proof. destruct a, b; cbn; auto. Qed.

(** Löb, read on the frame. *)
Lemma sees_loeb i a w : sees i (fun v => implb (sees i a v) (a v)) w = true -> sees i a w = true.
Proof.
  rewrite sees_spec. intro H. apply sees_spec.
  intro v. induction v as [v IH] using lt_wf_ind. intros Hv Hi.
  apply (implb_elim (H v Hv Hi)). apply sees_spec. intros u Hu Hiu. apply IH; auto; lia.
Qed.

Definition frames : Provability.
Proof.
  refine {| form := nat -> bool; theory := nat -> bool;
            bot := fun _ => false; imp := fun a b w => implb (a w) (b w);
            box := sees; Pr := fun a => forall w, a w = true |}.
  - intros a H w. apply (H (fun b => b w)). split; reflexivity.
  - intros a b H K w. exact (implb_elim (H w) (K w)).
  - intros i a H w. apply sees_spec. auto.
  - intros i a b w. repeat (apply implb_intro; rewrite sees_spec; intro).
    apply sees_spec. intros v Hv Hi. exact (implb_elim (H v Hv Hi) (H0 v Hv Hi)).
  - intros i j a w. apply implb_intro. rewrite sees_spec. intro H.
    apply sees_spec. intros v Hv _. apply sees_spec. intros u Hu. apply H. lia.
  - intros i a. exists (fun w => implb (sees i a w) (a w)). split; intro w; cbn.
    + apply implb_intro. intro H. apply implb_intro. intro K.
      exact (implb_elim H (sees_loeb K)).
    + apply implb_intro. intro H. apply implb_intro. intro K. apply (implb_elim H).
      rewrite sees_spec in *. intros v Hv Hi. apply implb_intro. auto.
Defined.

Theorem frames_are_consistent : ~ Pr (p := frames) bot.
Proof. intro H. specialize (H 0). discriminate. Qed.

(** ** Disjoint claims do not collapse

    Two theories trust each other, but for different claims: nothing whatever follows. *)

Definition one (w : nat) : bool := w =? 1.
Definition two (w : nat) : bool := (w =? 0) || (w =? 2).
Definition p_claim (w : nat) : bool := false.
Definition q_claim (w : nat) : bool := w =? 0.

Theorem disjoint_claims_do_not_collapse :
  let L := frames in
  @Pr L (□[one : theory L] (□[two : theory L] (p_claim : form L) ~> (p_claim : form L))) /\
  @Pr L (□[two : theory L] (□[one : theory L] (q_claim : form L) ~> (q_claim : form L))) /\
  ~ @Pr L (□[one : theory L] (p_claim : form L)) /\ ~ @Pr L (□[two : theory L] (p_claim : form L)) /\
  ~ @Pr L (□[one : theory L] (q_claim : form L)) /\ ~ @Pr L (□[two : theory L] (q_claim : form L)).
Proof.
  cbv zeta. repeat split; cbn [form theory box imp Pr frames].
  - intro w. apply sees_spec. intros v _ Hv.
    apply Nat.eqb_eq in Hv. subst v. reflexivity.
  - intro w. apply sees_spec. intros v _ Hv.
    apply orb_true_iff in Hv. rewrite !Nat.eqb_eq in Hv. destruct Hv; subst v; reflexivity.
  - intro H. specialize (H 2). discriminate.
  - intro H. specialize (H 1). discriminate.
  - intro H. specialize (H 2). discriminate.
  - intro H. specialize (H 3). discriminate.
Qed.

(** ** Mutual inclusion, and mutual equiconsistency, are harmless *)

Definition everywhere (_ : nat) : bool := true.

Theorem inclusion_cycle_is_harmless :
  exists i j : theory frames,
    (forall a : form frames, |- □[i] a ~> □[j] a) /\ (forall a : form frames, |- □[j] a ~> □[i] a) /\
    ~ |- □[i] (bot : form frames) /\ ~ |- □[j] (bot : form frames).
Proof.
  exists everywhere, everywhere. repeat split; try (intros a; truth_table);
    intro H; specialize (H 1); discriminate.
Qed.

Theorem equiconsistency_cycle_is_harmless :
  exists i j : theory frames,
    |- □[i] (con i ~> con j) /\ |- □[j] (con j ~> con i) /\ ~ |- □[i] (bot : form frames).
Proof.
  exists everywhere, everywhere. repeat split; try (apply nec; truth_table).
  intro H; specialize (H 1); discriminate.
Qed.

(** ** Trust that runs downhill is possible

    Theory n lives on the worlds above n: each level proves the consistency of all lower ones and
    none is inconsistent. *)

Definition above (n w : nat) : bool := n <=? w.

Theorem consistency_ladder_exists :
  (forall m n, m < n ->
     @Pr frames (□[above n : theory frames] con (above m : theory frames))) /\
  (forall n, ~ @Pr frames (□[above n : theory frames] bot)).
Proof.
  split.
  - intros m n Hmn w. cbn [box frames]. apply sees_spec. intros v _ Hv. unfold con, neg. cbn.
    apply implb_intro. rewrite sees_spec. intro H. apply Nat.leb_le in Hv.
    apply (H m); [lia|]. apply Nat.leb_refl.
  - intros n H. specialize (H (S n)). cbn [box frames] in H. rewrite sees_spec in H.
    assert (K : false = true); [|discriminate]. apply (H n); [lia|]. apply Nat.leb_refl.
Qed.

(** ** The other records have honest instances too *)

Definition upward (a : nat -> bool) : Prop := forall v w, v < w -> a v = true -> a w = true.

(** On frames a sentence is Π1 when it can only become true as more is seen. *)
Definition frame_classes : Classes frames.
Proof.
  refine (@Build_Classes frames unit (fun _ _ => True) _ _ (fun _ a => upward a) _
            (fun _ i => con (L := frames) i) _ _ _); auto.
  - intros _ i v w Hv. unfold con, neg. cbn. intro H. apply implb_intro. rewrite sees_spec. intro K.
    refine (implb_elim H _). apply sees_spec. intros u Hu. apply K. lia.
  - intros _ _ i _. truth_table.
  - intros _ i a Ha w. apply implb_intro. intro Hc. apply implb_intro. intro K.
    unfold con, neg in Hc. cbn in *. rewrite sees_spec in K. destruct (a w) eqn:E; [reflexivity|].
    refine (implb_elim Hc _). apply sees_spec. intros v Hv Hi.
    rewrite (Ha v w Hv (K v Hv Hi)) in E. discriminate.
Defined.

(** A constant sequence of consistent theories; nothing verifies their consistency. *)
Definition frame_descent : Descent frames.
Proof.
  refine (@Build_Descent frames (fun f => forall n w, f n w = true) _ _ _ _
            (fun _ => everywhere) everywhere _ _ _ (fun w => 0 <? w) _ _).
  - intros f H n. exact (taut frames (f n) (H n)).
  - intros f g H K n. exact (mp frames (H n) (K n)).
  - intros f H n. apply H.
  - intros a H n. apply H.
  - intros a n. apply (taut frames). tabulate.
  - intros f H n. exact (nec frames everywhere (H n)).
  - intros f g n. apply (dist frames).
  - intros n w. destruct w; reflexivity.
  - intros a H w. specialize (H 0 w). destruct w; [reflexivity|]. exact H.
Defined.
