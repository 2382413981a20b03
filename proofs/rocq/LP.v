(** The tower logic L_P: syntax, Hilbert system, closure of a declared pattern, and the soundness of
    the sequent rule that proof certificates use.

    Theories and atoms are numbered.  A pair (i, j) of a pattern says something of T_j about T_i:
    [incl]: T_j includes T_i; [refl]: T_j reflects T_i; [cons]: T_j proves T_i consistent. *)

Require Import List Bool Arith Lia PArith.
Require Import Tower.Provability.
Import ListNotations.
Set Implicit Arguments.
Unset Strict Implicit.

(** The number of a theory, or of an atom. *)
Notation name := positive (only parsing).

Inductive fm := Bot | Var (p : name) | Imp (a b : fm) | Box (i : name) (a : fm).

Definition Neg a := Imp a Bot.

Ltac tab := unfold Neg in *; tabulate.

Lemma fm_eq_dec (a b : fm) : {a = b} + {a <> b}.
Proof. decide equality; apply Pos.eq_dec. Defined.

Record pattern := {
  incl : list (name * name);
  refl : list (name * name);
  cons : list (name * name);
  axs : list (name * fm);
  sigma_atoms : list name;
  delta_atoms : list name
}.

(** ** The Hilbert system *)

Section Hilbert.
Variable P : pattern.

Inductive proves : fm -> Prop :=
| p_taut a : tautology Bot Imp a -> proves a
| p_k i a b : proves (Imp (Box i (Imp a b)) (Imp (Box i a) (Box i b)))
| p_loeb i a : proves (Imp (Box i (Imp (Box i a) a)) (Box i a))
| p_sigma i j a : proves (Imp (Box i a) (Box j (Box i a)))
| p_mono i j a : In (i, j) (incl P) -> proves (Imp (Box i a) (Box j a))
| p_refl i j a : In (i, j) (refl P) -> proves (Box j (Imp (Box i a) a))
| p_con i j : In (i, j) (cons P) -> proves (Box j (Neg (Box i Bot)))
| p_ax j a : In (j, a) (axs P) -> proves (Box j a)
| p_sigma_atom j s : In s (sigma_atoms P) -> proves (Imp (Var s) (Box j (Var s)))
| p_delta_atom j s : In s (delta_atoms P) -> proves (Imp (Var s) (Box j (Var s)))
| p_delta_atom_neg j s : In s (delta_atoms P) -> proves (Imp (Neg (Var s)) (Box j (Neg (Var s))))
| p_mp a b : proves (Imp a b) -> proves a -> proves b
| p_nec i a : proves a -> proves (Box i a).

(** L_P is an instance of abstract provability: every theorem there is a theorem here. *)
Definition lp : Provability.
Proof.
  refine {| form := fm; theory := name; bot := Bot; imp := Imp; box := Box; Pr := proves |}.
  - exact p_taut.
  - exact p_mp.
  - exact p_nec.
  - exact p_k.
  - exact p_sigma.
  - intros i a. exists (Imp (Box i a) a).
    assert (T : forall b, tautology Bot Imp b -> proves b) by exact p_taut.
    assert (up : proves (Imp (Box i a) (Box i (Imp (Box i a) a)))).
    { refine (p_mp (p_k i a (Imp (Box i a) a)) (p_nec i (T _ _))). tab. }
    split.
    + refine (p_mp (T _ _) (p_loeb i a)). tab.
    + refine (p_mp (T _ _) up). tab.
Defined.

(** ** Closure of the declared pattern: everything below is derivable *)

Inductive below : name -> name -> Prop :=
| below_refl i : below i i
| below_incl h i j : below h i -> In (i, j) (incl P) -> below h j
| below_strict h i j : below h i -> In (i, j) (refl P) -> below h j.

Inductive reflected : name -> name -> Prop :=
| reflected_edge h i j k : below h i -> In (i, j) (refl P) -> below j k -> reflected h k.

(** h ⇀ k: a path with at least one strict edge. *)
Inductive consistent_for : name -> name -> Prop :=
| cf_con h i j : below h i -> In (i, j) (cons P) -> consistent_for h j
| cf_refl h i j : below h i -> In (i, j) (refl P) -> consistent_for h j
| cf_incl h i j : consistent_for h i -> In (i, j) (incl P) -> consistent_for h j
| cf_then_con h i j : consistent_for h i -> In (i, j) (cons P) -> consistent_for h j
| cf_then_refl h i j : consistent_for h i -> In (i, j) (refl P) -> consistent_for h j.

Let L := lp.

Lemma below_trans h i j : below h i -> below i j -> below h j.
Proof. intros H K. induction K; eauto using below_incl, below_strict. Qed.

Theorem below_mono h j : below h j -> forall a, proves (Imp (Box h a) (Box j a)).
Proof.
  induction 1 as [i|h i j _ IH e|h i j _ IH e]; intro a.
  - apply p_taut. tab.
  - exact (@chain L _ _ _ (IH a) (p_mono a e)).
  - exact (@chain L _ _ _ (IH a) (@trust_travels L j i a a (p_refl a e))).
Qed.

Theorem reflected_refl h k : reflected h k -> forall a, proves (Box k (Imp (Box h a) a)).
Proof.
  destruct 1 as [h i j k low e up]. intro a.
  refine (p_mp (below_mono up _) _).
  refine (@box_mp L j (Imp (Box i a) a) _ (p_nec j _) (p_refl a e)).
  refine (p_mp _ (below_mono low a)). apply p_taut. tab.
Qed.

Theorem consistent_for_con h k : consistent_for h k -> proves (Box k (Neg (Box h Bot))).
Proof.
  assert (drop : forall h i j, below h i -> proves (Box j (Neg (Box i Bot))) ->
                               proves (Box j (Neg (Box h Bot)))).
  { intros h' i j low H. refine (@box_mp L j _ _ (p_nec j _) H).
    refine (p_mp _ (below_mono low Bot)). apply p_taut. tab. }
  induction 1 as [h i j low e|h i j low e|h i j _ IH e|h i j _ IH e|h i j _ IH e].
  - exact (drop h i j low (p_con e)).
  - exact (drop h i j low (p_refl Bot e)).
  - exact (p_mp (p_mono _ e) IH).
  - exact (@consistency_composes L h i j IH (p_con e)).
  - exact (@consistency_composes L h i j IH (p_refl Bot e)).
Qed.

Theorem below_ax l i a : below l i -> In (l, a) (axs P) -> proves (Box i a).
Proof. intros H e. exact (p_mp (below_mono H a) (p_ax e)). Qed.

(** Dead theories: a strict path from a theory to itself, and whatever is above. *)
Inductive dead : name -> Prop :=
| dead_loop i : consistent_for i i -> dead i
| dead_below i j : dead i -> below i j -> dead j
| dead_con i j : dead i -> consistent_for i j -> dead j.

Theorem dead_collapses i : dead i -> proves (Box i Bot).
Proof.
  induction 1 as [i H|i j _ IH H|i j _ IH H].
  - exact (@goedel_second L i (consistent_for_con H)).
  - exact (p_mp (below_mono H Bot) IH).
  - exact (@box_mp L j _ _ (consistent_for_con H) (p_mp (p_sigma i j Bot) IH)).
Qed.

(** ** The sequent rule

    [given h g]: if h holds here, T_i knows g.  The premises of a step come with their reasons:
    boxes persist, boxes of theories below i open, listed reflection instances, consistency,
    declared axioms, decided atoms; and the conclusion may be assumed boxed (Löb). *)

Fixpoint arrows (gs : list fm) (c : fm) : fm :=
  match gs with nil => c | g :: gs => Imp g (arrows gs c) end.

Lemma arrows_weaken gs a b : proves (Imp a b) -> proves (Imp (arrows gs a) (arrows gs b)).
Proof.
  intro H. induction gs as [|g gs IH]; [exact H|]. cbn.
  refine (p_mp _ IH). apply p_taut. tab.
Qed.

Lemma arrows_const gs a : proves a -> proves (arrows gs a).
Proof.
  intro H. induction gs as [|g gs IH]; [exact H|]. cbn.
  refine (p_mp _ IH). apply p_taut. tab.
Qed.

Lemma arrows_mp gs a b : proves (Imp (arrows gs (Imp a b)) (Imp (arrows gs a) (arrows gs b))).
Proof.
  induction gs as [|g gs IH]; cbn; [apply p_taut; tab|].
  refine (p_mp _ IH). apply p_taut. tab.
Qed.

Lemma arrows_here gs a : In a gs -> proves (arrows gs a).
Proof.
  induction gs as [|g gs IH]; [destruct 1|]. intros [e|H]; cbn.
  - subst g. assert (K : proves (Imp a (arrows gs a))).
    { clear IH. induction gs as [|g gs IH]; cbn; [apply p_taut; tab|].
      refine (p_mp _ IH). apply p_taut. tab. }
    exact K.
  - refine (p_mp _ (IH H)). apply p_taut. tab.
Qed.

(** From the hypotheses hs, T_i knows each of gs. *)
Lemma boxed_arrows hs gs i c :
  (forall g, In g gs -> proves (arrows hs (Box i g))) ->
  proves (arrows hs (Box i (arrows gs c))) -> proves (arrows hs (Box i c)).
Proof.
  induction gs as [|g gs IH]; intros Hg Hc; [exact Hc|].
  apply IH; [intros; apply Hg; now right|].
  refine (p_mp (p_mp (arrows_mp hs _ _) (p_mp (arrows_weaken hs (p_k i _ _)) Hc)) _).
  apply Hg. now left.
Qed.

Theorem sequent_rule hs gs i c :
  (forall g, In g gs -> proves (arrows hs (Box i g))) ->
  proves (arrows gs (Imp (Box i c) c)) ->
  proves (arrows hs (Box i c)).
Proof.
  intros Hg Hc.
  refine (p_mp (arrows_weaken hs (p_loeb i c)) _).
  apply boxed_arrows with gs; [exact Hg|]. apply arrows_const, p_nec, Hc.
Qed.

(** The premises that formal-core §2.4 lists, each with its justification. *)
Inductive premise (i : name) (hs : list fm) : fm -> Prop :=
| pr_box l b : In (Box l b) hs -> premise i hs (Box l b)
| pr_open l b : In (Box l b) hs -> below l i -> premise i hs b
| pr_refl h b : reflected h i -> premise i hs (Imp (Box h b) b)
| pr_con h : consistent_for h i -> premise i hs (Neg (Box h Bot))
| pr_ax l a : below l i -> In (l, a) (axs P) -> premise i hs a
| pr_sigma s : In (Var s) hs -> In s (sigma_atoms P) -> premise i hs (Var s)
| pr_delta s : In (Var s) hs -> In s (delta_atoms P) -> premise i hs (Var s)
| pr_delta_neg s : In (Neg (Var s)) hs -> In s (delta_atoms P) -> premise i hs (Neg (Var s)).

Lemma premise_known i hs g : premise i hs g -> proves (arrows hs (Box i g)).
Proof.
  destruct 1.
  - exact (p_mp (arrows_weaken hs (p_sigma l i b)) (arrows_here H)).
  - exact (p_mp (arrows_weaken hs (below_mono H0 b)) (arrows_here H)).
  - apply arrows_const, reflected_refl, H.
  - apply arrows_const, consistent_for_con, H.
  - exact (arrows_const hs (below_ax H H0)).
  - exact (p_mp (arrows_weaken hs (p_sigma_atom i H0)) (arrows_here H)).
  - exact (p_mp (arrows_weaken hs (p_delta_atom i H0)) (arrows_here H)).
  - exact (p_mp (arrows_weaken hs (p_delta_atom_neg i H0)) (arrows_here H)).
Qed.

Corollary L_P_rule hs gs i c :
  (forall g, In g gs -> premise i hs g) ->
  proves (arrows gs (Imp (Box i c) c)) -> proves (arrows hs (Box i c)).
Proof. intros H. apply sequent_rule. intros g Hg. exact (premise_known (H g Hg)). Qed.

(** A semantic reading of [arrows], for truth-table steps. *)
Lemma arrows_reading v gs c : reading Bot Imp v ->
  v (arrows gs c) = true <-> ((forall g, In g gs -> v g = true) -> v c = true).
Proof.
  intros [H0 Hi]. induction gs as [|g gs IH]; cbn [arrows In].
  { split; auto. }
  rewrite Hi. split.
  - intros H K. apply IH; [|intros; apply K; now right].
    rewrite (K g (or_introl eq_refl)) in H. exact H.
  - intro H. destruct (v g) eqn:E; [|reflexivity]. cbn. apply IH.
    intro K. apply H. intros g' [<-|Hg']; auto.
Qed.

(** Theorems are closed under propositional consequence. *)
Theorem consequence gs c :
  (forall v, reading Bot Imp v -> (forall g, In g gs -> v g = true) -> v c = true) ->
  (forall g, In g gs -> proves g) -> proves c.
Proof.
  intros H Hg.
  assert (K : proves (arrows gs c)).
  { apply p_taut. intros v Hv. apply arrows_reading; auto. }
  clear H. induction gs as [|g gs IH]; [exact K|].
  apply IH; [intros; apply Hg; now right|]. refine (p_mp K _). apply Hg. now left.
Qed.

End Hilbert.
