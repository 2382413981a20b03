(** A checker for proof certificates: what it accepts is a theorem of L_P.

    The steps are those of proofs/certificate-format.md.  Each lemma is one instance of the sequent
    rule and gives a clause over the formulas of the table; it carries a refutation of its premises
    that is followed without search. *)

Require Import List Bool Arith Lia PArith ZArith FMapPositive.
Require Import Tower.Provability Tower.LP Tower.Tables.
Import ListNotations.
Set Implicit Arguments.
Unset Strict Implicit.

(** ** Which theories a theory proves consistent, by computation *)

Definition trusted (c : closure) (t : positive) : set :=
  match M.find t c with Some s => s | None => M.empty unit end.

Section Trust.
Variable t : tower.
Let P := pattern_of t.
Let below_of := closed_pattern t.

Definition con_sweep (c : closure) : closure :=
  let along (strict : bool) c e :=
    M.add (snd e) (union (trusted c (fst e))
                  (union (if strict then under below_of (fst e) else M.empty unit)
                         (trusted c (snd e)))) c in
  fold_left (along true) (t_refl t ++ t_cons t) (fold_left (along false) (t_incl t) c).

Fixpoint con_close (fuel : nat) (c : closure) : closure :=
  match fuel with
  | 0 => c
  | S fuel =>
      let d := con_sweep c in
      if forallb (fun e => subset (trusted d (snd e)) (trusted c (snd e)))
                 (t_incl t ++ t_refl t ++ t_cons t)
      then c else con_close fuel d
  end.

Definition con_pattern : closure :=
  con_close (S (length (t_incl t ++ t_refl t ++ t_cons t))) (M.empty set).

Definition con_sound (c : closure) : Prop :=
  forall h j, mem h (trusted c j) = true -> consistent_for P h j.

Lemma trusted_add c j s k : trusted (M.add j s c) k = if Pos.eqb k j then s else trusted c k.
Proof.
  unfold trusted. destruct (Pos.eqb_spec k j) as [->|H]; [now rewrite M.gss|now rewrite M.gso].
Qed.

Lemma con_sweep_sound c : con_sound c -> con_sound (con_sweep c).
Proof.
  assert (strict : forall es, (forall e, In e es -> In e (t_refl t ++ t_cons t)) ->
    forall c, con_sound c -> con_sound (fold_left (fun c e => M.add (snd e)
      (union (trusted c (fst e)) (union (under below_of (fst e)) (trusted c (snd e)))) c) es c)).
  { induction es as [|[i j] es IH]; intros H d S; [exact S|]. cbn [fold_left fst snd]. apply IH; [intuition|].
    intros h k. rewrite trusted_add. destruct (Pos.eqb_spec k j) as [->|_]; [|apply S].
    assert (E : In (i, j) (t_refl t ++ t_cons t)) by (apply H; now left).
    apply in_app_or in E.
    rewrite !mem_union, !orb_true_iff. intros [K|[K|K]]; [| |exact (S _ _ K)].
    - apply S in K. destruct E as [E|E]; [exact (cf_then_refl K E)|exact (cf_then_con K E)].
    - apply is_below_sound in K. destruct E as [E|E]; [exact (cf_refl K E)|exact (cf_con K E)]. }
  assert (weak : forall es, (forall e, In e es -> In e (t_incl t)) ->
    forall c, con_sound c -> con_sound (fold_left (fun c e => M.add (snd e)
      (union (trusted c (fst e)) (union (M.empty unit) (trusted c (snd e)))) c) es c)).
  { induction es as [|[i j] es IH]; intros H d S; [exact S|]. cbn [fold_left fst snd]. apply IH; [intuition|].
    intros h k. rewrite trusted_add. destruct (Pos.eqb_spec k j) as [->|_]; [|apply S].
    assert (E : In (i, j) (t_incl t)) by (apply H; now left).
    rewrite !mem_union, !orb_true_iff, mem_empty. intros [K|[K|K]]; [|discriminate|exact (S _ _ K)].
    exact (cf_incl (S _ _ K) E). }
  intro S. apply strict; [auto|]. apply weak; auto.
Qed.

Lemma con_pattern_sound : con_sound con_pattern.
Proof.
  unfold con_pattern. assert (S0 : con_sound (M.empty set)).
  { intros h j. unfold trusted. rewrite M.gempty, mem_empty. discriminate. }
  revert S0. generalize (M.empty set).
  induction (S (length (t_incl t ++ t_refl t ++ t_cons t))) as [|fuel IH]; intros c Hc; cbn;
    [exact Hc|].
  destruct (forallb _ _); [exact Hc|]. apply IH, con_sweep_sound, Hc.
Qed.

End Trust.

(** ** Literals and clauses *)

(** A number is a formula of the table; a literal is a formula or its denial. *)
Definition lit := (bool * positive)%type.
Definition clause := list lit.
Definition negate (l : lit) : lit := (negb (fst l), snd l).
Definition same (l m : lit) : bool := eqb (fst l) (fst m) && Pos.eqb (snd l) (snd m).

(** One lemma: its box, what it starts from, further premises, and the refutation; the certificate
    ends with a refutation of the denied goal.  A refutation is a list of entries: literals of a
    local clause, and hints. *)
Definition entries := list (list Z * list Z).
Record lemma_step := { s_box : positive; s_from : list Z; s_also : list Z; s_by : entries }.

(** The literals that are taken to be true. *)
Definition assignment := M.t bool.
Definition value (a : assignment) (l : lit) : option bool :=
  match M.find (snd l) a with Some b => Some (eqb b (fst l)) | None => None end.

Definition is_false (a : assignment) (l : lit) : bool :=
  match value a l with Some false => true | _ => false end.

(** [None]: the literal is false already. *)
Definition assume (l : lit) (a : assignment) : option assignment :=
  match value a l with
  | Some false => None
  | Some true => Some a
  | None => Some (M.add (snd l) (fst l) a)
  end.

Fixpoint assume_all (ls : list lit) (a : assignment) : option assignment :=
  match ls with
  | [] => Some a
  | l :: ls => match assume l a with Some a => assume_all ls a | None => None end
  end.

(** What a clause says: it is contradicted, it forces a literal, or neither. *)
Inductive verdict := Contradicted | Forces (l : lit) | Silent.

Fixpoint says (a : assignment) (c : clause) : verdict :=
  match c with
  | [] => Contradicted
  | l :: c => match value a l with
              | Some false => says a c
              | Some true => Silent
              | None => if forallb (is_false a) c then Forces l else Silent
              end
  end.

(** Work through the clauses of one hint: what is true now, or [None] for a contradiction. *)
Fixpoint use (cs : list clause) (a : assignment) : option assignment :=
  match cs with
  | [] => Some a
  | c :: cs => match says a c with
               | Contradicted => None
               | Forces l => use cs (M.add (snd l) (fst l) a)
               | Silent => use cs a
               end
  end.

(** The end of a list of hints. *)
Inductive outcome := Refuted | Open (a : assignment) | Wrong.

Section Refutation.
(** The clauses that a hint names; [None] is an error. *)
Variable clauses : list clause -> Z -> option (list clause).

Fixpoint follow (local : list clause) (hints : list Z) (a : assignment) : outcome :=
  match hints with
  | [] => Open a
  | h :: hints => match clauses local h with
                  | None => Wrong
                  | Some cs => match use cs a with
                               | None => Refuted
                               | Some a => follow local hints a
                               end
                  end
  end.

Variable read_lits : list Z -> option clause.

Fixpoint refuted (es : entries) (local : list clause) (a : assignment) : bool :=
  match es with
  | [] => false
  | (ls, hints) :: es =>
      match read_lits ls with
      | None => false
      | Some [] => match follow local hints a with
                   | Refuted => true
                   | Open a => refuted es local a
                   | Wrong => false
                   end
      | Some c => match assume_all (map negate c) a with
                  | None => refuted es (local ++ [c]) a
                  | Some b => match follow local hints b with
                              | Refuted => refuted es (local ++ [c]) a
                              | _ => false
                              end
                  end
      end
  end.

Definition refutes_premises (premises : list lit) (es : entries) : bool :=
  match assume_all premises (M.empty bool) with
  | None => true
  | Some a => refuted es [] a
  end.

End Refutation.

(** ** The checker *)

Section Checker.
Variable t : tower.
Let P := pattern_of t.
Let below_of := closed_pattern t.
Let con_of := con_pattern t.

Definition entry_map (ns : list (positive * node)) : M.t node :=
  fold_right (fun kn m => M.add (fst kn) (snd kn) m) (M.empty node) ns.
Let nodes := entry_map (table t).
Definition entry (k : positive) : option node := M.find k nodes.

(** The literal of an entry: the literal of a negation is the denied literal of its part. *)
Definition literal_map (ns : list (positive * node)) : M.t lit :=
  fold_left (fun m kn => M.add (fst kn) (match snd kn with
    | NNot a => match M.find a m with Some l => negate l | None => (true, fst kn) end
    | _ => (true, fst kn) end) m) ns (M.empty lit).
Let literals := literal_map (table t).
Definition literal (k : positive) : lit :=
  match M.find k literals with Some l => l | None => (true, k) end.

Definition signed (z : Z) : option lit :=
  match z with
  | Z0 => None
  | Zpos k => option_map (fun _ => literal k) (M.find k nodes)
  | Zneg k => option_map (fun _ => negate (literal k)) (M.find k nodes)
  end.

Fixpoint read_lits (zs : list Z) : option clause :=
  match zs with
  | [] => Some []
  | z :: zs => match signed z, read_lits zs with
               | Some l, Some c => Some (l :: c)
               | _, _ => None
               end
  end.

(** What an entry means, as clauses over the literals of its parts. *)
Definition meaning (k : positive) (n : node) : list clause :=
  let y := (true, k) in let x := (false, k) in
  let pos a := literal a in let den a := negate (literal a) in
  match n with
  | NBot => [[x]]
  | NTop => [[y]]
  | NAnd a b => [[x; pos a]; [x; pos b]; [y; den a; den b]]
  | NOr a b => [[y; den a]; [y; den b]; [x; pos a; pos b]]
  | NImp a b => [[y; pos a]; [y; den b]; [x; den a; pos b]]
  | NIff a b => [[x; den a; pos b]; [x; pos a; den b]; [y; pos a; pos b]; [y; den a; den b]]
  | NVar _ | NNot _ | NBox _ _ => []
  end.

Definition reflected_by (h i : positive) : bool :=
  existsb (fun e => is_below below_of h (fst e) && is_below below_of (snd e) i) (t_refl t).

(** [i]: the theory of a lemma, or [None] for the goal. *)
Definition node_clauses (i : option positive) (k : positive) : option (list clause) :=
  match M.find k nodes with
  | Some (NBox h a) =>
      match i with
      | Some i => if reflected_by h i then Some [[(false, k); literal a]] else None
      | None => None
      end
  | Some (NVar _) | Some (NNot _) | None => None
  | Some n => Some (meaning k n)
  end.

Definition clauses (size : positive) (lemmas : M.t clause) (i : option positive)
  (local : list clause) (h : Z) : option (list clause) :=
  match h with
  | Z0 => None
  | Zpos k => if Pos.leb k size then node_clauses i k
              else option_map (fun c => [c]) (M.find (Pos.sub k size) lemmas)
  | Zneg k => option_map (fun c => [c]) (nth_error local (Nat.pred (Pos.to_nat k)))
  end.

Definition letter_in (s : positive) (l : list positive) : bool := existsb (Pos.eqb s) l.

(** A literal that a lemma may start from, and what it opens to in T_i. *)
Definition opened (i : positive) (l : lit) : option (list lit) :=
  match M.find (snd l) nodes with
  | Some (NBox h a) => if fst l then Some (if is_below below_of h i then [literal a] else [])
                       else None
  | Some (NVar p) => if (fst l && letter_in p (t_sigma t)) || letter_in p (t_delta t)
                     then Some [] else None
  | _ => None
  end.

Fixpoint opened_all (i : positive) (ls : list lit) : option (list lit) :=
  match ls with
  | [] => Some []
  | l :: ls => match opened i l, opened_all i ls with
               | Some a, Some b => Some (a ++ b)
               | _, _ => None
               end
  end.

(** A further premise: a declared axiom of a theory below, or the consistency of a theory. *)
Definition extra (i : positive) (l : lit) : bool :=
  existsb (fun e => same (literal (snd e)) l && is_below below_of (fst e) i) (t_axs t)
  || (negb (fst l) && match M.find (snd l) nodes with
      | Some (NBox h a) => match M.find a nodes with
                           | Some NBot => mem h (trusted con_of i) | _ => false end
      | _ => false end).

Definition lemma_clause (size : positive) (lemmas : M.t clause) (s : lemma_step) : option clause :=
  match M.find (s_box s) nodes, read_lits (s_from s), read_lits (s_also s) with
  | Some (NBox i c), Some from, Some also =>
      match opened_all i from with
      | Some found =>
          if forallb (extra i) also
             && refutes_premises (clauses size lemmas (Some i)) read_lits
                  (from ++ [(true, s_box s); negate (literal c)] ++ found ++ also) (s_by s)
          then Some (map negate from ++ [(true, s_box s)]) else None
      | None => None
      end
  | _, _, _ => None
  end.

Fixpoint run_lemmas (size k : positive) (lemmas : M.t clause) (ss : list lemma_step)
  : option (M.t clause) :=
  match ss with
  | [] => Some lemmas
  | s :: ss => match lemma_clause size lemmas s with
               | Some c => run_lemmas size (Pos.succ k) (M.add k c lemmas) ss
               | None => None
               end
  end.

Definition table_size : positive := Pos.of_nat (length (t_nodes t)).

Definition accepts (ss : list lemma_step) (goal : positive) (by_goal : entries) : bool :=
  children_first (table t) &&
  match M.find goal nodes with
  | None => false
  | Some _ =>
      match run_lemmas table_size 1 (M.empty clause) ss with
      | None => false
      | Some lemmas => refutes_premises (clauses table_size lemmas None) read_lits
                         [negate (literal goal)] by_goal
      end
  end.

(** ** Soundness *)

Definition lit_fm (l : lit) : fm :=
  if fst l then formula t (snd l) else Neg (formula t (snd l)).

Fixpoint clause_fm (c : clause) : fm :=
  match c with [] => Bot | l :: c => Imp (Neg (lit_fm l)) (clause_fm c) end.

Hypothesis ordered : children_first (table t) = true.

Lemma entry_in_table k n : M.find k nodes = Some n -> In (k, n) (table t).
Proof.
  assert (G : forall ns, M.find k (entry_map ns) = Some n -> In (k, n) ns).
  { unfold entry_map. induction ns as [|[j m] ns IH]; cbn [fold_right In fst snd];
      [now rewrite M.gempty|].
    destruct (Pos.eq_dec k j) as [->|N].
    - rewrite M.gss. intro H. injection H as ->. now left.
    - rewrite M.gso by exact N. intro H. right. exact (IH H). }
  apply G.
Qed.

Lemma entry_formula k n : M.find k nodes = Some n -> formula t k = read (read_all (table t)) n.
Proof. intro H. exact (table_entry ordered (entry_in_table H)). Qed.

Lemma fm_at_formula a : fm_at (read_all (table t)) a = formula t a.
Proof. reflexivity. Qed.

Lemma box_entry k h a : M.find k nodes = Some (NBox h a) -> formula t k = Box h (formula t a).
Proof. intro E. now rewrite (entry_formula E). Qed.

Ltac table v := repeat match goal with |- context [v ?x] => destruct (v x) end; reflexivity.

Section Reading.
Variable v : fm -> bool.
Hypothesis reads : reading Bot Imp v.

Definition lit_true (l : lit) : bool := eqb (v (formula t (snd l))) (fst l).

Lemma lit_fm_true l : v (lit_fm l) = lit_true l.
Proof.
  destruct reads as [H0 Hi]. unfold lit_fm, lit_true, Neg. destruct (fst l).
  - table v.
  - rewrite Hi, H0. table v.
Qed.

Lemma negate_true l : lit_true (negate l) = negb (lit_true l).
Proof. unfold lit_true, negate. cbn. destruct (fst l); table v. Qed.

Lemma clause_fm_true c : v (clause_fm c) = existsb lit_true c.
Proof.
  destruct reads as [H0 Hi]. induction c as [|l c IH]; cbn; [exact H0|].
  unfold Neg. rewrite !Hi, H0, IH, lit_fm_true. now destruct (lit_true l), (existsb _ _).
Qed.

Lemma literal_true k : lit_true (literal k) = v (formula t k).
Proof.
  assert (G : forall ns m, (forall kn, In kn ns -> In kn (table t)) ->
    (forall j l, M.find j m = Some l -> lit_true l = v (formula t j)) ->
    forall j l, M.find j (fold_left (fun m kn => M.add (fst kn) (match snd kn with
      | NNot a => match M.find a m with Some l => negate l | None => (true, fst kn) end
      | _ => (true, fst kn) end) m) ns m) = Some l -> lit_true l = v (formula t j)).
  { assert (plain : forall j, lit_true (true, j) = v (formula t j))
      by (intro j; unfold lit_true; cbn; table v).
    induction ns as [|[j n] ns IH]; intros m sub ok; [exact ok|]. cbn [fold_left fst snd].
    apply IH; [intros; apply sub; now right|]. intros k' l.
    destruct (Pos.eq_dec k' j) as [->|N]; [rewrite M.gss|rewrite M.gso by exact N; apply ok].
    intro E. injection E as <-. destruct n as [| |p|a|a b|a b|a b|a b|h a]; try apply plain.
    destruct (M.find a m) as [l|] eqn:Ea; [|apply plain].
    rewrite negate_true, (ok a l Ea), (table_entry ordered (sub _ (or_introl eq_refl))).
    destruct reads as [H0 Hi]. cbn [read]. unfold Neg. rewrite Hi, H0, fm_at_formula.
    table v. }
  unfold literal, literals, literal_map. destruct (M.find k _) as [l|] eqn:E.
  - apply (G (table t) (M.empty lit)) with (3 := E); [auto|].
    intros j l'. now rewrite M.gempty.
  - unfold lit_true. cbn. table v.
Qed.

Definition agrees (a : assignment) : Prop :=
  forall k b, M.find k a = Some b -> v (formula t k) = b.

Lemma value_true a l b : agrees a -> value a l = Some b -> lit_true l = b.
Proof.
  unfold value, lit_true. intro A. destruct (M.find (snd l) a) as [x|] eqn:E; [|discriminate].
  intro H. injection H as <-. now rewrite (A _ _ E).
Qed.

Lemma add_agrees a l : agrees a -> lit_true l = true -> agrees (M.add (snd l) (fst l) a).
Proof.
  intros A H k b. destruct (Pos.eq_dec k (snd l)) as [->|N].
  - rewrite M.gss. intro E. injection E as <-. now apply eqb_prop.
  - rewrite M.gso by exact N. apply A.
Qed.

Lemma assume_agrees a l : agrees a -> lit_true l = true ->
  exists b, assume l a = Some b /\ agrees b.
Proof.
  intros A H. unfold assume. destruct (value a l) as [[|]|] eqn:E.
  - exists a. auto.
  - rewrite (value_true A E) in H. discriminate.
  - exists (M.add (snd l) (fst l) a). split; [reflexivity|]. now apply add_agrees.
Qed.

Lemma assume_all_agrees ls : forall a, agrees a -> forallb lit_true ls = true ->
  exists b, assume_all ls a = Some b /\ agrees b.
Proof.
  induction ls as [|l ls IH]; intros a A H; cbn in *; [eauto|].
  apply andb_true_iff in H. destruct H as [H K].
  destruct (assume_agrees A H) as [b [-> B]]. exact (IH b B K).
Qed.

Lemma is_false_true a l : agrees a -> is_false a l = true -> lit_true l = false.
Proof.
  unfold is_false. intro A. destruct (value a l) as [[|]|] eqn:E; try discriminate.
  intros _. exact (value_true A E).
Qed.

Lemma says_sound a c : agrees a -> existsb lit_true c = true ->
  match says a c with Contradicted => False | Forces l => lit_true l = true | Silent => True end.
Proof.
  intro A. induction c as [|l c IH]; cbn; [discriminate|]. intro H.
  destruct (value a l) as [[|]|] eqn:E; [exact I| |].
  - apply IH. now rewrite (value_true A E) in H.
  - destruct (forallb (is_false a) c) eqn:F; [|exact I].
    assert (K : existsb lit_true c = false).
    { clear -A F. induction c as [|m c IH]; cbn in *; [reflexivity|].
      apply andb_true_iff in F. destruct F as [F1 F2]. now rewrite (is_false_true A F1), IH. }
    now rewrite K, orb_false_r in H.
Qed.

Lemma use_sound cs : forall a, agrees a ->
  (forall c, In c cs -> existsb lit_true c = true) ->
  exists b, use cs a = Some b /\ agrees b.
Proof.
  induction cs as [|c cs IH]; intros a A H; cbn; [eauto|].
  pose proof (says_sound A (H c (or_introl eq_refl))) as S.
  assert (H' : forall c, In c cs -> existsb lit_true c = true) by (intros; apply H; now right).
  destruct (says a c) as [|l|]; [contradiction| |]; apply IH; auto using add_agrees.
Qed.

Variable given : list clause -> Z -> option (list clause).
Hypothesis given_true : forall local h cs, given local h = Some cs ->
  (forall c, In c local -> existsb lit_true c = true) ->
  forall c, In c cs -> existsb lit_true c = true.

Lemma follow_sound local hints : (forall c, In c local -> existsb lit_true c = true) ->
  forall a, agrees a ->
  match follow given local hints a with Refuted => False | Open b => agrees b | Wrong => True end.
Proof.
  intro L. induction hints as [|h hints IH]; intros a A; cbn; [exact A|].
  destruct (given local h) as [cs|] eqn:E; [|exact I].
  destruct (use_sound (cs := cs) A (given_true E L)) as [b [-> B]]. exact (IH b B).
Qed.

Lemma refuted_sound es : forall local a,
  (forall c, In c local -> existsb lit_true c = true) -> agrees a ->
  refuted given read_lits es local a = false.
Proof.
  induction es as [|[ls hints] es IH]; intros local a L A; cbn; [reflexivity|].
  destruct (read_lits ls) as [[|l c]|]; [| |reflexivity].
  - pose proof (follow_sound hints L A) as F.
    destruct (follow given local hints a) as [|b|]; [contradiction|exact (IH _ _ L F)|reflexivity].
  - destruct (existsb lit_true (l :: c)) eqn:T.
    + assert (L' : forall d, In d (local ++ [l :: c]) -> existsb lit_true d = true).
      { intros d Hd. apply in_app_or in Hd. destruct Hd as [Hd|[<-|[]]]; auto. }
      destruct (assume_all _ a) as [b|]; [|exact (IH _ _ L' A)].
      destruct (follow given local hints b); try reflexivity. exact (IH _ _ L' A).
    + assert (N : forallb lit_true (map negate (l :: c)) = true).
      { clear -T. induction (l :: c) as [|m d IH]; cbn in *; [reflexivity|].
        apply orb_false_iff in T. destruct T as [T1 T2]. now rewrite negate_true, T1, IH. }
      destruct (assume_all_agrees A N) as [b [E B]]. cbn [map] in E |- *. rewrite E.
      pose proof (follow_sound hints L B) as F.
      destruct (follow given local hints b); [contradiction|reflexivity|reflexivity].
Qed.

Lemma refutes_premises_sound premises es : forallb lit_true premises = true ->
  refutes_premises given read_lits premises es = false.
Proof.
  intro H. unfold refutes_premises. assert (A0 : agrees (M.empty bool)).
  { intros k b E. rewrite M.gempty in E. discriminate. }
  destruct (assume_all_agrees A0 H) as [a [-> A]]. apply refuted_sound; [intros c []|exact A].
Qed.

Lemma meaning_true k n : M.find k nodes = Some n ->
  forall c, In c (meaning k n) -> existsb lit_true c = true.
Proof.
  intros E c. pose proof (truth_of_read (read_all (table t)) n reads) as T.
  rewrite <- (entry_formula E) in T.
  destruct n; cbn [meaning In]; intro H;
    repeat (destruct H as [<-|H]); try contradiction;
    cbn [existsb]; rewrite ?negate_true, ?literal_true; unfold lit_true; cbn [fst snd];
    rewrite T, ?fm_at_formula;
    repeat match goal with |- context [v ?x] => destruct (v x) end; reflexivity.
Qed.

End Reading.

(** ** Lemmas are theorems *)

Definition all_proved (lemmas : M.t clause) : Prop :=
  forall n c, M.find n lemmas = Some c -> proves P (clause_fm c).

Definition lemma_fms (lemmas : M.t clause) : list fm :=
  map (fun nc => clause_fm (snd nc)) (M.elements lemmas).

Lemma lemma_fms_proved lemmas : all_proved lemmas -> forall f, In f (lemma_fms lemmas) -> proves P f.
Proof.
  intros A f H. apply in_map_iff in H. destruct H as [[n c] [<- H]].
  apply M.elements_complete in H. exact (A n c H).
Qed.

Lemma lemma_fms_true lemmas v n c : reading Bot Imp v ->
  (forall f, In f (lemma_fms lemmas) -> v f = true) -> M.find n lemmas = Some c ->
  existsb (lit_true v) c = true.
Proof.
  intros R H E. rewrite <- (clause_fm_true R c). apply H.
  apply in_map_iff. exists (n, c). split; [reflexivity|]. now apply M.elements_correct.
Qed.

(** All reflection premises that a lemma about T_i might use. *)
Definition reflections (i : positive) : list fm :=
  flat_map (fun kn => match snd kn with
    | NBox h a => if reflected_by h i then [Imp (Box h (formula t a)) (formula t a)] else []
    | _ => [] end) (table t).

Lemma clauses_true size lemmas i v : reading Bot Imp v ->
  (forall f, In f (lemma_fms lemmas) -> v f = true) ->
  (forall j, i = Some j -> forall f, In f (reflections j) -> v f = true) ->
  forall local h cs, clauses size lemmas i local h = Some cs ->
  (forall c, In c local -> existsb (lit_true v) c = true) ->
  forall c, In c cs -> existsb (lit_true v) c = true.
Proof.
  intros R HL HR local h cs E L c Hc. destruct h as [|k|k]; [discriminate| |].
  - unfold clauses in E. destruct (Pos.leb k size).
    + unfold node_clauses in E. destruct (M.find k nodes) as [n|] eqn:En; [|discriminate].
      assert (plain : cs = meaning k n -> existsb (lit_true v) c = true).
      { intros ->. exact (meaning_true R En Hc). }
      destruct n as [| |p|a|a b|a b|a b|a b|h a]; try discriminate; try (injection E as E; symmetry in E; exact (plain E)).
      destruct i as [i|]; [|discriminate]. destruct (reflected_by h i) eqn:Rf; [|discriminate].
      injection E as <-. destruct Hc as [<-|[]].
      assert (T : v (Imp (Box h (formula t a)) (formula t a)) = true).
      { apply (HR i eq_refl). apply in_flat_map. exists (k, NBox h a).
        split; [exact (entry_in_table En)|]. cbn. rewrite Rf. now left. }
      cbn [existsb]. rewrite (literal_true R). unfold lit_true. cbn [fst snd].
      rewrite (box_entry En). rewrite (proj2 R) in T.
      now destruct (v (Box h (formula t a))), (v (formula t a)).
    + destruct (M.find _ lemmas) as [d|] eqn:Ed; [|discriminate]. injection E as <-.
      destruct Hc as [<-|[]]. exact (lemma_fms_true R HL Ed).
  - unfold clauses in E. destruct (nth_error local _) as [d|] eqn:Ed; [|discriminate].
    injection E as <-. destruct Hc as [<-|[]]. exact (L d (nth_error_In _ _ Ed)).
Qed.

Lemma same_eq l m : same l m = true -> l = m.
Proof.
  unfold same. rewrite andb_true_iff. intros [H K]. apply eqb_prop in H. apply Pos.eqb_eq in K.
  destruct l, m. cbn in *. now subst.
Qed.

Lemma letter_in_In s l : letter_in s l = true -> In s l.
Proof.
  unfold letter_in. rewrite existsb_exists. intros [x [H E]]. apply Pos.eqb_eq in E. now subst x.
Qed.

(** What a lemma starts from persists, and what it opens holds in T_i. *)
Lemma opened_premise i from l found : In l from -> opened i l = Some found ->
  premise P i (map lit_fm from) (lit_fm l) /\
  forall m, In m found -> exists f, premise P i (map lit_fm from) f /\
    forall v, reading Bot Imp v -> v f = lit_true v m.
Proof.
  intros Hl O. apply (in_map lit_fm) in Hl. unfold opened in O.
  destruct (M.find (snd l) nodes) as [n|] eqn:E; [|discriminate]. unfold lit_fm in Hl at 1.
  destruct n as [| |p|a|a b|a b|a b|a b|h a]; try discriminate.
  - destruct (_ || _) eqn:D; [|discriminate]. injection O as <-. split; [|intros m []].
    assert (V : formula t (snd l) = Var p) by now rewrite (entry_formula E).
    unfold lit_fm at 2. rewrite V in *. apply orb_true_iff in D.
    destruct (fst l).
    + destruct D as [D|D]; [exact (@pr_sigma P i _ p Hl (letter_in_In D))|exact (@pr_delta P i _ p Hl (letter_in_In D))].
    + destruct D as [D|D]; [discriminate|exact (@pr_delta_neg P i _ p Hl (letter_in_In D))].
  - destruct (fst l) eqn:S; [|discriminate]. injection O as <-.
    rewrite (box_entry E) in Hl. split.
    + unfold lit_fm at 2. rewrite S, (box_entry E). exact (pr_box P i Hl).
    + intros m Hm. destruct (is_below below_of h i) eqn:B; [|destruct Hm].
      destruct Hm as [<-|[]]. exists (formula t a). split.
      * exact (pr_open Hl (is_below_sound B)).
      * intros v R. now rewrite (literal_true R).
Qed.

Lemma opened_all_premise i from ls found : (forall l, In l ls -> In l from) ->
  opened_all i ls = Some found ->
  (forall l, In l ls -> premise P i (map lit_fm from) (lit_fm l)) /\
  forall m, In m found -> exists f, premise P i (map lit_fm from) f /\
    forall v, reading Bot Imp v -> v f = lit_true v m.
Proof.
  revert found. induction ls as [|l ls IH]; intros found sub O; cbn in O.
  - injection O as <-. split; intros x [].
  - destruct (opened i l) as [a|] eqn:Ol; [|discriminate].
    destruct (opened_all i ls) as [b|] eqn:Ob; [|discriminate]. injection O as <-.
    destruct (opened_premise (sub l (or_introl eq_refl)) Ol) as [H K].
    destruct (IH b (fun x Hx => sub x (or_intror Hx)) eq_refl) as [H' K'].
    split.
    + intros x [<-|Hx]; auto.
    + intros m Hm. apply in_app_or in Hm. destruct Hm; auto.
Qed.

Lemma extra_premise i from l : extra i l = true -> exists f, premise P i (map lit_fm from) f /\
  forall v, reading Bot Imp v -> v f = lit_true v l.
Proof.
  unfold extra. rewrite orb_true_iff. intros [H|H].
  - rewrite existsb_exists in H. destruct H as [[j k] [He H]]. apply andb_true_iff in H.
    destruct H as [S B]. cbn in S, B. apply same_eq in S. subst l. exists (formula t k). split.
    + apply (pr_ax _ (is_below_sound B)). cbn. apply in_map_iff. exists (j, k). auto.
    + intros v R. now rewrite (literal_true R).
  - apply andb_true_iff in H. destruct H as [N H]. apply negb_true_iff in N.
    destruct (M.find (snd l) nodes) as [[| | | | | | | |h a]|] eqn:E; try discriminate.
    destruct (M.find a nodes) as [[| | | | | | | | ]|] eqn:Ea; try discriminate.
    exists (Neg (Box h Bot)). split; [exact (pr_con _ (con_pattern_sound H))|].
    intros v [H0 Hi]. unfold lit_true, Neg. rewrite N, (box_entry E), (entry_formula Ea), Hi, H0.
    cbn [read]. table v.
Qed.

Lemma reflections_premise i hs f : In f (reflections i) -> premise P i hs f.
Proof.
  intro H. apply in_flat_map in H. destruct H as [[k n] [_ H]]. cbn in H.
  destruct n as [| |p|a|a b|a b|a b|a b|h a]; try destruct H.
  destruct (reflected_by h i) eqn:R; [|destruct H]. destruct H as [<-|[]]. apply pr_refl.
  unfold reflected_by in R. rewrite existsb_exists in R. destruct R as [[x y] [He K]].
  apply andb_true_iff in K. cbn in K.
  exact (@reflected_edge P h x y i (is_below_sound (proj1 K)) He (is_below_sound (proj2 K))).
Qed.

(** Collect a premise formula for each of a list of literals. *)
Lemma collect i hs (ls : list lit) :
  (forall l, In l ls -> exists f, premise P i hs f /\
     forall v, reading Bot Imp v -> v f = lit_true v l) ->
  exists fs, (forall f, In f fs -> premise P i hs f) /\
    forall v, reading Bot Imp v -> (forall f, In f fs -> v f = true) -> forallb (lit_true v) ls = true.
Proof.
  induction ls as [|l ls IH]; intro H; [exists []; split; [intros f []|reflexivity]|].
  destruct (H l (or_introl eq_refl)) as [f [Pf Vf]].
  destruct IH as [fs [Pfs Vfs]]; [intros; apply H; now right|].
  exists (f :: fs). split.
  - intros g [<-|Hg]; auto.
  - intros v R T. cbn. rewrite <- (Vf v R), (T f (or_introl eq_refl)). cbn.
    apply (Vfs v R). intros g Hg. apply T. now right.
Qed.

Lemma clause_from hs c b : (forall v, reading Bot Imp v -> existsb (lit_true v) (map negate hs ++ [b])
    = implb (forallb (lit_true v) hs) (lit_true v b)) ->
  lit_fm b = c -> proves P (arrows (map lit_fm hs) c) -> proves P (clause_fm (map negate hs ++ [b])).
Proof.
  intros H Eb Pr. refine (consequence (gs := [arrows (map lit_fm hs) c]) _ _).
  - intros v R K. rewrite (clause_fm_true R), (H v R).
    specialize (K _ (or_introl eq_refl)). rewrite (arrows_reading _ _ R) in K.
    destruct (forallb (lit_true v) hs) eqn:F; [|reflexivity]. cbn.
    rewrite <- (lit_fm_true R), Eb. apply K. intros g Hg. apply in_map_iff in Hg.
    destruct Hg as [l [<- Hl]]. rewrite (lit_fm_true R). rewrite forallb_forall in F. auto.
  - intros g [<-|[]]. exact Pr.
Qed.

Lemma negated_clause v hs b : existsb (lit_true v) (map negate hs ++ [b])
  = implb (forallb (lit_true v) hs) (lit_true v b).
Proof.
  induction hs as [|l hs IH]; cbn; [now rewrite orb_false_r|].
  rewrite negate_true, IH. now destruct (lit_true v l).
Qed.

Theorem lemma_clause_proved size lemmas s c : all_proved lemmas ->
  lemma_clause size lemmas s = Some c -> proves P (clause_fm c).
Proof.
  intros A. unfold lemma_clause.
  destruct (M.find (s_box s) nodes) as [[| | | | | | | |i b]|] eqn:E; try discriminate.
  destruct (read_lits (s_from s)) as [from|]; [|discriminate].
  destruct (read_lits (s_also s)) as [also|]; [|discriminate].
  destruct (opened_all i from) as [found|] eqn:O; [|discriminate].
  destruct (forallb (extra i) also && _) eqn:K; [|discriminate]. intro X. injection X as <-.
  apply andb_true_iff in K. destruct K as [Ex Re]. rewrite forallb_forall in Ex.
  destruct (opened_all_premise (fun l H => H) O) as [Pfrom Pfound].
  destruct (collect (i := i) (hs := map lit_fm from) (ls := from ++ found ++ also)) as [fs [Pfs Vfs]].
  { intros l Hl. rewrite !in_app_iff in Hl. destruct Hl as [Hl|[Hl|Hl]].
    - exists (lit_fm l). split; [exact (Pfrom l Hl)|]. intros v R. apply lit_fm_true, R.
    - exact (Pfound l Hl).
    - exact (extra_premise from (Ex l Hl)). }
  apply clause_from with (c := formula t (s_box s)); [intros; apply negated_clause|reflexivity|].
  rewrite (box_entry E).
  apply L_P_rule with (gs := fs ++ reflections i).
  { intros g Hg. apply in_app_or in Hg. destruct Hg; auto using reflections_premise. }
  refine (consequence (gs := lemma_fms lemmas) _ (lemma_fms_proved A)).
  intros v R HL. apply (arrows_reading _ _ R). intro T. rewrite (proj2 R).
  destruct (v (Box i (formula t b))) eqn:Vb; [|reflexivity]. cbn.
  destruct (v (formula t b)) eqn:Vc; [reflexivity|]. exfalso.
  assert (all : forallb (lit_true v)
    (from ++ [(true, s_box s); negate (literal b)] ++ found ++ also) = true).
  { assert (V := Vfs v R (fun f Hf => T f (in_or_app _ _ _ (or_introl Hf)))).
    rewrite !forallb_app in *. apply andb_true_iff in V. destruct V as [V1 V2].
    rewrite V1, V2. cbn. rewrite negate_true, (literal_true R), Vc. unfold lit_true. cbn.
    now rewrite (box_entry E), Vb. }
  rewrite (refutes_premises_sound (v := v)) with (2 := all) in Re; [discriminate|].
  intros local h cs. apply (clauses_true R HL). intros j Ej f Hf. injection Ej as <-.
  apply T. apply in_or_app. now right.
Qed.

Lemma run_lemmas_proved size ss : forall k lemmas lemmas', all_proved lemmas ->
  run_lemmas size k lemmas ss = Some lemmas' -> all_proved lemmas'.
Proof.
  induction ss as [|s ss IH]; intros k lemmas lemmas' A; cbn; [intro H; now injection H as <-|].
  destruct (lemma_clause size lemmas s) as [c|] eqn:E; [|discriminate]. apply IH.
  intros n d. destruct (Pos.eq_dec n k) as [->|N]; [rewrite M.gss|rewrite M.gso by exact N; apply A].
  intro X. injection X as <-. exact (lemma_clause_proved A E).
Qed.

End Checker.

Theorem accepts_sound t ss goal by_goal :
  accepts t ss goal by_goal = true -> proves (pattern_of t) (formula t goal).
Proof.
  unfold accepts. rewrite andb_true_iff. intros [ordered H].
  destruct (M.find goal _) as [n|]; [|discriminate].
  destruct (run_lemmas t _ _ _ ss) as [lemmas|] eqn:E; [|discriminate].
  assert (A : all_proved t lemmas).
  { refine (run_lemmas_proved ordered _ E). intros k c. now rewrite M.gempty. }
  refine (consequence (gs := lemma_fms t lemmas) _ (lemma_fms_proved A)).
  intros v R HL. destruct (v (formula t goal)) eqn:V; [reflexivity|]. exfalso.
  assert (all : forallb (lit_true t v) [negate (literal t goal)] = true).
  { cbn. now rewrite negate_true, (literal_true ordered R), V. }
  rewrite (refutes_premises_sound (v := v)) with (2 := all) in H; [discriminate|].
  intros local h cs. apply (clauses_true ordered R HL). discriminate.
Qed.
