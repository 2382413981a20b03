(** Abstract provability: what follows from the derivability conditions alone.

    A [Provability] is a base theory ([Pr A]: the base proves A) together with one provability
    predicate [box i] for each theory i of an arbitrary family.  No arithmetic is used: the
    conditions below are the usual ones (Hilbert, Bernays, Löb), stated for several theories at once
    as in the tower logic L_P, and the diagonal sentence of Löb's argument. *)

Require Import List Bool Arith Lia.
Import ListNotations.
Set Implicit Arguments.
Unset Strict Implicit.

(** A sentence is a tautology when every two-valued reading that respects falsum and implication,
    and treats everything else as opaque, makes it true. *)
Definition reading (F : Type) (bot : F) (imp : F -> F -> F) (v : F -> bool) : Prop :=
  v bot = false /\ forall a b, v (imp a b) = implb (v a) (v b).

Definition tautology (F : Type) (bot : F) (imp : F -> F -> F) (a : F) : Prop :=
  forall v, reading bot imp v -> v a = true.

Record Provability := {
  form : Type;
  theory : Type;
  bot : form;
  imp : form -> form -> form;
  box : theory -> form -> form;
  Pr : form -> Prop;
  taut : forall a, tautology bot imp a -> Pr a;
  mp : forall a b, Pr (imp a b) -> Pr a -> Pr b;
  nec : forall i a, Pr a -> Pr (box i a);
  dist : forall i a b, Pr (imp (box i (imp a b)) (imp (box i a) (box i b)));
  sigma : forall i j a, Pr (imp (box i a) (box j (box i a)));
  diagonal : forall i a, exists g,
    Pr (imp g (imp (box i g) a)) /\ Pr (imp (imp (box i g) a) g)
}.

Arguments bot {_}.
Arguments imp {_} _ _.
Arguments box {_} _ _.
Arguments Pr {_} _.
Arguments taut _ _ _ : clear implicits.
Arguments mp _ {a b} _ _.
Arguments nec _ _ {a} _.
Arguments dist _ _ _ _ : clear implicits.
Arguments sigma _ _ _ _ : clear implicits.
Arguments diagonal _ _ _ : clear implicits.

Declare Scope prov_scope.
Delimit Scope prov_scope with prov.
Infix "~>" := imp (at level 55, right associativity) : prov_scope.
Notation "□[ i ] a" := (box i a) (at level 30, a at level 30, right associativity) : prov_scope.
Notation "|- a" := (Pr a) (at level 70) : prov_scope.
Open Scope prov_scope.

Definition neg {L : Provability} (a : form L) : form L := a ~> bot.
Definition conj {L : Provability} (a b : form L) : form L := neg (a ~> neg b).
Definition con {L : Provability} (i : theory L) : form L := neg (□[i] bot).

(** Everything propositional is one truth table. *)
Ltac tabulate :=
  let v := fresh "v" in let H0 := fresh in let Hi := fresh in
  intros v [H0 Hi]; unfold con, conj, neg in *;
  repeat rewrite Hi; repeat rewrite H0;
  repeat match goal with |- context [v ?a] => destruct (v a) end; reflexivity.
Ltac truth_table := apply taut; tabulate.

Section Consequences.
Variable L : Provability.
Implicit Types a b c : form L.
Implicit Types i j : theory L.

Lemma chain a b c : |- a ~> b -> |- b ~> c -> |- a ~> c.
Proof.
  intros H K. refine (mp L (mp L _ H) K). truth_table.
Qed.

Lemma apply2 a b c : |- a ~> b ~> c -> |- a ~> b -> |- a ~> c.
Proof.
  intros H K. refine (mp L (mp L _ H) K). truth_table.
Qed.

Lemma weaken a b : |- b -> |- a ~> b.
Proof. intro H. refine (mp L _ H). truth_table. Qed.

Lemma swap a b c : |- a ~> b ~> c -> |- b ~> a ~> c.
Proof. intro H. refine (mp L _ H). truth_table. Qed.

Lemma lift i a b : |- a ~> b -> |- □[i] a ~> □[i] b.
Proof. intro H. exact (mp L (dist L i a b) (nec L i H)). Qed.

Lemma lift2 i a b c : |- a ~> b ~> c -> |- □[i] a ~> □[i] b ~> □[i] c.
Proof. intro H. exact (chain (lift i H) (dist L i b c)). Qed.

Lemma box_mp i a b : |- □[i] (a ~> b) -> |- □[i] a -> |- □[i] b.
Proof. intros H K. exact (mp L (mp L (dist L i a b) H) K). Qed.

(** ** Löb *)

Theorem formalised_loeb i a : |- □[i] (□[i] a ~> a) ~> □[i] a.
Proof.
  destruct (diagonal L i a) as [g [out into]].
  assert (H : |- □[i] g ~> □[i] a).
  { exact (apply2 (lift2 i out) (sigma L i i g)). }
  assert (K : |- (□[i] a ~> a) ~> g).
  { refine (chain _ into). refine (mp L _ H). truth_table. }
  exact (chain (lift i K) H).
Qed.

Theorem loeb i a : |- □[i] (□[i] a ~> a) -> |- □[i] a.
Proof. intro H. exact (mp L (formalised_loeb i a) H). Qed.

(** Gödel's second theorem, inside the base and for what a theory proves. *)
Theorem formalised_goedel_second i : |- □[i] con i ~> □[i] bot.
Proof. exact (formalised_loeb i bot). Qed.

Theorem goedel_second i : |- □[i] con i -> |- □[i] bot.
Proof. exact (@loeb i bot). Qed.

(** ** Trusting oneself *)

Theorem self_trust_schema_collapses i :
  (forall a, |- □[i] (□[i] a ~> a)) -> |- □[i] bot.
Proof. intro H. exact (loeb (H bot)). Qed.

Theorem explosion i a : |- □[i] bot -> |- □[i] a.
Proof. apply box_mp, nec. truth_table. Qed.

(** One instance of self-trust proves its own claim, and nothing was needed for it. *)
Theorem self_trust_instance_is_vacuous i a : |- □[i] (□[i] a ~> a) -> |- □[i] a.
Proof. exact (@loeb i a). Qed.

(** A scope that contains a claim and its negation collapses: each instance is vacuous. *)
Theorem self_trust_both_sides_collapses i a :
  |- □[i] (□[i] a ~> a) -> |- □[i] (□[i] neg a ~> neg a) -> |- □[i] bot.
Proof. intros H K. exact (box_mp (loeb K) (loeb H)). Qed.

(** ** Trusting each other *)

(** T_i proves "if T_j proves b then a": seen from the base, theorems travel. *)
Lemma trust_travels i j a b : |- □[i] (□[j] b ~> a) -> |- □[j] b ~> □[i] a.
Proof.
  intro H. exact (chain (sigma L j i b) (mp L (dist L i (□[j] b) a) H)).
Qed.

Lemma travel_down (t : nat -> theory L) (a : nat -> form L) m n :
  m <= n -> (forall k, m <= k < n -> |- □[t (S k)] a (S k) ~> □[t k] a k) ->
  |- □[t n] a n ~> □[t m] a m.
Proof.
  induction 1 as [|n Hle IH]; intro H.
  - truth_table.
  - apply chain with (□[t n] a n); [apply H; lia|]. apply IH. intros k Hk. apply H. lia.
Qed.

Arguments travel_down t a {m n} _ _.

(** A closed walk of n steps, each an inclusion or a trust for the claim that it carries, with at
    least one real trust: every claim on it is proved, by nothing but Löb.  Claims may differ from
    step to step; reflection and mere consistency (all claims falsum) are both instances. *)
Theorem trust_cycle (t : nat -> theory L) (a : nat -> form L) n s :
  s < n -> t n = t 0 -> a n = a 0 ->
  (forall k, k < n -> |- □[t (S k)] a (S k) ~> □[t k] a k) ->
  |- □[t s] (□[t (S s)] a (S s) ~> a s) ->
  forall k, k <= n -> |- □[t k] a k.
Proof.
  intros Hs Ht Ha walk strict.
  assert (round : |- □[t s] a s ~> □[t (S s)] a (S s)).
  { apply chain with (□[t 0] a 0); [apply (travel_down t a); [lia|]; intros; apply walk; lia|].
    rewrite <- Ht, <- Ha. apply (travel_down t a); [lia|]. intros; apply walk; lia. }
  assert (at_s : |- □[t s] a s).
  { apply loeb. refine (box_mp _ strict). apply nec.
    refine (mp L _ round). truth_table. }
  assert (below : forall k, k <= s -> |- □[t k] a k).
  { intros k Hk. refine (mp L (travel_down t a Hk _) at_s). intros; apply walk; lia. }
  intros k Hk. destruct (le_lt_dec k s) as [Hks|Hks]; [auto|].
  assert (top : |- □[t n] a n) by (rewrite Ht, Ha; apply below; lia).
  refine (mp L (travel_down t a Hk _) top). intros; apply walk; lia.
Qed.

Arguments trust_cycle t a {n s} _ _ _ _ _ {k} _.

Theorem reflection_cycle_collapses (t : nat -> theory L) n :
  0 < n -> t n = t 0 ->
  (forall k, k < n -> forall a, |- □[t k] (□[t (S k)] a ~> a)) ->
  forall k, k <= n -> forall a, |- □[t k] a.
Proof.
  intros Hn Ht trust k Hk a.
  refine (trust_cycle t (fun _ => a) (s := 0) Hn Ht eq_refl _ (trust 0 Hn a) Hk).
  intros m Hm. apply trust_travels, trust, Hm.
Qed.

Theorem consistency_cycle_collapses (t : nat -> theory L) n :
  0 < n -> t n = t 0 ->
  (forall k, k < n -> |- □[t k] con (t (S k))) ->
  forall k, k <= n -> |- □[t k] bot.
Proof.
  intros Hn Ht trust k Hk.
  refine (trust_cycle t (fun _ => bot) (s := 0) Hn Ht eq_refl _ (trust 0 Hn) Hk).
  intros m Hm. apply trust_travels, trust, Hm.
Qed.

(** A consistency edge, with inclusions all the way back, is a cycle too. *)
Theorem inclusion_cycle_with_one_consistency_edge i j :
  (forall a, |- □[i] a ~> □[j] a) -> |- □[i] con j -> |- □[i] bot /\ |- □[j] bot.
Proof.
  intros incl edge.
  assert (H : |- □[i] bot).
  { apply goedel_second. refine (box_mp _ edge). apply nec.
    refine (mp L _ (incl bot)). truth_table. }
  split; [exact H|]. exact (mp L (incl bot) H).
Qed.

Corollary mutual_trust i j a :
  |- □[i] (□[j] a ~> a) -> |- □[j] (□[i] a ~> a) -> |- □[i] a /\ |- □[j] a.
Proof.
  intros H K.
  set (t k := match k with 1 => j | _ => i end).
  assert (walk : forall k, k < 2 -> |- □[t (S k)] a ~> □[t k] a).
  { intros [|[|k]] Hk; [exact (trust_travels H)|exact (trust_travels K)|lia]. }
  split; [apply (trust_cycle t (fun _ => a) (n := 2) (s := 0)) with (k := 0)
         |apply (trust_cycle t (fun _ => a) (n := 2) (s := 0)) with (k := 1)]; auto.
Qed.

Corollary crossed_trust i j a b :
  |- □[i] (□[j] a ~> b) -> |- □[j] (□[i] b ~> a) -> |- □[i] b /\ |- □[j] a.
Proof.
  intros H K.
  set (t k := match k with 1 => j | _ => i end).
  set (c k := match k with 1 => a | _ => b end).
  assert (walk : forall k, k < 2 -> |- □[t (S k)] c (S k) ~> □[t k] c k).
  { intros [|[|k]] Hk; [exact (trust_travels H)|exact (trust_travels K)|lia]. }
  split; [apply (trust_cycle t c (n := 2) (s := 0)) with (k := 0)
         |apply (trust_cycle t c (n := 2) (s := 0)) with (k := 1)]; auto.
Qed.

(** ** What is left over *)

(** Each meta-level's leftover assumption implies the one below it ... *)
Theorem leftover_implies_previous i j : |- □[j] con i -> |- con j ~> con i.
Proof.
  intro H. pose proof (trust_travels H) as K. refine (mp L _ K). truth_table.
Qed.

(** ... and is never implied by it, unless the new level is inconsistent. *)
Theorem leftover_never_implied i j : |- □[j] con i -> |- con i ~> con j -> |- □[j] bot.
Proof. intros H K. apply goedel_second. exact (box_mp (nec L j K) H). Qed.

Theorem inclusion_leftover i j :
  (forall a, |- □[i] a ~> □[j] a) -> |- con j ~> con i.
Proof. intro H. refine (mp L _ (H bot)). truth_table. Qed.

(** Consistency trust composes, and survives inclusions at both ends. *)
Theorem consistency_composes i j k : |- □[j] con i -> |- □[k] con j -> |- □[k] con i.
Proof. intros H K. exact (box_mp (nec L k (leftover_implies_previous H)) K). Qed.

Theorem reflection_gives_inclusion i j :
  (forall a, |- □[j] (□[i] a ~> a)) -> forall a, |- □[i] a ~> □[j] a.
Proof. intros H a. exact (trust_travels (H a)). Qed.

Theorem reflection_gives_consistency i j :
  (forall a, |- □[j] (□[i] a ~> a)) -> |- □[j] con i.
Proof. intro H. exact (H bot). Qed.

End Consequences.

(** ** Everything above, inside the base

    A Σ1-like hypothesis h (one that every theory sees when it holds) may be added to the base:
    the result is a [Provability] again, so each theorem above also holds as an implication. *)

Definition persistent {L : Provability} (h : form L) : Prop := forall j, |- h ~> □[j] h.

Lemma box_persistent (L : Provability) (i : theory L) a : persistent (□[i] a).
Proof. intro j. apply sigma. Qed.

Lemma conj_persistent (L : Provability) (a b : form L) :
  persistent a -> persistent b -> persistent (conj a b).
Proof.
  intros Ha Hb j.
  assert (pair : |- □[j] a ~> □[j] b ~> □[j] conj a b) by (apply lift2; truth_table).
  refine (mp L (mp L (mp L _ (Ha j)) (Hb j)) pair). truth_table.
Qed.

Definition assuming (L : Provability) (h : form L) (p : persistent h) : Provability.
Proof.
  refine {| form := form L; theory := theory L; bot := bot; imp := imp; box := box;
            Pr := fun a => |- h ~> a |}.
  - intros a H. apply weaken, taut, H.
  - intros a b H K. exact (apply2 H K).
  - intros i a H. exact (chain (p i) (lift i H)).
  - intros. apply weaken, dist.
  - intros. apply weaken, sigma.
  - intros i a. destruct (diagonal L i a) as [g [H K]].
    exists g. split; apply weaken; assumption.
Defined.

(** For instance the crossed cycle, as one theorem of the base. *)
Theorem crossed_trust_formalised (L : Provability) (i j : theory L) (a b : form L) :
  |- conj (□[i] (□[j] a ~> b)) (□[j] (□[i] b ~> a)) ~> □[i] b.
Proof.
  pose (p := conj_persistent (box_persistent i (□[j] a ~> b))
                             (box_persistent j (□[i] b ~> a))).
  apply (@crossed_trust (assuming p) i j a b); cbn; truth_table.
Qed.

(** ** Classes of sentences and the bottleneck

    Strengths are any preorder.  [ncon n i] says that everything of class n that T_i proves is true
    (n-consistency: it reflects the class Π_{n+1}); it is itself a sentence of class n. *)

Record Classes (L : Provability) := {
  strength : Type;
  weaker : strength -> strength -> Prop;
  weaker_refl : forall n, weaker n n;
  weaker_trans : forall k m n, weaker k m -> weaker m n -> weaker k n;
  in_class : strength -> form L -> Prop;
  class_grows : forall m n a, weaker m n -> in_class m a -> in_class n a;
  ncon : strength -> theory L -> form L;
  ncon_in_class : forall n i, in_class n (ncon n i);
  ncon_weaker : forall m n i, weaker m n -> |- ncon n i ~> ncon m i;
  ncon_reflects : forall n i a, in_class n a -> |- ncon n i ~> □[i] a ~> a
}.

Arguments strength {L} C : rename.
Arguments weaker {L} C _ _ : rename.
Arguments weaker_refl {L} C _ : rename.
Arguments weaker_trans {L} C {k m n} _ _ : rename.
Arguments in_class {L} C _ _ : rename.
Arguments class_grows {L} C {m n a} _ _ : rename.
Arguments ncon {L} C _ _ : rename.
Arguments ncon_in_class {L} C _ _ : rename.
Arguments ncon_weaker {L} C {m n} _ _ : rename.
Arguments ncon_reflects {L} C {n} _ {a} _ : rename.

Section Bottleneck.
Variable L : Provability.
Variable C : Classes L.

(** j trusts i with strength n. *)
Definition trusts (n : strength C) (i j : theory L) : Prop := |- □[j] ncon C n i.

Theorem trust_weakens m n i j : weaker C m n -> trusts n i j -> trusts m i j.
Proof. intros H K. exact (box_mp (nec L j (ncon_weaker C i H)) K). Qed.

(** A path is as strong as its weakest edge. *)
Theorem bottleneck_composition r n m i j k :
  weaker C r n -> weaker C r m -> trusts n i j -> trusts m j k -> trusts r i k.
Proof.
  intros Hn Hm Hij Hjk.
  pose proof (trust_weakens Hn Hij) as low.
  pose proof (trust_weakens Hm Hjk) as high.
  refine (box_mp (box_mp (nec L k (ncon_reflects C j (ncon_in_class C r i))) high) _).
  exact (mp L (sigma L j k _) low).
Qed.

(** A claim of class c travels along edges that are at least as strong as c. *)
Theorem transfer (t : nat -> theory L) c a n :
  in_class C c a -> (forall k, k < n -> trusts c (t k) (t (S k))) ->
  |- □[t 0] a -> |- □[t n] a.
Proof.
  intros Hc edges base. induction n as [|n IH]; [exact base|].
  assert (low : |- □[t n] a) by (apply IH; intros; apply edges; lia).
  refine (box_mp (box_mp (nec L _ (ncon_reflects C (t n) Hc)) (edges n _)) _); [lia|].
  exact (mp L (sigma L (t n) (t (S n)) a) low).
Qed.

(** At the top one assumption is left, and it is enough. *)
Theorem leftover_suffices (t : nat -> theory L) c a n :
  in_class C c a -> (forall k, k < n -> trusts c (t k) (t (S k))) ->
  |- □[t 0] a -> |- ncon C c (t n) ~> a.
Proof.
  intros Hc edges base.
  pose proof (transfer Hc edges base) as top.
  exact (mp L (swap (ncon_reflects C (t n) Hc)) top).
Qed.

(** The leftovers of a chain imply one another downwards. *)
Theorem leftover_grows c i j : trusts c i j -> |- ncon C c j ~> ncon C c i.
Proof.
  intro H. exact (mp L (swap (ncon_reflects C j (ncon_in_class C c i))) H).
Qed.

(** Upwards only if the new level collapses (falsum is of every class here by assumption). *)
Theorem leftover_grows_strictly c i j :
  in_class C c bot -> trusts c i j -> |- ncon C c i ~> ncon C c j -> |- □[j] bot.
Proof.
  intros Hb H K. apply goedel_second.
  refine (box_mp (nec L j (ncon_reflects C j Hb)) _).
  exact (box_mp (nec L j K) H).
Qed.

End Bottleneck.

(** ** Infinite descent, verified in the base (R1)

    [U f] reads "the base proves f(n), n free".  [some_con] is the sentence "some T_n is
    consistent", given by its two quantifier rules. *)

Record Descent (L : Provability) := {
  U : (nat -> form L) -> Prop;
  U_taut : forall f, (forall n, tautology bot imp (f n)) -> U f;
  U_mp : forall f g, U (fun n => f n ~> g n) -> U f -> U g;
  U_shift : forall f, U f -> U (fun n => f (S n));
  U_const : forall a, |- a -> U (fun _ => a);
  level : nat -> theory L;
  base : theory L;
  base_below : forall a, U (fun n => □[base] a ~> □[level n] a);
  U_nec : forall f, U f -> U (fun n => □[level n] f n);
  U_dist : forall f g, U (fun n => □[level n] (f n ~> g n) ~> □[level n] f n ~> □[level n] g n);
  some_con : form L;
  some_con_intro : U (fun n => con (level n) ~> some_con);
  some_con_elim : forall a, U (fun n => con (level n) ~> a) -> |- some_con ~> a
}.

Arguments U {L} D _ : rename.
Arguments level {L} D _ : rename.
Arguments base {L} D : rename.
Arguments some_con {L} D : rename.
Arguments U_taut {L} D {f} _ : rename.
Arguments U_mp {L} D {f g} _ _ : rename.
Arguments U_shift {L} D {f} _ : rename.
Arguments U_const {L} D {a} _ : rename.
Arguments base_below {L} D a : rename.
Arguments U_nec {L} D {f} _ : rename.
Arguments U_dist {L} D f g : rename.
Arguments some_con_intro {L} D : rename.
Arguments some_con_elim {L} D a _ : rename.

Theorem descent_verified_in_the_base_collapses (L : Provability) (D : Descent L) :
  U D (fun n => □[level D n] con (level D (S n))) ->
  U D (fun n => neg (con (level D n))).
Proof.
  intro verified. set (psi := some_con D).
  assert (seen : U D (fun n => □[level D n] psi)).
  { exact (U_mp D (U_mp D (U_dist D (fun n => con (level D (S n))) (fun _ => psi))
                          (U_nec D (U_shift D (some_con_intro D)))) verified). }
  assert (clash : U D (fun n => □[level D n] neg psi ~> □[level D n] bot)).
  { refine (U_mp D (U_mp D _ seen) (U_dist D (fun _ => psi) (fun _ => bot))).
    apply U_taut. intro n. tabulate. }
  assert (reflect : |- □[base D] neg psi ~> neg psi).
  { assert (K : |- psi ~> neg (□[base D] neg psi)).
    { apply some_con_elim. refine (U_mp D (U_mp D _ clash) (base_below D (neg psi))).
      apply U_taut. intro n. tabulate. }
    refine (mp L _ K). truth_table. }
  assert (none : |- neg psi).
  { exact (mp L reflect (loeb (nec L (base D) reflect))). }
  refine (U_mp D (U_mp D _ (some_con_intro D)) (U_const D none)).
  apply U_taut. intro n. subst psi. tabulate.
Qed.
