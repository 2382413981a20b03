(** Certificates speak of formulas, theories and letters by number.  This file turns a numbered
    table into formulas and a declared pattern into its closure, by computation. *)

Require Import List Bool Arith Lia PArith FMapPositive.
Require Import Tower.Provability Tower.LP.
Import ListNotations.
Set Implicit Arguments.
Unset Strict Implicit.

Module M := PositiveMap.

(** ** Sets of numbers *)

Definition set := M.t unit.

Definition mem (i : positive) (s : set) : bool :=
  match M.find i s with Some _ => true | None => false end.

Definition single (i : positive) : set := M.add i tt (M.empty unit).

Definition union (s t : set) : set :=
  M._map2 (fun a b => match a with Some _ => a | None => b end) s t.

Definition minus (s t : set) : set :=
  M._map2 (fun a b => match b with Some _ => None | None => a end) s t.

Definition subset (s t : set) : bool := M.is_empty (minus s t).

Fixpoint set_of (l : list positive) : set :=
  match l with [] => M.empty unit | i :: l => M.add i tt (set_of l) end.

Lemma mem_empty i : mem i (M.empty unit) = false.
Proof. unfold mem. now rewrite M.gempty. Qed.

Lemma mem_add i j s : mem i (M.add j tt s) = Pos.eqb i j || mem i s.
Proof.
  unfold mem. destruct (Pos.eqb_spec i j) as [->|H]; [now rewrite M.gss|now rewrite M.gso].
Qed.

Lemma mem_single i j : mem i (single j) = Pos.eqb i j.
Proof. unfold single. rewrite mem_add, mem_empty. apply orb_false_r. Qed.

Lemma mem_union i s t : mem i (union s t) = mem i s || mem i t.
Proof.
  unfold mem, union. rewrite M.gmap2 by reflexivity.
  now destruct (M.find i s), (M.find i t).
Qed.

Lemma mem_set_of i l : mem i (set_of l) = true <-> In i l.
Proof.
  induction l as [|j l IH]; cbn.
  - rewrite mem_empty. split; [discriminate|tauto].
  - rewrite mem_add, orb_true_iff, Pos.eqb_eq, IH. intuition congruence.
Qed.

Lemma subset_mem s t : subset s t = true -> forall i, mem i s = true -> mem i t = true.
Proof.
  unfold subset. intros H i. apply M.is_empty_2 in H.
  destruct (mem i t) eqn:T; [auto|]. intro S. exfalso. apply (H i tt). unfold M.MapsTo.
  unfold minus. rewrite M.gmap2 by reflexivity. unfold mem in *.
  destruct (M.find i t); [discriminate|]. destruct (M.find i s) as [[]|]; [reflexivity|discriminate].
Qed.

(** ** Formula tables *)

Inductive node :=
| NBot | NTop
| NVar (p : positive)
| NNot (a : positive)
| NAnd (a b : positive) | NOr (a b : positive) | NImp (a b : positive) | NIff (a b : positive)
| NBox (i a : positive).

Definition And a b := Neg (Imp a (Neg b)).
Definition Or a b := Imp (Neg a) b.

Definition formulas := M.t fm.
Definition fm_at (f : formulas) (k : positive) : fm :=
  match M.find k f with Some a => a | None => Bot end.

Definition read (f : formulas) (n : node) : fm :=
  match n with
  | NBot => Bot
  | NTop => Imp Bot Bot
  | NVar p => Var p
  | NNot a => Neg (fm_at f a)
  | NAnd a b => And (fm_at f a) (fm_at f b)
  | NOr a b => Or (fm_at f a) (fm_at f b)
  | NImp a b => Imp (fm_at f a) (fm_at f b)
  | NIff a b => And (Imp (fm_at f a) (fm_at f b)) (Imp (fm_at f b) (fm_at f a))
  | NBox i a => Box i (fm_at f a)
  end.

(** Entries are numbered from 1 in the order given, children first. *)
Fixpoint number (X : Type) (k : positive) (l : list X) : list (positive * X) :=
  match l with [] => [] | x :: l => (k, x) :: number (Pos.succ k) l end.

Definition read_all (ns : list (positive * node)) : formulas :=
  fold_left (fun f kn => M.add (fst kn) (read f (snd kn)) f) ns (M.empty fm).

Record tower := {
  t_incl : list (positive * positive);
  t_refl : list (positive * positive);
  t_cons : list (positive * positive);
  t_axs : list (positive * positive);
  t_sigma : list positive;
  t_delta : list positive;
  t_nodes : list node
}.

Definition table (t : tower) : list (positive * node) := number 1 (t_nodes t).
Definition formula (t : tower) (k : positive) : fm := fm_at (read_all (table t)) k.

Definition pattern_of (t : tower) : pattern :=
  {| incl := t_incl t; refl := t_refl t; cons := t_cons t;
     axs := map (fun e => (fst e, formula t (snd e))) (t_axs t);
     sigma_atoms := t_sigma t; delta_atoms := t_delta t |}.

(** ** The theories below each theory *)

Definition closure := M.t set.
Definition under (c : closure) (t : positive) : set :=
  match M.find t c with Some s => s | None => single t end.

Definition included (t : tower) : list (positive * positive) := t_incl t ++ t_refl t.

Definition sweep (es : list (positive * positive)) (c : closure) : closure :=
  fold_left (fun c e => M.add (snd e) (union (under c (fst e)) (under c (snd e))) c) es c.

Definition swept (es : list (positive * positive)) (c : closure) : bool :=
  forallb (fun e => subset (under c (fst e)) (under c (snd e))) es.

Fixpoint close (fuel : nat) (es : list (positive * positive)) (c : closure) : closure :=
  if swept es c then c else
  match fuel with 0 => c | S fuel => close fuel es (sweep es c) end.

Definition closed_pattern (t : tower) : closure :=
  close (S (length (included t))) (included t) (M.empty set).

Definition is_below (c : closure) (i j : positive) : bool := mem i (under c j).

Section Closure.
Variable t : tower.
Let P := pattern_of t.

Definition sound_closure (c : closure) : Prop :=
  forall i j, mem i (under c j) = true -> below P i j.
Definition reflexive_closure (c : closure) : Prop := forall j, mem j (under c j) = true.

Lemma under_add c j s k : under (M.add j s c) k = if Pos.eqb k j then s else under c k.
Proof.
  unfold under. destruct (Pos.eqb_spec k j) as [->|H]; [now rewrite M.gss|now rewrite M.gso].
Qed.

Lemma included_below i j : In (i, j) (included t) -> below P i j.
Proof.
  unfold included. rewrite in_app_iff. intros [H|H];
    [exact (below_incl (below_refl P i) H)|exact (below_strict (below_refl P i) H)].
Qed.

Lemma sweep_sound es : (forall e, In e es -> In e (included t)) -> forall c,
  sound_closure c /\ reflexive_closure c ->
  sound_closure (sweep es c) /\ reflexive_closure (sweep es c).
Proof.
  induction es as [|[i j] es IH]; intros H c [S R]; [auto|]. cbn.
  apply IH; [intros; apply H; now right|]. split.
  - intros h k. rewrite under_add. destruct (Pos.eqb_spec k j) as [->|_]; [|apply S].
    rewrite mem_union, orb_true_iff. intros [K|K]; [|exact (S _ _ K)].
    refine (below_trans (S _ _ K) (included_below (H _ (or_introl eq_refl)))).
  - intro k. rewrite under_add. destruct (Pos.eqb_spec k j) as [->|_]; [|apply R].
    rewrite mem_union, R. apply orb_true_r.
Qed.

Lemma close_sound fuel : forall c, sound_closure c /\ reflexive_closure c ->
  sound_closure (close fuel (included t) c) /\ reflexive_closure (close fuel (included t) c).
Proof.
  induction fuel as [|fuel IH]; intros c H; cbn [close]; destruct (swept _ c); auto.
  apply IH, sweep_sound; auto.
Qed.

Lemma closed_pattern_sound :
  sound_closure (closed_pattern t) /\ reflexive_closure (closed_pattern t).
Proof.
  apply close_sound. split.
  - intros i j. unfold under. rewrite M.gempty, mem_single, Pos.eqb_eq. intros ->. constructor.
  - intro j. unfold under. now rewrite M.gempty, mem_single, Pos.eqb_refl.
Qed.

Theorem is_below_sound i j : is_below (closed_pattern t) i j = true -> below P i j.
Proof. apply closed_pattern_sound. Qed.

(** Whether enough sweeps were made is checked, not proved. *)
Theorem is_below_complete : swept (included t) (closed_pattern t) = true ->
  forall i j, is_below (closed_pattern t) i j = true <-> below P i j.
Proof.
  intros H i j. split; [apply is_below_sound|].
  unfold swept in H. rewrite forallb_forall in H. unfold is_below.
  induction 1 as [i|h i j _ IH e|h i j _ IH e]; [apply closed_pattern_sound| |];
    refine (subset_mem (H (i, j) _) IH); apply in_or_app; [left|right]; exact e.
Qed.

End Closure.

(** ** What the table says, entry by entry *)

Lemma number_keys (X : Type) (l : list X) : forall k j x, In (j, x) (number k l) -> (k <= j)%positive.
Proof.
  induction l as [|y l IH]; intros k j x; cbn; [intros []|].
  intros [E|H]; [injection E as -> _; lia|]. specialize (IH _ _ _ H). lia.
Qed.

Lemma truth_of_read (v : fm -> bool) f n : reading Bot Imp v -> v (read f n) =
  match n with
  | NBot => false
  | NTop => true
  | NVar p => v (Var p)
  | NNot a => negb (v (fm_at f a))
  | NAnd a b => v (fm_at f a) && v (fm_at f b)
  | NOr a b => v (fm_at f a) || v (fm_at f b)
  | NImp a b => implb (v (fm_at f a)) (v (fm_at f b))
  | NIff a b => eqb (v (fm_at f a)) (v (fm_at f b))
  | NBox i a => v (Box i (fm_at f a))
  end.
Proof.
  intros [H0 Hi]. destruct n; cbn; unfold And, Or, Neg; repeat rewrite Hi; rewrite ?H0;
    try reflexivity; repeat match goal with |- context [v ?x] => destruct (v x) end; reflexivity.
Qed.

Definition child_below (k : positive) (n : node) : bool :=
  match n with
  | NBot | NTop | NVar _ => true
  | NNot a | NBox _ a => Pos.ltb a k
  | NAnd a b | NOr a b | NImp a b | NIff a b => Pos.ltb a k && Pos.ltb b k
  end.

Definition children_first (ns : list (positive * node)) : bool :=
  forallb (fun kn => child_below (fst kn) (snd kn)) ns.

Definition extend (ns : list (positive * node)) (f : formulas) : formulas :=
  fold_left (fun f kn => M.add (fst kn) (read f (snd kn)) f) ns f.

Lemma extend_old ns : forall k f a, (a < k)%positive ->
  M.find a (extend (number k ns) f) = M.find a f.
Proof.
  induction ns as [|n ns IH]; intros k f a H; [reflexivity|]. cbn.
  unfold extend in IH. rewrite IH by lia. apply M.gso. lia.
Qed.

Lemma read_ext f g k n : child_below k n = true ->
  (forall a, (a < k)%positive -> M.find a f = M.find a g) -> read f n = read g n.
Proof.
  intros C H. assert (E : forall a, (a < k)%positive -> fm_at f a = fm_at g a).
  { intros a Ha. unfold fm_at. now rewrite (H a Ha). }
  destruct n; cbn in *; rewrite ?andb_true_iff, ?Pos.ltb_lt in C; try reflexivity;
    repeat rewrite E by tauto; reflexivity.
Qed.

Lemma extend_entry ns : forall k f j n, children_first (number k ns) = true ->
  In (j, n) (number k ns) ->
  M.find j (extend (number k ns) f) = Some (read (extend (number k ns) f) n).
Proof.
  induction ns as [|m ns IH]; intros k f j n C H; [destruct H|].
  cbn in C. apply andb_true_iff in C. destruct C as [Cm C].
  cbn [number In] in H. change (extend (number k (m :: ns)) f)
    with (extend (number (Pos.succ k) ns) (M.add k (read f m) f)).
  destruct H as [E|H]; [|exact (IH _ _ _ _ C H)]. injection E as <- <-.
  rewrite extend_old by lia. rewrite M.gss. f_equal.
  apply read_ext with k; [exact Cm|]. intros a Ha. rewrite extend_old by lia.
  symmetry. apply M.gso. lia.
Qed.

Theorem table_entry t j n : children_first (table t) = true -> In (j, n) (table t) ->
  formula t j = read (read_all (table t)) n.
Proof.
  intros C H. unfold formula, fm_at, read_all, table in *.
  pose proof (@extend_entry (t_nodes t) 1 (M.empty fm) j n C H) as E. unfold extend in E. now rewrite E.
Qed.

Lemma extend_keys ns : forall k f a, M.find a (extend (number k ns) f) <> None ->
  M.find a f <> None \/ exists n, In (a, n) (number k ns).
Proof.
  induction ns as [|m ns IH]; intros k f a H; [now left|].
  apply IH in H. destruct H as [H|[n H]]; [|right; exists n; now right].
  destruct (Pos.eq_dec a k) as [->|N]; [right; exists m; now left|].
  left. now rewrite M.gso in H.
Qed.

Lemma formula_cases t a : formula t a = Bot \/ exists n, In (a, n) (table t).
Proof.
  unfold formula, fm_at. destruct (M.find a _) as [b|] eqn:E; [|now left]. right.
  destruct (@extend_keys (t_nodes t) 1%positive (M.empty fm) a) as [H|H]; [| |exact H].
  - unfold extend, read_all, table in *. now rewrite E.
  - now rewrite M.gempty in H.
Qed.
