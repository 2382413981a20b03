(** Vacuity: declaring trust in one's own proof of C is declaring C; and the honesty definition,
    which deletes Löb's axiom, is a least fixpoint that grows with the declared items. *)

Require Import List Bool Arith Lia.
Require Import Tower.Provability Tower.LP.
Import ListNotations.
Set Implicit Arguments.
Unset Strict Implicit.

(** ** Abstractly *)

(** T_u is T_t with the sentence x added, as far as the base can see (deduction theorem). *)
Definition extends (L : Provability) (t u : theory L) (x : form L) : Prop :=
  forall a, |- □[u] a ~> □[t] (x ~> a) /\ |- □[t] (x ~> a) ~> □[u] a.

Theorem self_trust_adds_the_claim (L : Provability) (t u w : theory L) (c : form L) :
  extends t u (□[u] c ~> c) -> extends t w c ->
  forall a, |- □[u] a ~> □[w] a /\ |- □[w] a ~> □[u] a.
Proof.
  intros U W a.
  assert (own : |- □[u] (□[u] c ~> c)).
  { refine (mp L (proj2 (U _)) (nec L t _)). truth_table. }
  pose proof (mp L (proj1 (U c)) (loeb own)) as gives.
  split.
  - refine (chain (proj1 (U a)) (chain _ (proj2 (W a)))). apply lift. truth_table.
  - refine (chain (proj1 (W a)) (chain _ (proj2 (U a)))).
    assert (K : |- ((□[u] c ~> c) ~> c) ~> (c ~> a) ~> (□[u] c ~> c) ~> a) by truth_table.
    exact (mp L (lift2 t K) gives).
Qed.

(** ** In L_P: the items (j, [j]C → C) and (j, C) have the same theorems *)

Definition with_item (P : pattern) (j : name) (d : fm) : pattern :=
  {| incl := incl P; refl := refl P; cons := cons P; axs := (j, d) :: axs P;
     sigma_atoms := sigma_atoms P; delta_atoms := delta_atoms P |}.

(** An item may be replaced by anything that gives its box back. *)
Lemma replace_item P Q a :
  incl P = incl Q -> refl P = refl Q -> cons P = cons Q ->
  sigma_atoms P = sigma_atoms Q -> delta_atoms P = delta_atoms Q ->
  (forall j d, In (j, d) (axs P) -> proves Q (Box j d)) -> proves P a -> proves Q a.
Proof.
  intros E1 E2 E3 E4 E5 give. induction 1; rewrite ?E1, ?E2, ?E3, ?E4, ?E5 in *;
    eauto using proves.
Qed.

Theorem self_trust_item_is_the_claim P j c a :
  proves (with_item P j (Imp (Box j c) c)) a <-> proves (with_item P j c) a.
Proof.
  split; apply replace_item; try reflexivity; cbn; intros i d [E|H];
    try (apply p_ax; now right); injection E as <- <-.
  - refine (p_mp _ (p_ax (P := with_item P j c) (j := j) (a := c) (or_introl eq_refl))).
    refine (p_mp (p_k _ j c (Imp (Box j c) c)) (p_nec j (p_taut _ _))). tab.
  - refine (p_mp (p_loeb _ j c) (p_ax _)). now left.
Qed.

(** ** Honesty *)

Section Honesty.
Variable P : pattern.
(** Sentences that constitutive definitions make available (boxes of their subformulas). *)
Variable constitutive : fm -> Prop.

(** H₀: L_P without Löb's axiom, with the declared items [it] instead of [axs P]. *)
Inductive h0 (it : name * fm -> Prop) : fm -> Prop :=
| h_taut a : tautology Bot Imp a -> h0 it a
| h_k i a b : h0 it (Imp (Box i (Imp a b)) (Imp (Box i a) (Box i b)))
| h_sigma i j a : h0 it (Imp (Box i a) (Box j (Box i a)))
| h_mono i j a : In (i, j) (incl P) -> h0 it (Imp (Box i a) (Box j a))
| h_reflected_mono i j a : In (i, j) (refl P) -> h0 it (Imp (Box i a) (Box j a))
| h_refl i j a : In (i, j) (refl P) -> h0 it (Box j (Imp (Box i a) a))
| h_con i j : In (i, j) (cons P) -> h0 it (Box j (Neg (Box i Bot)))
| h_item j a : it (j, a) -> h0 it (Box j a)
| h_constitutive a : constitutive a -> h0 it a
| h_sigma_atom j s : In s (sigma_atoms P) -> h0 it (Imp (Var s) (Box j (Var s)))
| h_delta_atom j s : In s (delta_atoms P) -> h0 it (Imp (Var s) (Box j (Var s)))
| h_delta_atom_neg j s : In s (delta_atoms P) -> h0 it (Imp (Neg (Var s)) (Box j (Neg (Var s))))
| h_mp a b : h0 it (Imp a b) -> h0 it a -> h0 it b
| h_nec i a : h0 it a -> h0 it (Box i a).

Lemma h0_monotone (it it' : name * fm -> Prop) a :
  (forall x, it x -> it' x) -> h0 it a -> h0 it' a.
Proof. intro H. induction 1; eauto using h0. Qed.

Implicit Types items s : name * fm -> Prop.

Definition no_items (_ : name * fm) : Prop := False.

(** What full L_P proves without any item; the pattern and the definitions alone. *)
Variable alone : fm -> Prop.
(** The subformulas of the tower and the query, and the acceptances with a re-checked proof. *)
Variable vocabulary : fm -> Prop.
Variable checked : name * fm -> Prop.

Definition commits (j : name) (d e : fm) : Prop :=
  vocabulary e /\
  h0 no_items (Imp (Box j d) (Box j (Imp (Box j e) e))) /\
  ~ h0 no_items (Imp (Box j d) (Box j e)) /\
  ~ alone (Box j e).

Definition earned (s : name * fm -> Prop) (j : name) (d : fm) : Prop :=
  checked (j, d) \/ forall e, commits j d e -> h0 s (Box j e).

Definition closed_items (items s : name * fm -> Prop) : Prop :=
  forall j d, items (j, d) -> earned s j d -> s (j, d).

(** The least set of items that is closed under earning. *)
Definition honest (items : name * fm -> Prop) (x : name * fm) : Prop :=
  forall s, closed_items items s -> s x.

Definition overcommitted (items : name * fm -> Prop) (x : name * fm) : Prop :=
  items x /\ ~ honest items x.

Definition honest_claim (items : name * fm -> Prop) (t : name) (parts : list fm) : Prop :=
  forall d, In d parts -> ~ alone (Box t d) ->
    h0 (honest items) (Box t d) /\ forall e, commits t d e -> h0 (honest items) (Box t e).

Lemma earned_monotone (s s' : name * fm -> Prop) j d :
  (forall x, s x -> s' x) -> earned s j d -> earned s' j d.
Proof.
  intros H [K|K]; [now left|right]. intros e He. exact (h0_monotone H (K e He)).
Qed.

Theorem honest_is_closed items : closed_items items (honest items).
Proof.
  intros j d H K s Hs. apply Hs; [exact H|].
  apply earned_monotone with (honest items); [|exact K]. intros x Hx. exact (Hx s Hs).
Qed.

Theorem honest_is_least items s :
  closed_items items s -> forall x, honest items x -> s x.
Proof. intros H x K. exact (K s H). Qed.

(** Least closed set = least fixpoint: an honest item was declared, and earned from honest ones. *)
Theorem honest_is_fixpoint items j d :
  honest items (j, d) <-> items (j, d) /\ earned (honest items) j d.
Proof.
  split.
  - intro H. apply (H (fun x => items x /\ earned (honest items) (fst x) (snd x))).
    intros i e Hi K. cbn. split; [exact Hi|]. apply earned_monotone with (2 := K).
    intros [k f] [Hk Kk]. exact (honest_is_closed Hk Kk).
  - intros [H K]. exact (honest_is_closed H K).
Qed.

Theorem uncommitted_is_honest items j d :
  items (j, d) -> (forall e, ~ commits j d e) -> honest items (j, d).
Proof.
  intros H none. apply honest_is_closed; [exact H|]. right. intros e He. now destruct (none e).
Qed.

(** More items, more honest items and more honest claims: for a fixed vocabulary. *)
Theorem honest_monotone items items' :
  (forall x, items x -> items' x) -> forall x, honest items x -> honest items' x.
Proof.
  intros H x K. apply K. intros j d Hj E. exact (honest_is_closed (H _ Hj) E).
Qed.

Theorem honest_claim_monotone items items' t parts :
  (forall x, items x -> items' x) -> honest_claim items t parts -> honest_claim items' t parts.
Proof.
  intros H K d Hd Na. destruct (K d Hd Na) as [A B].
  split; [|intros e He; specialize (B e He)];
    (eapply h0_monotone; [|eassumption]); apply honest_monotone, H.
Qed.

End Honesty.

(** A smaller vocabulary commits to less, so it leaves more items honest ... *)
Theorem honest_antitone_in_vocabulary P (con alone v v' : fm -> Prop)
  (chk items : name * fm -> Prop) :
  (forall e, v e -> v' e) -> forall x,
  honest P con alone v' chk items x -> honest P con alone v chk items x.
Proof.
  intros H x K. apply K. intros j d Hj E. apply honest_is_closed; [exact Hj|].
  destruct E as [E|E]; [now left|right]. intros e [He R]. apply E. split; auto.
Qed.

(** ** Honest claims are theorems of L_P *)

Theorem honest_is_derivable P (con : fm -> Prop) (it : name * fm -> Prop) Q a :
  incl P = incl Q -> refl P = refl Q -> cons P = cons Q ->
  sigma_atoms P = sigma_atoms Q -> delta_atoms P = delta_atoms Q ->
  (forall j d, it (j, d) -> proves Q (Box j d)) ->
  (forall b, con b -> proves Q b) -> h0 P con it a -> proves Q a.
Proof.
  intros E1 E2 E3 E4 E5 items definitions.
  induction 1; rewrite ?E1, ?E2, ?E3, ?E4, ?E5 in *; eauto using proves.
  exact (@trust_travels (lp Q) j i a a (p_refl a H)).
Qed.

(** ** The loop: a theory that may be wrong about itself

    In H₀ a world may see itself.  The one-point loop makes every box transparent and satisfies
    every axiom of H₀ for every pattern, so H₀ proves nothing out of trust alone. *)

Fixpoint transparent (v : name -> bool) (a : fm) : bool :=
  match a with
  | Bot => false
  | Var p => v p
  | Imp a b => implb (transparent v a) (transparent v b)
  | Box _ a => transparent v a
  end.

Lemma transparent_reading v : reading Bot Imp (transparent v).
Proof. split; reflexivity. Qed.

Theorem loop_model P (con : fm -> Prop) (it : name * fm -> Prop) a v :
  (forall j d, it (j, d) -> transparent v d = true) ->
  (forall b, con b -> transparent v b = true) ->
  h0 P con it a -> transparent v a = true.
Proof.
  intros items definitions. induction 1; cbn; auto;
    try (destruct (transparent v a); try destruct (transparent v b); reflexivity);
    try (destruct (v s); reflexivity).
  - apply H, transparent_reading.
  - exact (items j a H).
  - cbn in IHh0_1. rewrite IHh0_2 in IHh0_1. exact IHh0_1.
Qed.

(** The item [a]s → s commits a to s, is never earned, and with it the claim s is vacuous. *)
Section SelfTrust.
Variable P : pattern.
Variables (a s : name).
Let nothing (_ : fm) : Prop := False.
Let trust := Imp (Box a (Var s)) (Var s).
Let only (x : name * fm) : Prop := x = (a, trust).
Variable vocabulary : fm -> Prop.
Hypothesis spoken : vocabulary (Var s).
Hypothesis not_alone : ~ proves P (Box a (Var s)).

Lemma self_trust_commits : commits P nothing (proves P) vocabulary a trust (Var s).
Proof.
  repeat split; auto.
  - apply h_taut. unfold trust. tab.
  - intro H. apply (loop_model (v := fun _ => false)) in H; [discriminate|intros ? ? []|intros ? []].
Qed.

Theorem self_trust_is_overcommitted :
  overcommitted P nothing (proves P) vocabulary (fun _ => False) only (a, trust).
Proof.
  split; [reflexivity|]. intro H.
  apply (H (fun _ => False)). intros j d E [[]|K]. injection E as -> ->.
  specialize (K _ self_trust_commits).
  apply (loop_model (v := fun _ => false)) in K; [discriminate|intros ? ? []|intros ? []].
Qed.

Theorem self_trust_claim_is_vacuous :
  proves (with_item P a trust) (Box a (Var s)) /\
  ~ honest_claim P nothing (proves P) vocabulary (fun _ => False) only a [Var s].
Proof.
  split.
  - refine (p_mp (p_loeb _ a (Var s)) (p_ax _)). now left.
  - intro H. destruct (H (Var s) (or_introl eq_refl) not_alone) as [K _].
    apply (loop_model (v := fun _ => false)) in K; [discriminate| |intros ? []].
    intros j d Hd. apply honest_is_fixpoint in Hd. destruct Hd as [E Hd].
    exfalso. injection E as -> ->.
    apply (proj2 self_trust_is_overcommitted). apply honest_is_fixpoint. split; [reflexivity|exact Hd].
Qed.

End SelfTrust.
