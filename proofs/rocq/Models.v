(** Finite models of L_P, and why a Γ-sound one refutes a formula.

    Without reflection edges a finite P-model satisfies every theorem.  With them it need not: a
    proof may reflect formulas that Γ does not mention.  So each world y is replaced by a chain of
    copies, labelled by what its label reflects, N times over, and again above that.  The copies
    force the same Γ-formulas as y (Γ-soundness), and N repetitions are enough for the boxes of the
    proof to become stable, so the new model satisfies every reflection axiom that the proof uses. *)

Require Import List Bool Arith Lia Wellfounded.
Require Import Tower.Provability Tower.LP.
Import ListNotations.
Set Implicit Arguments.
Unset Strict Implicit.

(** ** Kripke structures that satisfy the axioms *)

Record kripke := {
  world : Type;
  inside : world -> Prop;
  sees : world -> world -> Prop;
  holds_for : name -> world -> Prop;
  truth : world -> fm -> bool;
  truth_reading : forall w, reading Bot Imp (truth w);
  truth_box : forall w i a, truth w (Box i a) = true <->
    forall u, sees w u -> holds_for i u -> truth u a = true;
  sees_inside : forall w u, inside w -> sees w u -> inside u;
  sees_trans : forall w u t, sees w u -> sees u t -> sees w t;
  sees_wf : well_founded (fun u w => sees w u)
}.

(** [G] lists the formulas that reflection axioms may be used for. *)
Record fits (P : pattern) (K : kripke) (G : list fm) : Prop := {
  f_incl : forall i j w, In (i, j) (incl P) -> holds_for (k := K) j w -> holds_for (k := K) i w;
  f_refl : forall i j w a, In (i, j) (refl P) -> In a G -> inside (k := K) w ->
    holds_for j w -> truth w (Box i a) = true -> truth w a = true;
  f_cons : forall i j w, In (i, j) (cons P) -> inside (k := K) w -> holds_for j w ->
    exists u, sees w u /\ holds_for i u;
  f_axs : forall j a w, In (j, a) (axs P) -> inside (k := K) w -> holds_for j w ->
    truth w a = true;
  f_sigma : forall s w u, In s (sigma_atoms P) -> inside (k := K) w -> sees w u ->
    truth w (Var s) = true -> truth u (Var s) = true;
  f_delta : forall s w u, In s (delta_atoms P) -> inside (k := K) w -> sees w u ->
    truth w (Var s) = truth u (Var s)
}.

Lemma fits_less P K G H : fits P K (G ++ H) -> fits P K G /\ fits P K H.
Proof.
  intros [a b c d e f]. split; constructor; auto;
    intros i j w x Hij Hx; apply (b i j w x Hij); apply in_or_app; auto.
Qed.

Lemma truth_imp (K : kripke) (w : world K) a b :
  truth w (Imp a b) = implb (truth w a) (truth w b).
Proof. apply (proj2 (truth_reading w)). Qed.

Lemma truth_imp_intro (K : kripke) (w : world K) a b :
  (truth w a = true -> truth w b = true) -> truth w (Imp a b) = true.
Proof. rewrite truth_imp. destruct (truth w a), (truth w b); cbn; auto. Qed.

Lemma truth_imp_elim (K : kripke) (w : world K) a b :
  truth w (Imp a b) = true -> truth w a = true -> truth w b = true.
Proof. rewrite truth_imp. destruct (truth w a), (truth w b); cbn; congruence. Qed.

Lemma truth_neg (K : kripke) (w : world K) a : truth w (Neg a) = negb (truth w a).
Proof.
  unfold Neg. rewrite truth_imp, (proj1 (truth_reading w)). now destruct (truth w a).
Qed.

Lemma loeb_true (K : kripke) (w : world K) i a :
  truth w (Imp (Box i (Imp (Box i a) a)) (Box i a)) = true.
Proof.
  apply truth_imp_intro. rewrite truth_box. intro H. apply truth_box.
  intro u. induction u as [u IH] using (well_founded_ind (@sees_wf K)). intros Hu Hi.
  apply (truth_imp_elim (H u Hu Hi)). apply truth_box.
  intros t Ht Hit. apply IH; auto. exact (sees_trans Hu Ht).
Qed.

Theorem kripke_soundness P a : proves P a ->
  exists G, forall K, fits P K G -> forall w : world K, inside w -> truth w a = true.
Proof.
  induction 1 as [a H|i a b|i a|i j a|i j a e|i j a e|i j e|j a e|j s e|j s e|j s e
                 |a b _ [G IHab] _ [H IHa]|i a _ [G IH]].
  - exists []. intros K _ w _. exact (H _ (truth_reading w)).
  - exists []. intros K _ w _. apply truth_imp_intro. rewrite truth_box. intro H.
    apply truth_imp_intro. rewrite !truth_box. intros Ha u Hu Hi.
    exact (truth_imp_elim (H u Hu Hi) (Ha u Hu Hi)).
  - exists []. intros K _ w _. apply loeb_true.
  - exists []. intros K _ w _. apply truth_imp_intro. rewrite !truth_box. intros H u Hu _.
    apply truth_box. intros t Ht. apply H. exact (sees_trans Hu Ht).
  - exists []. intros K F w _. apply truth_imp_intro. rewrite !truth_box. intros H u Hu Hj.
    apply H; auto. exact (f_incl F e Hj).
  - exists [a]. intros K F w Hw. apply truth_box. intros u Hu Hj. apply truth_imp_intro.
    apply (f_refl F e (or_introl eq_refl) (sees_inside Hw Hu) Hj).
  - exists []. intros K F w Hw. apply truth_box. intros u Hu Hj.
    rewrite truth_neg. apply negb_true_iff. destruct (truth u (Box i Bot)) eqn:E; [|reflexivity].
    rewrite truth_box in E. destruct (f_cons F e (sees_inside Hw Hu) Hj) as [t [Ht Hi]].
    specialize (E t Ht Hi). rewrite (proj1 (truth_reading t)) in E. discriminate.
  - exists []. intros K F w Hw. apply truth_box. intros u Hu Hj.
    exact (f_axs F e (sees_inside Hw Hu) Hj).
  - exists []. intros K F w Hw. apply truth_imp_intro. rewrite truth_box. intros H u Hu _.
    exact (f_sigma F e Hw Hu H).
  - exists []. intros K F w Hw. apply truth_imp_intro. rewrite truth_box. intros H u Hu _.
    now rewrite <- (f_delta F e Hw Hu).
  - exists []. intros K F w Hw. apply truth_imp_intro. rewrite truth_box. intros H u Hu _.
    rewrite truth_neg in *. now rewrite <- (f_delta F e Hw Hu).
  - exists (G ++ H). intros K F w Hw. destruct (fits_less F) as [FG FH].
    exact (truth_imp_elim (IHab K FG w Hw) (IHa K FH w Hw)).
  - exists G. intros K F w Hw. apply truth_box. intros u Hu _.
    exact (IH K F u (sees_inside Hw Hu)).
Qed.

(** ** Finite models

    Worlds are numbers below [size]; a world sees only smaller ones; its label is the set of the
    theories that it lives for, and with a theory it contains all theories below. *)

Definition labels := name -> bool.

Record model := {
  size : nat;
  succs : nat -> list nat;
  down : nat -> labels;
  letter : nat -> name -> bool
}.

Section Finite.
Variable P : pattern.
Variable blw : name -> name -> bool.
Hypothesis blw_below : forall i j, blw i j = true <-> below P i j.
Variable M : model.

Definition down_closed (s : labels) : Prop :=
  forall i j, s j = true -> below P i j -> s i = true.

Hypothesis down_down_closed : forall y, down_closed (down M y).

Fixpoint force (a : fm) (y : nat) : bool :=
  match a with
  | Bot => false
  | Var p => letter M y p
  | Imp a b => implb (force a y) (force b y)
  | Box i a => forallb (fun z => implb (down M z i) (force a z)) (succs M y)
  end.

(** What a label reflects. *)
Definition pred (s : labels) : labels :=
  fun i => existsb (fun e => s (snd e) && blw i (fst e)) (refl P).

Fixpoint pred_n (n : nat) (s : labels) : labels :=
  match n with 0 => s | S n => pred_n n (pred s) end.

Fixpoint subs (a : fm) : list fm :=
  a :: match a with
       | Bot | Var _ => []
       | Imp a b => subs a ++ subs b
       | Box _ a => subs a
       end.

Definition closed (G : list fm) : Prop :=
  (forall a b, In (Imp a b) G -> In a G /\ In b G) /\ (forall i a, In (Box i a) G -> In a G).

Record good (G : list fm) (depth : nat) : Prop := {
  g_closed : closed G;
  g_order : forall y z, y < size M -> In z (succs M y) -> z < y;
  g_trans : forall y z u, y < size M -> In z (succs M y) -> In u (succs M z) -> In u (succs M y);
  g_cons : forall i j y, In (i, j) (cons P) -> y < size M -> down M y j = true ->
    exists z, In z (succs M y) /\ down M z i = true;
  g_axs : forall j a y, In (j, a) (axs P) -> y < size M -> down M y j = true ->
    In a G /\ force a y = true;
  g_sigma : forall s y z, In s (sigma_atoms P) -> y < size M -> In z (succs M y) ->
    letter M y s = true -> letter M z s = true;
  g_delta : forall s y z, In s (delta_atoms P) -> y < size M -> In z (succs M y) ->
    letter M y s = letter M z s;
  g_refl : forall i a y, y < size M -> In (Box i a) G -> pred (down M y) i = true ->
    force (Box i a) y = true -> force a y = true;
  g_depth : forall y i, y < size M -> pred_n (S depth) (down M y) i = false
}.

(** ** The chain of copies *)

Lemma pred_spec s i : pred s i = true <->
  exists h j, In (h, j) (refl P) /\ s j = true /\ below P i h.
Proof.
  unfold pred. rewrite existsb_exists. split.
  - intros [[h j] [H K]]. apply andb_true_iff in K. cbn in K.
    exists h, j. rewrite <- blw_below. tauto.
  - intros [h [j [H [K B]]]]. exists (h, j). split; [exact H|]. cbn.
    apply blw_below in B. now rewrite K, B.
Qed.

Lemma pred_down_closed s : down_closed (pred s).
Proof.
  intros i j. rewrite !pred_spec. intros [h [k [H [K B]]]] low.
  exists h, k. repeat split; auto. exact (below_trans low B).
Qed.

Lemma pred_below s i : down_closed s -> pred s i = true -> s i = true.
Proof.
  intro D. rewrite pred_spec. intros [h [j [H [K B]]]].
  exact (D i j K (below_strict B H)).
Qed.

Lemma pred_edge s i j : In (i, j) (refl P) -> s j = true -> pred s i = true.
Proof. intros H K. apply pred_spec. exists i, j. auto using below_refl. Qed.

Fixpoint rep (n : nat) (c : list labels) : list labels :=
  match n with 0 => [] | S n => c ++ rep n c end.

(** All places of a list: the label there, and the labels above it. *)
Fixpoint places (l : list labels) : list (labels * list labels) :=
  match l with [] => [] | s :: l => (s, l) :: places l end.

Lemma places_app l r p : In p (places r) -> In p (places (l ++ r)).
Proof. induction l; cbn; auto. Qed.

Lemma places_trans l s l' p : In (s, l') (places l) -> In p (places l') -> In p (places l).
Proof.
  induction l as [|t l IH]; [destruct 1|]. cbn. intros [E|H] K; [|auto].
  injection E as _ E. subst l'. now right.
Qed.

Lemma places_shorter l s l' : In (s, l') (places l) -> length l' < length l.
Proof.
  induction l as [|t l IH]; [destruct 1|]. cbn. intros [E|H].
  - injection E as _ E. subst l'. lia.
  - specialize (IH H). lia.
Qed.

Lemma places_label l s l' : In (s, l') (places l) -> In s l.
Proof.
  induction l as [|t l IH]; [destruct 1|]. cbn. intros [E|H]; [|auto].
  injection E as E _. now left.
Qed.

Variable N : nat.

Fixpoint copies (k : nat) (s : labels) : list labels :=
  s :: match k with 0 => [] | S k => rep N (copies k (pred s)) end.

Lemma copies_head k s : exists c, copies k s = s :: c.
Proof. destruct k; cbn; eauto. Qed.

Lemma in_rep n c s : In s (rep n c) -> In s c.
Proof. induction n; cbn; [tauto|]. rewrite in_app_iff. tauto. Qed.

Lemma copies_down k : forall s t, down_closed s -> In t (copies k s) ->
  down_closed t /\ forall i, t i = true -> s i = true.
Proof.
  induction k as [|k IH]; intros s t D; cbn; intros [<-|H]; try (split; auto; fail);
    [destruct H|].
  apply in_rep in H. destruct (IH _ _ (@pred_down_closed s) H) as [D' S].
  split; auto. intros i Hi. exact (pred_below D (S i Hi)).
Qed.

(** Above every place whose label reflects something stand N copies of what it reflects. *)
Lemma copies_above k : forall s r p, (forall i, pred_n (S k) s i = false) ->
  In p (places (copies k s ++ r)) ->
  In p (places r) \/ (forall i, pred (fst p) i = false) \/
  exists k' r', snd p = rep N (copies k' (pred (fst p))) ++ r'.
Proof.
  induction k as [|k IH]; intros s r p flat; cbn [copies app places In].
  - intros [<-|H]; auto.
  - intros [<-|H]; [right; right; exists k, r; reflexivity|].
    revert H. generalize N at 1. intro n.
    induction n as [|n IHn]; cbn [rep app]; [auto|].
    rewrite <- app_assoc. intro H. apply IH in H; [|exact flat].
    destruct H as [H|H]; auto.
Qed.

Variable depth : nat.
Definition chain_of (y : nat) : list labels := copies depth (down M y).

(** Truth at a copy depends on the world and on the labels above the copy. *)
Fixpoint copy_force (a : fm) (y : nat) (l : list labels) : bool :=
  match a with
  | Bot => false
  | Var p => letter M y p
  | Imp a b => implb (copy_force a y l) (copy_force b y l)
  | Box i a =>
      forallb (fun z => forallb (fun p => implb (fst p i) (copy_force a z (snd p)))
                                (places (chain_of z))) (succs M y)
      && forallb (fun p => implb (fst p i) (copy_force a y (snd p))) (places l)
  end.

Lemma copy_force_box i a y l : copy_force (Box i a) y l = true <->
  (forall z p, In z (succs M y) -> In p (places (chain_of z)) -> fst p i = true ->
     copy_force a z (snd p) = true) /\
  (forall p, In p (places l) -> fst p i = true -> copy_force a y (snd p) = true).
Proof.
  cbn. rewrite andb_true_iff, !forallb_forall. split; intros [H K]; split.
  - intros z p Hz Hp Hi. specialize (H z Hz). rewrite forallb_forall in H.
    exact (proj1 (implb_true_iff _ _) (H p Hp) Hi).
  - intros p Hp Hi. exact (proj1 (implb_true_iff _ _) (K p Hp) Hi).
  - intros z Hz. apply forallb_forall. intros p Hp. apply implb_true_iff. exact (H z p Hz Hp).
  - intros p Hp. apply implb_true_iff. exact (K p Hp).
Qed.

Definition copy_world := (nat * labels * list labels)%type.
Definition copy_sees (w u : copy_world) : Prop :=
  let '(y, _, l) := w in let '(z, s, r) := u in
  (In z (succs M y) /\ z < y /\ In (s, r) (places (chain_of z)) /\
     (forall t, In t (succs M z) -> In t (succs M y)))
  \/ (z = y /\ In (s, r) (places l)).

Lemma copy_sees_wf : well_founded (fun u w => copy_sees w u).
Proof.
  assert (A : forall y n s l, length l <= n -> Acc (fun u w => copy_sees w u) (y, s, l)).
  { induction y as [y IHy] using lt_wf_ind. induction n as [|n IHn]; intros s l Hl;
      constructor; intros [[z t] r] [[_ [Hz _]]|[-> H]].
    - exact (IHy z Hz (length r) t r (le_n _)).
    - apply places_shorter in H. lia.
    - exact (IHy z Hz (length r) t r (le_n _)).
    - apply IHn. apply places_shorter in H. lia. }
  intros [[y s] l]. exact (A y (length l) s l (le_n _)).
Qed.

Section Good.
Variable G : list fm.
Hypothesis ok : good G depth.

Lemma copy_force_box_seen y s l i a : y < size M ->
  copy_force (Box i a) y l = true <->
  forall u, copy_sees (y, s, l) u -> snd (fst u) i = true ->
    copy_force a (fst (fst u)) (snd u) = true.
Proof.
  intro Hy. rewrite copy_force_box. split.
  - intros [H K] [[z t] r] [[Hz [_ [Hp _]]]|[-> Hp]] Hi; cbn in *.
    + exact (H z (t, r) Hz Hp Hi).
    + exact (K (t, r) Hp Hi).
  - intro H. split.
    + intros z [t r] Hz Hp Hi. apply (H (z, t, r)); auto. left.
      repeat split; auto; [exact (g_order ok Hy Hz)|]. intros u Hu. exact (g_trans ok Hy Hz Hu).
    + intros [t r] Hp Hi. apply (H (y, t, r)); auto. right. auto.
Qed.

Definition place_of (y : nat) (l : list labels) : Prop :=
  exists s, In (s, l) (places (chain_of y)).

Lemma above_reflected y l p i : place_of y l -> In p (places l) -> fst p i = true ->
  pred (down M y) i = true.
Proof.
  unfold place_of, chain_of. intros [s Hs] Hp Hi.
  assert (T : In (fst p) (match depth with 0 => [] | S k => rep N (copies k (pred (down M y))) end)).
  { destruct p as [t r]. assert (E : copies depth (down M y) = down M y :: match depth with
      0 => [] | S k => rep N (copies k (pred (down M y))) end) by (destruct depth; reflexivity).
    rewrite E in Hs. cbn in Hs. destruct Hs as [Hs|Hs].
    - injection Hs as _ Hs. rewrite Hs. exact (places_label Hp).
    - exact (places_label (places_trans Hs Hp)). }
  destruct depth as [|k]; [destruct T|]. apply in_rep in T.
  exact (proj2 (copies_down (@pred_down_closed (down M y)) T) i Hi).
Qed.

Lemma place_label y s l : In (s, l) (places (chain_of y)) ->
  down_closed s /\ forall i, s i = true -> down M y i = true.
Proof. intro H. apply places_label in H. exact (copies_down (@down_down_closed y) H). Qed.

Lemma bottom_place y : exists l, In (down M y, l) (places (chain_of y)).
Proof.
  unfold chain_of. destruct (copies_head depth (down M y)) as [c ->]. exists c. now left.
Qed.

(** Copies agree with the world on Γ. *)
Lemma copies_agree a : In a G -> forall y l, y < size M -> place_of y l ->
  copy_force a y l = force a y.
Proof.
  induction a as [|p|a IHa b IHb|i a IH]; intros Ha y l Hy Hl; try reflexivity.
  - destruct (proj1 (g_closed ok) a b Ha) as [H K]. cbn.
    now rewrite IHa, IHb.
  - pose proof (proj2 (g_closed ok) i a Ha) as Hsub.
    destruct (force (Box i a) y) eqn:E.
    + assert (F := E). cbn in F. rewrite forallb_forall in F.
      apply copy_force_box. split.
      * intros z [s r] Hz Hp Hi. cbn in *. pose proof (g_order ok Hy Hz) as Hzy.
        rewrite IH; [|exact Hsub|lia|exists s; exact Hp].
        specialize (F z Hz). destruct (place_label Hp) as [_ S].
        rewrite (S i Hi) in F. exact F.
      * intros [s r] Hp Hi. cbn in *. destruct Hl as [t Ht].
        rewrite IH; [|exact Hsub|exact Hy|exists s; exact (places_trans Ht Hp)].
        apply (g_refl ok Hy Ha); [|exact E].
        apply (@above_reflected y l (s, r) i); auto. exists t; exact Ht.
    + destruct (copy_force (Box i a) y l) eqn:C; [|reflexivity].
      apply copy_force_box in C. destruct C as [C _].
      rewrite <- E. symmetry. cbn. apply forallb_forall. intros z Hz.
      destruct (down M z i) eqn:Dz; [|reflexivity]. cbn.
      destruct (bottom_place z) as [r Hr]. pose proof (g_order ok Hy Hz) as Hzy.
      specialize (C z (down M z, r) Hz Hr Dz). cbn in C.
      rewrite IH in C; [exact C|exact Hsub|lia|exists (down M z); exact Hr].
Qed.

End Good.

(** ** Stability: enough repetitions make the boxes of a proof agree *)

Section Stable.
Variable G : list fm.
Hypothesis cl : closed G.
Variable y : nat.

Definition agree (l r : list labels) : Prop :=
  forall i a, In (Box i a) G -> copy_force (Box i a) y l = copy_force (Box i a) y r.

Lemma agree_all l r : agree l r -> forall a, In a G -> copy_force a y l = copy_force a y r.
Proof.
  intros H a. induction a as [|p|a IHa b IHb|i a IH]; intro Ha; try reflexivity.
  - destruct (proj1 cl a b Ha). cbn. now rewrite IHa, IHb.
  - exact (H i a Ha).
Qed.

Lemma step_box s l i a : copy_force (Box i a) y (s :: l) =
  copy_force (Box i a) y l && implb (s i) (copy_force a y l).
Proof.
  cbn. rewrite <- andb_assoc. f_equal. apply andb_comm.
Qed.

Lemma agree_step s l r : agree l r -> agree (s :: l) (s :: r).
Proof.
  intros H i a Ha. rewrite !step_box, (H i a Ha).
  now rewrite (agree_all H (proj2 cl i a Ha)).
Qed.

Lemma agree_app c l r : agree l r -> agree (c ++ l) (c ++ r).
Proof. intro H. induction c as [|s c IH]; [exact H|]. now apply agree_step. Qed.

Lemma box_decreases c l i a :
  copy_force (Box i a) y (c ++ l) = true -> copy_force (Box i a) y l = true.
Proof.
  induction c as [|s c IH]; [auto|]. cbn [app]. rewrite step_box, andb_true_iff. tauto.
Qed.

Definition true_box (l : list labels) (a : fm) : bool :=
  match a with Box _ _ => copy_force a y l | _ => false end.
Definition count (l : list labels) : nat := length (filter (true_box l) G).

Lemma filter_le (X : Type) (f g : X -> bool) (xs : list X) :
  (forall x, f x = true -> g x = true) ->
  length (filter f xs) <= length (filter g xs) /\
  (length (filter f xs) = length (filter g xs) -> forall x, In x xs -> f x = g x).
Proof.
  intro H. induction xs as [|x xs [le eq]]; cbn; [split; [lia|tauto]|].
  destruct (f x) eqn:F; destruct (g x) eqn:K; cbn.
  - split; [lia|]. intros E z [<-|Hz]; [congruence|]. apply eq; [lia|exact Hz].
  - rewrite (H x F) in K. discriminate.
  - split; [lia|]. intro E. lia.
  - split; [lia|]. intros E z [<-|Hz]; [congruence|]. apply eq; [lia|exact Hz].
Qed.

Lemma count_step c l : count (c ++ l) = count l \/ count (c ++ l) < count l.
Proof.
  unfold count. destruct (@filter_le fm (true_box (c ++ l)) (true_box l) G) as [H _]; [|lia].
  intros [| | |i a]; cbn [true_box]; try discriminate. apply box_decreases.
Qed.

Lemma count_agree c l : count (c ++ l) = count l -> agree l (c ++ l).
Proof.
  intros E i a Ha. symmetry.
  apply (proj2 (@filter_le fm (true_box (c ++ l)) (true_box l) G
    ltac:(intros [| | |j b]; cbn [true_box]; try discriminate; apply box_decreases)) E
    (Box i a) Ha).
Qed.

Lemma filter_length_le (X : Type) (f : X -> bool) xs : length (filter f xs) <= length xs.
Proof. induction xs as [|x xs IH]; cbn; [lia|]. destruct (f x); cbn; lia. Qed.

Lemma stabilises c r m : agree (rep m c ++ r) (rep (S m) c ++ r) \/
  count (rep (S m) c ++ r) + S m <= length G.
Proof.
  induction m as [|m IH].
  - cbn [rep]. rewrite app_nil_r. cbn [app].
    destruct (count_step c r) as [E|lt]; [left; now apply count_agree|].
    right. pose proof (@filter_length_le fm (true_box r) G) as B. unfold count in *. lia.
  - assert (E : rep (S (S m)) c ++ r = c ++ (rep (S m) c ++ r)) by (cbn; now rewrite <- !app_assoc).
    rewrite E. destruct IH as [A|B].
    + left. replace (rep (S m) c ++ r) with (c ++ (rep m c ++ r)) at 1
        by (cbn; now rewrite <- app_assoc). now apply agree_app.
    + destruct (count_step c (rep (S m) c ++ r)) as [Q|lt]; [left; now apply count_agree|].
      right. lia.
Qed.

(** At a place with N repetitions above it, the lowest of them has the same type. *)
Lemma reflected_here s c r i a : length G < N -> In (Box i a) G -> s i = true ->
  copy_force (Box i a) y (rep N (s :: c) ++ r) = true ->
  copy_force a y (rep N (s :: c) ++ r) = true.
Proof.
  intros big Ha Hi H. destruct N as [|n]; [lia|].
  assert (Q : agree (rep n (s :: c) ++ r) (rep (S n) (s :: c) ++ r)).
  { destruct (stabilises (s :: c) r n) as [A|B]; [exact A|lia]. }
  assert (E : rep (S n) (s :: c) ++ r = s :: (c ++ (rep n (s :: c) ++ r)))
    by (cbn; now rewrite <- app_assoc).
  set (low := rep n (s :: c) ++ r) in *. rewrite E in *. set (mid := c ++ low) in *.
  assert (same : agree mid (s :: mid)).
  { intros j b Hb. specialize (Q j b Hb).
    destruct (copy_force (Box j b) y mid) eqn:Em.
    - apply box_decreases in Em. congruence.
    - destruct (copy_force (Box j b) y (s :: mid)) eqn:Es; [|reflexivity].
      rewrite step_box, Em in Es. discriminate. }
  rewrite <- (agree_all same (proj2 cl i a Ha)).
  rewrite step_box, Hi in H. apply andb_true_iff in H. apply H.
Qed.

End Stable.

(** ** The refutation theorem *)

Definition copy_kripke (G : list fm) (ok : good G depth) : kripke.
Proof.
  refine {| world := {w : copy_world | fst (fst w) < size M /\
                        In (snd (fst w), snd w) (places (chain_of (fst (fst w))))};
            inside := fun _ => True;
            sees := fun w u => copy_sees (proj1_sig w) (proj1_sig u);
            holds_for := fun i w => snd (fst (proj1_sig w)) i = true;
            truth := fun w a => copy_force a (fst (fst (proj1_sig w))) (snd (proj1_sig w)) |}.
  - intros w. split; reflexivity.
  - intros [[[y s] l] [Hy Hp]] i a. cbn [proj1_sig fst snd] in *.
    rewrite (copy_force_box_seen ok s l i a Hy). split.
    + intros H [u Hu] Hs Hi. exact (H u Hs Hi).
    + intros H u Hs Hi. refine (H (exist _ u _) Hs Hi).
      destruct u as [[z t] r]. cbn in *. destruct Hs as [[_ [Hz [Hr _]]]|[-> Hr]].
      * split; [lia|exact Hr].
      * split; [exact Hy|exact (places_trans Hp Hr)].
  - auto.
  - intros [[[y s] l] Hw] [[[z t] r] Hu] [[[x q] k] Ht]. cbn.
    intros [[Hz [Hzy [Hr up]]]|[-> Hr]] [[Hx [Hxz [Hk up']]]|[-> Hk]].
    + left. repeat split; auto. lia.
    + left. repeat split; auto. exact (places_trans Hr Hk).
    + left. repeat split; auto.
    + right. split; [reflexivity|]. exact (places_trans Hr Hk).
  - exact (wf_inverse_image _ _ (fun u v => copy_sees v u) (@proj1_sig _ _) copy_sees_wf).
Defined.

End Finite.

Lemma subs_self a : In a (subs a).
Proof. destruct a; now left. Qed.

Lemma subs_closed a : closed (subs a).
Proof.
  induction a as [|p|b IHb c IHc|i b IH]; split; cbn; try (intuition congruence).
  - intros c' d [E|H].
    + injection E as -> ->. split; right; apply in_or_app; auto using subs_self.
    + apply in_app_or in H. destruct H as [H|H];
        [destruct (proj1 IHb _ _ H)|destruct (proj1 IHc _ _ H)];
        split; right; apply in_or_app; auto.
  - intros j d [E|H]; [discriminate|]. right. apply in_or_app. apply in_app_or in H.
    destruct H as [H|H]; [left; exact (proj2 IHb _ _ H)|right; exact (proj2 IHc _ _ H)].
  - intros c d [E|H]; [discriminate|]. destruct (proj1 IH _ _ H). auto.
  - intros j d [E|H]; [injection E as -> ->; auto using subs_self|right; exact (proj2 IH _ _ H)].
Qed.

Lemma closed_flat_map (X : Type) (f : X -> list fm) xs :
  (forall x, closed (f x)) -> closed (flat_map f xs).
Proof.
  intro H. split.
  - intros b c K. apply in_flat_map in K. destruct K as [x [Hx K]].
    destruct (proj1 (H x) _ _ K). split; apply in_flat_map; eauto.
  - intros i b K. apply in_flat_map in K. destruct K as [x [Hx K]].
    apply in_flat_map. exists x. split; [exact Hx|]. exact (proj2 (H x) _ _ K).
Qed.

(** A Γ-sound finite model satisfies at every world every Γ-formula that L_P proves. *)
Theorem model_soundness P blw M G depth :
  (forall i j, blw i j = true <-> below P i j) -> (forall y, down_closed P (down M y)) ->
  good P blw M G depth ->
  forall a y, proves P a -> In a G -> y < size M -> force M a y = true.
Proof.
  intros blw_below live ok a y Ha Hin Hy.
  destruct (kripke_soundness Ha) as [R sound].
  set (G' := flat_map (fun b => flat_map (fun e => subs (Box (fst e) b)) (refl P)) R).
  set (N := S (length G')).
  assert (cl : closed G').
  { apply closed_flat_map. intro b. apply closed_flat_map. intro e. apply subs_closed. }
  destruct (bottom_place P blw M N depth y) as [l Hl].
  set (K := copy_kripke N ok).
  assert (fit : fits P K R).
  { constructor.
    - intros i j [[[z s] r] [Hz Hp]] e Hj. cbn in *.
      exact (proj1 (place_label blw_below live Hp) i j Hj (below_incl (below_refl P i) e)).
    - intros i j [[[z s] r] [Hz Hp]] b e Hb _ Hj Hbox. cbn [truth K copy_kripke proj1_sig fst snd] in *.
      cbn [holds_for K copy_kripke proj1_sig fst snd] in Hj. pose proof (pred_edge blw_below e Hj) as Hi.
      pose proof Hp as Hp'. unfold chain_of in Hp'.
      rewrite <- (app_nil_r (copies _ _ _ _ _)) in Hp'.
      apply copies_above in Hp'; [|intro x; exact (g_depth ok x Hz)].
      destruct Hp' as [[]|[none|[k [q E]]]]; cbn [fst snd] in *.
      + rewrite none in Hi. discriminate.
      + destruct (copies_head P blw N k (pred P blw s)) as [c Hc]. rewrite Hc in E. subst r.
        apply (@reflected_here P blw M N depth G' cl z (pred P blw s) c q i b); auto.
        apply in_flat_map. exists b. split; [exact Hb|].
        apply in_flat_map. exists (i, j). split; [exact e|]. apply subs_self.
    - intros i j [[[z s] r] [Hz Hp]] e _ Hj. cbn in Hz, Hp, Hj.
      pose proof (proj2 (place_label blw_below live Hp) j Hj) as Dj.
      destruct (g_cons ok e Hz Dj) as [t [Ht Di]].
      destruct (bottom_place P blw M N depth t) as [q Hq].
      pose proof (g_order ok Hz Ht) as lt.
      assert (In_K : fst (fst (t, down M t, q)) < size M /\
        In (snd (fst (t, down M t, q)), snd (t, down M t, q))
           (places (chain_of P blw M N depth (fst (fst (t, down M t, q)))))).
      { cbn. split; [lia|exact Hq]. }
      exists (exist _ (t, down M t, q) In_K). cbn. split; [left|exact Di].
      repeat split; auto. intros x Hx. exact (g_trans ok Hz Ht Hx).
    - intros j b [[[z s] r] [Hz Hp]] e _ Hj. cbn in *.
      pose proof (proj2 (place_label blw_below live Hp) j Hj) as Dj.
      destruct (g_axs ok e Hz Dj) as [Hb F].
      rewrite (copies_agree blw_below live ok Hb Hz); [exact F|]. exists s; exact Hp.
    - intros s [[[z t] r] [Hz Hp]] [[[x q] k] [Hx Hq]] e _ [[Hs _]|[-> _]]; cbn; auto.
      apply (g_sigma ok e Hz Hs).
    - intros s [[[z t] r] [Hz Hp]] [[[x q] k] [Hx Hq]] e _ [[Hs _]|[-> _]]; cbn; auto.
      exact (g_delta ok e Hz Hs). }
  assert (Hw : fst (fst (y, down M y, l)) < size M /\
    In (snd (fst (y, down M y, l)), snd (y, down M y, l))
       (places (chain_of P blw M N depth (fst (fst (y, down M y, l)))))) by (cbn; auto).
  pose proof (sound K fit (exist _ (y, down M y, l) Hw) I) as T. cbn in T.
  rewrite (copies_agree blw_below live ok Hin Hy) in T; [exact T|]. exists (down M y); exact Hl.
Qed.
