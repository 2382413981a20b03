(** The collapse criterion: a pure graph theorem, and what it says about L_P.

    [rank P j] is computed.  It is [None] exactly when j is dead, that is when j is reachable from a
    strongly connected component that contains a strict edge; otherwise it is a rank function:
    weakly increasing on inclusions, strictly on reflection and consistency edges. *)

Require Import List Bool Arith Lia PArith.
Require Import Tower.Provability Tower.LP Tower.Models.
Import ListNotations.
Set Implicit Arguments.
Unset Strict Implicit.

Section Graph.
Variable P : pattern.

(** Edges (i, j, w) from trusted to trusting; the weight is 1 on strict edges. *)
Definition edges : list (name * name * nat) :=
  map (fun e => (e, 0)) (incl P) ++ map (fun e => (e, 1)) (refl P ++ cons P).

Definition edge (i j : name) (w : nat) : Prop := In (i, j, w) edges.

Lemma edge_cases i j w : edge i j w <->
  (w = 0 /\ In (i, j) (incl P)) \/ (w = 1 /\ (In (i, j) (refl P) \/ In (i, j) (cons P))).
Proof.
  unfold edge, edges. rewrite in_app_iff, !in_map_iff. split.
  - intros [[e [E H]]|[e [E H]]]; injection E as E1 E2; subst e w; [left|right]; auto.
    apply in_app_iff in H. auto.
  - intros [[-> H]|[-> H]]; [left|right]; exists (i, j); (split; [reflexivity|]); auto.
    apply in_app_iff. exact H.
Qed.

Inductive path : name -> name -> Prop :=
| path_refl i : path i i
| path_step i j k w : path i j -> edge j k w -> path i k.

Lemma path_trans i j k : path i j -> path j k -> path i k.
Proof. intros H K. induction K; eauto using path_step. Qed.

(** A path with a strict edge on it. *)
Definition strict_path (h k : name) : Prop := exists i j, path h i /\ edge i j 1 /\ path j k.

(** In, or reachable from, a strongly connected component that contains the strict edge a → b. *)
Definition above_strict_component (j : name) : Prop :=
  exists a b, edge a b 1 /\ path b a /\ path b j.

Lemma strict_then_path h i k : strict_path h i -> path i k -> strict_path h k.
Proof. intros [a [b [H [e K]]]] Q. exists a, b. eauto using path_trans. Qed.

Lemma strict_then_strict h i k : strict_path h i -> strict_path i k -> strict_path h k.
Proof.
  intros H [a [b [K [e Q]]]]. exists a, b.
  destruct H as [c [d [H [e' H']]]]. repeat split; auto.
  apply path_trans with c; [exact H|]. apply path_trans with d; [|exact (path_trans H' K)].
  exact (path_step (path_refl c) e').
Qed.

(** ** The declared closure of LP.v is the same thing, read along paths *)

Lemma below_path i j : below P i j -> path i j.
Proof.
  induction 1 as [i|h i j _ IH e|h i j _ IH e]; [constructor| |];
    refine (path_step IH _); apply edge_cases; eauto.
Qed.

Lemma consistent_for_strict i j : consistent_for P i j -> strict_path i j.
Proof.
  induction 1 as [h i j B e|h i j B e|h i j _ IH e|h i j _ IH e|h i j _ IH e].
  1,2: exists i, j; repeat split; [exact (below_path B)|apply edge_cases; auto|constructor].
  1,2,3: apply (strict_then_path IH); refine (path_step (path_refl i) _); apply edge_cases; eauto.
Qed.

Lemma path_below_or_strict h i : path h i -> below P h i \/ consistent_for P h i.
Proof.
  induction 1 as [i|h i k w _ IH e]; [left; constructor|].
  apply edge_cases in e.
  destruct e as [[_ e]|[_ [e|e]]]; destruct IH as [IH|IH];
    eauto using below_incl, below_strict, cf_con, cf_refl, cf_incl, cf_then_con, cf_then_refl.
Qed.

Lemma strict_consistent_for h k : strict_path h k -> consistent_for P h k.
Proof.
  intros [i [j [H [e Q]]]].
  assert (C : consistent_for P h j).
  { apply edge_cases in e. destruct e as [[e _]|[_ e]]; [discriminate|].
    destruct (path_below_or_strict H) as [B|B]; destruct e as [e|e];
      eauto using cf_con, cf_refl, cf_then_con, cf_then_refl. }
  clear e. induction Q as [j|j' j k w _ IH e]; [exact C|].
  apply edge_cases in e. destruct e as [[_ e]|[_ [e|e]]];
    eauto using cf_incl, cf_then_con, cf_then_refl.
Qed.

Theorem dead_is_above_strict_component j : dead P j <-> above_strict_component j.
Proof.
  split.
  - induction 1 as [i H|i j _ [a [b [e [Q R]]]] B|i j _ [a [b [e [Q R]]]] C].
    + destruct (consistent_for_strict H) as [a [b [K [e Q]]]].
      exists a, b. eauto using path_trans.
    + exists a, b. eauto using path_trans, below_path.
    + exists a, b. repeat split; auto. apply (path_trans R).
      destruct (consistent_for_strict C) as [c [d [K [e' Q']]]].
      exact (path_trans (path_step K e') Q').
  - intros [a [b [e [Q R]]]].
    assert (D : dead P b).
    { apply dead_loop, strict_consistent_for. exists a, b. auto using path_refl. }
    clear Q. induction R as [b|b c d w _ IH e']; [exact D|].
    specialize (IH e D). apply edge_cases in e'. destruct e' as [[_ e']|[_ [e'|e']]].
    + apply (dead_below IH). exact (below_incl (below_refl P c) e').
    + apply (dead_below IH). exact (below_strict (below_refl P c) e').
    + apply (dead_con IH). exact (cf_con (below_refl P c) e').
Qed.

(** ** Walks: how many strict edges can be collected on the way to a theory *)

Inductive walk : nat -> name -> Prop :=
| walk_start j : walk 0 j
| walk_edge k i j w : walk k i -> edge i j w -> walk (k + w) j.

Definition nodes : nat :=
  S (fold_right (fun e m => max (Pos.to_nat (fst (fst e))) (max (Pos.to_nat (snd (fst e))) m)) 0 edges).
Definition cap : nat := S nodes.

Lemma edge_bound i j w : edge i j w -> Pos.to_nat i < nodes /\ Pos.to_nat j < nodes.
Proof.
  unfold edge, nodes. induction edges as [|[[a b] c] es IH]; [intros []|].
  cbn [In fold_right fst snd]. intros [E|H]; [injection E as -> -> ->; lia|].
  specialize (IH H). lia.
Qed.

Lemma edge_weight i j w : edge i j w -> w = 0 \/ w = 1.
Proof. rewrite edge_cases. tauto. Qed.

(** The heads of the strict edges of a walk, latest first. *)
Lemma walk_heads k j : walk k j -> exists hs, length hs = k /\
  ForallOrdPairs (fun late early => strict_path early late) hs /\
  Forall (fun h => Pos.to_nat h < nodes /\ path h j) hs.
Proof.
  induction 1 as [j|k i j w _ [hs [len [ord all]]] e].
  - exists []. repeat constructor.
  - assert (far : Forall (fun h => Pos.to_nat h < nodes /\ path h j) hs).
    { eapply Forall_impl; [|exact all]. cbn. intros h [B Q]. split; [exact B|].
      exact (path_step Q e). }
    destruct (edge_weight e) as [-> | ->].
    + exists hs. repeat split; auto. lia.
    + exists (j :: hs). repeat split.
      * cbn. lia.
      * constructor; [|exact ord]. eapply Forall_impl; [|exact all]. cbn.
        intros h [_ Q]. exists i, j. auto using path_refl.
      * constructor; [|exact far]. split; [apply (edge_bound e)|constructor].
Qed.

Lemma repeats (X : Type) (R : X -> X -> Prop) (dec : forall a b : X, {a = b} + {a <> b}) hs :
  ForallOrdPairs R hs -> (exists h, In h hs /\ R h h) \/ NoDup hs.
Proof.
  induction 1 as [|h hs all _ IH]; [right; constructor|].
  destruct IH as [[g [Hg Rg]]|IH]; [left; exists g; split; [now right|exact Rg]|].
  destruct (in_dec dec h hs) as [H|H]; [|right; now constructor].
  left. exists h. split; [now left|]. rewrite Forall_forall in all. exact (all h H).
Qed.

Lemma long_walk_is_dead j : walk cap j -> above_strict_component j.
Proof.
  intro H. destruct (walk_heads H) as [hs [len [ord all]]]. rewrite Forall_forall in all.
  destruct (repeats Pos.eq_dec ord) as [[h [Hh [a [b [Q [e K]]]]]]|nd].
  - exists a, b. repeat split; auto; [exact (path_trans K Q)|].
    apply (path_trans K). apply (all h Hh).
  - assert (I : List.incl (map Pos.to_nat hs) (seq 0 nodes)).
    { intros n Hn. apply in_map_iff in Hn. destruct Hn as [h [<- Hh]].
      apply in_seq. destruct (all h Hh) as [B _]. cbn. lia. }
    assert (nd' : NoDup (map Pos.to_nat hs)).
    { clear - nd. induction nd as [|h hs out nd IH]; cbn; constructor; [|exact IH].
      intro H. apply in_map_iff in H. destruct H as [g [E Hg]].
      apply Pos2Nat.inj in E. subst g. exact (out Hg). }
    pose proof (NoDup_incl_length nd' I) as B.
    rewrite seq_length, map_length in B. unfold cap in *. lia.
Qed.

(** ** Relaxation to a fixed point *)

Definition value (v : list nat) (j : name) : nat := nth (Nat.pred (Pos.to_nat j)) v 0.

Lemma nth_value v n : nth n v 0 = value v (Pos.of_succ_nat n).
Proof. unfold value. now rewrite SuccNat2Pos.id_succ. Qed.

Definition best (v : list nat) (j : name) : nat :=
  fold_right (fun e m => if Pos.eqb (snd (fst e)) j
                         then max m (min cap (value v (fst (fst e)) + snd e)) else m)
             (value v j) edges.

Definition relax (v : list nat) : list nat :=
  map (fun n => best v (Pos.of_succ_nat n)) (seq 0 nodes).

Fixpoint settle (fuel : nat) (v : list nat) : list nat :=
  match fuel with
  | 0 => v
  | S fuel => let w := relax v in
              if list_eq_dec Nat.eq_dec w v then v else settle fuel w
  end.

Definition levels : list nat := settle (S (nodes * cap)) (repeat 0 nodes).

Definition rank (j : name) : option nat :=
  if cap <=? value levels j then None else Some (value levels j).

Lemma best_ge v j : value v j <= best v j.
Proof.
  unfold best. induction edges as [|e es IH]; cbn [fold_right]; [lia|]. destruct (Pos.eqb _ j); lia.
Qed.

Lemma best_edge v i j w : edge i j w -> min cap (value v i + w) <= best v j.
Proof.
  unfold edge, best. induction edges as [|e es IH]; cbn [fold_right In]; [intros []|].
  intros [->|H].
  - cbn [fst snd]. rewrite Pos.eqb_refl. lia.
  - specialize (IH H). destruct (Pos.eqb _ j); lia.
Qed.

Lemma best_cases v j : best v j = value v j \/
  exists i w, edge i j w /\ best v j = min cap (value v i + w).
Proof.
  unfold edge, best. induction edges as [|[[a b] c] es IH]; cbn [fold_right In fst snd];
    [now left|].
  assert (IH' : fold_right (fun e m => if Pos.eqb (snd (fst e)) j
      then max m (min cap (value v (fst (fst e)) + snd e)) else m) (value v j) es = value v j \/
    exists i w, ((a, b, c) = (i, j, w) \/ In (i, j, w) es) /\
      fold_right (fun e m => if Pos.eqb (snd (fst e)) j
      then max m (min cap (value v (fst (fst e)) + snd e)) else m) (value v j) es
      = min cap (value v i + w)).
  { destruct IH as [IH|[i [w [H E]]]]; [now left|right; exists i, w; auto]. }
  destruct (Pos.eqb b j) eqn:E; [|exact IH']. apply Pos.eqb_eq in E. subst b.
  set (m := fold_right _ _ es) in *.
  destruct (Nat.max_dec m (min cap (value v a + c))) as [-> | ->]; [exact IH'|].
  right. exists a, c. auto.
Qed.

Lemma relax_length v : length (relax v) = nodes.
Proof. unfold relax. now rewrite map_length, seq_length. Qed.

Lemma nth_map_seq (f : nat -> nat) n k : k < n -> nth k (map f (seq 0 n)) 0 = f k.
Proof.
  intro H. rewrite nth_indep with (d' := f 0) by now rewrite map_length, seq_length.
  rewrite map_nth, seq_nth by exact H. reflexivity.
Qed.

Lemma relax_value v j : Pos.to_nat j <= nodes -> value (relax v) j = best v j.
Proof.
  intro H. unfold value at 1, relax. rewrite nth_map_seq by lia.
  f_equal. apply Pos2Nat.inj. rewrite SuccNat2Pos.id_succ. pose proof (Pos2Nat.is_pos j). lia.
Qed.

Fixpoint sum (v : list nat) : nat := match v with [] => 0 | x :: v => x + sum v end.

Lemma sum_bound c v : Forall (fun x => x <= c) v -> sum v <= length v * c.
Proof. induction 1; cbn [sum length Nat.mul]; lia. Qed.

Lemma sum_grows v w : length v = length w -> (forall n, nth n v 0 <= nth n w 0) ->
  sum v <= sum w /\ (sum v = sum w -> v = w).
Proof.
  revert w. induction v as [|x v IH]; intros [|y w] len H; try discriminate; [auto|].
  cbn in len. injection len as len.
  destruct (IH w len (fun j => H (S j))) as [le eq]. pose proof (H 0 : x <= y) as H0.
  cbn [sum]. split; [lia|]. intro E. f_equal; [lia|]. apply eq. lia.
Qed.

Definition sane (v : list nat) : Prop :=
  length v = nodes /\ (forall j, value v j <= cap) /\ (forall j, walk (value v j) j).

Lemma walk_less k j : walk k j -> forall m, m <= k -> walk m j.
Proof.
  induction 1 as [j|k i j w H IH e]; intros m le.
  - replace m with 0 by lia. constructor.
  - destruct (edge_weight e) as [-> | ->].
    + replace m with (m + 0) by lia. apply walk_edge with i; auto. apply IH. lia.
    + destruct m as [|m]; [constructor|]. replace (S m) with (m + 1) by lia.
      apply walk_edge with i; auto. apply IH. lia.
Qed.

Lemma out_of_bounds v j : length v = nodes -> nodes < Pos.to_nat j -> value v j = 0.
Proof. intros. unfold value. apply nth_overflow. lia. Qed.

Lemma relax_sane v : sane v -> sane (relax v).
Proof.
  intros [len [bound walks]]. split; [apply relax_length|].
  assert (Q : forall j, value (relax v) j <= cap /\ walk (value (relax v) j) j).
  { intro j. destruct (lt_dec nodes (Pos.to_nat j)) as [H|H].
    - rewrite (out_of_bounds (relax_length v) H). split; [lia|constructor].
    - rewrite relax_value by lia. destruct (best_cases v j) as [-> |[i [w [e ->]]]]; [auto|].
      split; [lia|]. apply walk_less with (value v i + w); [|lia]. exact (walk_edge (walks i) e). }
  split; intro j; apply Q.
Qed.

Lemma settle_settles fuel v : sane v -> nodes * cap < fuel + sum v ->
  sane (settle fuel v) /\ relax (settle fuel v) = settle fuel v.
Proof.
  revert v. induction fuel as [|fuel IH]; intros v ok room.
  - assert (B : sum v <= length v * cap).
    { apply sum_bound, Forall_forall. intros x Hx. destruct (In_nth _ _ 0 Hx) as [j [_ E]].
      rewrite <- E, nth_value. apply ok. }
    rewrite (proj1 ok) in B. lia.
  - cbn [settle]. destruct (list_eq_dec Nat.eq_dec (relax v) v) as [E|E]; [auto|].
    apply IH; [exact (relax_sane ok)|].
    destruct (@sum_grows v (relax v)) as [le eq].
    + rewrite relax_length. apply ok.
    + intro n. rewrite !nth_value. generalize (Pos.of_succ_nat n). intro j.
      destruct (lt_dec nodes (Pos.to_nat j)) as [H|H].
      * rewrite !out_of_bounds; auto using relax_length. apply ok.
      * rewrite relax_value by lia. apply best_ge.
    + assert (sum v <> sum (relax v)) by (intro Q; apply E; symmetry; auto). lia.
Qed.

Lemma levels_settled : sane levels /\ relax levels = levels.
Proof.
  apply settle_settles; [|lia]. repeat split.
  - apply repeat_length.
  - intro j. unfold value. rewrite nth_repeat. lia.
  - intro j. unfold value. rewrite nth_repeat. constructor.
Qed.

Lemma levels_edge i j w : edge i j w -> min cap (value levels i + w) <= value levels j.
Proof.
  intro e. destruct levels_settled as [_ fix_]. rewrite <- fix_ at 2.
  destruct (edge_bound e) as [_ B]. rewrite relax_value by lia. exact (best_edge levels e).
Qed.

Lemma levels_walk k j : walk k j -> min cap k <= value levels j.
Proof.
  induction 1 as [j|k i j w _ IH e]; [lia|]. pose proof (levels_edge e). lia.
Qed.

(** A loop can be walked as often as one likes. *)
Lemma walk_path k i j : walk k i -> path i j -> exists m, k <= m /\ walk m j.
Proof.
  intros H Q. induction Q as [i|i j l w _ IH e]; [eauto|].
  destruct (IH H) as [m [le W]]. exists (m + w). split; [lia|]. exact (walk_edge W e).
Qed.

Lemma dead_walks a b : edge a b 1 -> path b a -> forall k, exists m, k <= m /\ walk m b.
Proof.
  intros e Q. induction k as [|k [m [le W]]]; [exists 0; split; [lia|constructor]|].
  destruct (walk_path W Q) as [n [le' W']]. exists (n + 1). split; [lia|].
  exact (walk_edge W' e).
Qed.

(** ** The criterion *)

Theorem rank_none_iff_dead j : rank j = None <-> dead P j.
Proof.
  rewrite dead_is_above_strict_component. unfold rank.
  destruct (Nat.leb_spec cap (value levels j)) as [H|H]; split; try discriminate; auto.
  - intros _. apply long_walk_is_dead. destruct levels_settled as [[_ [_ walks]] _].
    exact (walk_less (walks j) H).
  - intros [a [b [e [Q R]]]]. exfalso.
    destruct (dead_walks e Q cap) as [m [le W]]. destruct (walk_path W R) as [n [le' W']].
    pose proof (levels_walk W'). lia.
Qed.

Theorem rank_increases i j w s : edge i j w -> rank j = Some s ->
  exists r, rank i = Some r /\ r + w <= s.
Proof.
  intros e. unfold rank. pose proof (levels_edge e) as H.
  pose proof (proj1 (proj2 (proj1 levels_settled)) i) as Bi.
  destruct (Nat.leb_spec cap (value levels j)) as [Hj|Hj]; [discriminate|].
  intro E. injection E as <-.
  destruct (Nat.leb_spec cap (value levels i)) as [Hi|Hi]; [lia|].
  exists (value levels i). split; [reflexivity|lia].
Qed.

(** No rank function exists on a dead theory: the computed one is as defined as possible. *)
Theorem no_rank_on_dead (rk : name -> option nat) :
  (forall i j w s, edge i j w -> rk j = Some s -> exists r, rk i = Some r /\ r + w <= s) ->
  forall j, dead P j -> rk j = None.
Proof.
  intros inc j D. apply dead_is_above_strict_component in D. destruct D as [a [b [e [Q R]]]].
  assert (back : forall i k, path i k -> forall s, rk k = Some s ->
                 exists r, rk i = Some r /\ r <= s).
  { induction 1 as [i|i k l w _ IH e']; intros s Hs; [eauto|].
    destruct (inc _ _ _ _ e' Hs) as [r [Hr le]]. destruct (IH r Hr) as [q [Hq le']].
    exists q. split; [exact Hq|lia]. }
  destruct (rk j) as [s|] eqn:E; [|reflexivity]. exfalso.
  destruct (back _ _ R s E) as [r [Hr _]].
  destruct (inc _ _ _ _ e Hr) as [q [Hq lt]]. destruct (back _ _ Q q Hq) as [p [Hp le]].
  rewrite Hr in Hp. injection Hp as <-. lia.
Qed.

Lemma rank_below i j s : below P i j -> rank j = Some s -> exists r, rank i = Some r /\ r <= s.
Proof.
  intros B. revert s. induction B as [i|h i j _ IH e|h i j _ IH e]; intros s Hs; [eauto| |].
  - assert (E : edge i j 0) by (apply edge_cases; auto).
    destruct (rank_increases E Hs) as [r [Hr le]]. destruct (IH r Hr) as [q [Hq le']].
    exists q. split; [exact Hq|lia].
  - assert (E : edge i j 1) by (apply edge_cases; auto).
    destruct (rank_increases E Hs) as [r [Hr le]]. destruct (IH r Hr) as [q [Hq le']].
    exists q. split; [exact Hq|lia].
Qed.

End Graph.

(** ** What the criterion decides: the theories that the pattern alone forces to be inconsistent *)

(** Being below is decided by the same computation: make every declared edge weak and put one
    strict loop at the start. *)
Definition from (P : pattern) (i : name) : pattern :=
  {| incl := incl P ++ refl P; refl := []; cons := [(i, i)];
     axs := []; sigma_atoms := []; delta_atoms := [] |}.

Definition reaches (P : pattern) (i j : name) : bool :=
  match rank (from P i) j with None => true | Some _ => false end.

Theorem reaches_below P i j : reaches P i j = true <-> below P i j.
Proof.
  assert (back : forall a b, path (from P i) a b -> below P a b).
  { induction 1 as [a|a b c w _ IH e]; [constructor|].
    apply edge_cases in e. cbn in e. destruct e as [[_ e]|[_ [[]|[e|[]]]]].
    - apply in_app_or in e. destruct e; eauto using below_incl, below_strict.
    - injection e as <- <-. exact IH. }
  assert (forth : forall a b, below P a b -> path (from P i) a b).
  { induction 1 as [a|a b c _ IH e|a b c _ IH e]; [constructor| |];
      apply (path_step IH (w := 0)); apply edge_cases; left; (split; [reflexivity|]);
      cbn; apply in_or_app; auto. }
  unfold reaches. transitivity (dead (from P i) j).
  { rewrite <- rank_none_iff_dead. destruct (rank (from P i) j); split; congruence. }
  rewrite dead_is_above_strict_component. split.
  - intros [a [b [e [_ Q]]]]. apply edge_cases in e. cbn in e.
    destruct e as [[e _]|[_ [[]|[e|[]]]]]; [discriminate|]. injection e as <- <-. exact (back _ _ Q).
  - intro B. exists i, i. repeat split; [|constructor|exact (forth _ _ B)].
    apply edge_cases. right. cbn. auto.
Qed.

Theorem below_decided P : exists blw, forall i j, blw i j = true <-> below P i j.
Proof. exists (reaches P). apply reaches_below. Qed.

(** ** What the criterion decides: which theories the pattern alone forces to be inconsistent *)

Section Ladder.
Variable P : pattern.
Variable i : name.
Variable r : nat.
Hypothesis rank_i : rank P i = Some r.

(** One world for each rank and one on top; a world lives for the theories of at most its rank. *)
Definition ladder : model :=
  {| size := S (S r); succs := fun y => seq 0 y;
     down := fun y l => match rank P l with Some s => s <=? y | None => false end;
     letter := fun _ _ => false |}.

Lemma ladder_lives y l : down ladder y l = true <-> exists s, rank P l = Some s /\ s <= y.
Proof.
  cbn. destruct (rank P l) as [s|].
  - rewrite Nat.leb_le. split; [eauto|]. intros [t [E le]]. injection E as <-. exact le.
  - split; [discriminate|]. intros [s [E _]]. discriminate.
Qed.

Lemma ladder_down y : down_closed P (down ladder y).
Proof.
  intros l m. rewrite !ladder_lives. intros [s [Hs le]] B.
  destruct (rank_below B Hs) as [q [Hq le']]. exists q. split; [exact Hq|lia].
Qed.

Lemma ladder_sees y l s : rank P l = Some s -> s < y ->
  exists z, In z (succs ladder y) /\ down ladder z l = true.
Proof.
  intros Hs lt. exists s. split; [cbn; apply in_seq; lia|]. apply ladder_lives. eauto.
Qed.

Variable blw : name -> name -> bool.
Hypothesis blw_below : forall l m, blw l m = true <-> below P l m.

Lemma pred_lower s y : (forall m, s m = true -> exists u, rank P m = Some u /\ u <= y) ->
  forall l, pred P blw s l = true -> exists p, rank P l = Some p /\ p < y.
Proof.
  intros low l H. apply (pred_spec blw_below) in H. destruct H as [h [m [e [Hm B]]]].
  destruct (low m Hm) as [u [Hu le]].
  assert (E : edge P h m 1) by (apply edge_cases; auto).
  destruct (rank_increases E Hu) as [q [Hq le']].
  destruct (rank_below B Hq) as [p [Hp le'']]. exists p. split; [exact Hp|lia].
Qed.

Lemma pred_n_lower n : forall s y l,
  (forall m, s m = true -> exists u, rank P m = Some u /\ u <= y) ->
  pred_n P blw n s l = true -> exists p, rank P l = Some p /\ p + n <= y.
Proof.
  induction n as [|n IH]; intros s y l low H; cbn [pred_n] in H.
  - destruct (low l H) as [u [Hu le]]. exists u. split; [exact Hu|lia].
  - destruct y as [|y].
    + assert (N : forall m, pred P blw s m = true -> exists u, rank P m = Some u /\ u <= 0).
      { intros m Hm. destruct (pred_lower low Hm) as [p [_ bad]]. lia. }
      destruct (IH _ 0 l N H) as [p [Hp le]]. destruct n as [|n]; [|lia].
      destruct (pred_lower low H) as [q [_ bad]]. lia.
    + assert (N : forall m, pred P blw s m = true -> exists u, rank P m = Some u /\ u <= y).
      { intros m Hm. destruct (pred_lower low Hm) as [p [Hp lt]]. exists p. split; [exact Hp|lia]. }
      destruct (IH _ y l N H) as [p [Hp le]]. exists p. split; [exact Hp|lia].
Qed.

Lemma ladder_good : axs P = [] -> good P blw ladder [Box i Bot; Bot] (S (S r)).
Proof.
  intro no_axioms. constructor.
  - split; intros a b; cbn; intuition congruence.
  - intros y z _ H. cbn in H. apply in_seq in H. lia.
  - intros y z u _ Hz Hu. cbn in *. rewrite in_seq in *. lia.
  - intros l m y e _ H. apply ladder_lives in H. destruct H as [s [Hs le]].
    assert (E : edge P l m 1) by (apply edge_cases; auto).
    destruct (rank_increases E Hs) as [q [Hq le']]. apply (ladder_sees Hq). lia.
  - intros j a y e. rewrite no_axioms in e. destruct e.
  - cbn. auto.
  - cbn. auto.
  - intros l a y _ Hin Hp Hbox. cbn in Hin. destruct Hin as [E|[E|[]]]; [|discriminate].
    injection E as <- <-. exfalso.
    destruct (pred_lower (fun m => proj1 (ladder_lives y m)) Hp) as [p [Hpr lt]].
    destruct (ladder_sees Hpr lt) as [z [Hz Dz]]. cbn [force] in Hbox.
    rewrite forallb_forall in Hbox. specialize (Hbox z Hz). rewrite Dz in Hbox. discriminate.
  - intros y l Hy. destruct (pred_n P blw (S (S (S r))) (down ladder y) l) eqn:E; [|reflexivity].
    destruct (pred_n_lower (fun m => proj1 (ladder_lives y m)) E) as [p [_ le]]. cbn in Hy. lia.
Qed.

Lemma ladder_refutes : axs P = [] -> ~ proves P (Box i Bot).
Proof.
  intros no_axioms H.
  pose proof (model_soundness blw_below ladder_down (ladder_good no_axioms) H
    (or_introl eq_refl) (y := S r) ltac:(cbn; lia)) as T.
  destruct (@ladder_sees (S r) i r rank_i ltac:(lia)) as [z [Hz Dz]].
  cbn [force] in T. rewrite forallb_forall in T. specialize (T z Hz). rewrite Dz in T. discriminate.
Qed.

End Ladder.

Theorem collapse_criterion P i : axs P = [] ->
  (proves P (Box i Bot) <-> dead P i) /\ (dead P i <-> above_strict_component P i) /\
  (dead P i <-> rank P i = None).
Proof.
  intro no_axioms. repeat split.
  - intro H. apply rank_none_iff_dead. destruct (rank P i) as [r|] eqn:E; [|reflexivity].
    exfalso. exact (ladder_refutes E (reaches_below P) no_axioms H).
  - apply dead_collapses.
  - apply dead_is_above_strict_component.
  - apply dead_is_above_strict_component.
  - apply rank_none_iff_dead.
  - apply rank_none_iff_dead.
Qed.
